"""A restriction asked for again, on another ground, together with an officer's hold, or cut off in the middle."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from shared.times import format_instant
from tests.support.restrictions import ANNAS_HOLD, IN_A_YEAR, decide, holds, lift, read, restrict
from tests.support.world import ANNA, START, World


def test_asked_for_again_on_the_same_ground_it_is_the_same_restriction(world: World) -> None:
    restrict(world, "objection")
    world.clock.advance(days=5)

    again = restrict(world, "objection", statement="Still so.")

    assert (again.json["since"], again.json["statement"]) == (format_instant(START), "Still so.")


def test_on_another_ground_it_replaces_the_first(world: World) -> None:
    restrict(world, "claims", until=IN_A_YEAR)
    world.clock.advance(days=5)

    replaced = restrict(world, "accuracy")

    assert (replaced.json["ground"], replaced.json["until"]) == ("accuracy", None)
    assert replaced.json["since"] == format_instant(world.clock())
    assert holds(world) == []


def test_a_new_end_moves_the_end_of_the_hold(world: World) -> None:
    restrict(world, "claims", until="2027-01-31")

    restrict(world, "claims", until="2027-02-28")

    assert [(hold["id"], hold["endsOn"]) for hold in holds(world)] == [(ANNAS_HOLD, "2027-02-28")]


@pytest.mark.parametrize("change", ["another end", "another ground", "lifted", "decided"])
@pytest.mark.clause("R11.1")
def test_a_person_does_not_end_the_hold_that_an_officer_put_in_its_place(world: World, change: str) -> None:
    restrict(world, "claims", until="2027-01-31")
    body = {
        "ground": "legal_claims",
        "subject": ANNA,
        "families": ["reports"],
        "endsOn": "2028-12-31",
        "reviewOn": "2027-12-31",
    }
    assert world.call("put_hold", world.officer_token(), body, path={"holdId": ANNAS_HOLD}).status == 200

    match change:
        case "another end":
            restrict(world, "claims", until="2026-12-31")
        case "another ground":
            restrict(world, "accuracy")
        case "lifted":
            lift(world)
        case _:
            decide(world)

    assert [(hold["ground"], hold["endsOn"]) for hold in holds(world)] == [("legal_claims", "2028-12-31")]


def test_only_the_person_gives_a_withdrawn_consent_again(world: World) -> None:
    restrict(world, "consent")

    decided = decide(world)

    assert decided.code == "not_found"
    assert read(world)["ground"] == "consent"
    assert lift(world).json["restricted"] is False


@pytest.mark.parametrize(("first", "second"), [("objection", "consent"), ("consent", "accuracy")])
@pytest.mark.clause("R10.21")
def test_an_objection_and_a_withdrawn_consent_do_not_take_each_others_place(
    world: World, first: str, second: str
) -> None:
    restrict(world, first)

    refused = restrict(world, second)

    assert (refused.status, refused.code) == (409, "conflict")
    assert read(world)["ground"] == first


def after(requests: int) -> Callable[[str], bool]:
    """Fails every request to storage after the first `requests`."""
    made = count()
    return lambda _: next(made) >= requests


@pytest.mark.azurite
def test_a_restriction_that_is_cut_off_after_any_request_is_finished_by_a_repeat(world: World) -> None:
    world.match()
    cut_off = 0
    while True:
        with world.failing(after(cut_off)):
            first = restrict(world, "claims", until=IN_A_YEAR)
        if first.status == 200:
            break
        cut_off += 1
        assert first.code == "storage_unavailable"

        assert restrict(world, "claims", until=IN_A_YEAR).status == 200

        assert read(world)["restricted"] is True
        assert [hold["id"] for hold in holds(world)] == [ANNAS_HOLD]
        assert world.rows("notifications") == []
        assert lift(world).status == 200
    assert cut_off > 5


@pytest.mark.azurite
def test_a_lift_that_is_cut_off_after_any_request_is_finished_by_a_repeat_or_the_sweep(world: World) -> None:
    world.match()
    cut_off = 0
    while True:
        restrict(world, "claims", until=IN_A_YEAR)
        world.contact_center.told.clear()
        with world.failing(after(cut_off)):
            first = lift(world)
        if first.status == 200:
            break
        cut_off += 1
        assert first.code == "storage_unavailable"

        lift(world)
        world.run_timer()

        assert read(world)["restricted"] is False
        assert holds(world) == world.rows("notifications") == []
        assert {told["change"] for told in world.contact_center.told} == {"restriction_lifted"}
    assert cut_off > 5
