"""Rows moved aside for a hold: hidden from daily use, kept past their deadline, gone with the hold (R11.1).

A held row's key says whose it is and where it comes from, so that moving it twice is moving it once. What somebody
replaced or deleted has a digest of itself at the end of its key: another row may come to stand where it stood.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.holds.holds import Hold, Holds, covering
from shared.storage.daily import remove_rows
from shared.storage.tables import MAX_IN_TRANSACTION, Put, Row, Tables, Value
from shared.times import compact_day, parse_compact_day

TABLE = "held"
MAX_BYTES = 2 * 1024 * 1024
"""Of one transaction's binary values: in base64 they stay below the 4 MiB that Table Storage takes."""
_KEYS = ("PartitionKey", "RowKey")
_STORED_AGAIN = frozenset({"meetings", "reports", "profiles"})
"""Families in which a person can store another row in the place of one; a row of the log stands alone."""
_PAGE = 200


@dataclass(frozen=True, slots=True)
class PreservedRow:
    """A row as it was, with where it comes from. `key` is its key among the held ones.

    `is_earlier`: it was changed, replaced or deleted, and did not go with its table.
    """

    key: str
    oid: str
    family: str
    day: date
    row: Row
    is_earlier: bool

    @property
    def mark(self) -> Mapping[str, bool]:
        """What an export adds to tell the versions of one row apart."""
        return {"isEarlier": True} if self.is_earlier else {}


Redact = Callable[[Row, str, str], Row]
"""Removes other people from a report's row, given its tenant and the person whom it is kept for."""


class PreservedRows:
    """Moves rows aside and lets them go."""

    def __init__(self, tables: Tables, holds: Holds, redact: Redact) -> None:
        self._tables = tables
        self._holds = holds
        self._redact = redact

    def preserve_rows(self, holds: Iterable[Hold], family: str, day: date, rows: Iterable[tuple[str, Row]]) -> int:
        """Copy those of one tenant's rows that its holds cover, before they are changed or deleted; how many.

        `rows` come with the id of the person whose they are; `day` is theirs, of profiles the contract's first. What
        only the person has asked to be kept is kept without the other people in it. Each version is kept, once.
        """
        return self._preserve(holds, family, day, rows, _version if family in _STORED_AGAIN else _last)

    def preserve_table(self, table: str, family: str, day: date, holds: Sequence[Hold]) -> int:
        """Copy what holds of any tenant keep out of a table that is about to go; how many rows.

        Raises:
            TableMissing, TableBeingDeleted: it went before its last row was copied.
        """
        count = 0
        for tenant_id in sorted({hold.tenant_id for hold in holds}):
            own = [hold for hold in holds if hold.tenant_id == tenant_id]
            subjects = {hold.subject for hold in own}
            for subject in {None} if None in subjects else subjects:
                rows = self._search(table, *_filter(family, tenant_id, subject))
                count += self._preserve(own, family, day, rows, _last)
        return count

    def of_person(
        self, tenant_id: str, oid: str, *, after: str = "", select: Sequence[str] | None = None
    ) -> Iterator[PreservedRow]:
        """A person's held rows in the order of their keys, after one of them; where named, only some properties."""
        where, keys = _of_person(tenant_id, oid, after)
        chosen = [*_KEYS, *select] if select is not None else None
        return (_decode(row) for row in self._tables.query(TABLE, where, keys, select=chosen, page=_PAGE))

    def of_family(self, tenant_id: str, family: str, select: Sequence[str]) -> Iterator[tuple[str, Row]]:
        """The keys of a tenant's held rows of one family, each with the properties named."""
        where, keys = "PartitionKey eq @tenant and heldFamily eq @family", {"tenant": tenant_id, "family": family}
        for row in self._tables.query(TABLE, where, keys, select=[*_KEYS, *select]):
            yield str(row["RowKey"]), row

    def get(self, tenant_id: str, key: str) -> PreservedRow | None:
        """A held row by its key."""
        found = self._tables.get(TABLE, tenant_id, key)
        return _decode(found.row) if found else None

    def let_go(self, now: datetime) -> int:
        """Delete every held row that no active hold keeps any more, and the holds that have ended; how many rows."""
        going: dict[str, list[str]] = {}
        for row in self._tables.query(TABLE, "PartitionKey ne @nobody", {"nobody": ""}, select=_KEYS):
            going.setdefault(str(row["PartitionKey"]), []).append(str(row["RowKey"]))
        count = sum(self._let_go_of(tenant_id, keys, now) for tenant_id, keys in going.items())
        self._holds.forget_ended(now)
        return count

    def let_go_of_person(self, tenant_id: str, oid: str, now: datetime) -> int:
        """As `let_go`, of one person's rows only, for an erasure does not wait for the sweep."""
        return self._let_go_of(tenant_id, self._keys_of_person(tenant_id, oid), now)

    def _keys_of_person(self, tenant_id: str, oid: str) -> list[str]:
        where, keys = _of_person(tenant_id, oid)
        return [str(row["RowKey"]) for row in self._tables.query(TABLE, where, keys, select=_KEYS)]

    def _let_go_of(self, tenant_id: str, keys: Sequence[str], now: datetime) -> int:
        """The holds are read again before each transaction: one that was placed meanwhile keeps what is left."""
        count = 0
        for start in range(0, len(keys), MAX_IN_TRANSACTION):
            holds = self._holds.active(tenant_id, now)
            some = keys[start : start + MAX_IN_TRANSACTION]
            count += remove_rows(self._tables, TABLE, tenant_id, [key for key in some if not _keeping(holds, key)])
        return count

    def _preserve(
        self,
        holds: Iterable[Hold],
        family: str,
        day: date,
        rows: Iterable[tuple[str, Row]],
        version_of: Callable[[Row], str],
    ) -> int:
        own = list(holds)
        covered = ((oid, row, keeping) for oid, row in rows if (keeping := covering(own, family, oid)))
        return self._put(self._copy(row, oid, family, day, version_of(row), keeping) for oid, row, keeping in covered)

    def _copy(self, row: Row, oid: str, family: str, day: date, version: str, keeping: Sequence[Hold]) -> Row:
        tenant_id, key = keeping[0].tenant_id, str(row["RowKey"])
        if family == "reports" and all(hold.requested_by_subject for hold in keeping):
            row = self._redact(row, tenant_id, oid)
        values: dict[str, Value] = {name: value for name, value in row.items() if name not in _KEYS}
        return {
            **values,
            "PartitionKey": tenant_id,
            "RowKey": f"{oid}.{family}.{compact_day(day)}.{key}{version}",
            "heldFamily": family,
            "heldDay": compact_day(day),
        }

    def _put(self, copies: Iterable[Row]) -> int:
        """In transactions, each of one tenant, up to 100 rows and `MAX_BYTES`."""
        count = size = 0
        batch: list[Put] = []
        for copy in copies:
            weight = _weight(copy)
            if batch and (len(batch) == MAX_IN_TRANSACTION or size + weight > MAX_BYTES):
                self._transact(batch)
                batch, size = [], 0
            batch.append(Put(copy))
            size += weight
            count += 1
        if batch:
            self._transact(batch)
        return count

    def _transact(self, batch: Sequence[Put]) -> None:
        self._tables.with_table(TABLE, lambda: self._tables.transact(TABLE, batch))

    def _search(self, table: str, where: str, keys: Mapping[str, str]) -> Iterator[tuple[str, Row]]:
        for found in self._tables.search(table, where, keys, page=_PAGE):
            _, _, oid = str(found.row["PartitionKey"]).partition(":")
            yield oid or str(found.row["RowKey"]), found.row  # a profile's row is keyed by the person alone


def _of_person(tenant_id: str, oid: str, after: str = "") -> tuple[str, Mapping[str, str]]:
    where = "PartitionKey eq @tenant and RowKey gt @first and RowKey lt @last"
    first = max(after, f"{oid}.")
    return where, {"tenant": tenant_id, "first": first, "last": f"{oid}/"}  # "/" follows "." in ASCII


def _filter(family: str, tenant_id: str, subject: str | None) -> tuple[str, Mapping[str, str]]:
    """The rows of a tenant, or of one person in it. A profiles table is one tenant's, and holds bindings as well."""
    if family == "profiles":
        where, keys = "PartitionKey eq @profile", {"profile": "profile"}
        return (f"{where} and RowKey eq @subject", {**keys, "subject": subject}) if subject else (where, keys)
    if subject:
        return "PartitionKey eq @person", {"person": f"{tenant_id}:{subject}"}
    where = "PartitionKey ge @first and PartitionKey lt @last"
    return where, {"first": f"{tenant_id}:", "last": f"{tenant_id};"}  # ";" follows ":" in ASCII


def _last(_: Row) -> str:
    """The end of the key of a row that goes with its table: nothing can come to stand there any more."""
    return ""


def _version(row: Row) -> str:
    """The end of the key of a row that is replaced: the same for the same row, however little of it a hold keeps."""
    digest = hashlib.sha256()
    for name in sorted(row.keys() - {*_KEYS}):
        value = row[name]
        written = value if isinstance(value, bytes) else json.dumps(value).encode()
        digest.update(f"{name} {len(written)} ".encode() + written)
    return f".{digest.hexdigest()[:32]}"


def _weight(row: Row) -> int:
    return sum(len(value) for value in row.values() if isinstance(value, bytes))


def _keeping(holds: Iterable[Hold], key: str) -> list[Hold]:
    oid, family, _, _ = key.split(".", 3)
    return covering(holds, family, oid)


def _decode(row: Row) -> PreservedRow:
    key = str(row["RowKey"])
    oid, family, day, rest = key.split(".", 3)
    original, _, version = rest.partition(".")
    content = {name: value for name, value in row.items() if name not in {*_KEYS, "heldFamily", "heldDay"}}
    return PreservedRow(key, oid, family, parse_compact_day(day), {**content, "RowKey": original}, bool(version))
