"""Placing and releasing holds: the row first, and then what is about to go is moved aside at once (R11.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shared.holds.holds import Hold, Holds
from shared.holds.preserved_rows import PreservedRows
from shared.persons.erasures import ErasureRecords
from shared.persons.table_inventory import PROFILES, DatedTable, take_inventory
from shared.storage.deadlines import Deadlines
from shared.storage.tables import TableBeingDeleted, TableMissing, Tables
from shared.telemetry import Event, emit
from shared.tenants.registry import Registry
from shared.times import end_of, format_instant

DUE_WITHIN = timedelta(hours=2)
"""A sweep under way may have read the holds just before this one: what is due that soon is copied by the placer too."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A hold as it was placed: the families and days that it keeps from now on, and what had gone already."""

    hold: Hold
    keeps: list[dict[str, Any]]
    already_gone: list[dict[str, Any]]


class HoldService:
    """The rules of holds."""

    def __init__(
        self,
        tables: Tables,
        registry: Registry,
        erasures: ErasureRecords,
        holds: Holds,
        held: PreservedRows,
        deadlines: Deadlines,
    ) -> None:
        self._tables = tables
        self._registry = registry
        self._erasures = erasures
        self._holds = holds
        self._held = held
        self._deadlines = deadlines

    def place(self, hold: Hold, now: datetime) -> Placed:
        """Place a hold, or replace it: the years of one ground count from when it was first placed.

        Raises:
            HoldRefused: ground, subject or dates are refused.
        """
        registration = self._registry.find_registration(hold.tenant_id)
        country = registration.contract.country if registration else ""
        before = self._holds.find_hold(hold.tenant_id, hold.hold_id)
        if before is not None and before.ground == hold.ground:
            hold = replace(hold, placed_at=before.placed_at)
        self._holds.put(hold, country, now.date())
        self._erasures.check_again(hold.tenant_id, hold.hold_id)
        inventory = take_inventory(self._tables.listing(), self._registry.all(), self._deadlines)
        active = self._holds.active(hold.tenant_id, now)
        kept = [table for table in inventory.dated if _concerns(table, hold) and self._reach(table, active, now)]
        return Placed(hold, _days_kept(kept, hold), [*_days_gone(kept, hold), *self._erased(hold)])

    def _reach(self, table: DatedTable, holds: Sequence[Hold], now: datetime) -> bool:
        """Copy at once what is about to go; False when a sweep was faster."""
        if not table.is_due(now + DUE_WITHIN):
            return True
        try:
            self._keep(table, holds)
        except (TableMissing, TableBeingDeleted):
            return False
        return True

    def _keep(self, table: DatedTable, holds: Sequence[Hold]) -> int:
        concerned = [hold for hold in holds if _concerns(table, hold)]
        return self._held.preserve_table(table.name, table.family, table.day, concerned)

    def _erased(self, hold: Hold) -> list[dict[str, Any]]:
        """What the person has had erased has gone, too: a hold binds what is left."""
        record = self._erasures.find_erasure(hold.tenant_id, hold.subject) if hold.subject else None
        return [{"erasedUpTo": format_instant(record.as_of)}] if record else []

    def keep_before_drop(self, table: DatedTable, now: datetime) -> int:
        """What the sweep asks before each drop: copy every row that a hold, as it stands now, keeps; how many."""
        try:
            return self._keep(table, [hold for hold in self._holds.all() if hold.is_active(now)])
        except (TableMissing, TableBeingDeleted):
            return 0  # an earlier run has dropped it, after it had copied the same

    def list(self, tenant_id: str, now: datetime) -> list[Hold]:
        return self._holds.active(tenant_id, now)

    def release(self, tenant_id: str, hold_id: str) -> Hold:
        """End a hold now; what only it kept goes with the next sweep. Raises NotFound."""
        return self._holds.release(tenant_id, hold_id)

    def drop(self, tenant_id: str, hold_id: str) -> None:
        """As `release`, when it may not be there."""
        if self._holds.find_hold(tenant_id, hold_id) is not None:
            self._holds.release(tenant_id, hold_id)

    def end_expired_holds(self, now: datetime) -> None:
        """What the sweep does after its drops: let go what no hold keeps, and raise the alert on unconfirmed holds."""
        self._held.let_go(now)
        for hold in self._holds.all():
            if not hold.confirmed and end_of(hold.review_on) <= now:
                emit(Event.HOLD_UNCONFIRMED, tenantId=hold.tenant_id)


def _concerns(table: DatedTable, hold: Hold) -> bool:
    in_scope = table.tenant_id in {None, hold.tenant_id}
    return in_scope and table.family in hold.families


def _days_kept(tables: Iterable[DatedTable], hold: Hold) -> list[dict[str, Any]]:
    days = {family: [table.day for table in tables if table.family == family] for family in hold.families}
    return [
        {"family": family, "from": min(found).isoformat(), "until": format_instant(end_of(hold.ends_on))}
        for family, found in days.items()
        if found
    ]


def _days_gone(tables: Iterable[DatedTable], hold: Hold) -> list[dict[str, Any]]:
    """By family the first day of which anything is left: what was before has gone."""
    days = {family: [table.day for table in tables if table.family == family] for family in hold.families}
    return [
        {"family": family, "before": min(found).isoformat()}
        for family, found in days.items()
        if found and family != PROFILES
    ]
