"""A table per family and day: rows that must go together live together, and deleting a day is dropping a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from shared.families import DAILY_FAMILIES
from shared.storage.deadlines import LOWEST, Deadlines
from shared.storage.tables import (
    MAX_IN_TRANSACTION,
    Listing,
    Remove,
    Row,
    RowChanged,
    TableBeingDeleted,
    TableMissing,
    Tables,
)
from shared.times import Clock, compact_day, parse_compact_day


class DayElapsed(Exception):
    """The day takes no more rows: its table is about to be dropped, or was."""


def remove_rows(tables: Tables, table: str, partition: str, keys: Sequence[str]) -> int:
    """Delete rows of one partition, a hundred in a transaction; how many were there."""
    count = 0
    for start in range(0, len(keys), MAX_IN_TRANSACTION):
        some = keys[start : start + MAX_IN_TRANSACTION]
        try:
            tables.transact(table, [Remove(partition, key) for key in some])
            count += len(some)
        except (RowChanged, TableMissing, TableBeingDeleted):  # one of them has gone meanwhile: one by one
            count += sum(tables.remove(table, partition, key) for key in some)
    return count


def table_name(family: str, day: date) -> str:
    return f"{family}{compact_day(day)}"


def parse_table_name(name: str) -> tuple[str, date] | None:
    """The family and day of a table's name; None when it is not one of ours."""
    family, digits = name[:-8], name[-8:]
    if family not in DAILY_FAMILIES:
        return None
    try:
        return family, parse_compact_day(digits)
    except ValueError:
        return None


class DailyTables:
    """Rows of the daily families. Reads return nothing from a day whose deadline has come.

    `dropped_at` says when a sweep dropped the table of a family's day; None when none did.
    """

    def __init__(
        self,
        tables: Tables,
        deadlines: Deadlines,
        clock: Clock,
        dropped_at: Callable[[str, date], datetime | None],
    ) -> None:
        self._tables = tables
        self._dropped_at = dropped_at
        self._clock = clock
        self.deadlines = deadlines

    def put(self, family: str, day: date, row: Row) -> None:
        """Add or replace a row, making the day's table when it is missing.

        A name that the sweep has dropped never comes back. So the age is judged again on a clock read just before a
        table is made; and a day that lower limits would have ended by then, as they may have been, is asked after.

        Raises:
            DayElapsed: the day no longer takes rows.
        """
        name = table_name(family, day)
        self._check_age(family, day)
        try:
            self._tables.put(name, row)
        except TableMissing:
            self._check_not_dropped(family, day)
            self._check_age(family, day)
            self._put_into_new(name, row)
        except TableBeingDeleted:
            raise DayElapsed from None

    def exchange(self, family: str, day: date, row: Row, keep: Callable[[Row], object]) -> None:
        """As `put`, where a row may stand that must not be lost: just that row is given to `keep` first.

        Raises:
            DayElapsed: the day no longer takes rows.
            RowChanged: what stands there changed again at every attempt.
        """

        def exchanged(standing: Row) -> Row:
            keep(standing)
            return row

        self._check_age(family, day)
        try:
            there = self._tables.change(
                table_name(family, day), str(row["PartitionKey"]), str(row["RowKey"]), exchanged
            )
        except TableBeingDeleted:
            raise DayElapsed from None
        if not there:
            self.put(family, day, row)

    def get(self, family: str, day: date, partition: str, key: str, *, now: datetime) -> Row | None:
        """One row, or None when it, its table or its time is gone."""
        if not self.is_readable(family, day, now):
            return None
        found = self._tables.get(table_name(family, day), partition, key)
        return found.row if found else None

    def partition(
        self, family: str, day: date, partition: str, *, now: datetime, select: Sequence[str] | None = None
    ) -> list[Row]:
        """Every row of one partition of a day."""
        if not self.is_readable(family, day, now):
            return []
        where = "PartitionKey eq @partition"
        return list(self._tables.query(table_name(family, day), where, {"partition": partition}, select=select))

    def remove(self, family: str, day: date, partition: str, key: str) -> bool:
        """Delete a row; True when it was there."""
        return self._tables.remove(table_name(family, day), partition, key)

    def remove_rows(self, family: str, day: date, partition: str, keys: Sequence[str]) -> int:
        """Delete rows of one partition, a hundred in a transaction; how many were there."""
        return remove_rows(self._tables, table_name(family, day), partition, keys)

    def rows(self, family: str, day: date, partition: str) -> Iterator[Row]:
        """Every row of one partition of a day, past its deadline too: for what deletes or moves them."""
        where = "PartitionKey eq @partition"
        return self._tables.query(table_name(family, day), where, {"partition": partition}, page=200)

    def names(self, listing: Listing, now: datetime) -> dict[tuple[str, date], str]:
        """The day tables of a listing that may still be read, by family and day."""
        parsed = {parse_table_name(name): name for name in listing.names}
        return {key: name for key, name in parsed.items() if key is not None and self.is_readable(*key, now)}

    def is_readable(self, family: str, day: date, now: datetime) -> bool:
        return now < self.deadlines.deadline(family, day)

    def _check_age(self, family: str, day: date) -> None:
        if self._clock() >= self.deadlines.writable_until(family, day):
            raise DayElapsed

    def _check_not_dropped(self, family: str, day: date) -> None:
        if self._clock() >= LOWEST.dropped_from(family, day) and self._dropped_at(family, day) is not None:
            raise DayElapsed

    def _put_into_new(self, name: str, row: Row) -> None:
        try:
            self._tables.create_table(name)
            self._tables.put(name, row)
        except (TableMissing, TableBeingDeleted):
            raise DayElapsed from None
