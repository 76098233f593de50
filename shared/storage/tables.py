"""`Tables`: the few requests that the service makes of table storage, and their outcomes, without the SDK.

`azure_tables.py` is the implementation that talks to Azure. Whatever is not one of the outcomes below is
`StorageUnavailable` (503), or `TooLarge` (413) for a row that no table takes.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

Value = str | int | bool | bytes
Row = Mapping[str, Value]
"""One entity: PartitionKey, RowKey and properties. Times are text (2026-11-23T09:45:10Z), so they sort."""

MAX_IN_TRANSACTION = 100

ATTEMPTS = 8
"""How often a change is made again on a row that somebody else has changed meanwhile."""

_Result = TypeVar("_Result")


class TableMissing(Exception):
    """The table is not there."""


class TableBeingDeleted(Exception):
    """The table is being dropped in the background; its name answers nothing else meanwhile."""


class RowExists(Exception):
    """`create` found a row with this key."""


class RowChanged(Exception):
    """The row is not as it was read: changed or gone."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row and the ETag that it was read with."""

    row: Row
    etag: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The account's tables, and the service's own clock when it answered."""

    names: tuple[str, ...]
    served_at: datetime


@dataclass(frozen=True, slots=True)
class Create:
    """Part of a transaction: a row that must not be there yet."""

    row: Row


@dataclass(frozen=True, slots=True)
class Put:
    """Part of a transaction: a row, whether or not it is there."""

    row: Row


@dataclass(frozen=True, slots=True)
class Replace:
    """Part of a transaction: a row that must still be as it was read."""

    row: Row
    etag: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Part of a transaction: a row that must still be there and, with an ETag, still be as it was read."""

    partition: str
    key: str
    etag: str | None = None


Operation = Create | Put | Replace | Remove


class Tables(Protocol):
    """An account's tables as this service uses them. Implementations are safe to share between threads."""

    @abstractmethod
    def get(self, table: str, partition: str, key: str, *, select: Sequence[str] | None = None) -> Found | None:
        """Read one row; None when the row or its table is not there."""

    def query(
        self,
        table: str,
        where: str,
        parameters: Mapping[str, str],
        *,
        select: Sequence[str] | None = None,
        page: int = 1000,
    ) -> Iterator[Row]:
        """Rows in key order, `page` at a time; none when the table is not there.

        `where` is an OData filter whose values stand as `@name` and come from `parameters`, never from formatting.
        """
        try:
            yield from (found.row for found in self.search(table, where, parameters, select=select, page=page))
        except (TableMissing, TableBeingDeleted):
            return

    @abstractmethod
    def search(
        self,
        table: str,
        where: str,
        parameters: Mapping[str, str],
        *,
        select: Sequence[str] | None = None,
        page: int = 1000,
    ) -> Iterator[Found]:
        """As `query`, with ETags, and a missing table is not an empty one. Raises TableMissing, TableBeingDeleted."""

    @abstractmethod
    def create(self, table: str, row: Row) -> None:
        """Add a row. Raises RowExists, TableMissing, TableBeingDeleted."""

    @abstractmethod
    def put(self, table: str, row: Row) -> None:
        """Add or replace a row. Raises TableMissing, TableBeingDeleted."""

    @abstractmethod
    def replace(self, table: str, row: Row, etag: str) -> None:
        """Replace a row that is still as it was read. Raises RowChanged."""

    def change(self, table: str, partition: str, key: str, alter: Callable[[Row], Row]) -> bool:
        """Replace a row by what `alter` makes of its current value; False when it is not there.

        Raises:
            RowChanged: it changed again at every attempt.
        """
        for _ in range(ATTEMPTS):
            found = self.get(table, partition, key)
            if found is None:
                return False
            try:
                self.replace(table, alter(found.row), found.etag)
            except RowChanged:
                continue
            return True
        raise RowChanged

    @abstractmethod
    def remove(self, table: str, partition: str, key: str, *, etag: str | None = None) -> bool:
        """Delete a row and say whether it was there. With an ETag: raises RowChanged when it has changed meanwhile."""

    @abstractmethod
    def transact(self, table: str, operations: Sequence[Operation]) -> None:
        """All or nothing, up to 100 rows of one partition. Raises RowExists, RowChanged, TableMissing."""

    @abstractmethod
    def create_table(self, table: str) -> None:
        """Make a table; fine when it is there. Raises TableBeingDeleted."""

    @abstractmethod
    def drop_table(self, table: str) -> None:
        """Delete a table with all its rows, in one request; fine when it is gone or going."""

    def with_table(self, table: str, request: Callable[[], _Result]) -> _Result:
        """Make `request`; when its table is missing, make the table and then `request` once more."""
        try:
            return request()
        except TableMissing:
            self.create_table(table)
            return request()

    @abstractmethod
    def ping(self) -> None:
        """Make the cheapest request there is. Raises StorageUnavailable."""

    @abstractmethod
    def listing(self) -> Listing:
        """Every table of the account, and the time at which the service answered."""
