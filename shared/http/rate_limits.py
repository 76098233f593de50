"""What one person and one tenant may ask of one instance, so that nobody uses up what is there for everyone.

Only callers whom a token proves are counted, by the ids in it: nobody can spend what is another's, and inventing ids
takes as many signed tokens. The counts are in memory, each process for itself: a call is judged without asking anybody.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from shared.problems import TooManyRequests
from shared.telemetry import Event, emit

if TYPE_CHECKING:
    from shared.auth.principal import Principal

SECOND = 1_000_000_000
"""Instants and durations are whole nanoseconds of a clock that only goes forward: exact, whoever sets the time."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` calls at once, and one more every `interval`."""

    burst: int
    interval: int

    @property
    def kept(self) -> int:
        """How far ahead of the clock a bucket may be filled up again, and still have a call to give."""
        return (self.burst - 1) * self.interval


# An instance has one core. CPU time of a call, measured once on a developer's machine against Azurite: 3 ms (read the
# restriction) to 24 (list reports), a page of the access export 55, the largest report 200. Forward, list and
# restriction make 12 on average: by that, and not by a test of its load, an instance carries some 80 calls a second.
#
# Opening each screen of the tab takes some ten calls, so a person at the tab never gets near 300, and most uploads of
# many files do not either. What goes on by itself for longer (the whole access export, a script) waits as it is told.
# At 10 a second the calls of the tab keep a core busy for an eighth of the time; where calls are dearer, it is their
# number under way that leaves the core to others.
PERSON = Rate(burst=300, interval=SECOND // 10)
# 5,000 people who come within ten minutes, three calls each, make 25 a second; 50 leave a third of a core to others,
# and a person at full speed takes a fifth of that. It is not lower because each instance counts for itself, and the
# platform adds one for calls that are under way, not for calls that are refused.
TENANT = Rate(burst=1200, interval=SECOND // 50)
# More than an instance can let in before the first of their buckets is full again: 600 people, 200 tenants a second.
MAX_PERSONS, MAX_TENANTS = 20_000, 5_000
# A browser makes six calls at a time, and a call whose screen was left still goes on.
MIN_AT_ONCE = 8
# So that refusals cannot flood the log.
_TELLING = Rate(burst=1, interval=60 * SECOND)
_NEWCOMERS = ""


class Buckets:
    """A token bucket for each key, kept as the one instant at which it is full again (GCRA).

    Only full buckets are evicted, so eviction never grants extra calls. While `maximum` keys have buckets that are not
    full, all others share a single one. Every step takes the same time, however many keys there are. Not thread-safe.
    """

    def __init__(self, rate: Rate, maximum: int) -> None:
        self._rate = rate
        self._maximum = maximum
        self._full_at: OrderedDict[str, int] = OrderedDict()  # the one that was used longest ago comes first

    def __len__(self) -> int:
        return len(self._full_at)

    def wait(self, key: str, now: int) -> int:
        """How long it is until the key may have a call; 0: it may now."""
        return max(0, self._full_again(self._place(key, now), now) - now - self._rate.kept)

    def take_token(self, key: str, now: int) -> None:
        """Count a call of the key, which `wait` lets have it."""
        place = self._place(key, now)
        self._full_at[place] = self._full_again(place, now) + self._rate.interval
        self._full_at.move_to_end(place)

    def _full_again(self, place: str, now: int) -> int:
        # Whoever gets a bucket of their own after having shared one must not begin anew.
        return max(now, self._full_at.get(place, self._full_at.get(_NEWCOMERS, now)))

    def _place(self, key: str, now: int) -> str:
        for _ in range(2):  # more than one call can add, so that those that are full do not pile up
            oldest = next(iter(self._full_at), None)
            if oldest is not None and self._full_at[oldest] <= now:
                del self._full_at[oldest]
        return key if key in self._full_at or len(self._full_at) < self._maximum else _NEWCOMERS


class Limits:
    """The limits of one process. `threads` is how many calls it runs at once, `clock` counts nanoseconds forward."""

    def __init__(self, threads: int, clock: Callable[[], int]) -> None:
        self._at_once = max(MIN_AT_ONCE, threads // 2)
        self._clock = clock
        self._lock = Lock()
        self._persons = Buckets(PERSON, MAX_PERSONS)
        self._tenants = Buckets(TENANT, MAX_TENANTS)
        self._told = Buckets(_TELLING, MAX_TENANTS)
        self._under_way: dict[str, int] = {}

    @contextmanager
    def admit_call(self, principal: Principal) -> Iterator[None]:
        """Count a call of this caller, which is under way until the block ends.

        A call that is refused counts for nothing: who waits as long as they are told is let in, unless others of the
        tenant were faster, or the caller's own calls are still under way.

        Raises:
            TooManyRequests: the person or the tenant is at its limit, or as many of the person's calls are under way
                as may be at once.
        """
        self._enter(principal)
        try:
            yield
        finally:
            self._leave(principal.key)

    def _enter(self, principal: Principal) -> None:
        with self._lock:
            now = self._clock()
            limit, wait = self._judge(principal, now)
            if wait == 0:
                self._persons.take_token(principal.key, now)
                self._tenants.take_token(principal.tid, now)
                self._under_way[principal.key] = self._under_way.get(principal.key, 0) + 1
                return
            is_to_be_told = self._told.wait(principal.tid, now) == 0
            if is_to_be_told:
                self._told.take_token(principal.tid, now)
        if is_to_be_told:
            emit(Event.CALLERS_LIMITED, tenantId=principal.tid, outcome=limit)
        raise TooManyRequests(seconds=-(-wait // SECOND))

    def _judge(self, principal: Principal, now: int) -> tuple[str, int]:
        """How long the caller has to wait, 0 for not at all, and for which limit."""
        if self._under_way.get(principal.key, 0) >= self._at_once:
            return "at_once", SECOND  # nobody knows when one of them ends
        person, tenant = self._persons.wait(principal.key, now), self._tenants.wait(principal.tid, now)
        return ("person", person) if person >= tenant else ("tenant", tenant)

    def _leave(self, key: str) -> None:
        with self._lock:
            self._under_way[key] -= 1
            if self._under_way[key] == 0:
                del self._under_way[key]
