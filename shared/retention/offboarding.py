"""The end of a tenant, the registration last of all: at once with all its rows, or when all that was logged has gone.

Rows of a tenant that leaves go row by row, for a day's table is everybody's; held rows stay aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

from shared.holds.holds import Holds
from shared.holds.preserved_rows import PreservedRows
from shared.persons.profiles import parse_table_name
from shared.problems import Conflict
from shared.storage.daily import DailyTables, table_name
from shared.storage.tables import Row, Tables
from shared.tenants.registration import Registration
from shared.tenants.registry import Registry

BY_TENANT = ("restrictions", "erasures", "notifications")
"""Tables whose partitions are tenants."""


class Offboarding:
    """Deletes the rows of tenants that leave, and what is left of those whose contract ended long ago."""

    def __init__(
        self, tables: Tables, daily: DailyTables, registry: Registry, holds: Holds, held: PreservedRows
    ) -> None:
        self._tables = tables
        self._daily = daily
        self._registry = registry
        self._holds = holds
        self._held = held

    def offboard_ended_tenants(self, now: datetime) -> None:
        """What the sweep does: delete what is left of every leaving tenant, and the registration last of all.

        Restrictions that outlive the registration are left over by then, or soon (`Restrictions.is_left_over`).
        """
        for registration in self._registry.all():
            if registration.state(now) != "ended":
                continue
            if registration.is_leaving:
                self._remove_rows(registration.tenant_id, now)
                self._remove_registration(registration, now)
            elif self._is_over(registration, now):
                self._remove_registration(registration, now)

    def _is_over(self, registration: Registration, now: datetime) -> bool:
        """Whether everything that was logged under the contract has gone, and holds keep nothing of it."""
        kept = timedelta(days=self._daily.deadlines.retention_days)
        is_past = registration.ends_at is not None and now >= registration.ends_at + kept
        return is_past and not self._holds.active(registration.tenant_id, now)

    def _remove_rows(self, tenant_id: str, now: datetime) -> None:
        for family, day in sorted(self._daily.names(self._tables.listing(), now)):
            self._remove_day(tenant_id, family, day, now)
        for table in BY_TENANT:
            self._remove_lasting(table, tenant_id)

    def _remove_lasting(self, table: str, tenant_id: str) -> None:
        for row in list(self._tables.query(table, "PartitionKey eq @tenant", {"tenant": tenant_id})):
            self._tables.remove(table, tenant_id, str(row["RowKey"]))

    def _remove_day(self, tenant_id: str, family: str, day: date, now: datetime) -> None:
        where = "PartitionKey ge @first and PartitionKey lt @last"
        keys = {"first": f"{tenant_id}:", "last": f"{tenant_id};"}  # ";" follows ":" in ASCII
        going: dict[str, list[str]] = {}

        def rows() -> Iterator[tuple[str, Row]]:
            for row in self._tables.query(table_name(family, day), where, keys, page=200):
                partition = str(row["PartitionKey"])
                going.setdefault(partition, []).append(str(row["RowKey"]))
                yield partition.partition(":")[2], row

        self._held.preserve_rows(self._holds.active(tenant_id, now), family, day, rows())
        for partition, row_keys in going.items():
            self._daily.remove_rows(family, day, partition, row_keys)

    def _remove_registration(self, registration: Registration, now: datetime) -> None:
        """Not while anything is left that is found by it: holds, and profiles whose drop failed."""
        parsed = [parse_table_name(name) for name in self._tables.listing().names]
        has_profiles = any(found is not None and found[0] == registration.tenant_id for found in parsed)
        if not has_profiles and not self._holds.active(registration.tenant_id, now):
            with suppress(Conflict):  # changed meanwhile: the next sweep judges it again
                self._registry.remove(registration)
