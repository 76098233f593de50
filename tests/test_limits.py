"""Limits on a clock of the test: exact, the same for every order of calls, bounded in memory, and fair."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from fractions import Fraction
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.auth.principal import Principal
from shared.http.rate_limits import (
    MAX_PERSONS,
    MAX_TENANTS,
    MIN_AT_ONCE,
    PERSON,
    SECOND,
    TENANT,
    Buckets,
    Limits,
    Rate,
)
from shared.problems import TooManyRequests
from tests.support.endpoint import PRINCIPAL
from tests.support.tokens import OTHER_TENANT_ID, TENANT_ID
from tests.support.world import ANNA, BEN, Pace

SMALL = Rate(burst=3, interval=10)
ANNAS = replace(PRINCIPAL, tid=TENANT_ID, oid=ANNA)
BENS = replace(PRINCIPAL, tid=TENANT_ID, oid=BEN)
EVES = replace(PRINCIPAL, tid=OTHER_TENANT_ID, oid=ANNA)
THREADS = 64
deterministic = settings(derandomize=True, database=None, deadline=None)
steps = st.lists(st.integers(0, 45), max_size=60)


def colleague(number: int) -> Principal:
    return replace(ANNAS, oid=f"00000000-0000-4000-8000-{number:012x}")


def allowed(buckets: Buckets, key: str, now: int) -> bool:
    """Take a call if there is one."""
    if buckets.wait(key, now):
        return False
    buckets.take_token(key, now)
    return True


class Textbook:
    """A token bucket as the textbooks have it, in fractions of a token."""

    def __init__(self, rate: Rate) -> None:
        self.rate, self.tokens, self.seen = rate, Fraction(rate.burst), 0

    def allows(self, now: int) -> bool:
        self.tokens = min(Fraction(self.rate.burst), self.tokens + Fraction(now - self.seen, self.rate.interval))
        self.seen = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@pytest.fixture
def pace() -> Pace:
    """A clock that stands until a test moves it."""
    return Pace(step=0)


@pytest.fixture
def limits(pace: Pace) -> Limits:
    return Limits(THREADS, pace)


def refusal(limits: Limits, principal: Principal) -> int | None:
    """How many seconds a call of the principal is told to wait; None when it is let in, and at once over."""
    try:
        with limits.admit_call(principal):
            return None
    except TooManyRequests as refused:
        return int(refused.headers["retry-after"])


def use_up(limits: Limits, principal: Principal) -> int:
    """How many calls the principal gets until one is refused."""
    return next(count for count in range(10 * TENANT.burst) if refusal(limits, principal) is not None)


def test_a_burst_and_then_one_an_interval() -> None:
    buckets = Buckets(SMALL, 10)

    assert [allowed(buckets, "a", 0) for _ in range(4)] == [True, True, True, False]
    assert [buckets.wait("a", now) for now in (0, 1, 9, 10)] == [10, 9, 1, 0]
    assert [allowed(buckets, "a", now) for now in (10, 10, 19, 20)] == [True, False, False, True]


def test_what_is_not_used_is_saved_up_to_the_burst_and_no_further() -> None:
    buckets = Buckets(SMALL, 10)
    while allowed(buckets, "a", 0):
        pass

    assert [allowed(buckets, "a", 10**12) for _ in range(4)] == [True, True, True, False]


@deterministic
@given(steps)
def test_it_allows_exactly_what_the_textbooks_bucket_allows(passing: list[int]) -> None:
    buckets, textbook, now = Buckets(SMALL, 10), Textbook(SMALL), 0
    for passed in passing:
        now += passed
        assert allowed(buckets, "a", now) is textbook.allows(now)


@deterministic
@given(steps)
def test_the_wait_is_exact(passing: list[int]) -> None:
    buckets, now = Buckets(SMALL, 10), 0
    for passed in passing:
        now += passed
        wait = buckets.wait("a", now)
        if wait:
            assert buckets.wait("a", now + wait - 1) == 1
            assert buckets.wait("a", now + wait) == 0
        else:
            buckets.take_token("a", now)


@deterministic
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 20)), max_size=120))
def test_a_flood_of_keys_frees_nobody_and_stays_within_bounds(calls: list[tuple[str, int]]) -> None:
    """Whatever is let in where keys are short would have been let in where there is room for all."""
    short, roomy, now = Buckets(SMALL, 3), Buckets(SMALL, 1000), 0
    for key, passed in calls:
        now += passed
        if allowed(short, key, now):
            assert allowed(roomy, key, now)
        assert len(short) <= 3 + 1


def test_who_is_known_keeps_their_bucket_in_a_flood() -> None:
    buckets = Buckets(SMALL, 100)
    while allowed(buckets, "greedy", 0):
        pass
    assert allowed(buckets, "normal", 0)

    flood = [allowed(buckets, f"invented {number}", 0) for number in range(10_000)]

    assert sum(flood) == 98 + SMALL.burst, "those with a bucket of their own, and one burst for all others together"
    assert not allowed(buckets, "greedy", 0)
    assert allowed(buckets, "normal", 0)
    assert len(buckets) == 101


def test_places_are_free_again_when_the_flood_is_over() -> None:
    buckets = Buckets(SMALL, 100)
    for number in range(1000):
        allowed(buckets, f"invented {number}", 0)

    later = [allowed(buckets, f"later {number}", 1000 + number) for number in range(1000)]

    assert all(later)
    assert len(buckets) <= 11, "no more than are not yet full again"


def test_who_shared_a_bucket_does_not_begin_anew_with_their_own() -> None:
    buckets = Buckets(SMALL, 2)
    for key in ("a", "b", "late", "late", "late"):
        assert allowed(buckets, key, 0)

    assert [allowed(buckets, "late", 10) for _ in range(2)] == [True, False], "a and b are full again: there is room"


def test_who_calls_all_the_time_keeps_nobody_elses_place() -> None:
    buckets = Buckets(SMALL, 5)
    buckets.take_token("steady", 0)

    for step in range(1, 100):
        now = 8 * step
        allowed(buckets, "steady", now)
        assert allowed(buckets, f"passing {step}", now)
        assert len(buckets) <= 4


def test_a_call_takes_the_same_steps_however_many_keys_there_are() -> None:
    buckets = Buckets(SMALL, 10_000)
    for number in range(10_000):
        buckets.take_token(str(number), 0)

    buckets.take_token("one more", 1000)

    assert len(buckets) == 9999, "two of those that are full again went, and not all of them at once"


def test_a_person_gets_the_burst_and_is_told_to_wait(limits: Limits, pace: Pace) -> None:
    assert use_up(limits, ANNAS) == PERSON.burst
    assert refusal(limits, ANNAS) == 1

    pace.now += SECOND
    assert use_up(limits, ANNAS) == SECOND // PERSON.interval


@deterministic
@given(st.lists(st.integers(0, 3 * SECOND), max_size=40))
def test_who_waits_as_long_as_they_are_told_is_let_in(passing: list[int]) -> None:
    pace = Pace(step=0)
    limits = Limits(THREADS, pace)
    use_up(limits, ANNAS)
    for passed in passing:
        pace.now += passed
        seconds = refusal(limits, ANNAS)
        if seconds is not None:
            assert seconds >= 1
            pace.now += seconds * SECOND
            assert refusal(limits, ANNAS) is None


def test_a_refused_call_counts_for_nothing(limits: Limits, pace: Pace) -> None:
    use_up(limits, ANNAS)
    for _ in range(10 * TENANT.burst):
        assert refusal(limits, ANNAS) == 1

    assert refusal(limits, BENS) is None, "the tenant's share is not spent on refusals"
    pace.now += SECOND
    assert refusal(limits, ANNAS) is None, "nor is the wait any longer"


def test_one_person_at_full_speed_leaves_the_tenant_its_share(limits: Limits, pace: Pace) -> None:
    let_in = refused = 0
    for moment in range(60_001):  # a minute, a call a millisecond
        pace.now = moment * SECOND // 1000
        if refusal(limits, ANNAS) is None:
            let_in += 1
        if moment % 50 == 0 and refusal(limits, colleague(moment % 1000)) is not None:
            refused += 1

    assert refused == 0, "colleagues who make 20 calls a second"
    assert let_in == PERSON.burst + 60 * SECOND // PERSON.interval


def test_one_tenant_at_full_speed_leaves_others_theirs(limits: Limits) -> None:
    let_in = sum(refusal(limits, colleague(number % 100)) is None for number in range(2 * TENANT.burst))

    assert let_in == TENANT.burst
    assert refusal(limits, BENS) == 1, "also to those who have not called yet"
    assert use_up(limits, EVES) == PERSON.burst


def test_a_person_of_the_same_id_in_another_tenant_is_somebody_else(limits: Limits) -> None:
    assert ANNAS.oid == EVES.oid
    use_up(limits, ANNAS)

    assert refusal(limits, EVES) is None


def test_a_persons_share_is_well_below_the_tenants() -> None:
    assert PERSON.burst * 4 <= TENANT.burst
    assert PERSON.interval >= 5 * TENANT.interval


def test_a_big_tenants_morning_passes(limits: Limits, pace: Pace) -> None:
    """5,000 people within ten minutes, each with three calls in a row."""
    chance = random.Random(9)
    arrivals = [(chance.uniform(0, 600), number) for number in range(5000)]
    calls = sorted((at + delay, number) for at, number in arrivals for delay in (0, 0.2, 3))

    for at, number in calls:
        pace.now = int(at * SECOND)
        assert refusal(limits, colleague(number)) is None


def test_there_is_a_place_for_all_whom_an_instance_can_let_in() -> None:
    """Places do not run short before the time in which the first of them is free again."""
    assert MAX_PERSONS / (PERSON.burst * PERSON.interval / SECOND) >= 500
    assert MAX_TENANTS / (TENANT.burst * TENANT.interval / SECOND) >= 200


@pytest.mark.parametrize(("threads", "at_once"), [(1, 8), (6, 8), (16, 8), (32, 16), (64, 32)])
def test_a_person_has_so_many_calls_under_way(pace: Pace, threads: int, at_once: int) -> None:
    limits = Limits(threads, pace)
    with ExitStack() as under_way:
        for _ in range(at_once):
            under_way.enter_context(limits.admit_call(ANNAS))

        assert refusal(limits, ANNAS) == 1
        assert refusal(limits, BENS) is None

    assert refusal(limits, ANNAS) is None


def test_a_place_is_given_back_after_a_failure(pace: Pace) -> None:
    limits = Limits(1, pace)
    for _ in range(2 * MIN_AT_ONCE):
        with pytest.raises(ZeroDivisionError), limits.admit_call(ANNAS):
            raise ZeroDivisionError

    assert refusal(limits, ANNAS) is None
    assert limits._under_way == {}


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


def test_threads_count_together(limits: Limits, pool: ThreadPoolExecutor) -> None:
    together = Barrier(16)

    def hammer(_: int) -> int:
        together.wait(timeout=30)
        return sum(refusal(limits, ANNAS) is None for _ in range(200))

    assert sum(pool.map(hammer, range(16))) == PERSON.burst
    assert limits._under_way == {}


def test_no_more_than_at_once_are_ever_under_way(pace: Pace, pool: ThreadPoolExecutor) -> None:
    limits, inside, both = Limits(16, pace), Barrier(MIN_AT_ONCE + 1), Barrier(MIN_AT_ONCE + 1)

    def hold(_: int) -> None:
        with limits.admit_call(ANNAS):
            inside.wait(timeout=30)
            both.wait(timeout=30)

    held = [pool.submit(hold, number) for number in range(MIN_AT_ONCE)]
    inside.wait(timeout=30)
    assert list(pool.map(lambda _: refusal(limits, ANNAS), range(8))) == [1] * 8
    both.wait(timeout=30)
    for each in held:
        each.result()
    assert refusal(limits, ANNAS) is None


def test_an_operator_is_told_once_a_minute_of_each_tenant_and_of_nobody(
    limits: Limits, pace: Pace, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        for principal in (ANNAS, EVES):
            use_up(limits, principal)
            for _ in range(100):
                refusal(limits, principal)
        pace.now += 60 * SECOND

    told = [json.loads(record.getMessage()) for record in caplog.records]
    assert told == [
        {"event": "callers_limited", "tenantId": tid, "outcome": "person"}
        for tid in (TENANT_ID, OTHER_TENANT_ID, TENANT_ID, OTHER_TENANT_ID)
    ]


def test_the_operator_is_told_which_limit_it_was(pace: Pace, caplog: pytest.LogCaptureFixture) -> None:
    limits = Limits(1, pace)
    for number in range(TENANT.burst):
        refusal(limits, colleague(number))
    refusal(limits, BENS)
    with ExitStack() as under_way:
        for _ in range(MIN_AT_ONCE):
            under_way.enter_context(limits.admit_call(EVES))
        refusal(limits, EVES)

    told = [json.loads(record.getMessage()) for record in caplog.records]
    assert [(event["tenantId"], event["outcome"]) for event in told] == [
        (TENANT_ID, "tenant"),
        (OTHER_TENANT_ID, "at_once"),
    ]
