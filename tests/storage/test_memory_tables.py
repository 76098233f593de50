"""The account in memory against Azurite: the same operations, generated and chosen, have the same outcomes on both.

With `--long` the search is two hundred times as long.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from azure.data.tables import TableServiceClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.storage.azure_tables import AzureTables
from shared.storage.tables import (
    Create,
    Found,
    Put,
    Remove,
    Replace,
    RowChanged,
    RowExists,
    TableBeingDeleted,
    TableMissing,
    Tables,
)
from tests.support.memory_tables import InMemoryTables
from tests.support.world import Clock

OUTCOMES = (RowChanged, RowExists, TableBeingDeleted, TableMissing)
NAMES = st.sampled_from(["first", "second"])
PARTITIONS = st.sampled_from(["p", "p:1", "q"])
KEYS = st.sampled_from(["1", "2", "a.1"])
VALUES = {
    "text": st.text("äb Z:", max_size=3),
    "number": st.integers(-5, 5),
    "switch": st.booleans(),
    "part": st.binary(max_size=3),
}
ROWS = st.builds(
    lambda partition, key, values: {"PartitionKey": partition, "RowKey": key, **values},
    PARTITIONS,
    KEYS,
    st.fixed_dictionaries({}, optional=VALUES),
)
FILTERS = [
    "PartitionKey eq @one",
    "PartitionKey ne @one",
    "PartitionKey ge @one and PartitionKey lt @two",
    "PartitionKey eq @one and RowKey gt @two",
    "PartitionKey eq @one and RowKey ge @two and RowKey lt @one",
    "PartitionKey eq @one and text eq @two",
    "PartitionKey eq @one and text lt @two",
]
WORDS = st.sampled_from(["", "p", "p:1", "p;", "1", "2", "b", "q"])
SELECTS = st.sampled_from([None, ["RowKey"], ["PartitionKey", "RowKey", "text"]])
STALE = "W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\""

Step = tuple[Any, ...]
STEPS = st.one_of(
    st.tuples(st.sampled_from(["create", "put"]), NAMES, ROWS),
    st.tuples(st.just("replace"), NAMES, ROWS, st.booleans()),
    st.tuples(st.just("remove"), NAMES, PARTITIONS, KEYS, st.sampled_from([None, True, False])),
    st.tuples(st.just("get"), NAMES, PARTITIONS, KEYS, SELECTS),
    st.tuples(st.just("query"), NAMES, st.sampled_from(FILTERS), WORDS, WORDS, SELECTS),
    st.tuples(st.just("search"), NAMES, st.sampled_from(FILTERS), WORDS, WORDS, SELECTS),
    st.tuples(st.sampled_from(["create_table", "drop_table"]), NAMES),
    st.tuples(
        st.just("transact"),
        NAMES,
        st.lists(st.tuples(st.sampled_from("cpxrs"), KEYS), min_size=1, max_size=3, unique_by=lambda part: part[1]),
    ),
)


def etag(tables: Tables, name: str, partition: str, key: str, *, is_fresh: bool) -> str:
    found = tables.get(name, partition, key)
    return found.etag if found and is_fresh else STALE


def part(tables: Tables, name: str, kind: str, key: str) -> Create | Put | Remove | Replace:
    row = {"PartitionKey": "p", "RowKey": key, "text": kind}
    match kind:
        case "c":
            return Create(row)
        case "p":
            return Put(row)
        case "x":
            return Remove("p", key)
        case "r":
            return Replace(row, etag(tables, name, "p", key, is_fresh=True))
        case _:
            return Remove("p", key, STALE)


def carried_out(tables: Tables, step: Step) -> object:
    """What comes of a step, ETags apart, for each storage has its own."""
    kind, name, *rest = step
    try:
        return _ACTIONS[kind](tables, name, *rest)
    except OUTCOMES as outcome:
        return type(outcome)


def _bare(found: Found | None) -> object:
    return found and dict(found.row)


_ACTIONS: dict[str, Callable[..., object]] = {
    "create": lambda tables, name, row: tables.create(name, row),
    "put": lambda tables, name, row: tables.put(name, row),
    "replace": lambda tables, name, row, is_fresh: tables.replace(
        name, row, etag(tables, name, row["PartitionKey"], row["RowKey"], is_fresh=is_fresh)
    ),
    "remove": lambda tables, name, partition, key, is_fresh: tables.remove(
        name, partition, key, etag=None if is_fresh is None else etag(tables, name, partition, key, is_fresh=is_fresh)
    ),
    "get": lambda tables, name, partition, key, select: _bare(tables.get(name, partition, key, select=select)),
    "query": lambda tables, name, where, one, two, select: [
        dict(row) for row in tables.query(name, where, _named(where, one, two), select=select)
    ],
    "search": lambda tables, name, where, one, two, select: [
        _bare(found) for found in tables.search(name, where, _named(where, one, two), select=select)
    ],
    "create_table": lambda tables, name: tables.create_table(name),
    "drop_table": lambda tables, name: tables.drop_table(name),
    "transact": lambda tables, name, parts: tables.transact(name, [part(tables, name, *each) for each in parts]),
}


def _named(where: str, one: str, two: str) -> dict[str, str]:
    return {name: value for name, value in {"one": one, "two": two}.items() if f"@{name}" in where}


def contents(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    everything = {"nobody": ""}
    return {
        name: [dict(row) for row in tables.query(name, "PartitionKey ne @nobody", everything)]
        for name in tables.listing().names
    }


def agree(connection_string: str, steps: list[Step]) -> None:
    """Each step has one outcome on both, and both hold the same in the end."""
    with TableServiceClient.from_connection_string(connection_string) as client:
        azurite, memory = AzureTables(client), InMemoryTables(Clock())
        for name in azurite.listing().names:
            azurite.drop_table(name)
        for step in steps:
            assert carried_out(memory, step) == carried_out(azurite, step), step
        assert contents(memory) == contents(azurite)


def test_every_operation_has_the_outcome_that_it_has_on_azurite(azurite: str, long: bool) -> None:
    @settings(
        max_examples=5000 if long else 25,
        derandomize=not long,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEPS, min_size=15, max_size=40))
    def search(steps: list[Step]) -> None:
        agree(azurite, [("create_table", "first"), *steps])

    search()


def test_pages_follow_each_other_in_the_order_of_the_keys(azurite: str) -> None:
    rows = [{"PartitionKey": f"p{number % 3}", "RowKey": f"{number * 7 % 30:02d}"} for number in range(30)]
    steps: list[Step] = [("create_table", "first"), *(("put", "first", row) for row in rows)]
    agree(azurite, [*steps, ("query", "first", "PartitionKey ne @one", "", "", None)])


def test_a_filter_that_it_does_not_understand_is_no_empty_answer() -> None:
    memory = InMemoryTables(Clock())
    memory.create_table("first")

    with pytest.raises(AssertionError, match="no condition"):
        list(memory.query("first", "PartitionKey eq @one or RowKey eq @one", {"one": ""}))
