"""Storage is really killed (SIGKILL, connections refused) in the middle of an operation, and started again.

What was confirmed before is there, the answer was 503, and a repeat by another worker finishes the operation. By
default storing, erasing and sweeping are cut at three requests each, in turn before and after one is carried out;
`--long` kills at every request of every operation, both ways: some thousand restarts, several hours. All of them are
tried with a simulated cut in test_cut_at_every_request.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.killing import Emulator, killing_at, restart, resume
from tests.faults.operations import OPERATIONS, Operation, confirmed, is_kept
from tests.faults.test_cut_at_every_request import check_answer, is_done, repeat
from tests.world import World

KILLED = frozenset({"store a report", "erase", "sweep and notify"})


def positions(requests: int, *, long: bool) -> list[tuple[int, bool]]:
    """At which requests to kill, counted from 1, and whether they are carried out first."""
    if long:
        return [(number, is_done_first) for number in range(1, requests + 1) for is_done_first in (False, True)]
    return [(max(1, requests // 3), True), (max(1, 2 * requests // 3), False), (requests, True)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each operation whose storage is killed is a test."""
    is_long = metafunc.config.getoption("--long")
    chosen = [operation for operation in OPERATIONS if is_long or operation.name in KILLED]
    metafunc.parametrize("operation", chosen, ids=[operation.name for operation in chosen])


def test_storage_is_killed(tmp_path: Path, operation: Operation, long: bool) -> None:
    with Emulator(tmp_path) as emulator:
        world = World(emulator.start())
        key = confirmed(world)
        subject = operation.prepare(world, 0)
        before = len(world.storage.requests)
        assert is_done(operation.act(world, subject))
        requests = len(world.storage.requests) - before
        for count, (number, is_done_first) in enumerate(positions(requests, long=long), start=1):
            subject = operation.prepare(world, count)
            world = restart(emulator, world)
            with killing_at(world, emulator, number, is_done_first=is_done_first):
                reply = operation.act(world, subject)
            check_answer(operation, reply)
            world = resume(emulator, world)
            operation.half(world, subject)
            is_kept(world, key)
            repeat(world, operation, subject)
            is_kept(world, key)
