"""No drop goes without evidence: not when the worker dies, not when an answer is lost, not when many are due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from shared.retention import sweep as sweeping
from shared.storage.daily import table_name
from shared.storage.tables import Listing
from tests.retention import chain
from tests.support.sweeps import answer_lost, dead_from, entries, events, keep, names, sweep
from tests.support.world import World

pytestmark = pytest.mark.azurite

DUE = ("activity20260101", "meetings20260101", "reports20260101")
EARLIER = 2
"""Entries of the sweeps in which a request's number was looked up."""
LABELS = [f"{name[:-8]} 2026-01-01" for name in DUE]


def number_of(world: World, fragment: str) -> int:
    """Which request of a sweep, counted from 1, drops that table; found in a sweep that is then out of the way."""
    sweep(world)  # makes the table of evidence
    keep(world, *DUE)
    world.storage.requests.clear()
    sweep(world)
    requests = enumerate(world.storage.requests, start=1)
    return next(number for number, request in requests if is_it(request, "DELETE", fragment))


def is_it(request: str, method: str, fragment: str) -> bool:
    return request.startswith(method) and fragment in request


def told(world: World, before: int = 0) -> list[tuple[str, list[str]]]:
    """Outcome and drops of the evidence's entries, but for the oldest `before`."""
    return [(entry["outcome"], entry["dropped"]) for entry in entries(world)[before:]]


def intents(world: World) -> list[dict[str, Any]]:
    return [row for row in world.rows("evidence") if row["RowKey"].startswith("under-way")]


@pytest.fixture
def second_drop(world: World) -> int:
    """The number of the request that drops the second of the tables that are due."""
    return number_of(world, DUE[1])


def test_what_a_dead_worker_dropped_is_told_by_the_next_run(
    world: World, second_drop: int, caplog: pytest.LogCaptureFixture
) -> None:
    keep(world, *DUE)
    with dead_from(world, second_drop):
        assert sweep(world).status == 503
    assert set(DUE) & names(world) == set(DUE[1:])
    assert told(world, EARLIER) == []
    caplog.clear()

    other = world.another_worker()
    other.clock.advance(minutes=15)
    assert sweep(other).json["outcome"] == "succeeded"

    assert told(other, EARLIER) == [("interrupted", LABELS[:1]), ("succeeded", LABELS[1:])]
    assert chain.faults(entries(other)) == []
    (failed,) = events(caplog, "retention_run_failed")
    assert (failed["outcome"], failed["number"], failed["count"]) == ("interrupted", EARLIER + 1, 1)
    assert failed["head"] == entries(other)[EARLIER]["hash"]
    assert intents(other) == []


def test_the_entry_has_the_dead_runs_own_beginning(world: World, second_drop: int) -> None:
    keep(world, *DUE)
    began = world.clock()
    with dead_from(world, second_drop):
        sweep(world)
    world.clock.advance(minutes=20)
    world.run_timer()

    interrupted = entries(world)[EARLIER]
    assert interrupted["trigger"] == "operator"
    assert interrupted["startedAt"] == began.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_worker_that_died_before_its_first_drop_claims_nothing(world: World) -> None:
    first_drop = number_of(world, DUE[0])
    keep(world, *DUE)
    with dead_from(world, first_drop):
        sweep(world)
    assert len(intents(world)) == 1

    world.clock.advance(minutes=15)
    sweep(world)

    assert told(world, EARLIER) == [("succeeded", LABELS)]
    assert intents(world) == []


def test_a_drop_whose_answer_is_lost_is_told_by_the_next_run(world: World, second_drop: int) -> None:
    keep(world, *DUE)
    with answer_lost(world, second_drop):
        run = sweep(world)
    assert (run.json["outcome"], run.json["failed"]) == ("incomplete", [LABELS[1]])

    sweep(world)

    assert told(world, EARLIER) == [
        ("incomplete", [LABELS[0], LABELS[2]]),
        ("interrupted", [LABELS[1]]),
        ("succeeded", []),
    ]


def test_a_drop_that_really_failed_is_told_when_it_is_done(world: World) -> None:
    keep(world, *DUE)
    with world.failing(lambda request: is_it(request, "DELETE", DUE[1])):
        sweep(world)
    sweep(world)

    assert told(world) == [("incomplete", [LABELS[0], LABELS[2]]), ("succeeded", [LABELS[1]])]


def test_a_dry_run_intends_nothing(world: World) -> None:
    keep(world, *DUE)
    world.storage.requests.clear()

    assert sweep(world, dryRun="true").json["dropped"] == LABELS

    assert world.storage.writes() == []


def test_what_is_too_much_for_one_run_goes_in_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "MAX_TABLES", 2)
    keep(world, *DUE)

    first, second = sweep(world).json, sweep(world).json

    assert (first["outcome"], first["dropped"], first["failed"]) == ("incomplete", LABELS[:2], LABELS[2:])
    assert (second["outcome"], second["dropped"]) == ("succeeded", LABELS[2:])


def test_an_account_that_was_forgotten_for_years_has_its_evidence_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names of more tables than one property holds: 32 Ki characters."""
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(700)]
    many = tuple(table_name(family, day) for family in ("activity", "meetings", "reports") for day in days)
    real = world.tables.listing
    monkeypatch.setattr(world.tables, "listing", lambda: Listing(tuple(sorted(many)), real().served_at))
    monkeypatch.setattr(world.tables, "drop_table", lambda _: None)
    monkeypatch.setattr(world.services.hold_service(), "keep_before_drop", lambda *_: 0)

    run = sweep(world)

    assert (run.status, run.json["outcome"]) == (200, "incomplete")
    assert len(run.json["dropped"]) == 300
    assert len(run.json["failed"]) == len(run.json["overdue"]) == 1000
    assert len(entries(world)) == 1
