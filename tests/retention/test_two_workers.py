"""Sweeps of two workers meet, and sweeps meet trouble: one at a time, and never none for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from azure.core.exceptions import ServiceResponseError

from shared.retention.functions import RetentionFailed
from tests.retention import chain
from tests.support.sweeps import entries, events, keep, names, sweep
from tests.support.world import Clock, NewWorld, Reply, World

pytestmark = pytest.mark.azurite

DUE = ("activity20260101", "meetings20260101", "reports20260101")


@pytest.fixture
def workers(new_world: NewWorld) -> tuple[World, World]:
    """Two workers on one clock, and three tables that are due."""
    clock = Clock()
    first, second = new_world(clock=clock), new_world(clock=clock)
    keep(first, *DUE)
    return first, second


def at_the_first_drop(world: World, act: Any) -> None:
    """Do something in the middle of the world's next sweep."""

    def before(request: Any) -> None:
        if request.method == "DELETE" and "/Tables(" in request.url:
            world.storage.before = None
            act()

    world.storage.before = before


def test_a_second_run_is_refused_while_the_first_is_at_it(
    workers: tuple[World, World], caplog: pytest.LogCaptureFixture
) -> None:
    first, second = workers
    refused: list[Reply] = []
    at_the_first_drop(first, lambda: refused.append(sweep(second)))

    assert sweep(first).json["outcome"] == "succeeded"

    assert [(reply.status, reply.code) for reply in refused] == [(409, "conflict")]
    assert [event["trigger"] for event in events(caplog, "retention_run_skipped")] == ["operator"]
    assert len(entries(first)) == 1


def test_the_timer_gives_way_without_failing(workers: tuple[World, World], caplog: pytest.LogCaptureFixture) -> None:
    first, second = workers
    at_the_first_drop(first, second.run_timer)

    first.run_timer()

    assert len(events(caplog, "retention_run_skipped")) == 1
    assert [entry["outcome"] for entry in entries(first)] == ["succeeded"]


def test_a_run_that_outlives_its_lease_does_no_harm(workers: tuple[World, World]) -> None:
    first, second = workers

    def overtake() -> None:
        first.clock.advance(minutes=16)
        assert sweep(second).json["outcome"] == "succeeded"

    at_the_first_drop(first, overtake)
    assert sweep(first).json["outcome"] == "succeeded"

    assert not set(DUE) & names(first)
    assert chain.faults(entries(first)) == []
    assert [entry["number"] for entry in entries(first)] == [1, 2]
    assert sweep(first).status == 200


def test_both_at_once_leave_what_one_would(workers: tuple[World, World]) -> None:
    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(sweep, workers))

    statuses = sorted(reply.status for reply in replies)
    assert statuses in ([200, 200], [200, 409])
    assert not set(DUE) & names(workers[0])
    assert len(entries(workers[0])) == statuses.count(200)
    assert chain.faults(entries(workers[0])) == []


def test_a_worker_that_died_holds_the_others_up_for_a_quarter_of_an_hour(workers: tuple[World, World]) -> None:
    first, second = workers
    at_the_first_drop(first, lambda: setattr(first.storage, "before", die))
    assert sweep(first).status == 503
    first.storage.before = None

    assert sweep(second).status == 409
    second.clock.advance(minutes=14, seconds=59)
    assert sweep(second).status == 409
    second.clock.advance(seconds=1)
    assert sweep(second).json["outcome"] == "succeeded"


def test_a_clock_that_steps_back_locks_nobody_out(workers: tuple[World, World]) -> None:
    first, second = workers
    at_the_first_drop(first, lambda: setattr(first.storage, "before", die))
    assert sweep(first).status == 503

    second.clock.advance(hours=-2)

    assert sweep(second).json["outcome"] == "succeeded"


def test_storage_that_fails_fails_the_run_and_gives_the_lease_back(
    workers: tuple[World, World], caplog: pytest.LogCaptureFixture
) -> None:
    first, second = workers

    with first.failing(lambda request: request.endswith("/Tables") or "/Tables?" in request):
        reply = sweep(first)

    assert (reply.status, reply.code) == (503, "storage_unavailable")
    (event,) = events(caplog, "retention_run_failed")
    assert event["outcome"] == "storage_unavailable"
    assert sweep(second).json["dropped"] == [f"{name[:-8]} 2026-01-01" for name in DUE]


def test_storage_that_fails_from_the_start_fails_the_run_loudly(
    workers: tuple[World, World], caplog: pytest.LogCaptureFixture
) -> None:
    first, _ = workers

    with first.failing(lambda _: True), pytest.raises(RetentionFailed, match="storage_unavailable") as caught:
        first.run_timer()

    assert caught.value.__suppress_context__, "the host logs causes, and storage's own messages name keys"
    assert [event["outcome"] for event in events(caplog, "retention_run_failed")] == ["storage_unavailable"]


def test_a_lease_that_cannot_be_given_back_does_not_fail_the_run(workers: tuple[World, World]) -> None:
    first, second = workers

    with first.failing(lambda request: request.startswith("DELETE") and "/evidence(" in request):
        run = sweep(first)

    assert (run.status, run.json["outcome"]) == (200, "succeeded")
    assert sweep(second).status == 409
    second.clock.advance(minutes=15)
    assert sweep(second).status == 200


def die(_: object) -> None:
    raise ServiceResponseError("dead")
