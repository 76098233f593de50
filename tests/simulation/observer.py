"""What is in storage, as the things that the oracle speaks of: whose it is, which one, and what it says.

It reads rows as they are, below the service's own reads, so that nothing is hidden by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shared.reports.content import unpack
from shared.storage.tables import Row, Tables
from tests.simulation.contents import facts
from tests.simulation.promises import Thing
from tests.support.memory_tables import InMemoryTables

Things = dict[Thing, object]
Aside = dict[Thing, frozenset[object]]
"""What each version says that is kept of a thing."""
HEADER = {
    *("PartitionKey", "RowKey", "meetingId", "reportId", "type", "topic", "startedAt", "endedAt", "storedAt"),
    *("participantCount", "guests", "dialIns"),
}
"""What lives on when a report's content has gone: topic, times, counts and ids."""
EVERYTHING = ("PartitionKey ne @nobody", {"nobody": ""})


class Eyes:
    """Looks at all rows of an account. Of an account in memory it reads only the tables that have changed."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._seen: dict[str, tuple[int, Things, Aside]] = {}
        self.rows = 0

    def look(self) -> tuple[Things, Aside]:
        """What is there in daily use, and what stands aside for holds."""
        live: Things = {}
        aside: Aside = {}
        for name, rows, version in self._account():
            known = self._seen.get(name)
            if known is None or known[0] != version:
                known = self._seen[name] = (version, *_things_of(name, rows))
            self.rows += len(known[1]) + len(known[2])
            live |= known[1]
            aside |= known[2]
        return live, aside

    def names(self) -> tuple[str, ...]:
        if isinstance(self._tables, InMemoryTables):
            return tuple(sorted(self._tables.tables))
        return self._tables.listing().names

    def _account(self) -> Iterable[tuple[str, Iterable[Row], int]]:
        if isinstance(self._tables, InMemoryTables):
            for name, table in self._tables.tables.items():
                yield name, (found.row for rows in table.rows.values() for found in rows.values()), table.version
        else:
            self._seen.clear()
            for name in self._tables.listing().names:
                yield name, self._tables.query(name, *EVERYTHING), 0


def _things_of(table: str, rows: Iterable[Row]) -> tuple[Things, Aside]:
    live: Things = {}
    aside: Aside = {}
    for row in rows:
        if table == "evidence":
            continue  # its entries are read as an auditor reads them
        if table == "held":
            thing, value = _held(row)
            aside[thing] = aside.get(thing, frozenset()) | {value}
            continue
        thing, value = _thing(table, row)
        assert thing not in live, f"{thing} is there twice"
        live[thing] = value
    return live, aside


def _thing(table: str, row: Row) -> tuple[Thing, object]:
    partition, key = str(row["PartitionKey"]), str(row["RowKey"])
    if table == "tenants":
        kind, _, name = key.partition(":")
        return (("tenants", name, "", "") if kind == "tenant" else ("domains", str(row["tenantId"]), "", name)), None
    if table == "holds":
        return ("holds", partition, "", key), None
    if table in {"restrictions", "erasures"}:
        return (table, partition, key, ""), row.get("ground")
    if table == "notifications":
        return ("notifications", partition, str(row["oid"]), f"{row['change']!s} {row['username']!s}"), None
    if table.startswith("profiles"):
        return _of_profiles(table, partition, key, row)
    family, day = table[:-8], table[-8:]
    assert family != "meetings" or row.keys() <= HEADER, f"a header says {row.keys() - HEADER}"
    tenant, _, person = partition.partition(":")
    return _daily(family, tenant, person, day, row)


def _of_profiles(table: str, partition: str, key: str, row: Row) -> tuple[Thing, object]:
    tenant, start = _dashed(table[8:40]), _day(table[40:])
    if partition == "profile":
        return ("profiles", tenant, key, start), str(row["username"])
    return ("bindings", tenant, str(row["oid"]), start), key


def _held(row: Row) -> tuple[Thing, object]:
    person, family, day, version = str(row["RowKey"]).split(".", 3)
    key, tenant = version.partition(".")[0], str(row["PartitionKey"])
    if family == "profiles":
        return ("profiles", tenant, person, _day(day)), str(row["username"])
    return _daily(family, tenant, person, day, {**row, "RowKey": key})


def _daily(family: str, tenant: str, person: str, day: str, row: Mapping[str, Any]) -> tuple[Thing, object]:
    if family == "activity":
        at = str(row["at"])
        assert at[:10] == _day(day), f"{at} is in the table of {day}"
        return ("activity", tenant, person, f"{at} {row['kind']}"), None
    value = row["topic"] if family == "meetings" else facts(unpack(row))
    return (family, tenant, person, f"{_day(day)} {row['RowKey']}"), value


def _day(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"


def _dashed(digits: str) -> str:
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])
