"""A quarter of the worker's threads: what waits for somebody else leaves the rest to everyone else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from shared.problems import Problem


def bulkhead_size(threads: int) -> int:
    """How many of the worker's threads one kind of call may hold."""
    return max(1, threads // 4)


class Bulkhead:
    """Places for that many calls at once."""

    def __init__(self, threads: int) -> None:
        self._places = BoundedSemaphore(bulkhead_size(threads))

    @contextmanager
    def take_place(self, refusal: Callable[[], Problem], *, wait: float = 0) -> Iterator[None]:
        """Hold a place. Raises what `refusal` makes when none is free within `wait` seconds."""
        if not self._places.acquire(timeout=wait):
            raise refusal()
        try:
            yield
        finally:
            self._places.release()
