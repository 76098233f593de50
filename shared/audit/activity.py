"""The log of what was done with whose data: forwards, reports, acts in a role. Kept 180 days at the latest (R11.2a).

A row stands in the partition of the person who acted, in the table of the day it happened. It holds no name.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shared.auth.caller import Caller
from shared.problems import StorageUnavailable
from shared.storage.daily import DailyTables, DayElapsed
from shared.storage.tables import Row, Value
from shared.telemetry import Event, emit
from shared.times import format_instant

FAMILY = "activity"
Kind = Literal[
    "forward",
    "report_stored",
    "report_deleted",
    "tenant_registered",
    "tenant_ended",
    "retention_run",
    "data_read",
    "data_exported",
    "data_corrected",
    "data_erased",
    "processing_restricted",
    "restriction_lifted",
    "restriction_decided",
    "subjects_searched",
    "binding_released",
    "hold_placed",
    "hold_released",
]


@dataclass(frozen=True, slots=True)
class Activity:
    """One row of the log. Writing it again with another outcome replaces it."""

    caller: Caller
    kind: Kind
    at: datetime
    key: str
    correlation_id: str
    outcome: str = "done"
    instance: str | None = None
    report_id: str | None = None
    tenant_id: str | None = None
    act_id: str | None = None

    def row(self) -> Row:
        values: dict[str, Value | None] = {
            "PartitionKey": self.caller.principal.key,
            "RowKey": self.key,
            "at": format_instant(self.at),
            "kind": self.kind,
            "outcome": self.outcome,
            "correlationId": self.correlation_id,
            "clientAddress": self.caller.address,
            "instance": self.instance,
            "reportId": self.report_id,
            "tenantId": self.tenant_id,
            "role": self.caller.role.value if self.caller.role else None,
            "actId": self.act_id,
        }
        return {name: value for name, value in values.items() if value is not None}


class ActivityLog:
    """Writes the log; a row's key begins with its time, so that a day reads in order."""

    def __init__(self, tables: DailyTables) -> None:
        self._tables = tables

    def record(
        self,
        caller: Caller,
        kind: Kind,
        at: datetime,
        correlation_id: str,
        *,
        outcome: str = "done",
        instance: str | None = None,
        report_id: str | None = None,
        tenant_id: str | None = None,
        act_id: str | None = None,
    ) -> Activity:
        """Write what was done, or is about to be (`outcome` "pending"; `settle` says later how it ended)."""
        key = f"{at:%H%M%S%f}-{secrets.token_hex(8)}"
        activity = Activity(caller, kind, at, key, correlation_id, outcome, instance, report_id, tenant_id, act_id)
        self._write(activity)
        return activity

    def record_own(
        self, caller: Caller, kind: Kind, at: datetime, correlation_id: str, *, report_id: str | None = None
    ) -> None:
        """Write that a person read, took along or deleted what is their own: a right that does not wait for its row.

        Where storage takes no row it is done all the same (Art. 15, 17, 20), and operations hears of it. What is done
        in a role, or sends or stores anything, is on record or is not done: that is for `record`.
        """
        try:
            self.record(caller, kind, at, correlation_id, report_id=report_id)
        except StorageUnavailable:
            tenant_id = caller.principal.tid
            emit(Event.ACTIVITY_NOT_LOGGED, outcome=kind, tenantId=tenant_id, correlationId=correlation_id)

    def record_outcome(self, activity: Activity, outcome: str) -> None:
        """Write how it ended over the row that said it was about to happen."""
        self._write(replace(activity, outcome=outcome))

    def _write(self, activity: Activity) -> None:
        """Raises StorageUnavailable, also when the clock has stepped meanwhile and the day takes no more rows."""
        try:
            self._tables.put(FAMILY, activity.at.date(), activity.row())
        except DayElapsed:
            raise StorageUnavailable from None
