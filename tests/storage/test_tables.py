"""What `Tables` derives from its requests, and what it promises to threads, on tables in memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from shared.problems import StorageUnavailable
from shared.storage.tables import (
    ATTEMPTS,
    Create,
    Put,
    Remove,
    Row,
    RowChanged,
    RowExists,
    TableBeingDeleted,
    TableMissing,
)
from tests.support.memory_tables import InMemoryTables
from tests.support.world import Clock

TABLE = "activity20261123"
WORKERS = 8


def row(key: str = "1", **values: Any) -> dict[str, Any]:
    return {"PartitionKey": "p", "RowKey": key, **values}


@pytest.fixture
def memory() -> InMemoryTables:
    tables = InMemoryTables(Clock())
    tables.create_table(TABLE)
    return tables


def number_of(memory: InMemoryTables, key: str = "1") -> object:
    found = memory.get(TABLE, "p", key)
    return found and found.row["number"]


def keys(memory: InMemoryTables) -> list[object]:
    return [found["RowKey"] for found in memory.query(TABLE, "PartitionKey eq @p", {"p": "p"})]


# Derived methods.


def test_a_query_has_the_rows_of_a_search(memory: InMemoryTables) -> None:
    for key in ("2", "1"):
        memory.put(TABLE, row(key, text=key))

    assert list(memory.query(TABLE, "PartitionKey eq @p", {"p": "p"}, select=["text"])) == [
        {"text": "1"},
        {"text": "2"},
    ]


def _raising(outcome: type[Exception]) -> Callable[[str], None]:
    def fail(_: str) -> None:
        raise outcome

    return fail


@pytest.mark.parametrize("outcome", [TableMissing, TableBeingDeleted])
def test_a_query_of_a_table_that_is_gone_is_empty(memory: InMemoryTables, outcome: type[Exception]) -> None:
    memory.put(TABLE, row())
    memory.before = _raising(outcome)

    assert keys(memory) == []


def test_a_query_of_unreachable_storage_fails(memory: InMemoryTables) -> None:
    memory.before = _raising(StorageUnavailable)

    with pytest.raises(StorageUnavailable):
        keys(memory)


def _one_more(found: Row) -> Row:
    return {**found, "number": int(found["number"]) + 1}


def test_a_change_replaces_the_row_by_what_is_made_of_it(memory: InMemoryTables) -> None:
    memory.put(TABLE, row(number=1, text="kept"))

    assert memory.change(TABLE, "p", "1", _one_more) is True

    found = memory.get(TABLE, "p", "1")
    assert found is not None
    assert found.row == row(number=2, text="kept")


@pytest.mark.parametrize("table", [TABLE, "missing"])
def test_a_change_of_a_row_that_is_not_there_is_false(memory: InMemoryTables, table: str) -> None:
    assert memory.change(table, "p", "1", _one_more) is False
    assert keys(memory) == []


def _overtaken(memory: InMemoryTables, times: int) -> Iterator[None]:
    """Let somebody else count as well before each of so many replacements."""
    for _ in range(times):
        memory.before = None
        memory.change(TABLE, "p", "1", _one_more)
        yield


def overtake(memory: InMemoryTables, times: int) -> list[str]:
    others, operations = _overtaken(memory, times), list[str]()

    def watch(operation: str) -> None:
        operations.append(operation)
        if operation == "replace":
            next(others, None)
        memory.before = watch

    memory.before = watch
    return operations


def test_a_change_is_made_again_on_what_somebody_else_has_made(memory: InMemoryTables) -> None:
    memory.put(TABLE, row(number=0))
    operations = overtake(memory, ATTEMPTS - 1)

    assert memory.change(TABLE, "p", "1", _one_more) is True

    assert operations == ["get", "replace"] * ATTEMPTS
    assert number_of(memory) == ATTEMPTS


def test_a_change_that_is_always_overtaken_gives_up(memory: InMemoryTables) -> None:
    memory.put(TABLE, row(number=0))
    operations = overtake(memory, ATTEMPTS)

    with pytest.raises(RowChanged):
        memory.change(TABLE, "p", "1", _one_more)

    assert operations == ["get", "replace"] * ATTEMPTS
    assert number_of(memory) == ATTEMPTS


def test_a_change_of_a_row_that_goes_meanwhile_is_false(memory: InMemoryTables) -> None:
    memory.put(TABLE, row(number=0))

    def removed(found: Row) -> Row:
        memory.remove(TABLE, "p", "1")
        return found

    assert memory.change(TABLE, "p", "1", removed) is False
    assert keys(memory) == []


@pytest.mark.parametrize("is_there", [True, False])
def test_with_table_makes_a_missing_table_and_asks_again(memory: InMemoryTables, is_there: bool) -> None:
    if not is_there:
        memory.drop_table(TABLE)
    operations: list[str] = []
    memory.before = operations.append

    def request() -> str:
        memory.put(TABLE, row())
        return "done"

    assert memory.with_table(TABLE, request) == "done"
    assert operations == (["put"] if is_there else ["put", "create_table", "put"])
    assert keys(memory) == ["1"]


@pytest.mark.parametrize(("outcome", "asked"), [(TableMissing, 2), (RowExists, 1), (TableBeingDeleted, 1)])
def test_with_table_asks_twice_at_most(memory: InMemoryTables, outcome: type[Exception], asked: int) -> None:
    operations: list[str] = []

    def request() -> None:
        operations.append("request")
        raise outcome

    with pytest.raises(outcome):
        memory.with_table(TABLE, request)
    assert len(operations) == asked


# Rows in memory.


def test_what_a_caller_does_to_a_row_later_is_not_stored(memory: InMemoryTables) -> None:
    written = [row(f"{number}", number=0) for number in range(4)]
    memory.create(TABLE, written[0])
    memory.put(TABLE, written[1])
    memory.transact(TABLE, [Create(written[2]), Put(written[3])])
    read = [memory.get(TABLE, "p", "0"), *memory.search(TABLE, "PartitionKey eq @p", {"p": "p"})]

    for mine in (*written, *(found.row for found in read if found)):
        mine["number"] = 1  # type: ignore[index]

    assert [number_of(memory, f"{number}") for number in range(4)] == [0, 0, 0, 0]


def test_a_search_has_the_rows_of_its_first_step(memory: InMemoryTables) -> None:
    for key in ("1", "2"):
        memory.put(TABLE, row(key))
        memory.put(TABLE, {**row(key), "PartitionKey": "q"})
    search = memory.search(TABLE, "PartitionKey ne @nobody", {"nobody": ""})
    memory.put(TABLE, row("0"))

    found = [next(search)]
    for partition in ("p", "q"):
        memory.put(TABLE, {**row("3"), "PartitionKey": partition})
        memory.remove(TABLE, partition, "2")
    found += search

    assert [(each.row["PartitionKey"], each.row["RowKey"]) for each in found] == [
        *(("p", "0"), ("p", "1"), ("p", "2")),
        *(("q", "1"), ("q", "2")),
    ]


# Threads.


@pytest.fixture
def impatient() -> Iterator[None]:
    """Let the interpreter change threads as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Do the work in all threads at once."""
    barrier = Barrier(WORKERS)

    def started(number: int) -> Any:
        barrier.wait(10)
        return work(number)

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(started, range(WORKERS)))


@pytest.mark.usefixtures("impatient")
def test_of_many_threads_one_creates_a_row(memory: InMemoryTables) -> None:
    def create(_: int) -> int:
        made = 0
        for number in range(300):
            try:
                memory.create(TABLE, row(f"{number}"))
            except RowExists:
                continue
            made += 1
        return made

    assert sum(at_once(create)) == 300


@pytest.mark.usefixtures("impatient")
def test_no_change_of_many_threads_is_lost(memory: InMemoryTables) -> None:
    memory.put(TABLE, row(number=0))

    def count(_: int) -> int:
        done = 0
        for _ in range(200):
            try:
                done += memory.change(TABLE, "p", "1", _one_more)
            except RowChanged:
                continue
        return done

    assert sum(at_once(count)) == number_of(memory)


@pytest.mark.usefixtures("impatient")
def test_a_search_among_many_threads_sees_whole_transactions(memory: InMemoryTables) -> None:
    """Each thread puts two rows and removes them; a search has both or none of a thread's."""

    def write_or_read(number: int) -> bool:
        pair = [f"{number}", f"{number}-too"]
        seen = True
        for _ in range(100):
            memory.transact(TABLE, [Put(row(key)) for key in pair])
            found = [str(key) for key in keys(memory)]
            seen = seen and set(pair) <= set(found)
            seen = seen and all(f"{key}-too" in found for key in found if "-" not in key)
            memory.transact(TABLE, [Remove("p", key) for key in pair])
        return seen

    assert all(at_once(write_or_read))
    assert keys(memory) == []


@pytest.mark.usefixtures("impatient")
def test_many_threads_make_and_drop_tables(memory: InMemoryTables) -> None:
    def make_and_drop(number: int) -> bool:
        own = f"table{number}"
        for _ in range(100):
            memory.create_table(own)
            memory.create_table("shared")
            if own not in memory.listing().names:
                return False
            memory.drop_table("shared")
            memory.drop_table(own)
        return True

    assert all(at_once(make_and_drop))
    assert memory.listing().names == (TABLE,)
