"""Storage is really killed (SIGKILL) at every request of every operation, and started again on what it had saved.

Each request is the last in turn: storage is gone before it is sent; and each that writes once more: it is carried out
and saved, and storage is gone before it answers. Nothing gets through afterwards. What was confirmed before is there,
the answer is 503 or what it claims is true, and a repeat by another worker finishes the operation. It goes on until the
operation ends before its turn has come, so that no request is left out.

With `--long` requests that read are the last in both ways as well: some 370 kills in place of 250. They took 18 minutes
on two busy cores, with 200 s of processor time.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import get_args

import pytest

from tests.faults.operations import OPERATIONS, Operation, confirmed, is_kept
from tests.faults.test_cut_at_every_request import check_answer, finish, is_done
from tests.support.emulator import Emulator, Way, killing_at, resume
from tests.support.world import World

pytestmark = [pytest.mark.slow, pytest.mark.kills]


@pytest.mark.parametrize("way", get_args(Way))
@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.name for operation in OPERATIONS])
def test_storage_is_killed_at_each_request(tmp_path: Path, operation: Operation, way: Way, long: bool) -> None:
    with Emulator(tmp_path) as emulator:
        world = World.on_azurite(emulator.start())
        key = confirmed(world)
        for number in count(1):
            subject = operation.prepare(world, number)
            with killing_at(world, emulator, number, way, reads=long or way == "before") as fault:
                reply = operation.act(world, subject)
            if not fault.happened:
                break
            check_answer(operation, reply)
            world = resume(emulator, world)
            operation.half(world, subject)
            is_kept(world, key)
            finish(world, operation, subject, reply)
            is_kept(world, key)
        assert is_done(reply)
        assert number > 1
