"""A good caller among many bad ones, and what the good one notices."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

GOOD_EVERY_SECONDS = 0.005
BAD_THREADS, BAD_A_SECOND = 2, 400
SECONDS = 0.8


@dataclass(slots=True)
class Good:
    """What a good caller met: its waiting times, how often it was refused; the bad ones refused, and the fetches."""

    waits: list[float] = field(default_factory=list)
    failed: int = 0
    refused: int = 0
    fetches: int = 0


def through_a_storm(
    judge: Callable[[str], object],
    good: str,
    bad: Sequence[str],
    refusals: tuple[type[Exception], ...],
    seed: int,
    end: Callable[[], None] = lambda: None,
) -> Good:
    """Let a good token come every 5 ms, and bad ones, if any, at random moments; `end` frees whoever still waits.

    The same seed brings bad ones at the same moments. Whichever of two threads is free takes the next one.
    """
    began = time.perf_counter()
    until = began + SECONDS
    found = Good()
    arrivals = arrivals_of(bad, seed)

    def come() -> None:
        due = began + GOOD_EVERY_SECONDS  # the storm is there first
        while due < until:
            since = _wait_for(due)
            try:
                judge(good)
            except refusals:
                found.failed += 1
            found.waits.append(time.perf_counter() - since)
            due += GOOD_EVERY_SECONDS

    def storm(refused: list[str]) -> None:
        with suppress(Empty):
            while time.perf_counter() < until:
                after, token = arrivals.get_nowait()
                _wait_for(began + after)
                try:
                    judge(token)
                except refusals:
                    refused.append(token)

    refused: list[str] = []
    threads = [threading.Thread(target=storm, args=(refused,)) for _ in range(BAD_THREADS if bad else 0)]
    threads.append(threading.Thread(target=come))
    for thread in threads:
        thread.start()
    time.sleep(SECONDS)
    end()
    for thread in threads:
        thread.join()
    found.refused = len(refused)
    return found


def arrivals_of(bad: Sequence[str], seed: int) -> SimpleQueue[tuple[float, str]]:
    """Bad tokens with the seconds after which each is due: at random, as nobody agrees on moments with anybody."""
    numbers, arrivals, after = random.Random(seed), SimpleQueue[tuple[float, str]](), 0.0
    while bad and after < SECONDS:
        arrivals.put((after, numbers.choice(bad)))
        after += numbers.expovariate(BAD_A_SECOND)
    return arrivals


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
