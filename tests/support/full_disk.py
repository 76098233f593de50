"""A disk that takes no more, as one process sees it: the kernel refuses what it writes to files, of others nothing.

It is done with RLIMIT_FSIZE, for which nobody needs privileges or a disk to spoil (Linux only). The error is EFBIG, not
ENOSPC; up to the limit a file is written, as when the last of a disk is used up. Pipes and sockets have no limit.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tests.support.faults import Fault, striking
from tests.support.world import World

FULL = 507
"""As `save_before_answering.cjs` has it answer."""


@contextmanager
def full_disk(pid: int, *, room: int = 0) -> Iterator[None]:
    """While it lasts, the process can write no file beyond `room` bytes."""
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def filling_at(world: World, pid: int, number: int) -> Iterator[Fault]:
    """The disk of storage is full from the request of this number on, reads not counted, until the block is left."""
    with ExitStack() as full:

        def fill(_: Any) -> None:
            full.enter_context(full_disk(pid, room=1024))

        with striking(world, number, fill, reads=False, is_felt=lambda response: response.status_code == FULL) as fault:
            yield fault
