"""Restrictions of people whose tenant is not registered: they protect what was logged, and go with it (R10.18, R11.2a).

Anna's tenant here is one that never had a contract, unless a test says that it has left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.interference import once_at
from tests.support.sweeps import sweep
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, OTHER_TENANT_ID, NewWorld, Reply, World

GONE_BY = datetime(2027, 5, 22, tzinfo=UTC)
"""180 days after the first."""
DUE = GONE_BY - timedelta(hours=24)
SECOND = timedelta(seconds=1)
OPEN = ["accuracy", "objection", "consent"]


def token(world: World, tid: str = OTHER_TENANT_ID) -> str:
    return world.token(tid=tid, preferred_username="anna.schmidt@fabrikam.example")


def restrict(world: World, ground: str, tid: str = OTHER_TENANT_ID, **members: Any) -> Reply:
    reply = world.call("restrict_my_data", token(world, tid), {"ground": ground, **members})
    assert reply.status == 200, reply.body
    return reply


def read(world: World, tid: str = OTHER_TENANT_ID) -> Any:
    return world.call("read_my_restriction", token(world, tid)).json


def delete_by(world: World, tid: str = OTHER_TENANT_ID) -> list[str | None]:
    items = world.call("read_my_data", token(world, tid)).json["items"]
    return [item["deleteBy"] for item in items if item["family"] == "restrictions"]


def register(world: World, tid: str = OTHER_TENANT_ID) -> None:
    world.register(tid, domains=["fabrikam.example"])


def left(world: World) -> list[tuple[str, str]]:
    return [(row["RowKey"], row["ground"]) for row in world.rows("restrictions")]


@pytest.mark.parametrize("ground", OPEN)
@pytest.mark.clause("R10.18", "R11.2a")
def test_it_goes_with_what_was_logged_when_it_began_and_no_earlier(world: World, ground: str) -> None:
    restrict(world, ground)

    world.clock.now = DUE - SECOND
    assert sweep(world).json["outcome"] == "succeeded"
    assert left(world) == [(ANNA, ground)]
    world.clock.now = DUE
    assert sweep(world).json["outcome"] == "succeeded"

    assert left(world) == []


@pytest.mark.parametrize("ground", OPEN)
@pytest.mark.clause("R10.18", "R11.2a")
def test_nobody_reads_it_from_its_deadline_on_even_if_no_sweep_runs(world: World, ground: str) -> None:
    restrict(world, ground)

    world.clock.now = GONE_BY - SECOND
    assert read(world)["ground"] == ground
    world.clock.now = GONE_BY

    assert read(world)["restricted"] is False
    assert delete_by(world) == []
    assert world.call("lift_my_restriction", token(world)).code == "not_found"
    assert world.services.restrictions().hidden_people(OTHER_TENANT_ID, GONE_BY) == frozenset()


@pytest.mark.clause("R10.18")
def test_the_person_is_told_beforehand_that_it_goes(world: World) -> None:
    told = restrict(world, "objection").json

    assert told == read(world)
    assert (told["until"], told["deleteBy"]) == (None, "2027-05-22T00:00:00Z")
    decided, _, by_itself = told["ends"].rpartition("; ")
    assert decided == "an officer decides; nothing resumes by itself"
    assert by_itself == "as your organisation has no contract here, it goes by `deleteBy` with what was logged"
    assert delete_by(world) == ["2027-05-22T00:00:00Z"]


@pytest.mark.clause("R10.18")
def test_of_a_registered_tenant_no_end_is_told_that_an_officer_has_to_decide(world: World) -> None:
    told = restrict(world, "objection", TENANT_ID).json

    assert (told["ends"], told["deleteBy"]) == ("an officer decides; nothing resumes by itself", None)
    assert delete_by(world, TENANT_ID) == [None]


@pytest.mark.parametrize("tid", [TENANT_ID, OTHER_TENANT_ID], ids=["registered", "not registered"])
@pytest.mark.clause("R10.18")
def test_what_has_a_last_day_keeps_to_it(world: World, tid: str) -> None:
    told = restrict(world, "claims", tid, until="2027-11-20").json
    assert (told["deleteBy"], delete_by(world, tid)) == ("2027-11-21T00:00:00Z", ["2027-11-21T00:00:00Z"])
    assert told["ends"] == "at the end of `until`; your rows go by their deadlines again"

    world.clock.now = datetime(2027, 11, 20, 23, 59, 59, tzinfo=UTC)
    sweep(world)
    assert left(world) == [(ANNA, "claims")]
    world.clock.now = datetime(2027, 11, 21, tzinfo=UTC)
    sweep(world)

    assert world.rows("restrictions") == world.rows("holds") == world.rows("held") == []


@pytest.mark.clause("R10.18")
def test_if_the_tenant_is_registered_by_then_it_stays_in_force(world: World) -> None:
    restrict(world, "objection")
    world.clock.now = DUE - timedelta(days=1)
    register(world)

    world.clock.now = GONE_BY + timedelta(days=400)
    sweep(world)

    assert read(world)["since"] == "2026-11-23T09:45:10Z"
    assert delete_by(world) == [None]
    assert world.call("forward_identity", token(world)).code == "processing_restricted"


@pytest.mark.clause("R10.18")
def test_a_restriction_asked_for_again_is_a_new_one_once_the_earlier_is_past_its_deadline(world: World) -> None:
    restrict(world, "objection")
    world.clock.now = GONE_BY

    assert restrict(world, "objection").json["since"] == "2027-05-22T00:00:00Z"

    sweep(world)
    assert left(world) == [(ANNA, "objection")]


@pytest.mark.clause("R11.2a")
def test_a_lower_limit_of_the_configuration_holds_for_it_too(new_world: NewWorld) -> None:
    world = new_world({"RETENTION_DAYS": "30"})
    assert restrict(world, "objection").json["deleteBy"] == "2026-12-23T00:00:00Z"

    world.clock.now = datetime(2026, 12, 22, tzinfo=UTC)
    sweep(world)

    assert left(world) == []


def leave(world: World, **query: str) -> None:
    reply = world.call("delete_tenant", world.operator_token(), path={"tenantId": TENANT_ID}, query=query)
    assert reply.status == 202


@pytest.mark.parametrize("query", [{"rows": "all"}, {}], ids=["with all its rows", "in the course of time"])
@pytest.mark.clause("R10.18", "R11.2a")
def test_a_person_of_a_tenant_that_has_left_leaves_nothing_for_ever(world: World, query: dict[str, str]) -> None:
    leave(world, **query)
    world.clock.advance(days=181)
    sweep(world)
    assert world.rows("tenants") == []
    restrict(world, "objection", TENANT_ID)

    world.clock.advance(days=178)
    sweep(world)
    assert left(world) == [(ANNA, "objection")]
    world.clock.advance(days=2)
    sweep(world)

    assert left(world) == []


@pytest.mark.clause("R10.18", "R11.2a")
def test_a_restriction_outlives_the_registration_for_as_long_as_what_was_logged_with_it(
    world: World,
) -> None:
    leave(world)
    world.clock.advance(days=100)
    restrict(world, "objection", TENANT_ID)
    world.clock.advance(days=81)
    sweep(world)
    assert (world.rows("tenants"), left(world)) == ([], [(ANNA, "objection")])

    world.clock.advance(days=99)
    sweep(world)

    assert left(world) == []


@pytest.mark.clause("R10.18")
def test_an_old_restriction_goes_in_the_sweep_that_takes_the_registration(world: World) -> None:
    restrict(world, "objection", TENANT_ID)
    leave(world)
    world.clock.advance(days=179, hours=23)
    sweep(world)
    assert left(world) == [(ANNA, "objection")]

    world.clock.advance(hours=1)
    sweep(world)

    assert (world.rows("tenants"), left(world)) == ([], [])


@pytest.mark.clause("R10.18")
def test_of_what_is_left_over_no_instance_is_told(world: World) -> None:
    restrict(world, "objection")
    world.clock.now = GONE_BY

    sweep(world)

    assert world.rows("notifications") == world.contact_center.told == []


# What meets the sweep.


def ask_anew(world: World) -> None:
    restrict(world, "accuracy")


@pytest.mark.azurite
@pytest.mark.parametrize(
    ("act", "since"),
    [(register, "2026-11-23T09:45:10Z"), (ask_anew, "2027-05-21T00:00:00Z")],
    ids=["registered", "asked for anew"],
)
@pytest.mark.parametrize(
    ("method", "fragment"),
    [
        ("GET", "/tenants(PartitionKey='tenants',RowKey='tenant%3Ae5a1c0de-0000-4000-8000-000000000002')"),
        ("GET", "/restrictions(PartitionKey="),
        ("DELETE", "/restrictions(PartitionKey="),
    ],
    ids=["before it is judged", "before it is read again", "before it is removed"],
)
@pytest.mark.clause("R10.18")
def test_what_happens_while_a_sweep_is_at_it_is_not_lost(
    world: World, method: str, fragment: str, act: Callable[[World], None], since: str
) -> None:
    restrict(world, "objection")
    world.clock.now = DUE
    other = world.another_worker()

    with once_at(world, method, fragment, lambda: act(other)):
        assert sweep(world).json["outcome"] == "succeeded"

    assert [row["since"] for row in world.rows("restrictions")] == [since]
    world.clock.advance(seconds=11)  # a missing registration is remembered for ten
    assert read(world)["since"] == since


@pytest.mark.azurite
@pytest.mark.clause("R10.18")
def test_a_person_may_lift_it_while_a_sweep_is_at_it(world: World) -> None:
    restrict(world, "objection")
    world.clock.now = DUE
    other = world.another_worker()

    with once_at(
        world,
        "DELETE",
        "/restrictions(PartitionKey=",
        lambda: other.call("lift_my_restriction", token(other)),
    ):
        assert sweep(world).json["outcome"] == "succeeded"

    assert left(world) == []


# What else a person without a contract leaves.


@pytest.mark.clause("R10.17", "R11.2a")
def test_an_erasure_of_such_a_person_goes_after_its_month(world: World) -> None:
    assert world.call("erase_my_data", token(world)).status == 200
    world.clock.advance(days=30)
    sweep(world)
    assert [row["RowKey"] for row in world.rows("erasures")] == [ANNA]

    world.clock.advance(days=1)
    sweep(world)

    assert world.rows("erasures") == world.rows("notifications") == []


@pytest.mark.clause("R10.17", "R11.2a")
def test_an_erasure_that_the_persons_own_hold_defers_goes_after_it(world: World) -> None:
    restrict(world, "claims", until="2027-11-20")
    assert {"activity", "restrictions"} <= {
        kept["family"] for kept in world.call("erase_my_data", token(world)).json["stays"]
    }

    world.clock.now = datetime(2027, 11, 21, tzinfo=UTC)
    sweep(world)
    sweep(world)

    kept = {name for name in ("erasures", "restrictions", "holds", "held", "notifications") if world.rows(name)}
    assert kept == set()


@pytest.mark.clause("R11.2a")
def test_what_an_instance_was_still_to_be_told_goes_after_its_tenant_has_left(world: World) -> None:
    world.match()
    world.contact_center.deaf = {TENANT_ID}
    restricted = world.call("restrict_my_data", world.token(), {"ground": "objection"})
    assert [told["told"] for told in restricted.json["recipients"]] == [False]
    (row,) = world.rows("notifications")
    leave(world, rows="all")
    sweep(world)
    assert world.rows("tenants") == world.rows("notifications") == []
    world.tables.put("notifications", row)  # as one that was written while the sweep was at it

    world.clock.advance(days=30)
    sweep(world)

    assert world.rows("notifications") == []
