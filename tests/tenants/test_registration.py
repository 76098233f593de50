"""When a contract runs: days are inclusive, and end at 00:00 UTC of the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.tenants.registration import Registration, State
from tests.support.world import OTHER_TENANT_ID, contract

TICK = timedelta(microseconds=1)
BEGINS = datetime(2026, 3, 1, tzinfo=UTC)
ENDS = datetime(2026, 7, 1, tzinfo=UTC)


def registration(ended_at: datetime | None = None, contract_end: str | None = "2026-06-30") -> Registration:
    return Registration(OTHER_TENANT_ID, contract(contractStart="2026-03-01", contractEnd=contract_end), ended_at)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        pytest.param(BEGINS - TICK, "pending", id="before the first day"),
        pytest.param(BEGINS, "running", id="as the first day begins"),
        pytest.param(ENDS - TICK, "running", id="as the last day ends"),
        pytest.param(ENDS, "ended", id="the day after"),
    ],
)
@pytest.mark.clause("R11.2b")
def test_a_contract_runs_from_its_first_day_to_the_end_of_its_last(now: datetime, state: State) -> None:
    assert registration().state(now) == state


def test_without_an_end_it_runs_on() -> None:
    endless = registration(contract_end=None)

    assert endless.ends_at is None
    assert endless.state(datetime(9000, 1, 1, tzinfo=UTC)) == "running"


@pytest.mark.parametrize(
    ("ended_at", "ends_at"),
    [
        pytest.param(None, ENDS, id="by its last day"),
        pytest.param(ENDS - timedelta(days=9), ENDS - timedelta(days=9), id="by hand, earlier"),
        pytest.param(ENDS + timedelta(days=9), ENDS, id="by hand, when it was over already"),
    ],
)
def test_the_earlier_end_counts(ended_at: datetime | None, ends_at: datetime) -> None:
    assert registration(ended_at).ends_at == ends_at


def test_a_contract_ended_by_hand_has_ended_at_that_instant() -> None:
    by_hand = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)

    assert registration(by_hand).state(by_hand - TICK) == "running"
    assert registration(by_hand).state(by_hand) == "ended"
    assert registration(by_hand, contract_end=None).state(by_hand) == "ended"


def test_a_contract_ended_before_it_began_never_runs() -> None:
    ended = registration(BEGINS - timedelta(days=1))

    assert ended.state(BEGINS) == "ended"
