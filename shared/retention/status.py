"""What is held and until when, by family: for operators and data protection officers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shared.families import FAMILIES
from shared.persons.table_inventory import DatedTable, take_inventory
from shared.retention.evidence import Entry, Evidence
from shared.storage.deadlines import Deadlines
from shared.storage.tables import Tables
from shared.tenants.registry import Registry
from shared.times import format_instant


@dataclass(frozen=True, slots=True)
class Status:
    """Reads the account's tables and the evidence, and changes nothing."""

    tables: Tables
    registry: Registry
    evidence: Evidence
    deadlines: Deadlines

    def read(self, now: datetime, *, names_unknown: bool) -> dict[str, Any]:
        """The state of retention at `now`; the names of unknown tables for operators only."""
        inventory = take_inventory(self.tables.listing(), self.registry.all(), self.deadlines)
        newest = self.evidence.newest(1)
        return {
            "asOf": format_instant(now),
            "limits": {
                "retentionDays": self.deadlines.retention_days,
                "contentRetentionDays": self.deadlines.content_retention_days,
            },
            "lastRun": newest[0].shown() if newest else None,
            "lastSuccessAt": _finished(self.evidence.last_success()),
            "overdue": [table.label for table in inventory.overdue(now)],
            "due": [table.label for table in inventory.due(now)],
            "families": [_family(name, [table for table in inventory.dated if table.family == name]) for name in DATED],
            "calendar": _calendar(inventory.dated, now),
            "unknownTables": list(inventory.unknown) if names_unknown else [],
            "unknownCount": len(inventory.unknown),
        }


DATED = tuple(name for name in FAMILIES if name in {"activity", "meetings", "reports", "profiles"})
LOOK_AHEAD = timedelta(days=180)
"""How far the calendar looks: no day's table lives longer. A contract's end may lie beyond; its family says when."""


def _finished(entry: Entry | None) -> str | None:
    return format_instant(entry.finished_at) if entry else None


def _family(name: str, tables: list[DatedTable]) -> dict[str, Any]:
    """A family's oldest and newest day, and when the first of its tables will be gone."""
    gone_by = _earliest(tables, lambda table: table.gone_by)
    return {
        "family": name,
        "tables": len(tables),
        "oldestDay": min((table.day.isoformat() for table in tables), default=None),
        "newestDay": max((table.day.isoformat() for table in tables), default=None),
        "nextDropFrom": _earliest(tables, lambda table: table.drop_from),
        "nextGoneBy": gone_by,
    }


def _earliest(tables: list[DatedTable], instant_of: Callable[[DatedTable], datetime | None]) -> str | None:
    instants = [instant for table in tables if (instant := instant_of(table)) is not None]
    return format_instant(min(instants)) if instants else None


def _calendar(tables: tuple[DatedTable, ...], now: datetime) -> list[dict[str, Any]]:
    """What goes on which day, UTC, and how many tables of each family. What is due already goes today."""
    counted: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for table in tables:
        if table.drop_from is not None and table.drop_from <= now + LOOK_AHEAD:
            counted[max(table.drop_from.date(), now.date())][table.family] += 1
    return [
        {
            "day": day.isoformat(),
            "drops": [{"family": name, "tables": counted[day][name]} for name in DATED if counted[day][name]],
        }
        for day in sorted(counted)
    ]
