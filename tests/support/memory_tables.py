"""`InMemoryTables`: the default storage of tests, with the outcomes that `AzureTables` has on Azurite.

`tests/storage/test_memory_tables.py` compares the two. The comments below say where Azurite itself differs from Azure.
"""

from __future__ import annotations

import base64
import json
import math
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from shared.problems import StorageUnavailable, TooLarge
from shared.storage.tables import (
    MAX_IN_TRANSACTION,
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
    Value,
)

_Compare = Callable[[Any, Any], bool]
_Condition = tuple[str, str, str]
"""Of `PartitionKey eq @person`: property, operator and parameter."""

_CONDITION = re.compile(r"([A-Za-z0-9]+) (eq|ne|gt|ge|lt|le) @([A-Za-z]+)")
_COMPARE: Mapping[str, _Compare] = {"eq": eq, "ne": ne, "gt": gt, "ge": ge, "lt": lt, "le": le}
_TABLE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{2,62}")
_REFUSED_IN_KEY = re.compile(r"[\x00-\x1f\x7f-\x9f/\\#?]")
_ETAG = re.compile(r'W/"[^"]*"')
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_KEYS = ("PartitionKey", "RowKey")

_MAX_IN_KEY = 512
_MAX_IN_TEXT = 32 * 1024
_MAX_IN_BYTES = 64 * 1024
_MAX_IN_ROW = 1024 * 1024
_MAX_IN_REQUEST = 4 * _MAX_IN_ROW
_CERTAINLY_SMALL = _MAX_IN_ROW // 8  # a character takes up to six bytes in JSON


@dataclass
class Table:
    """Rows by partition and key. `version` is of its last change, and no other's, so that a reader knows it again."""

    rows: dict[str, dict[str, Found]] = field(default_factory=dict)
    version: int = 0


class InMemoryTables(Tables):
    """An account in memory. `before` is called with the name of each operation, and fails it by raising.

    `before` is called without the lock, so it may use the tables. A search calls it once, however many pages it has.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.offset = timedelta(0)
        self.before: Callable[[str], None] | None = None
        self.tables: dict[str, Table] = {}
        self.changes = 0
        self.written = 0
        self._lock = threading.Lock()

    def get(self, table: str, partition: str, key: str, *, select: Sequence[str] | None = None) -> Found | None:
        self._begin("get")
        _check_address(partition, key)
        with self._lock:
            rows = self._rows(table)
            found = rows.get(partition, {}).get(key)
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
        """Take a snapshot at the first step; a server would take one at each page."""
        assert page > 0, "a page has rows"
        self._begin("search")
        conditions = [_parsed(condition) for condition in where.split(" and ")]
        tests = [_test(name, operator, parameters[value]) for name, operator, value in conditions]
        with self._lock:
            rows = self._existing(table).rows
            name, operator, value = conditions[0]
            # Nearly every filter of the service names the partition first.
            named = [parameters[value]] if (name, operator) == ("PartitionKey", "eq") else _in_order(rows)
            matching = {
                partition: {
                    key: found
                    for key, found in rows.get(partition, {}).items()
                    if all(test(found.row) for test in tests)
                }
                for partition in named
            }
        for among in matching.values():
            for key in _in_order(among):
                yield _selected(among[key], select)

    def create(self, table: str, row: Row) -> None:
        self._begin("create")
        self._write(table, Create(row))

    def put(self, table: str, row: Row) -> None:
        self._begin("put")
        self._write(table, Put(row))

    def replace(self, table: str, row: Row, etag: str) -> None:
        self._begin("replace")
        try:
            self._write(table, Replace(row, etag))
        except TableMissing as error:
            raise RowChanged from error

    def remove(self, table: str, partition: str, key: str, *, etag: str | None = None) -> bool:
        self._begin("remove")
        operation = Remove(partition, key, etag)
        self._prepared(operation)
        with self._lock:
            if key not in self._rows(table).get(partition, {}):
                return False
            self._apply(self.tables[table], operation, None)
            return True

    def transact(self, table: str, operations: Sequence[Operation]) -> None:
        self._begin("transact")
        if not table:
            _check_table_name(table)
        rows = _sendable(operations)
        # Each operation has some 700 bytes of headers besides.
        if sum(_size(row) for row in rows if row is not None) > _MAX_IN_REQUEST:
            raise TooLarge
        # Azure takes no operations at all as done; Azurite fails.
        if not 1 <= len(operations) <= MAX_IN_TRANSACTION:
            raise StorageUnavailable
        with self._lock:
            done: set[str] = set()
            for operation, row in zip(operations, rows, strict=True):
                key = _key(operation)[1]
                if key in done:
                    raise StorageUnavailable
                done.add(key)
                _check_limits(operation, row)
                # Azure refuses a name that no table has; in a transaction Azurite does not.
                if table not in self.tables:
                    raise TableMissing
                _check(self.tables[table], operation)
            for operation, row in zip(operations, rows, strict=True):
                self._apply(self.tables[table], operation, row)

    def create_table(self, table: str) -> None:
        self._begin("create_table")
        _check_table_name(table)
        with self._lock:
            self.tables.setdefault(table, Table())

    def drop_table(self, table: str) -> None:
        self._begin("drop_table")
        _check_table_name(table)
        with self._lock:
            self.tables.pop(table, None)

    def ping(self) -> None:
        self._begin("ping")

    def listing(self) -> Listing:
        self._begin("listing")
        with self._lock:
            names = tuple(sorted(self.tables))
        return Listing(names, (self.clock() + self.offset).replace(microsecond=0))

    def _begin(self, operation: str) -> None:
        if self.before is not None:
            self.before(operation)

    def _rows(self, table: str) -> dict[str, dict[str, Found]]:
        found = self.tables.get(table)
        if found is None:
            _check_table_name(table)
            return {}
        return found.rows

    def _existing(self, table: str) -> Table:
        found = self.tables.get(table)
        if found is None:
            _check_table_name(table)
            raise TableMissing
        return found

    @staticmethod
    def _prepared(operation: Operation) -> Row | None:
        row = _row_of(operation)
        if not isinstance(operation, Create):
            _check_address(*_key(operation))
        _check_limits(operation, row)
        return row

    def _write(self, table: str, operation: Operation) -> None:
        row = self._prepared(operation)
        with self._lock:
            self._apply(self._existing(table), operation, row)

    def _apply(self, table: Table, operation: Operation, row: Row | None) -> None:
        _check(table, operation)
        partition, key = _key(operation)
        self.changes += 1
        table.version = self.changes
        if row is None:
            del table.rows[partition][key]
            return
        self.written += 1
        table.rows.setdefault(partition, {})[key] = Found(row, f'W/"{self.written}"')


def _check(table: Table, operation: Operation) -> None:
    partition, key = _key(operation)
    there = table.rows.get(partition, {}).get(key)
    if isinstance(operation, Create) and there is not None:
        raise RowExists
    if isinstance(operation, Replace | Remove):
        changed = there is not None and (operation.etag or "*") not in {"*", there.etag}
        if there is None or changed:
            raise RowChanged


def _key(operation: Operation) -> tuple[str, str]:
    if isinstance(operation, Remove):
        return operation.partition, operation.key
    partition, key = operation.row["PartitionKey"], operation.row["RowKey"]
    if not isinstance(partition, str) or not isinstance(key, str):
        raise TypeError("the keys of a row are text")
    return partition, key


# What storage and the SDK refuse.


def _sendable(operations: Sequence[Operation]) -> list[Row | None]:
    """The rows of a transaction; refused as the SDK refuses it, before it sends anything."""
    rows = []
    for operation in operations:
        if _key(operation)[0] != _key(operations[0])[0]:
            raise ValueError("a transaction is of one partition")
        rows.append(_row_of(operation))
        if not isinstance(operation, Create):
            _check_encodable(*_key(operation))
    return rows


def _row_of(operation: Operation) -> Row | None:
    """A copy with the keys first, as an answer has it; None for a removal."""
    if isinstance(operation, Remove):
        return None
    partition, key = _key(operation)
    row: dict[str, Value] = {"PartitionKey": partition, "RowKey": key}
    for name, value in operation.row.items():
        kind: type[object] = type(value)
        if kind is int and not -(2**31) <= int(value) < 2**31:
            raise TypeError("a whole number has 32 bits")
        if kind not in {str, int, bool, bytes, type(None)}:
            raise TypeError(f"{kind} is no value of a property")
        if kind is not type(None):  # what is None is not sent
            row[name] = value
    if isinstance(operation, Replace) and not operation.etag:
        raise ValueError("a row is replaced with an ETag")
    return row


def _check_limits(operation: Operation, row: Row | None) -> None:
    """Refuse what storage refuses of a row or an ETag, whether or not the table is there.

    Azure also refuses more than 252 properties, and names that are no identifiers. Azurite takes them.
    """
    # Azurite counts the request's JSON, and of a new row only the 4 MiB of a request; Azure counts the values.
    if row is not None and _size(row) > (_MAX_IN_REQUEST if isinstance(operation, Create) else _MAX_IN_ROW):
        raise TooLarge
    if isinstance(operation, Replace | Remove) and operation.etag and operation.etag != "*":
        _check_etag(operation.etag)
    if row is None:
        return
    for key in _key(operation):
        # Azure's 1 KiB is the same limit, in UTF-16.
        if _REFUSED_IN_KEY.search(key) or _units(key) > _MAX_IN_KEY:
            raise StorageUnavailable
    for value in row.values():
        is_long_text = isinstance(value, str) and _units(value) > _MAX_IN_TEXT
        if is_long_text or (isinstance(value, bytes) and len(value) > _MAX_IN_BYTES):
            raise TooLarge


def _size(row: Row) -> int:
    """The bytes of the row's JSON; 0 when there are certainly few."""
    if sum(len(value) for value in row.values() if isinstance(value, str | bytes)) < _CERTAINLY_SMALL:
        return 0
    sent: dict[str, object] = {}
    for name, value in row.items():
        sent[name] = base64.b64encode(value).decode() if isinstance(value, bytes) else value
        if isinstance(value, str | bytes):
            sent[f"{name}@odata.type"] = "Edm.String" if isinstance(value, str) else "Edm.Binary"
    return len(json.dumps(sent))


def _check_address(partition: str, key: str) -> None:
    """Refuse keys that no address has. Azure refuses the other characters of `_REFUSED_IN_KEY` here as well."""
    _check_encodable(partition, key)
    if "/" in partition or "/" in key:
        raise StorageUnavailable


def _check_encodable(*texts: str) -> None:
    """Raise on half a surrogate pair, as the SDK does when it makes an address."""
    for text in texts:
        if not text.isascii():
            text.encode()


def _check_table_name(name: str) -> None:
    if not name:
        raise ValueError("a table has a name")
    # Azure ignores case; Azurite does so for some names only, and here none is another's.
    if not _TABLE_NAME.fullmatch(name) or name.lower() == "tables":
        raise StorageUnavailable


def _check_etag(etag: str) -> None:
    if not _ETAG.fullmatch(etag):
        raise StorageUnavailable


# Filters and order.


def _parsed(condition: str) -> _Condition:
    match = _CONDITION.fullmatch(condition)
    assert match, f"{condition} is no condition that this account understands"
    return match[1], match[2], match[3]


def _test(name: str, operator: str, text: str) -> Callable[[Row], bool]:
    """Whether a row fulfils one condition; one without the property never does.

    Values that are no text are compared as JavaScript does, for Azurite does so. On Azure they never match.
    """
    _check_encodable(text)
    compare, wanted, number = _COMPARE[operator], _ordinal(text), _number(text)
    is_equality = operator in {"eq", "ne"}

    def test(row: Row) -> bool:
        value = row.get(name)
        if isinstance(value, str):
            return compare(_ordinal(value), wanted)
        if isinstance(value, bytes):
            return compare(base64.b64encode(value).decode(), wanted)
        if value is None:
            return False
        return operator == "ne" if is_equality else compare(value, number)

    return test


def _number(text: str) -> float:
    stripped = text.strip()
    if not stripped:
        return 0
    return float(stripped) if _NUMBER.fullmatch(stripped) else math.nan


def _in_order(keys: Mapping[str, object]) -> list[str]:
    return sorted(keys) if "".join(keys).isascii() else sorted(keys, key=_ordinal)


def _ordinal(text: str) -> str:
    """The text as its UTF-16 units: storage orders by these, Python by code points."""
    if text.isascii() or max(text) < "\ud800":
        return text
    return "".join(map(chr, memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")))


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _selected(found: Found, select: Sequence[str] | None) -> Found:
    if not select:
        return Found(dict(found.row), found.etag)
    return Found({name: value for name, value in found.row.items() if name in select}, found.etag)
