"""Every table of the account, told apart by name: what is due, what is overdue, what is not ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.families import DAILY_FAMILIES, FAMILIES
from shared.persons import profiles
from shared.storage import daily
from shared.storage.deadlines import Deadlines
from shared.storage.tables import Listing
from shared.tenants.registration import Registration
from shared.times import start_of

PROFILES = "profiles"
SWEPT_WITHIN = timedelta(hours=3)
"""A contract's end has no margin: its profiles are hidden at once, and overdue when three hourly sweeps left them."""
_LASTING = frozenset(FAMILIES) - DAILY_FAMILIES - {PROFILES}
"""Families with one table for all their rows, which go row by row."""


def label_of(family: str, day: date) -> str:
    """How evidence names a table: family and day, without the tenant."""
    return f"{family} {day.isoformat()}"


@dataclass(frozen=True, slots=True)
class DatedTable:
    """A table that goes as a whole: of a family's day, or of a contract (its day is the contract's first)."""

    name: str
    family: str
    day: date
    drop_from: datetime | None  # None: no end of the contract is known
    gone_by: datetime | None
    tenant_id: str | None = None  # of a contract's table

    @property
    def label(self) -> str:
        return label_of(self.family, self.day)

    def is_due(self, now: datetime) -> bool:
        return self.drop_from is not None and now >= self.drop_from

    def is_overdue(self, now: datetime) -> bool:
        return self.gone_by is not None and now >= self.gone_by


@dataclass(frozen=True, slots=True)
class Inventory:
    """The account as it was listed."""

    dated: tuple[DatedTable, ...]
    unknown: tuple[str, ...]

    def due(self, now: datetime) -> list[DatedTable]:
        return [table for table in self.dated if table.is_due(now)]

    def overdue(self, now: datetime) -> list[DatedTable]:
        """What is still there although its deadline has come."""
        return [table for table in self.dated if table.is_overdue(now)]


def take_inventory(listing: Listing, registrations: Iterable[Registration], deadlines: Deadlines) -> Inventory:
    """Tell the tables apart. A profiles table without a registration is reported as unknown, for a person to judge."""
    registered = {registration.tenant_id: registration for registration in registrations}
    dated: list[DatedTable] = []
    unknown: list[str] = []
    for name in listing.names:
        table = _daily(name, deadlines) or _of_contract(name, registered)
        if table is not None:
            dated.append(table)
        elif name not in _LASTING:
            unknown.append(name)
    return Inventory(tuple(dated), tuple(unknown))


def _daily(name: str, deadlines: Deadlines) -> DatedTable | None:
    parsed = daily.parse_table_name(name)
    if parsed is None:
        return None
    family, day = parsed
    return DatedTable(name, family, day, deadlines.dropped_from(family, day), deadlines.deadline(family, day))


def _of_contract(name: str, registered: Mapping[str, Registration]) -> DatedTable | None:
    parsed = profiles.parse_table_name(name)
    registration = registered.get(parsed[0]) if parsed else None
    if parsed is None or registration is None:
        return None
    start, current = parsed[1], registration.contract.contract_start
    if start > current:
        return None
    if start < current:  # a new contract has taken the place of the one that this table belonged to
        return DatedTable(name, PROFILES, start, drop_from=start_of(start), gone_by=None, tenant_id=parsed[0])
    ends_at = registration.ends_at
    return DatedTable(
        name,
        PROFILES,
        start,
        drop_from=ends_at,
        gone_by=ends_at + SWEPT_WITHIN if ends_at else None,
        tenant_id=parsed[0],
    )
