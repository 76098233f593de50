"""Table Storage in memory, at the seam that the service itself has: `Tables`, with the outcomes and nothing of HTTP.

Four hundred days of sweeps take minutes on it and would take days on a server. What makes it honest is
`test_memory.py`: the same operations on Azurite have the same outcomes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from shared.storage.tables import (
    Create,
    Found,
    Listing,
    Operation,
    Put,
    Remove,
    Replace,
    Row,
    RowChanged,
    RowExists,
    TableMissing,
    Tables,
)

_CONDITION = re.compile(r"([A-Za-z]+) (eq|ne|gt|ge|lt|le) @([a-z]+)")
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {"eq": eq, "ne": ne, "gt": gt, "ge": ge, "lt": lt, "le": le}


@dataclass
class Table:
    """Rows by partition and key. `version` is of its last change, and no other's, so that a reader knows it again."""

    rows: dict[str, dict[str, Found]] = field(default_factory=dict)
    version: int = 0


class InMemoryTables(Tables):
    """An account in memory. `before` is called with the name of each operation, and fails it by raising."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.offset = timedelta(0)
        self.before: Callable[[str], None] | None = None
        self.tables: dict[str, Table] = {}
        self.changes = 0
        self.written = 0

    def get(self, table: str, partition: str, key: str, *, select: Sequence[str] | None = None) -> Found | None:
        self._begin("get")
        found = self.tables[table].rows.get(partition, {}).get(key) if table in self.tables else None
        return _selected(found, select) if found else None

    def search(
        self,
        table: str,
        where: str,
        parameters: Mapping[str, str],
        *,
        select: Sequence[str] | None = None,
        page: int = 1000,
    ) -> Iterator[Found]:
        self._begin("search")
        tests = [
            (name, _COMPARE[operator], parameters[value])
            for name, operator, value in (_parsed(condition) for condition in where.split(" and "))
        ]
        for found in self._candidates(self._existing(table), where, parameters):
            if all(name in found.row and compare(found.row[name], value) for name, compare, value in tests):
                yield _selected(found, select)

    def create(self, table: str, row: Row) -> None:
        self._write("create", table, Create(row))

    def put(self, table: str, row: Row) -> None:
        self._write("put", table, Put(row))

    def replace(self, table: str, row: Row, etag: str) -> None:
        try:
            self._write("replace", table, Replace(row, etag))
        except TableMissing as error:
            raise RowChanged from error

    def remove(self, table: str, partition: str, key: str, *, etag: str | None = None) -> bool:
        self._begin("remove")
        rows = self.tables[table].rows if table in self.tables else {}
        if key not in rows.get(partition, {}):
            return False
        self._apply(self.tables[table], Remove(partition, key, etag))
        return True

    def transact(self, table: str, operations: Sequence[Operation]) -> None:
        self._begin("transact")
        found = self._existing(table)
        keys = [_key(operation) for operation in operations]
        assert len({partition for partition, _ in keys}) == 1, "a transaction is of one partition"
        assert len(set(keys)) == len(keys) <= 100, "a transaction is of up to 100 rows, each once"
        for operation in operations:  # all or nothing
            _check(found, operation)
        for operation in operations:
            self._apply(found, operation)

    def create_table(self, table: str) -> None:
        self._begin("create_table")
        self.tables.setdefault(table, Table())

    def drop_table(self, table: str) -> None:
        self._begin("drop_table")
        self.tables.pop(table, None)

    def ping(self) -> None:
        self._begin("ping")

    def listing(self) -> Listing:
        self._begin("listing")
        return Listing(tuple(sorted(self.tables)), (self.clock() + self.offset).replace(microsecond=0))

    def _begin(self, operation: str) -> None:
        if self.before is not None:
            self.before(operation)

    def _existing(self, table: str) -> Table:
        if table not in self.tables:
            raise TableMissing
        return self.tables[table]

    def _candidates(self, table: Table, where: str, parameters: Mapping[str, str]) -> list[Found]:
        """In key order; of one partition when the filter names it first, as all of the service's own do."""
        first = _parsed(where.split(" and ", maxsplit=1)[0])
        named = [parameters[first[2]]] if first[:2] == ("PartitionKey", "eq") else sorted(table.rows)
        partitions = (table.rows.get(name, {}) for name in named)
        return [rows[key] for rows in partitions for key in sorted(rows)]

    def _write(self, name: str, table: str, operation: Operation) -> None:
        self._begin(name)
        self._apply(self._existing(table), operation)

    def _apply(self, table: Table, operation: Operation) -> None:
        _check(table, operation)
        partition, key = _key(operation)
        self.changes += 1
        table.version = self.changes
        if isinstance(operation, Remove):
            del table.rows[partition][key]
            return
        self.written += 1
        table.rows.setdefault(partition, {})[key] = Found(dict(operation.row), f'W/"{self.written}"')


def _check(table: Table, operation: Operation) -> None:
    partition, key = _key(operation)
    there = table.rows.get(partition, {}).get(key)
    if isinstance(operation, Create) and there is not None:
        raise RowExists
    if isinstance(operation, Replace | Remove):
        changed = there is not None and operation.etag not in {None, there.etag}
        if there is None or changed:
            raise RowChanged


def _key(operation: Operation) -> tuple[str, str]:
    if isinstance(operation, Remove):
        return operation.partition, operation.key
    return str(operation.row["PartitionKey"]), str(operation.row["RowKey"])


def _parsed(condition: str) -> tuple[str, str, str]:
    match = _CONDITION.fullmatch(condition)
    assert match, f"{condition} is no condition that this account understands"
    return match[1], match[2], match[3]


def _selected(found: Found, select: Sequence[str] | None) -> Found:
    if select is None:
        return Found(dict(found.row), found.etag)
    return Found({name: found.row[name] for name in select if name in found.row}, found.etag)
