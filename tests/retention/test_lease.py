"""One sweep at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.retention.lease import Lease, LeaseTaken
from tests.support.world import START, NewWorld, World


def held(world: World) -> list[str]:
    return [row["owner"] for row in world.rows("evidence") if row["PartitionKey"] == "lease"]


def test_it_is_taken_by_one_and_given_back(world: World) -> None:
    lease = Lease(world.tables)

    lease.take_lease("first", START)
    with pytest.raises(LeaseTaken):
        lease.take_lease("second", START + timedelta(minutes=1))
    assert held(world) == ["first"]

    lease.give_back("first")
    lease.take_lease("second", START + timedelta(minutes=1))
    assert held(world) == ["second"]


@pytest.mark.parametrize(
    ("later", "is_free"),
    [
        (timedelta(minutes=15, seconds=-1), False),
        (timedelta(minutes=15), True),
        (timedelta(seconds=-1), True),
        (timedelta(days=-1), True),
    ],
    ids=["a second before it ends", "as it ends", "when the clock stepped back", "when the clock stepped far back"],
)
def test_it_lasts_a_quarter_of_an_hour_and_never_longer(world: World, later: timedelta, is_free: bool) -> None:
    lease = Lease(world.tables)
    lease.take_lease("dead", START)

    if is_free:
        lease.take_lease("next", START + later)
        assert held(world) == ["next"]
    else:
        with pytest.raises(LeaseTaken):
            lease.take_lease("next", START + later)


def test_only_its_owner_gives_it_back(world: World) -> None:
    lease = Lease(world.tables)
    lease.take_lease("slow", START)
    lease.take_lease("next", START + timedelta(minutes=15))

    lease.give_back("slow")
    assert held(world) == ["next"]

    lease.give_back("next")
    lease.give_back("next")
    assert held(world) == []


@pytest.mark.azurite
def test_a_lease_that_ran_out_is_taken_over_by_one_only(new_world: NewWorld) -> None:
    worlds = new_world(), new_world()
    Lease(worlds[0].tables).take_lease("dead", START)
    later = START + timedelta(minutes=15)

    def overtake(request: object) -> None:
        if "PUT" in str(request):
            worlds[0].storage.before = None
            Lease(worlds[1].tables).take_lease("second", later)

    worlds[0].storage.before = overtake
    with pytest.raises(LeaseTaken):
        Lease(worlds[0].tables).take_lease("first", later)

    assert held(worlds[0]) == ["second"]


@pytest.mark.azurite
def test_the_very_first_is_taken_by_one_only(new_world: NewWorld) -> None:
    worlds = new_world(), new_world()

    def overtake(request: object) -> None:
        if "POST" in str(request):
            worlds[0].storage.before = None
            Lease(worlds[1].tables).take_lease("second", START)

    worlds[0].storage.before = overtake
    with pytest.raises(LeaseTaken):
        Lease(worlds[0].tables).take_lease("first", START)

    assert held(worlds[0]) == ["second"]


@pytest.mark.azurite
def test_one_that_is_taken_over_while_it_is_given_back_stays_taken(world: World) -> None:
    lease = Lease(world.tables)
    lease.take_lease("slow", START)

    def overtake(request: object) -> None:
        if "DELETE" in str(request):
            world.storage.before = None
            lease.take_lease("next", START + timedelta(minutes=15))

    world.storage.before = overtake
    lease.give_back("slow")

    assert held(world) == ["next"]
