"""`InMemoryTables` against Azurite: the same operations, generated and chosen, have the same outcomes on both.

With `--long` the generated search is two hundred times as long.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import BadStatusLine
from pathlib import Path
from typing import Any

import pytest
from azure.data.tables import TableServiceClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.problems import StorageUnavailable, TooLarge
from shared.storage.azure_tables import AzureTables
from shared.storage.tables import (
    MAX_IN_TRANSACTION,
    Create,
    Found,
    Operation,
    Put,
    Remove,
    Replace,
    RowChanged,
    RowExists,
    TableBeingDeleted,
    TableMissing,
    Tables,
)
from tests.support.memory_tables import InMemoryTables, _size
from tests.support.world import Clock

ROOT = Path(__file__).parents[2]
OUTCOMES = (
    *(RowChanged, RowExists, TableBeingDeleted, TableMissing, TooLarge, StorageUnavailable),
    *(TypeError, ValueError),  # the caller's mistakes, which the SDK finds before it sends anything
)
ETAGS = {
    "stale": "W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\"",
    "weak": 'W/"x"',
    "strong": '"x"',
    "malformed": "etag",
    "any": "*",
    "empty": "",
}
Step = tuple[Any, ...]
Part = tuple[Any, ...]
"""Of a transaction: `create`, `put`, `replace` or `remove`, a row, and for the last two an ETag by its name."""
Condition = tuple[str, str, str]


# What is done.


def row(key: str = "1", partition: str = "p", **values: Any) -> dict[str, Any]:
    return {"PartitionKey": partition, "RowKey": key, **values}


def etag(tables: Tables, name: str, partition: str, key: str, which: str | None) -> Any:
    if which != "fresh":
        return None if which is None else ETAGS[which]
    found = tables.get(name, partition, key)
    return found.etag if found else ETAGS["stale"]


def operation(tables: Tables, name: str, part: Part) -> Operation:
    kind, written, *which = part
    partition, key = written["PartitionKey"], written["RowKey"]
    match kind:
        case "create":
            return Create(written)
        case "put":
            return Put(written)
        case "replace":
            return Replace(written, etag(tables, name, partition, key, which[0]))
        case _:
            return Remove(partition, key, etag(tables, name, partition, key, which[0]))


def bare(found: Found | None) -> object:
    """A row without its ETag, for each storage has its own; with types, for True equals 1."""
    return found and [(name, type(value), value) for name, value in found.row.items()]


def filtered(conditions: Sequence[Condition]) -> tuple[str, dict[str, str]]:
    names = [f"value{'abc'[number]}" for number in range(len(conditions))]
    where = " and ".join(
        f"{name} {operator} @{value}" for (name, operator, _), value in zip(conditions, names, strict=True)
    )
    return where, {value: word for value, (_, _, word) in zip(names, conditions, strict=True)}


def searched(tables: Tables, name: str, conditions: Sequence[Condition], select: Any, page: int) -> object:
    where, parameters = filtered(conditions)
    return [bare(found) for found in tables.search(name, where, parameters, select=select, page=page)]


def queried(tables: Tables, name: str, conditions: Sequence[Condition], select: Any, page: int) -> object:
    where, parameters = filtered(conditions)
    return [bare(Found(found, "")) for found in tables.query(name, where, parameters, select=select, page=page)]


ACTIONS: Mapping[str, Callable[..., object]] = {
    "create": lambda tables, name, row: tables.create(name, row),
    "put": lambda tables, name, row: tables.put(name, row),
    "replace": lambda tables, name, row, which: tables.replace(
        name, row, etag(tables, name, row["PartitionKey"], row["RowKey"], which)
    ),
    "remove": lambda tables, name, partition, key, which: tables.remove(
        name, partition, key, etag=etag(tables, name, partition, key, which)
    ),
    "get": lambda tables, name, partition, key, select: bare(tables.get(name, partition, key, select=select)),
    "query": queried,
    "search": searched,
    "change": lambda tables, name, partition, key, values: tables.change(
        name, partition, key, lambda row: {**row, **values}
    ),
    "with_table": lambda tables, name, row: tables.with_table(name, lambda: tables.create(name, row)),
    "transact": lambda tables, name, parts: tables.transact(name, [operation(tables, name, part) for part in parts]),
    "create_table": lambda tables, name: tables.create_table(name),
    "drop_table": lambda tables, name: tables.drop_table(name),
    "listing": lambda tables, name: tables.listing().names,
    "ping": lambda tables, name: tables.ping(),
}
"""An action for each operation of the protocol; the first argument of each is a table's name."""


def carried_out(tables: Tables, step: Step) -> object:
    kind, name, *rest = step
    try:
        return ACTIONS[kind](tables, name, *rest)
    except OUTCOMES as outcome:
        return next(kind for kind in OUTCOMES if isinstance(outcome, kind))
    except BadStatusLine:
        # Azurite's refusal of more than 100 operations is no HTTP. Azure's is: 400.
        return StorageUnavailable


@dataclass(frozen=True)
class Pair:
    """Azurite and an account in memory, to which the same is done."""

    azurite: Tables

    def agree(self, steps: Sequence[Step]) -> list[object]:
        """Do the steps on both, from empty: each has one outcome, and both hold the same in the end."""
        memory = InMemoryTables(Clock())
        for name in self.azurite.listing().names:
            self.azurite.drop_table(name)
        outcomes = []
        for step in steps:
            outcomes.append(carried_out(memory, step))
            assert outcomes[-1] == carried_out(self.azurite, step), f"{step!r:.500}"
        assert _contents(memory) == _contents(self.azurite)
        return outcomes


def _contents(tables: Tables) -> dict[str, object]:
    return {name: searched(tables, name, [("PartitionKey", "ne", "-")], None, 1000) for name in tables.listing().names}


@pytest.fixture(scope="module")
def pair(azurite: str) -> Iterator[Pair]:
    with TableServiceClient.from_connection_string(azurite, retry_total=0) as client:
        yield Pair(AzureTables(client))


# Whatever comes.

NAMES = st.sampled_from(["first", "second"])
PARTITIONS = st.sampled_from(["p", "p:1", "q", "é 100%"])
KEYS = st.sampled_from(["1", "2", "a.1", "it's", "\uffff", "😀", "a#b"])
WORDS = st.sampled_from(["", "p", "p:1", "p;", "1", "2", "b", "q", "é", "😀", "\uffff", "-3", " 5", "true", "AA=="])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": st.text("äb Z:'😀\uffff", max_size=3),
    "number": st.integers(-5, 5) | st.sampled_from([2**31 - 1, -(2**31), 2**31]),
    "switch": st.booleans(),
    "part": st.binary(max_size=3),
    "nothing": st.none(),
}
ROWS = st.builds(row, KEYS, PARTITIONS) | st.builds(
    lambda values, key, partition: row(key, partition, **values),
    st.fixed_dictionaries({}, optional=VALUES),
    KEYS,
    PARTITIONS,
)
OPERATORS = ["eq", "ne", "gt", "ge", "lt", "le"]
PROPERTIES = ["text", "number", "switch", "part", "missing"]
CONDITIONS = st.lists(
    st.tuples(st.sampled_from(["PartitionKey", "RowKey"] * 3 + PROPERTIES), st.sampled_from(OPERATORS), WORDS),
    min_size=1,
    max_size=3,
) | st.lists(st.tuples(st.just("RowKey"), st.sampled_from(OPERATORS), WORDS), min_size=0, max_size=2).flatmap(
    lambda rest: PARTITIONS.map(lambda partition: [("PartitionKey", "eq", partition), *rest])
)
SELECTS = st.sampled_from([None, [], ["RowKey"], ["text", "PartitionKey", "RowKey"], ["number", "text"], ["missing"]])
WHICH = st.sampled_from(["fresh", "fresh", "fresh", *ETAGS])
PARTS = st.one_of(
    st.tuples(st.sampled_from(["create", "put"]), ROWS),
    st.tuples(st.just("replace"), ROWS, WHICH),
    st.tuples(st.just("remove"), ROWS, WHICH | st.none()),
)


def _in_one_partition(parts: Sequence[Part]) -> list[Part]:
    return [(kind, {**written, "PartitionKey": "p"}, *which) for kind, written, *which in parts]


STEPS = st.one_of(
    st.tuples(st.sampled_from(["create", "put"]), NAMES, ROWS),
    st.tuples(st.just("with_table"), NAMES, ROWS),
    st.tuples(st.just("replace"), NAMES, ROWS, WHICH),
    st.tuples(st.just("change"), NAMES, PARTITIONS, KEYS, st.fixed_dictionaries({}, optional=VALUES)),
    st.tuples(st.just("remove"), NAMES, PARTITIONS, KEYS, WHICH | st.none()),
    st.tuples(st.just("get"), NAMES, PARTITIONS, KEYS, SELECTS),
    st.tuples(st.sampled_from(["query", "search"]), NAMES, CONDITIONS, SELECTS, st.sampled_from([1, 3, 1000])),
    st.tuples(st.sampled_from(["create_table", "drop_table", "listing", "ping"]), NAMES),
    st.tuples(
        st.just("transact"),
        NAMES,
        st.lists(PARTS, min_size=1, max_size=4, unique_by=lambda part: part[1]["RowKey"]).map(_in_one_partition),
    ),
    st.tuples(st.just("transact"), NAMES, st.lists(PARTS, max_size=3)),
)


def test_every_operation_has_the_outcome_that_it_has_on_azurite(pair: Pair, long: bool) -> None:
    @settings(
        max_examples=5000 if long else 25,
        derandomize=not long,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEPS, min_size=15, max_size=40))
    def search(steps: list[Step]) -> None:
        pair.agree([("create_table", "first"), *steps])

    search()


def test_every_operation_of_the_protocol_is_compared() -> None:
    assert set(ACTIONS) == {name for name in vars(Tables) if not name.startswith("_")}


# Filters.


def filters_in(source: str) -> set[str]:
    """The filters that stand in a Python file. One that is begun and gone on with in a function counts as both."""
    begins = re.compile(r"( and | or )?[( ]*(not )?[A-Za-z0-9]+ +[a-z]+ +@")
    found: set[str] = set()
    tree = ast.parse(source)
    for scope in ast.walk(tree):
        if isinstance(scope, ast.Module | ast.FunctionDef):
            texts = [
                node.value
                for node in ast.walk(scope)
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and begins.match(node.value)
            ]
            whole = {text for text in texts if not text.startswith(" ")}
            more = set(texts) - whole if isinstance(scope, ast.FunctionDef) else set()
            found |= whole | {first + then for first in whole or {""} for then in more}
    return found


def filters_used() -> set[str]:
    paths = (path for folder in ("shared", "bench", "tests") for path in (ROOT / folder).rglob("*.py"))
    sources = (path.read_text() for path in paths if path != Path(__file__))
    return {where for source in sources if " @" in source for where in filters_in(source)}


def shape(where: str) -> tuple[tuple[str, str], ...]:
    """Of each condition the key, or `text` for any other property, and the operator."""
    conditions = [re.fullmatch(r"([A-Za-z]+) (eq|ne|gt|ge|lt|le) @[a-z]+", part) for part in where.split(" and ")]
    assert all(conditions), f"{where!r} is of no shape that is compared with Azurite"
    assert len(conditions) <= 3, f"{where!r} is longer than what is compared with Azurite"
    found = [(match[1], match[2]) for match in conditions if match]
    return tuple((name if name in {"PartitionKey", "RowKey"} else "text", operator) for name, operator in found)


def test_every_filter_in_use_selects_what_it_selects_on_azurite(pair: Pair) -> None:
    shapes = {shape(where) for where in filters_used()}
    assert (("PartitionKey", "eq"), ("RowKey", "gt"), ("RowKey", "lt")) in shapes
    chance = random.Random(1)
    words = ["", "p", "p:1", "p;", "1", "2", "b", "é"]
    rows = [row(key, partition, text=key) for partition in ("p", "p:1", "q") for key in ("1", "2", "a.1", "é")]
    steps: list[Step] = [("create_table", "first"), *(("put", "first", each) for each in rows)]
    for conditions in sorted(shapes):
        for number in range(8 * len(conditions)):
            chosen = [(name, operator, chance.choice(words)) for name, operator in conditions]
            if conditions[0] == ("PartitionKey", "eq"):
                chosen[0] = ("PartitionKey", "eq", "p")
            steps.append(("search", "first", chosen, None, (3, 1000)[number % 2]))

    outcomes = pair.agree(steps)

    assert sum(1 for outcome in outcomes if isinstance(outcome, list) and outcome) > len(outcomes) / 4


@pytest.mark.parametrize(
    ("source", "filters"),
    [
        ("tables.query(name, 'PartitionKey ne @nobody', {})", {"PartitionKey ne @nobody"}),
        ("def f(): x = 'a eq @b'; return f'{x} and c lt @d'", {"a eq @b", "a eq @b and c lt @d"}),
        ("def f(): return 'a eq @b or c eq @d'", {"a eq @b or c eq @d"}),
        ("def f(x): return f'{x} and c lt @d'", {" and c lt @d"}),
        ("def f(x): return f'not a eq @b and {x}'", {"not a eq @b and "}),
        ("'Who wrote to @anna.'", set()),
    ],
)
def test_the_filters_of_a_file_are_found(source: str, filters: set[str]) -> None:
    assert filters_in(source) == filters


@pytest.mark.parametrize(
    "where", ["a eq @b or c eq @d", "not a eq @b", "(a eq @b)", "a eq @b and ", " and a eq @b", "a xx @b", "a eq 'b'"]
)
def test_a_filter_of_another_shape_is_no_empty_answer(where: str) -> None:
    memory = InMemoryTables(Clock())
    memory.create_table("first")

    with pytest.raises(AssertionError, match="no shape"):
        shape(where)
    with pytest.raises(AssertionError, match="no condition"):
        list(memory.query("first", where, {"b": "", "d": ""}))


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_value_of_any_type_compares_with_text_as_on_azurite(pair: Pair, operator: str) -> None:
    rows = [
        row("1", text="b", number=3, switch=True, part=b"\1\2"),
        row("2", text="", number=-5, switch=False, part=b""),
        row("3", text="ä😀", number=0),
        row("4", text="\uffff", number=1),
        row("5", text=5),
        row("6", text=True, part=b"\xff"),
    ]
    words = ["", "3", " 1.0 ", "-5", ".5e1", "3x", "true", "b", "😀", "\ue000", "AQI="]
    steps: list[Step] = [("create_table", "first"), *(("put", "first", each) for each in rows)]
    steps += [("search", "first", [(name, operator, word)], None, 1000) for name in PROPERTIES for word in words]
    pair.agree(steps)


# Keys, order and pages.

LEGAL = [
    *("", " a ", "it's", "''", "a%2Fb", "100%", "a:b;c,d", "a+b", "a&b=c", 'a"b', "*", "..", "ä", "😀", "\xa0"),
    *("k" * 512, "ä" * 512, "😀" * 256),
]
REFUSED = [
    *("a/b", "a\\b", "a#b", "a?b", "a\0b", "a\tb", "a\x1fb", "a\x7fb", "a\x9fb"),
    *("k" * 513, "ä" * 513, "😀" * 256 + "k", "k" * 1025),
]
ORDERED = ["", "ä", "é", "😀", "\uffff", "\ue000", " ", "Z", "a", "B", "b", "_", "-", "0", "10", "2", "it's", "100%"]


def _with(key: str, partition: str) -> list[Step]:
    written = row(key, partition)
    return [
        ("create", "first", written),
        ("put", "first", written),
        ("get", "first", partition, key, None),
        ("replace", "first", written, "fresh"),
        ("search", "first", [("PartitionKey", "eq", partition), ("RowKey", "eq", key)], None, 1000),
        ("remove", "first", partition, key, None),
        ("remove", "first", partition, key, None),
        ("transact", "first", [("create", written)]),
        ("transact", "first", [("put", written)]),
        ("transact", "first", [("remove", written, None)]),
    ]


def test_a_key_is_taken_or_refused_as_on_azurite(pair: Pair) -> None:
    steps: list[Step] = [("create_table", "first")]
    for key in LEGAL:
        steps += _with(key, key)
    for key in REFUSED:
        steps += [*_with(key, "p"), ("create", "first", row("1", key)), ("put", "missing", row("1", key))]

    pair.agree(steps)


@pytest.mark.parametrize("key", ["a\nb", "a\rb", "x',RowKey='y"])
def test_a_key_that_azurite_misreads_in_transactions_only(pair: Pair, key: str) -> None:
    """Transactions are left out: in these Azurite takes a key out of its address by patterns that some keys break."""
    steps = [("create_table", "first"), *_with(key, "p"), *_with("1", key)]

    pair.agree([step for step in steps if step[0] != "transact"])


def test_half_a_surrogate_pair_is_taken_or_refused_as_on_azurite(pair: Pair) -> None:
    """The SDK puts no such key in an address, but sends it in a body; Azurite takes it."""
    half = "\ud800"
    steps = [*_with(half, "p"), *_with("1", half), ("put", "first", row(text=half))]

    pair.agree([("create_table", "first"), *steps])


def test_rows_come_in_the_order_and_pages_of_azurite(pair: Pair) -> None:
    keys = list(ORDERED)
    random.Random(1).shuffle(keys)
    steps: list[Step] = [("create_table", "first"), *(("put", "first", row(key, "p")) for key in keys)]
    steps += [("put", "first", row("1", key)) for key in keys]
    everything = [("PartitionKey", "ne", "nobody")]
    steps += [("search", "first", everything, None, page) for page in (1, 7, 1000)]
    for key in ("ä", "😀", "\uffff", "\ue000", "a", ""):
        steps += [("query", "first", [(name, "gt", key)], ["RowKey"], 1000) for name in ("PartitionKey", "RowKey")]

    outcomes = pair.agree(steps)

    pages = outcomes[-len(steps) :][1 + 2 * len(keys) :][:3]
    assert pages[0] == pages[1] == pages[2]
    assert len(str(pages[0])) > len(keys)


def test_a_search_of_a_missing_table_is_none_and_a_query_is_empty(pair: Pair) -> None:
    conditions = [("PartitionKey", "eq", "p")]

    outcomes = pair.agree([(kind, "first", conditions, None, 1000) for kind in ("search", "query")])

    assert outcomes == [TableMissing, []]


# Values and sizes.


@pytest.mark.parametrize(
    "value",
    [
        *(0, 2**31 - 1, -(2**31), 2**31, -(2**31) - 1, 2**63, True, False, None, b"", b"\x00\xff", "", "0"),
        *("Wöchentlich 📈", "a\0b\x1f", "2026-11-23T09:45:10Z", [1], {"a": 1}, bytearray(b"x")),
        *("x" * 32768, "x" * 32769, "ä" * 32768, "📈" * 16384, "📈" * 16384 + "x", b"x" * 65536, b"x" * 65537),
    ],
    ids=lambda value: f"{type(value).__name__} {value!r:.12} {len(value) if hasattr(value, '__len__') else ''}",
)
def test_a_value_is_kept_or_refused_as_on_azurite(pair: Pair, value: Any) -> None:
    pair.agree(
        [
            ("create_table", "first"),
            ("create", "first", row("1", value=value)),
            ("put", "first", row("2", value=value)),
            ("put", "first", row("2", value=value, other="1")),
            ("replace", "first", row("2", value=value), "fresh"),
            ("get", "first", "p", "2", None),
            ("get", "first", "p", "2", ["value"]),
            ("transact", "first", [("create", row("3", value=value)), ("put", row("4", value=value))]),
            ("put", "missing", row("1", value=value)),
        ]
    )


def _row_of(size: int, filler: str | bytes, key: str) -> dict[str, Any]:
    each = 30_000
    values: dict[str, Any] = {f"c{start}": filler * min(each, size - start) for start in range(0, size, each)}
    return row(key, **values)


@pytest.mark.parametrize("filler", ["x", b"x", "ä"], ids=["text", "bytes", "text beyond ASCII"])
def test_a_large_row_is_taken_or_refused_as_on_azurite(pair: Pair, filler: str | bytes) -> None:
    in_json = {"x": 1.0, b"x": 4 / 3, "ä": 6.0}[filler]
    steps: list[Step] = [("create_table", "first"), ("put", "first", row("3"))]
    for size in (
        int(mebibytes * 2**20 / in_json) for mebibytes in ((0.99, 1.01) if filler == "ä" else (0.99, 1.01, 4.05))
    ):
        steps += [
            ("create", "first", _row_of(size, filler, "1")),
            ("remove", "first", "p", "1", None),
            ("put", "first", _row_of(size, filler, "2")),
            ("replace", "first", _row_of(size, filler, "3"), "fresh"),
            ("transact", "first", [("create", _row_of(size, filler, "4")), ("remove", row("3"), None)]),
            ("transact", "first", [("put", row("3")), ("put", _row_of(size, filler, "4"))]),
            ("put", "missing", _row_of(size, filler, "2")),
        ]

    outcomes = pair.agree(steps)

    assert TooLarge in outcomes
    assert None in outcomes[2:]


def test_the_limit_of_a_row_is_that_of_azurite_to_the_byte(pair: Pair) -> None:
    near = 1_040_000
    fits = near + 2**20 - _size(_row_of(near, "x", "1"))

    outcomes = pair.agree(
        [
            ("create_table", "first"),
            ("put", "first", _row_of(fits, "x", "1")),
            ("put", "first", _row_of(fits + 1, "x", "1")),
        ]
    )

    assert outcomes == [None, None, TooLarge]


@pytest.mark.parametrize("count", [252, 253, 300])
def test_a_row_of_many_properties_is_taken_as_on_azurite(pair: Pair, count: int) -> None:
    values: dict[str, Any] = {f"c{number}": number for number in range(count)}
    many = row(**values)

    pair.agree([("create_table", "first"), ("create", "first", many), ("put", "first", many)])


def test_a_select_has_the_order_of_the_row(pair: Pair) -> None:
    written = {"text": "b", "RowKey": "1", "number": 3, "PartitionKey": "p"}
    steps: list[Step] = [("create_table", "first"), ("put", "first", written)]
    for select in (
        None,
        [],
        ["number", "text"],
        ["RowKey", "PartitionKey"],
        ["missing"],
        ["*"],
        ["text", "text"],
    ):
        steps += [
            ("get", "first", "p", "1", select),
            ("query", "first", [("PartitionKey", "eq", "p")], select, 1000),
        ]
    pair.agree(steps)


# Transactions, ETags and tables.


def test_a_transaction_is_refused_as_on_azurite(pair: Pair) -> None:
    many = [("put", row(f"{number}")) for number in range(MAX_IN_TRANSACTION + 1)]
    one: Part = ("create", row())
    transactions: list[list[Part]] = [
        [],
        [one, one],
        [("put", row()), ("remove", row(), None)],
        [("remove", row("absent"), None), ("put", row("absent"))],
        [one, ("create", row("1", "q"))],
        [one, ("put", row("2", number=2**31))],
        [one, ("put", row("2", text="x" * 40_000))],
        [one, ("put", row("a#b"))],
        [("remove", row("absent"), "malformed"), one],
        [("put", row("2", text="b")), ("put", row("3")), ("replace", row("2"), "stale")],
        many[:-1],
        many,
        [*many[:-1], many[0]],
    ]
    large = [("put", _row_of(1_030_000, "x", f"{number}")) for number in range(5)]
    pair.agree([("create_table", "first"), *(("transact", "first", parts) for parts in (large[:3], large))])
    for name, there in (("first", []), ("first", [("put", "first", row())]), ("missing", [])):
        pair.agree([("create_table", "first"), *there, *(("transact", name, parts) for parts in transactions)])
    large = [("put", _row_of(1_030_000, "x", f"{number}")) for number in range(5)]
    pair.agree([("create_table", "first"), *(("transact", "first", parts) for parts in (large[:3], large))])
    for there in ([], [("put", "first", row())]):
        for name in ("first", "missing"):
            pair.agree([("create_table", "first"), *there, *(("transact", name, parts) for parts in transactions)])


@pytest.mark.parametrize("which", ["fresh", *ETAGS, None])
@pytest.mark.parametrize("name", ["first", "missing"])
@pytest.mark.parametrize("is_there", [True, False], ids=["row", "no row"])
def test_an_etag_has_the_outcome_that_it_has_on_azurite(pair: Pair, which: str, name: str, is_there: bool) -> None:
    there: list[Step] = [("put", "first", row(text="old"))] if is_there else []
    removal: Part = ("remove", row(), which)

    pair.agree(
        [
            ("create_table", "first"),
            *there,
            ("replace", name, row(text="new"), which),
            ("transact", name, [("replace", row(text="newer"), which)]),
            ("remove", name, "p", "1", which),
            *there,
            ("transact", name, [removal]),
        ]
    )


@pytest.mark.parametrize("name", ["abc", "backupOfAnna", "a" * 63, "ab", "a" * 64, "1ab", "a-b", "a b", "tables", ""])
def test_a_name_of_a_table_is_taken_or_refused_as_on_azurite(pair: Pair, name: str) -> None:
    conditions = [("PartitionKey", "eq", "p")]
    steps: list[Step] = [
        ("put", name, row()),
        ("drop_table", name),
        ("create_table", name),
        ("create_table", name),
        ("put", name, row()),
        ("get", name, "p", "1", None),
        ("search", name, conditions, None, 1000),
        ("query", name, conditions, None, 1000),
        ("remove", name, "p", "absent", None),
        ("transact", name, [("put", row())]),
        ("change", name, "p", "1", {"text": "b"}),
        ("create_table", name),
        ("get", name, "p", "1", None),
        ("drop_table", name),
        ("get", name, "p", "1", None),
        ("with_table", name, row()),
        ("listing", name),
    ]
    pair.agree(steps)
