"""The end of a contract takes its profiles at once, and the tenant last (R11.2b)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.holds import place_hold
from tests.support.sweeps import entries, keep, names, sweep
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, OTHER_TENANT_ID, START, World

PROFILES = f"profiles{TENANT_ID.replace('-', '')}20260101"
OTHER_PROFILES = f"profiles{OTHER_TENANT_ID.replace('-', '')}20260101"
LAST_DAY_OVER = datetime(2026, 12, 1, tzinfo=UTC)


def end(world: World, tid: str = TENANT_ID) -> None:
    reply = world.call("delete_tenant", world.operator_token(), path={"tenantId": tid})
    assert reply.status == 202


@pytest.fixture
def two_tenants(world: World) -> World:
    """A profile in each of two tenants."""
    world.register(OTHER_TENANT_ID, name="Fabrikam", domains=["fabrikam.example"])
    world.match()
    eve = "eve.stone@fabrikam.example"
    world.contact_center.usernames.add(eve)
    token = world.token(ANNA, OTHER_TENANT_ID, preferred_username=eve)
    assert world.call("forward_identity", token).status == 200
    return world


@pytest.mark.clause("R11.2b")
def test_profiles_of_the_ended_contract_go_and_no_others(two_tenants: World) -> None:
    end(two_tenants)

    assert sweep(two_tenants).json["dropped"] == ["profiles 2026-01-01"]

    assert PROFILES not in names(two_tenants)
    assert OTHER_PROFILES in names(two_tenants)
    assert len(two_tenants.rows("profiles")) == 2, "a profile and its binding"


@pytest.mark.parametrize(
    ("now", "is_left"),
    [(LAST_DAY_OVER - timedelta(seconds=1), True), (LAST_DAY_OVER, False)],
    ids=["in the last second of the last day", "as the last day is over"],
)
@pytest.mark.clause("R11.2b")
def test_the_last_day_counts_in_full_and_there_is_no_day_of_margin(world: World, now: datetime, is_left: bool) -> None:
    world.register(contractEnd="2026-11-30")
    world.match()
    world.clock.now = now

    world.run_timer()

    assert (PROFILES in names(world)) is is_left


@pytest.mark.clause("R11.2b")
def test_profiles_of_a_running_contract_stay_for_years(world: World) -> None:
    world.match()
    world.clock.advance(days=1500)

    world.run_timer()

    assert names(world) == {PROFILES}


@pytest.mark.clause("R11.2b")
def test_a_table_of_a_superseded_contract_goes_and_the_new_one_stays(world: World) -> None:
    # GIVEN a contract that ended, and a new one before any sweep
    world.match()
    end(world)
    world.clock.advance(minutes=1)
    world.register(contractStart="2026-11-23")
    assert world.match().status == 200

    # WHEN it is swept
    run = sweep(world)

    # THEN what the ended one left is gone, and what belongs to the new one is not
    assert run.json["dropped"] == ["profiles 2026-01-01"]
    assert f"profiles{TENANT_ID.replace('-', '')}20261123" in names(world)
    assert PROFILES not in names(world)
    assert world.match().status == 200


@pytest.mark.parametrize(
    ("since_its_end", "is_left"), [(timedelta(days=180, seconds=-1), True), (timedelta(days=180), False)]
)
def test_the_tenant_itself_goes_last_and_its_domain_is_free_again(
    world: World, since_its_end: timedelta, is_left: bool
) -> None:
    end(world)
    world.clock.now = START + since_its_end

    world.run_timer()

    assert bool(world.rows("tenants")) is is_left
    reply = world.call("read_tenant", world.operator_token(), path={"tenantId": TENANT_ID})
    assert reply.status == (200 if is_left else 404)
    if not is_left:
        world.register(OTHER_TENANT_ID, contractStart="2027-05-01")


@pytest.mark.azurite
def test_the_tenant_stays_while_anything_of_it_could_not_be_deleted(world: World) -> None:
    world.match()
    end(world)
    world.clock.advance(days=181)

    with world.failing(lambda request: request.startswith("DELETE") and "/Tables('profiles" in request):
        assert sweep(world).json["failed"] == ["profiles 2026-01-01"]
    assert world.rows("tenants")

    assert sweep(world).json["outcome"] == "succeeded"
    assert world.rows("tenants") == []


@pytest.mark.azurite
def test_a_tenant_that_changes_as_it_is_removed_is_judged_again_by_the_next_run(world: World) -> None:
    end(world)
    world.clock.advance(days=181)

    def remove_first(request: Any) -> None:
        if "$batch" in request.url:
            world.storage.before = None
            (registration,) = world.services.registry().all()
            world.services.registry().remove(registration)

    world.storage.before = remove_first
    assert sweep(world).json["outcome"] == "succeeded"
    assert sweep(world).json["outcome"] == "succeeded"
    assert world.rows("tenants") == []


def test_profiles_without_a_registration_are_reported_and_left_to_a_person(world: World) -> None:
    keep(world, OTHER_PROFILES)
    world.clock.advance(days=2000)

    run = sweep(world)

    assert run.json["unknownTables"] == [OTHER_PROFILES]
    assert OTHER_PROFILES in names(world)
    assert OTHER_TENANT_ID.replace("-", "") not in repr(entries(world))


@pytest.mark.clause("R10.18")
def test_an_undecided_restriction_ends_when_nothing_of_the_contract_is_left(world: World) -> None:
    world.match()
    assert world.call("restrict_my_data", world.token(), {"ground": "objection"}).status == 200
    end(world)
    world.clock.now = START + timedelta(days=180, seconds=-1)
    world.run_timer()
    assert world.rows("restrictions")

    world.clock.now = START + timedelta(days=180)
    world.run_timer()

    assert world.rows("restrictions") == []


@pytest.mark.clause("R11.1")
def test_the_tenant_stays_as_long_as_a_hold_on_it(world: World) -> None:
    place_hold(world, endsOn="2027-12-31")
    end(world)
    world.clock.advance(days=200)
    world.run_timer()
    assert world.rows("tenants")

    world.clock.now = datetime(2028, 1, 1, tzinfo=UTC)
    world.run_timer()

    assert world.rows("tenants") == world.rows("holds") == []
