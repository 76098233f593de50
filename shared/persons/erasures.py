"""Erasures under way, deferred by holds, or done: the row that lets the next call or sweep finish one (Art. 17).

Once done the row stays for 31 days, so that nothing older than the erasure brings the person back: every report that
could name them is past its month by then. The sweep carries each erasure out once more when nothing that was under
way beside it can still be writing: that finishes one that was cut off, and takes what was being stored meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from shared.storage.tables import Row, RowChanged, Tables
from shared.times import format_instant, parse_instant

TABLE = "erasures"
SUPPRESSED_FOR = timedelta(days=31)
ALONE_AFTER = timedelta(minutes=15)
"""Longer than the host lets a function run (host.json, functionTimeout)."""

State = Literal["running", "deferred", "done"]


@dataclass(frozen=True, slots=True)
class ErasureRecord:
    """One person's erasure: it covers what was confirmed up to `as_of`. `deferred_by`: ids of the holds.

    `checked`: it was carried out, or once more, when nothing beside it was still writing.
    """

    tenant_id: str
    oid: str
    as_of: datetime
    state: State
    correlation_id: str
    deferred_by: frozenset[str] = frozenset()
    checked: bool = False

    def is_over(self, now: datetime) -> bool:
        return self.state == "done" and self.checked and now >= self.as_of + SUPPRESSED_FOR

    def is_alone(self, now: datetime) -> bool:
        """Whether everything that was under way when it was asked for has ended."""
        return now >= self.as_of + ALONE_AFTER

    def settled(self, deferred_by: frozenset[str], now: datetime) -> ErasureRecord:
        """The record once it was carried out at `now`, but for what these holds keep."""
        state: State = "deferred" if deferred_by else "done"
        return replace(self, state=state, deferred_by=deferred_by, checked=self.is_alone(now))


class ErasureRecords:
    """Reads and writes the rows of erasures."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def put(self, record: ErasureRecord) -> None:
        """Open an erasure, in place of an earlier one, which it covers."""
        row = _encode(record)
        self._tables.with_table(TABLE, lambda: self._tables.put(TABLE, row))

    def complete_erasure(self, record: ErasureRecord) -> None:
        """Write what has become of an erasure, unless a later one of the same person has taken its place."""
        found = self._tables.get(TABLE, record.tenant_id, record.oid)
        if found is None or str(found.row["asOf"]) > format_instant(record.as_of):
            return
        with suppress(RowChanged):  # another call or sweep settles the same, or a later one is under way
            self._tables.replace(TABLE, _encode(record), found.etag)

    def check_again(self, tenant_id: str, hold_id: str) -> None:
        """Have the next sweep carry out what a hold of this name deferred: the one placed now may keep less."""
        for record in list(self.of_tenant(tenant_id)):
            if hold_id in record.deferred_by:
                self.complete_erasure(replace(record, checked=False))

    def find_erasure(self, tenant_id: str, oid: str) -> ErasureRecord | None:
        found = self._tables.get(TABLE, tenant_id, oid)
        return _decode(found.row) if found else None

    def remove(self, record: ErasureRecord) -> bool:
        return self._tables.remove(TABLE, record.tenant_id, record.oid)

    def erased_since(self, tenant_id: str, instant: datetime) -> frozenset[str]:
        """Who in the tenant was erased at or after an instant: a report that ended then no longer names them."""
        return frozenset(record.oid for record in self.of_tenant(tenant_id) if record.as_of >= instant)

    def of_tenant(self, tenant_id: str) -> Iterable[ErasureRecord]:
        rows = self._tables.query(TABLE, "PartitionKey eq @tenant", {"tenant": tenant_id})
        return (_decode(row) for row in rows)

    def all(self) -> Iterable[ErasureRecord]:
        """Every erasure of every tenant: for the sweep alone."""
        return (_decode(row) for row in self._tables.query(TABLE, "PartitionKey ne @nobody", {"nobody": ""}))


def _encode(record: ErasureRecord) -> Row:
    return {
        "PartitionKey": record.tenant_id,
        "RowKey": record.oid,
        "asOf": format_instant(record.as_of),
        "state": record.state,
        "correlationId": record.correlation_id,
        "deferredBy": json.dumps(sorted(record.deferred_by)),
        "checked": record.checked,
    }


def _decode(row: Row) -> ErasureRecord:
    state: State = str(row["state"])  # type: ignore[assignment]  # written from a State only
    return ErasureRecord(
        tenant_id=str(row["PartitionKey"]),
        oid=str(row["RowKey"]),
        as_of=parse_instant(str(row["asOf"])),
        state=state,
        correlation_id=str(row["correlationId"]),
        deferred_by=frozenset(json.loads(str(row["deferredBy"]))),
        checked=bool(row["checked"]),
    )
