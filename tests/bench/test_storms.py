"""A storm is the same storm whenever it comes, and says what became of whom. No test here knows how long it takes."""

from __future__ import annotations

from queue import SimpleQueue

from bench.storms import BAD_A_SECOND, SECONDS, arrivals_of, through_a_storm

BAD = [f"bad {number}" for number in range(3)]


class Refused(Exception):
    """What a token is refused with."""


def drained(arrivals: SimpleQueue[tuple[float, str]]) -> list[tuple[float, str]]:
    return [arrivals.get() for _ in range(arrivals.qsize())]


def test_a_seed_brings_the_same_tokens_at_the_same_random_moments_and_another_brings_others() -> None:
    first, again, other = (drained(arrivals_of(BAD, seed)) for seed in (1, 1, 2))

    assert first == again != other
    assert first[0][0] == 0
    assert sorted(first) == first
    assert first[-1][0] < SECONDS
    assert 0.8 < len(first) / (BAD_A_SECOND * SECONDS) < 1.2
    assert {token for _, token in first} == set(BAD)


def test_without_bad_tokens_nobody_storms() -> None:
    assert drained(arrivals_of([], 1)) == []


def test_it_counts_who_was_refused() -> None:
    def judge(token: str) -> None:
        if token in BAD:
            raise Refused

    found = through_a_storm(judge, "good", BAD, (Refused,), 1)

    assert found.failed == 0
    assert found.waits
    assert 0 < found.refused <= arrivals_of(BAD, 1).qsize()


def test_a_good_caller_who_is_refused_is_counted_as_well_and_whoever_waits_is_freed() -> None:
    ended: list[bool] = []

    def judge(_: str) -> None:
        raise Refused

    found = through_a_storm(judge, "good", [], (Refused,), 1, lambda: ended.append(True))

    assert found.failed == len(found.waits) > 0
    assert found.refused == 0
    assert ended == [True]
