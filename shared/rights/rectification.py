"""Rectification: wrong facts corrected wherever they stand, and no deadline moved (R10.16).

Where a hold binds a report, what stood there goes aside before it is corrected, and with the hold (R11.1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from shared.audit.actions import AuditedAction
from shared.audit.activity import ActivityLog
from shared.holds.holds import Hold, Holds
from shared.holds.preserved_rows import PreservedRows
from shared.persons.profiles import Profiles
from shared.problems import (
    CorrectedAtSource,
    InvalidBody,
    NotCorrectable,
    Pointer,
    StorageUnavailable,
    WouldMoveDeadline,
)
from shared.reports.keys import CONTENTS, HEADERS
from shared.reports.mentions import Mention, Mentions, renamed
from shared.rights.notifications import Notifications
from shared.storage.daily import DailyTables, table_name
from shared.storage.tables import RowChanged, TableBeingDeleted, TableMissing, Tables
from shared.tenants.registry import Registry
from shared.times import format_instant, parse_compact_day

if TYPE_CHECKING:
    from shared.rights.model import Correction

_ITEM = re.compile(r"(meetings|reports|mentions)\.([0-9]{8})\.([0-9]{8}-[a-z2-7]{26})")
_DECIDES_DEADLINE = frozenset({"startedAt", "endedAt", "storedAt", "matchedAt", "at"})
_CORRECTABLE = frozenset({("meetings", "topic"), ("reports", "name"), ("mentions", "name")})


@dataclass(frozen=True, slots=True)
class _Change:
    """A correction that has been judged good."""

    family: str
    day: date
    key: str
    owner: str
    value: str


class RectificationService:
    """Corrects what is kept about a person: their name in reports, and the topics of their own."""

    def __init__(
        self,
        tables: Tables,
        daily: DailyTables,
        registry: Registry,
        profiles: Profiles,
        mentions: Mentions,
        holds: Holds,
        held: PreservedRows,
        notifications: Notifications,
        activity: ActivityLog,
    ) -> None:
        self._tables = tables
        self._daily = daily
        self._registry = registry
        self._profiles = profiles
        self._mentions = mentions
        self._holds = holds
        self._held = held
        self._notifications = notifications
        self._activity = activity

    def correct(self, act: AuditedAction, corrections: Sequence[Correction]) -> dict[str, Any]:
        """Apply all corrections, or refuse them all before the first is made.

        Raises:
            NotCorrectable, WouldMoveDeadline, CorrectedAtSource: with a pointer to each refused correction.
        """
        refusals: list[tuple[type[InvalidBody], Pointer]] = []
        changes: list[_Change] = []
        for index, correction in enumerate(corrections):
            judged = self._judge(act, correction)
            if isinstance(judged, _Change):
                changes.append(judged)
            else:
                refusals.append((judged, Pointer(f"/corrections/{index}/item", judged.code)))
        if refusals:
            raise refusals[0][0](pointers=tuple(pointer for _, pointer in refusals))
        registration = self._registry.find_registration(act.tid)
        profile = self._profiles.stored(registration, act.oid) if registration else None
        notification = self._notifications.prepare(registration, profile, "rectification", act.now)
        holds = self._holds.active(act.tid, act.now)
        corrected = sum(self._apply(act, change, holds) for change in changes)
        act.log(self._activity, "data_corrected")
        return {
            "asOf": format_instant(act.now),
            "corrected": corrected,
            "recipients": self._notifications.deliver(notification, act.correlation_id),
        }

    def _judge(self, act: AuditedAction, correction: Correction) -> _Change | type[InvalidBody]:
        if correction.property in _DECIDES_DEADLINE:
            return WouldMoveDeadline
        if correction.item == "profiles":
            return CorrectedAtSource
        match = _ITEM.fullmatch(correction.item)
        if match is None or (match[1], correction.property) not in _CORRECTABLE:
            return NotCorrectable
        family, key = match[1], match[3]
        try:
            day = parse_compact_day(match[2])
        except ValueError:
            return NotCorrectable
        owner = self._owner(act, family, day, key)
        return _Change(family, day, key, owner, correction.value) if owner is not None else NotCorrectable

    def _owner(self, act: AuditedAction, family: str, day: date, key: str) -> str | None:
        """Who stored the report that an item is of; None when it is not there, or does not name the person."""
        if not self._daily.is_readable(HEADERS if family == "meetings" else CONTENTS, day, act.now):
            return None
        if family == "meetings":
            found = self._tables.get(table_name(HEADERS, day), f"{act.tid}:{act.oid}", key, select=["RowKey"])
            return act.oid if found else None
        mention = self._mention(act, family, day, key)
        return mention.owner if mention is not None and mention.names(act.oid) else None

    def _mention(self, act: AuditedAction, family: str, day: date, key: str) -> Mention | None:
        try:
            if family == "reports":
                return self._mentions.own(act.tid, act.oid, day, key)
            return self._mentions.at(act.tid, act.oid, day, key)
        except (TableMissing, TableBeingDeleted):
            return None

    def _apply(self, act: AuditedAction, change: _Change, holds: Sequence[Hold]) -> bool:
        if change.family == "meetings":
            return self._retitle(act, change, holds)
        mention = self._mention(act, change.family, change.day, change.key)
        try:
            return mention is not None and self._mentions.change(
                act.tid,
                mention,
                lambda content: renamed(content, act.oid, change.value),
                lambda row: self._held.preserve_rows(holds, CONTENTS, mention.day, [(mention.owner, row)]),
            )
        except RowChanged:
            raise StorageUnavailable("The report kept changing meanwhile: repeat the call.") from None

    def _retitle(self, act: AuditedAction, change: _Change, holds: Sequence[Hold]) -> bool:
        name, partition = table_name(HEADERS, change.day), f"{act.tid}:{act.oid}"
        found = self._tables.get(name, partition, change.key)
        if found is None:
            return False
        if found.row["topic"] != change.value:
            self._held.preserve_rows(holds, HEADERS, change.day, [(act.oid, found.row)])
        try:
            self._tables.replace(name, {**found.row, "topic": change.value}, found.etag)
        except RowChanged:
            raise StorageUnavailable("The report changed meanwhile: repeat the call.") from None
        return True
