"""A good caller among many bad ones, and what the good one notices."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

GOOD_EVERY_SECONDS = 0.005
BAD_THREADS, BAD_EVERY_SECONDS = 2, 0.005
SECONDS = 0.8


@dataclass(slots=True)
class Good:
    """What a good caller met: its waiting times, how often it was refused; and how often the endpoint was asked."""

    waits: list[float] = field(default_factory=list)
    failed: int = 0
    fetches: int = 0


def through_a_storm(
    judge: Callable[[str], object],
    good: str,
    bad: Sequence[str],
    refusals: tuple[type[Exception], ...],
    end: Callable[[], None] = lambda: None,
) -> Good:
    """Let a good token come every 5 ms, and bad ones, if any, from two threads; `end` frees whoever still waits."""
    until = time.perf_counter() + SECONDS
    found = Good()

    def come() -> None:
        due = time.perf_counter()
        while due < until:
            began = _wait_for(due)
            try:
                judge(good)
            except refusals:
                found.failed += 1
            found.waits.append(time.perf_counter() - began)
            due += GOOD_EVERY_SECONDS

    def storm(first: int) -> None:
        due, number = time.perf_counter(), first
        while due < until:
            _wait_for(due)
            with suppress(*refusals):
                judge(bad[number % len(bad)])
            due, number = max(due + BAD_EVERY_SECONDS, time.perf_counter()), number + BAD_THREADS

    threads = [threading.Thread(target=storm, args=(first,)) for first in range(BAD_THREADS if bad else 0)]
    threads.append(threading.Thread(target=come))
    for thread in threads:
        thread.start()
    time.sleep(SECONDS)
    end()
    for thread in threads:
        thread.join()
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _wait_for(due: float) -> float:
    """When whoever is due comes: now that it is time, or earlier for who is late."""
    now = time.perf_counter()
    if now >= due:
        return due
    time.sleep(due - now)
    return time.perf_counter()
