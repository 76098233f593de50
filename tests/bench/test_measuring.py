"""The measure of the benchmarks: turns, medians, bounds. No test here knows how long anything takes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bench import measuring
from bench.measuring import Scale, in_turns, least, most, seconds


def test_candidates_take_turns_after_a_round_that_does_not_count() -> None:
    order: list[str] = []

    times = in_turns([lambda: order.append("one"), lambda: order.append("other")], repetitions=2)

    assert order == ["one", "other"] * 3
    assert len(times) == 2


def test_the_median_of_each_candidate_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = {"one": iter([1.0, 900.0, 3.0]), "other": iter([10.0, 20.0, 0.0])}

    def one() -> str:
        return "one"

    def other() -> str:
        return "other"

    def measured(work: Callable[[], str]) -> float:
        return next(taken[work()])

    monkeypatch.setattr(measuring, "seconds", measured)

    assert in_turns([one, other], repetitions=3) == [3.0, 10.0]


def test_the_time_of_a_call_is_not_negative_and_the_call_is_made() -> None:
    calls: list[int] = []

    assert seconds(lambda: calls.append(1)) >= 0
    assert calls == [1]


@pytest.mark.parametrize(
    ("bound", "holding", "missing"), [(least(10), (10, 11.5), (9.99, 0)), (most(3), (3, 0.1), (3.01, 100))]
)
def test_a_bound_holds_at_its_limit(
    bound: measuring.Bound, holding: tuple[float, ...], missing: tuple[float, ...]
) -> None:
    assert all(bound.holds(figure) for figure in holding)
    assert not any(bound.holds(figure) for figure in missing)


def test_a_bound_is_read_as_it_is_meant() -> None:
    assert (str(least(1000)), str(most(1.25))) == ("at least 1,000", "at most 1.25")


def test_a_small_scale_is_a_tenth_and_never_nothing() -> None:
    assert [Scale.FULL.of(number) for number in (1, 1000)] == [1, 1000]
    assert [Scale.SMALL.of(number) for number in (1, 9, 1000)] == [1, 1, 100]
