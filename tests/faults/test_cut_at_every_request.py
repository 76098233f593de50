"""Storage goes away at any request of any operation: nothing that was confirmed is lost, and a repeat finishes it.

Every request of every operation is tried in turn (of a sweep every sixth: tests/retention/test_interrupted_sweep.py
tries each), cut off in two ways: the connection fails before it is sent, or it is carried out and its answer never
arrives; nothing gets through afterwards either way. One answer alone is lost at every fifth request. `--long` tries
each request in all three ways, which takes some ten minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count

import pytest

from tests.faults.operations import OPERATIONS, Operation, confirmed, is_kept
from tests.support.sweeps import answer_lost, dead_from
from tests.support.world import Reply, World

pytestmark = [pytest.mark.azurite, pytest.mark.slow]

Cut = Callable[[World, int], AbstractContextManager[None]]


@contextmanager
def done_and_then_dead(world: World, number: int) -> Iterator[None]:
    """The request of this number, counted from 1, is the last that is carried out; its answer is lost."""
    with answer_lost(world, number), dead_from(world, number + 1):
        yield


CUTS: dict[str, Cut] = {"before": dead_from, "after": done_and_then_dead}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS.keys())
@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.name for operation in OPERATIONS])
def test_it_is_cut_off_at_each_of_its_requests(world: World, operation: Operation, cut: Cut, long: bool) -> None:
    assert cut_everywhere(world, operation, cut, step=1 if long else operation.step) > 0


@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.name for operation in OPERATIONS])
def test_a_single_answer_is_lost(world: World, operation: Operation, long: bool) -> None:
    """By default at every fifth request only."""
    assert cut_everywhere(world, operation, answer_lost, step=1 if long else 5 * operation.step) > 0


def cut_everywhere(world: World, operation: Operation, cut: Cut, step: int = 1) -> int:
    """Cut the operation at each `step`-th of its requests until it makes no more; how many there were to cut."""
    key = confirmed(world)
    for number in count(1, step):
        subject = operation.prepare(world, number)
        before = len(world.storage.requests)
        with cut(world, number):
            reply = operation.act(world, subject)
        if len(world.storage.requests) - before < number:
            assert is_done(reply)
            return number - step
        check_answer(operation, reply)
        operation.half(world, subject)
        is_kept(world, key)
        finish(world, operation, subject, reply)
        is_kept(world, key)
    raise AssertionError("count never ends")


def finish(world: World, operation: Operation, subject: str, reply: Reply) -> None:
    """Repeat what was not confirmed; what was confirmed must be done without."""
    if is_done(reply):
        operation.done(world, subject)
    else:
        repeat(world, operation, subject)


def repeat(world: World, operation: Operation, subject: str) -> None:
    """Ask once more, a little later: then it is done."""
    world.clock.advance(seconds=operation.later.total_seconds())
    again = operation.act(world, subject)
    assert is_done(again) or (operation.is_gone_once_done and again.status == 404), again.body
    operation.done(world, subject)


def is_done(reply: Reply) -> bool:
    """Whether the answer confirms all of it. A sweep that was disturbed says that it is incomplete."""
    if reply.status >= 300:
        return False
    return not (reply.body and reply.json.get("outcome") == "incomplete")


def check_answer(operation: Operation, reply: Reply) -> None:
    """Never an unforeseen error: 503 that says when to come back, or a success."""
    if reply.status >= 300:
        assert (reply.status, reply.code) == (503, "storage_unavailable"), operation.name
        assert int(reply.headers["retry-after"]) > 0
