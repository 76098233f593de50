"""One sweep at a time: a row that names who sweeps and until when, taken and given back by ETag."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.storage.tables import Row, RowChanged, RowExists, Tables
from shared.times import format_instant, parse_instant

TABLE = "evidence"
LASTS = timedelta(minutes=15)
"""Longer than the host lets a function run (host.json, functionTimeout): a lease is never lost in a sweep."""

_PARTITION, _KEY = "lease", "sweep"


class LeaseTaken(Exception):
    """Another sweep is under way."""


class Lease:
    """The lease of the sweep."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def take_lease(self, owner: str, now: datetime) -> None:
        """Take the lease for 15 minutes. Raises LeaseTaken."""
        row = _row(owner, now + LASTS)
        found = self._tables.get(TABLE, _PARTITION, _KEY)
        if found is not None and now < parse_instant(str(found.row["until"])) <= now + LASTS:
            raise LeaseTaken
        try:
            if found is not None:
                self._tables.replace(TABLE, row, found.etag)
            else:
                self._tables.with_table(TABLE, lambda: self._tables.create(TABLE, row))
        except (RowExists, RowChanged):
            raise LeaseTaken from None

    def give_back(self, owner: str) -> None:
        """End the lease, if it is still this owner's."""
        found = self._tables.get(TABLE, _PARTITION, _KEY)
        if found is not None and found.row["owner"] == owner:
            try:
                self._tables.remove(TABLE, _PARTITION, _KEY, etag=found.etag)
            except RowChanged:
                return  # it ran out, and another sweep has taken it


def _row(owner: str, until: datetime) -> Row:
    return {"PartitionKey": _PARTITION, "RowKey": _KEY, "owner": owner, "until": format_instant(until)}
