"""The oracle is of its own making: it sees nothing of the service, and its arithmetic is checked by hand."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.simulation.oracle import Oracle
from tests.simulation.promises import Hold, Limits, Thing, a_month_after

OWN = [Path(__file__).with_name(name) for name in ("oracle.py", "account.py", "promises.py")]
NOON = datetime(2028, 1, 31, 12, tzinfo=UTC)
REPORT: Thing = ("reports", "tenant", "anna", "2028-01-31 report")
SAID = frozenset({("attendee", "anna", "Anna Schmidt")})
DROPPED_FROM = datetime(2028, 2, 28, tzinfo=UTC)  # 24 hours before 29 February
SECOND = timedelta(seconds=1)


def test_it_imports_nothing_but_the_standard_library() -> None:
    nodes = [node for path in OWN for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    imported = {name for node in nodes for name in _names(node)}

    own = {"tests.simulation.account", "tests.simulation.promises"}
    assert imported - own == {
        "__future__",
        "collections",
        "collections.abc",
        "dataclasses",
        "datetime",
        "hashlib",
        "heapq",
    }


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or "."] if isinstance(node, ast.ImportFrom) else []


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 3, 29)),
        (date(2028, 3, 31), date(2028, 4, 30)),
        (date(2028, 12, 31), date(2029, 1, 31)),
        (date(2028, 6, 15), date(2028, 7, 15)),
    ],
)
@pytest.mark.clause("R6.5")
def test_a_month_is_a_calendar_month(day: date, last: date) -> None:
    assert a_month_after(day) == last


@pytest.mark.clause("R11.2a")
def test_a_hundred_and_eighty_days_and_lower_limits() -> None:
    day = date(2028, 1, 31)

    assert Limits().deadline("meetings", day) == datetime(2028, 7, 29, tzinfo=UTC)
    assert Limits(days=3, content_days=28).deadline("reports", day) == datetime(2028, 2, 3, tzinfo=UTC)


@pytest.fixture
def kept() -> Oracle:
    oracle = Oracle()
    oracle.keep(REPORT, NOON, SAID)
    return oracle


def test_it_finds_what_went_early_and_what_outlives(kept: Oracle) -> None:
    there = {REPORT: SAID}
    kept.swept(DROPPED_FROM - SECOND, succeeded=True)
    assert kept.faults(DROPPED_FROM - SECOND, there, {}) == []
    assert kept.faults(DROPPED_FROM - SECOND, {}, {}) == [("went early", REPORT)]

    kept.swept(DROPPED_FROM, succeeded=False)
    assert kept.faults(DROPPED_FROM, there, {}) == kept.faults(DROPPED_FROM, {}, {}) == []

    kept.swept(DROPPED_FROM + SECOND, succeeded=True)
    assert kept.faults(DROPPED_FROM + SECOND, there, {}) == [("outlives its promise", REPORT)]
    assert kept.faults(DROPPED_FROM + SECOND, {}, {}) == []


@pytest.mark.clause("R11.1")
def test_it_finds_what_a_hold_has_lost_and_what_outlives_the_hold(kept: Oracle) -> None:
    there = {REPORT: frozenset({SAID})}
    kept.place("tenant", "suit", Hold("anna", frozenset({"reports"}), date(2028, 3, 31)), NOON)
    hold: dict[Thing, object] = {("holds", "tenant", "", "suit"): None}
    kept.swept(DROPPED_FROM, succeeded=True)

    assert kept.faults(DROPPED_FROM, hold, there) == []
    assert kept.faults(DROPPED_FROM, hold, {}) == [("went from a hold", REPORT)]

    over = datetime(2028, 4, 1, tzinfo=UTC)
    kept.swept(over - SECOND, succeeded=True)
    assert kept.faults(over - SECOND, hold, there) == []
    kept.swept(over, succeeded=True)
    assert kept.faults(over, {}, there) == [("is kept without a hold", REPORT)]


@pytest.mark.clause("R11.1")
def test_it_finds_a_version_that_a_hold_has_lost(kept: Oracle) -> None:
    header: Thing = ("meetings", *REPORT[1:])
    kept.report(header, "Weekly", SAID, NOON, NOON)
    kept.place("tenant", "suit", Hold("anna", frozenset({"meetings", "reports"}), date(2028, 3, 31)), NOON)
    kept.report(header, "Weekly", frozenset(), NOON, NOON + SECOND)
    kept.change(header, "Corrected", NOON + SECOND)
    there: dict[Thing, object] = {REPORT: frozenset(), header: "Corrected", ("holds", "tenant", "", "suit"): None}
    aside = {REPORT: frozenset({SAID}), header: frozenset({"Weekly"})}

    assert kept.faults(NOON + SECOND, there, aside) == []
    for lost in (REPORT, header):
        assert kept.faults(NOON + SECOND, there, {**aside, lost: frozenset()}) == [("went from a hold", lost)]


@pytest.mark.clause("R10.17")
def test_it_finds_what_an_erasure_has_left(kept: Oracle) -> None:
    asked: Thing = ("activity", "tenant", "anna", "2028-02-01T12:00:00Z data_erased")
    now = NOON + timedelta(days=1)
    kept.keep(asked, now)
    kept.erase("tenant", "anna", now, asked)
    there: dict[Thing, object] = {asked: None, ("erasures", "tenant", "anna", ""): None}

    assert kept.faults(now, there, {}) == []
    assert kept.faults(now, {**there, REPORT: frozenset()}, {}) == [("outlives its promise", REPORT)]


def test_it_finds_a_username_that_is_bound_to_two(kept: Oracle) -> None:
    kept.contract("tenant", date(2028, 1, 1), None)
    assert kept.match("tenant", "anna", "a@t.example", NOON)

    assert not kept.match("tenant", "ben", "a@t.example", NOON), "it is hers until an officer releases it"

    kept.drop(("bindings", "tenant", "anna", "2028-01-01"))
    assert kept.match("tenant", "ben", "a@t.example", NOON)
    assert (kept.bearer("tenant", "a@t.example"), kept.known_as("tenant", "a@t.example")) == ("ben", "ben")


def test_the_name_before_a_new_one_is_nobodys(kept: Oracle) -> None:
    kept.contract("tenant", date(2028, 1, 1), None)
    kept.match("tenant", "anna", "a@t.example", NOON)

    kept.match("tenant", "anna", "b@t.example", NOON)

    assert (kept.known_as("tenant", "a@t.example"), kept.known_as("tenant", "b@t.example")) == (None, "anna")
    assert kept.match("tenant", "ben", "a@t.example", NOON)


@pytest.mark.clause("R10.16")
def test_it_finds_a_name_that_was_not_corrected_everywhere(kept: Oracle) -> None:
    kept.rename(REPORT, "anna", "Anna Berg", NOON)

    assert kept.faults(NOON, {REPORT: SAID}, {}) == [("is not what was confirmed", REPORT)]
    assert kept.faults(NOON, {REPORT: frozenset({("attendee", "anna", "Anna Berg")})}, {}) == []


@pytest.mark.clause("R10.18")
def test_what_only_its_owner_has_asked_to_be_kept_names_nobody_else() -> None:
    oracle = Oracle()
    oracle.keep(REPORT, NOON, SAID | {("question", "ben", "Why?"), ("question", "", "When?"), ("survey", "", "Lunch")})
    oracle.place("tenant", "own", Hold("anna", frozenset({"reports"}), date(2028, 3, 31), is_own=True), NOON)

    oracle.delete(REPORT, NOON)

    assert [version.value for version in oracle.aside[REPORT]] == [SAID | {("survey", "", "Lunch")}]
