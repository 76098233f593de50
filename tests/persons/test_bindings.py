"""Whom a username stands for: bound at the first match, and nobody else's until it is free (DESIGN section 4)."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest

from shared.persons.profiles import Profile
from tests.support.profiles import NAME, NEW_NAME, TABLE, digest, owners, profile_of, stale_binding
from tests.support.sweeps import events
from tests.support.world import ANNA, BEN, START, World


@pytest.mark.azurite
def test_the_first_match_binds_the_name_before_there_is_a_profile(world: World) -> None:
    with world.failing(lambda request: request.startswith(("PUT", "PATCH")) and "profile" in request):
        assert world.match().status == 503

    assert owners(world) == {digest(NAME): ANNA}
    assert profile_of(world) is None


def test_a_second_match_binds_nothing_anew(world: World) -> None:
    world.match()
    (before,) = [row for row in world.rows("profiles") if row["PartitionKey"] == "binding"]
    world.clock.advance(hours=1)

    world.match()

    (after,) = [row for row in world.rows("profiles") if row["PartitionKey"] == "binding"]
    assert after == before
    assert profile_of(world) == Profile(ANNA, NAME, "contoso.example", START, world.clock())


def test_a_name_given_to_another_account_is_refused_before_anything_is_sent(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.match()
    sent, rows = list(world.contact_center.received), world.rows("")

    reply = world.match(BEN)

    assert (reply.status, reply.code) == (409, "identity_rebound")
    assert world.contact_center.received == sent
    assert world.rows("") == rows
    (alert,) = events(caplog, "identity_rebound")
    assert alert["correlationId"] == reply.headers["x-correlation-id"]
    assert NAME not in json.dumps(alert)


@pytest.mark.azurite
def test_a_binding_without_a_profile_is_its_owners_too(world: World) -> None:
    with world.failing(lambda request: request.startswith("PUT") and "PartitionKey='profile'" in request):
        world.match()

    assert world.match(BEN).code == "identity_rebound"
    assert world.match(ANNA).status == 200


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(NAME, NAME.upper(), id="case"),
        pytest.param("jörg@contoso.example", unicodedata.normalize("NFD", "jörg@contoso.example"), id="decomposed"),
        pytest.param("JÖRG@contoso.example", unicodedata.normalize("NFD", "jörg@contoso.example"), id="both"),
        pytest.param("strauß@contoso.example", "STRAUSS@contoso.example", id="sharp s"),
    ],
)
def test_a_name_in_another_spelling_is_the_same_name(world: World, first: str, second: str) -> None:
    assert world.match(ANNA, first).status == 200

    assert world.match(BEN, second).code == "identity_rebound"
    assert world.match(ANNA, second).status == 200
    assert len(owners(world)) == 1


def test_a_renamed_person_gets_the_new_name_and_loses_the_old(world: World) -> None:
    world.match()
    world.clock.advance(days=1)

    assert world.match(ANNA, NEW_NAME).status == 200

    assert owners(world) == {digest(NEW_NAME): ANNA}
    found = profile_of(world)
    assert found is not None
    assert (found.username, found.matched_at, found.updated_at) == (NEW_NAME, START, world.clock())


def test_a_name_that_somebody_gave_up_is_free(world: World) -> None:
    world.match()
    world.match(ANNA, NEW_NAME)

    assert world.match(BEN, NAME).status == 200
    assert owners(world) == {digest(NEW_NAME): ANNA, digest(NAME): BEN}


@pytest.mark.azurite
def test_a_stale_binding_is_taken_over(world: World) -> None:
    stale_binding(world, ANNA, NAME, NEW_NAME)

    assert world.match(BEN, NAME).status == 200

    assert owners(world) == {digest(NEW_NAME): ANNA, digest(NAME): BEN}


@pytest.mark.azurite
def test_a_stale_binding_is_still_its_owners_when_the_name_comes_back(world: World) -> None:
    stale_binding(world, ANNA, NAME, NEW_NAME)

    assert world.match(ANNA, NAME).status == 200

    assert owners(world) == {digest(NAME): ANNA}


@pytest.mark.azurite
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_earlier_name_that_was_taken_over_meanwhile_stays_with_its_new_owner(world: World, method: str) -> None:
    world.match()

    def overtake(request: Any) -> None:
        if request.method == method and digest(NAME) in request.url:
            world.storage.before = None
            assert world.match(BEN, NAME).status == 200

    world.storage.before = overtake
    assert world.match(ANNA, NEW_NAME).status == 200

    assert owners(world) == {digest(NEW_NAME): ANNA, digest(NAME): BEN}


@pytest.mark.azurite
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_earlier_name_that_went_meanwhile_is_gone(world: World, method: str) -> None:
    world.match()

    def release(request: Any) -> None:
        if request.method == method and digest(NAME) in request.url:
            world.storage.before = None
            world.tables.remove(TABLE, "binding", digest(NAME))

    world.storage.before = release
    assert world.match(ANNA, NEW_NAME).status == 200

    assert owners(world) == {digest(NEW_NAME): ANNA}


def test_of_two_first_matches_of_one_name_exactly_one_wins(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def overtake() -> None:
        world.contact_center.on_match = None
        assert world.match(BEN).status == 200

    world.contact_center.on_match = overtake
    reply = world.match(ANNA)

    assert (reply.status, reply.code) == (409, "identity_rebound")
    assert owners(world) == {digest(NAME): BEN}
    assert profile_of(world, ANNA) is None
    assert profile_of(world, BEN) is not None
    assert len(events(caplog, "identity_rebound")) == 1


@pytest.mark.azurite
def test_of_two_who_take_over_one_stale_name_exactly_one_wins(world: World) -> None:
    stale_binding(world, ANNA, NAME, NEW_NAME)
    third = "c0c0c0c0-0000-4000-8000-000000000005"

    def overtake() -> None:
        world.contact_center.on_match = None
        assert world.match(third, NAME).status == 200

    world.contact_center.on_match = overtake
    assert world.match(BEN, NAME).code == "identity_rebound"

    assert owners(world)[digest(NAME)] == third
    assert profile_of(world, BEN) is None


def test_two_first_matches_of_one_person_are_both_good(world: World) -> None:
    def overtake() -> None:
        world.contact_center.on_match = None
        assert world.match(ANNA).status == 200

    world.contact_center.on_match = overtake

    assert world.match(ANNA).status == 200
    assert owners(world) == {digest(NAME): ANNA}


@pytest.mark.azurite
def test_a_stale_name_that_its_owner_gives_up_meanwhile_is_free(world: World) -> None:
    stale_binding(world, ANNA, NAME, NEW_NAME)

    def give_up() -> None:
        world.contact_center.on_match = None
        world.tables.remove(TABLE, "binding", digest(NAME))

    world.contact_center.on_match = give_up
    assert world.match(BEN, NAME).status == 200

    assert owners(world)[digest(NAME)] == BEN
