"""Locks between processes, on files that stay: the operating system releases them when a process dies."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

POLL_SECONDS = 0.2


class LockedError(Exception):
    """Another process holds the lock."""


@contextmanager
def held(path: Path, *, on_wait: Callable[[], None] | None) -> Iterator[None]:
    """Hold the lock on `path`; while another process has it, call `on_wait` once and wait.

    Raises:
        LockedError: another process has it, and `on_wait` is None.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        if not _try_lock(file):
            if on_wait is None:
                raise LockedError(str(path))
            on_wait()
            while not _try_lock(file):
                time.sleep(POLL_SECONDS)
        yield  # closing the file releases the lock


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
