"""Holds as rows: scope, end, order, and what is refused of their dates (R11.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.holds.holds import Hold, Holds, covering
from shared.problems import HoldRefused, NotFound
from tests.support.interference import once_at
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, DORA, OTHER_TENANT_ID, START, World

TODAY = START.date()
HOLD = Hold(
    tenant_id=TENANT_ID,
    hold_id="claims",
    ground="legal_claims",
    subject=ANNA,
    families=("meetings", "reports"),
    owner=DORA,
    placed_at=START,
    ends_on=date(2026, 12, 31),
    review_on=date(2026, 12, 15),
    note="File 12",
)
TENANT_WIDE = replace(HOLD, hold_id="all", subject=None)


@pytest.fixture
def holds(world: World) -> Holds:
    return world.services.holds()


@pytest.mark.clause("R11.1")
def test_a_hold_is_read_as_it_was_placed(holds: Holds) -> None:
    for hold in (HOLD, TENANT_WIDE):
        holds.put(hold, "DE", TODAY)

    assert holds.find_hold(TENANT_ID, "claims") == HOLD
    assert holds.of_tenant(TENANT_ID) == [TENANT_WIDE, HOLD]
    assert holds.of_tenant(OTHER_TENANT_ID) == []
    assert holds.all() == [TENANT_WIDE, HOLD]


@pytest.mark.parametrize(
    ("hold", "family", "oid", "covers"),
    [
        (HOLD, "meetings", ANNA, True),
        (HOLD, "reports", ANNA, True),
        (HOLD, "activity", ANNA, False),
        (HOLD, "meetings", BEN, False),
        (TENANT_WIDE, "meetings", BEN, True),
        (TENANT_WIDE, "profiles", BEN, False),
    ],
)
@pytest.mark.clause("R11.1")
def test_what_a_hold_covers(hold: Hold, family: str, oid: str, covers: bool) -> None:
    assert hold.covers(family, oid) is covers


@pytest.mark.clause("R11.1")
def test_the_last_day_counts_in_full(holds: Holds) -> None:
    holds.put(HOLD, "DE", TODAY)
    end = datetime(2027, 1, 1, tzinfo=UTC)

    assert holds.active(TENANT_ID, end - timedelta(seconds=1)) == [HOLD]
    assert holds.active(TENANT_ID, end) == []


def test_the_longest_of_those_that_keep_a_row_comes_first() -> None:
    longer = replace(HOLD, hold_id="longer", ends_on=date(2027, 12, 31))
    elsewhere = replace(HOLD, hold_id="elsewhere", subject=BEN)

    assert covering([HOLD, elsewhere, longer], "meetings", ANNA) == [longer, HOLD]


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        (replace(HOLD, ground="curiosity"), [("/ground", "not_in_force")]),
        (replace(HOLD, ends_on=date(2029, 11, 24)), [("/endsOn", "beyond_the_ground")]),
        (
            replace(HOLD, ends_on=date(2026, 11, 22), review_on=TODAY),
            [("/endsOn", "past"), ("/reviewOn", "after_the_end")],
        ),
        (replace(HOLD, review_on=date(2026, 11, 22)), [("/reviewOn", "past")]),
        (replace(HOLD, review_on=date(2027, 1, 1)), [("/reviewOn", "after_the_end")]),
        (replace(TENANT_WIDE, ground="restriction_claims"), [("/subject", "required_by_the_ground")]),
        (replace(HOLD, placed_at=datetime(2023, 12, 30, tzinfo=UTC)), [("/endsOn", "beyond_the_ground")]),
    ],
    ids=["ground", "beyond", "past", "review past", "review late", "tenant-wide", "prolonged beyond"],
)
@pytest.mark.clause("R11.1")
def test_what_a_hold_may_not_be(holds: Holds, changed: Hold, faults: list[tuple[str, str]]) -> None:
    with pytest.raises(HoldRefused) as refused:
        holds.put(changed, "DE", TODAY)

    assert [(pointer.pointer, pointer.code) for pointer in refused.value.pointers] == faults
    assert holds.all() == []


@pytest.mark.parametrize("ends_on", [TODAY, date(2029, 11, 23)], ids=["today", "last day of the ground"])
@pytest.mark.clause("R11.1")
def test_the_limits_themselves_are_fine(holds: Holds, ends_on: date) -> None:
    hold = replace(HOLD, ends_on=ends_on, review_on=TODAY)

    holds.put(hold, "DE", TODAY)

    assert holds.find_hold(TENANT_ID, "claims") == hold


def test_a_released_hold_is_gone_and_only_in_its_tenant(holds: Holds) -> None:
    holds.put(HOLD, "DE", TODAY)
    with pytest.raises(NotFound):
        holds.release(OTHER_TENANT_ID, "claims")

    assert holds.release(TENANT_ID, "claims") == HOLD

    with pytest.raises(NotFound):
        holds.release(TENANT_ID, "claims")


def test_what_has_ended_is_forgotten_and_nothing_else(holds: Holds) -> None:
    holds.put(HOLD, "DE", TODAY)
    lasting = replace(TENANT_WIDE, ends_on=date(2027, 1, 1))
    holds.put(lasting, "DE", TODAY)

    holds.forget_ended(datetime(2027, 1, 1, tzinfo=UTC))

    assert holds.all() == [lasting]


@pytest.mark.azurite
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_hold_that_is_prolonged_as_it_is_forgotten_stays(world: World, method: str) -> None:
    world.services.holds().put(HOLD, "DE", TODAY)
    other = world.another_worker().services.holds()
    longer = replace(HOLD, ends_on=date(2027, 6, 30))

    with once_at(world, method, "RowKey", lambda: other.put(longer, "DE", TODAY)):
        world.services.holds().forget_ended(datetime(2027, 1, 1, tzinfo=UTC))

    assert world.services.holds().all() == [longer]
