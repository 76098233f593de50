"""How a benchmark measures: the candidates in turns, so that a busy moment hits all of them, and their medians."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from local.machine.environment import say

Work = Callable[[], object]


class Scale(Enum):
    """How much is measured: FULL is what the bounds are stated for, SMALL about a tenth, to see that it works."""

    FULL = "full"
    SMALL = "small"

    def of(self, number: int) -> int:
        """`number` at this scale."""
        return number if self is Scale.FULL else max(1, number // 10)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a figure must reach: at least, or at most, a number."""

    limit: float
    is_least: bool

    def holds(self, figure: float) -> bool:
        """Whether `figure` reaches it."""
        return figure >= self.limit if self.is_least else figure <= self.limit

    def __str__(self) -> str:
        return f"{'at least' if self.is_least else 'at most'} {self.limit:,g}"


def least(limit: float) -> Bound:
    """A bound from below."""
    return Bound(limit, is_least=True)


def most(limit: float) -> Bound:
    """A bound from above."""
    return Bound(limit, is_least=False)


def seconds(work: Work) -> float:
    """The wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(candidates: Sequence[Work], repetitions: int) -> list[float]:
    """The median wall time of each candidate, in seconds, after one round that does not count."""
    for work in candidates:
        work()
    rounds = [[seconds(work) for work in candidates] for _ in range(repetitions)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def progress(sentence: str) -> None:
    """Tell whoever waits what is being done now."""
    say(f"  {sentence}")
