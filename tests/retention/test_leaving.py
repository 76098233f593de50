"""A tenant that leaves with all its rows, and one whose contract only ends (R11.2b)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.retention.test_sweep_with_holds import sweep
from tests.support.erasure import fill, kept_state
from tests.support.holds import held, place_hold
from tests.support.interference import killed_after, start_over
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, World, report_body

EVES_NAME = "eve.moor@fabrikam.example"


def two_tenants(world: World) -> World:
    """Contoso with rows in every family, and Fabrikam with a report."""
    fill(world)
    world.call("restrict_my_data", world.token(), {"ground": "objection"})
    world.call("erase_subject_data", world.officer_token(), path={"oid": BEN})
    world.register(OTHER_TENANT_ID, name="Fabrikam", domains=["fabrikam.example"])
    world.contact_center.usernames.add(EVES_NAME)
    assert world.call("forward_identity", eve(world)).status == 200
    assert world.call("store_report", eve(world), report_body()).status == 201
    return world


def eve(world: World) -> str:
    return world.token(BEN, OTHER_TENANT_ID, preferred_username=EVES_NAME)


def leave(world: World, rows: str | None = "all") -> None:
    query = {"rows": rows} if rows else {}
    reply = world.call("delete_tenant", world.operator_token(), path={"tenantId": TENANT_ID}, query=query)
    assert reply.status == 202


def rows_of(world: World, tid: str) -> set[str]:
    """The tables in which anything of a tenant is; not the operator's own log, which says that it left."""
    digits = tid.replace("-", "")
    found = {name for name in world.tables.listing().names if digits in name}
    for name in world.tables.listing().names:
        if any(tid in f"{row['PartitionKey']}{row['RowKey']}{row.get('oid', '')}" for row in world.rows(name)):
            found.add(name)
    return found


@pytest.mark.clause("R11.2b")
def test_a_tenant_leaves_with_all_its_rows_and_no_other_loses_any(world: World) -> None:
    two_tenants(world)
    others = rows_of(world, OTHER_TENANT_ID)
    assert {"restrictions", "erasures"} <= rows_of(world, TENANT_ID)
    leave(world)

    run = sweep(world)

    assert run["outcome"] == "succeeded"
    assert rows_of(world, TENANT_ID) == set()
    assert rows_of(world, OTHER_TENANT_ID) == others
    assert world.call("read_tenant", world.operator_token(), path={"tenantId": TENANT_ID}).status == 404
    assert world.call("list_reports", eve(world)).json["reports"]


@pytest.mark.clause("R11.2b")
def test_a_contract_that_only_ends_takes_the_profiles_alone(world: World) -> None:
    two_tenants(world)
    before = rows_of(world, TENANT_ID)
    leave(world, rows=None)

    sweep(world)

    gone = before - rows_of(world, TENANT_ID)
    assert [name[:8] for name in gone] == ["profiles"]


@pytest.mark.clause("R11.2b")
def test_an_ended_contract_can_still_be_told_to_leave(world: World) -> None:
    two_tenants(world)
    leave(world, rows=None)
    sweep(world)
    leave(world)

    sweep(world)

    assert rows_of(world, TENANT_ID) == set()


@pytest.mark.clause("R11.2b")
def test_a_tenant_whose_contract_runs_on_for_a_while_does_not_leave_early(world: World) -> None:
    two_tenants(world)
    world.register(contractEnd="2026-12-31", collect={"attendanceTimes": False, "chat": True})
    before = rows_of(world, TENANT_ID)

    sweep(world)

    assert rows_of(world, TENANT_ID) == before


@pytest.mark.clause("R11.1")
def test_what_a_hold_keeps_of_a_leaving_tenant_stays_aside_until_its_end(world: World) -> None:
    two_tenants(world)
    place_hold(world, families=["meetings", "reports", "profiles"], endsOn="2026-12-31")
    leave(world)

    sweep(world)

    assert held(world) == [f"{ANNA} {family} 20261123" for family in ("meetings",)] + [
        f"{ANNA} profiles 20260101",
        f"{ANNA} reports 20261123",
    ]
    assert rows_of(world, TENANT_ID) == {"held", "holds", "tenants"}
    world.clock.now = datetime(2027, 1, 1, tzinfo=UTC)
    sweep(world)
    assert rows_of(world, TENANT_ID) == set()


@pytest.mark.azurite
@pytest.mark.clause("R11.2b")
def test_the_registration_stays_while_the_profiles_could_not_be_dropped(world: World) -> None:
    two_tenants(world)
    leave(world)

    with world.failing(lambda request: request.startswith("DELETE") and "profiles" in request):
        assert sweep(world)["outcome"] == "incomplete"
    assert "tenants" in rows_of(world, TENANT_ID), "by it the next sweep knows whose profiles these are"

    assert sweep(world)["outcome"] == "succeeded"
    assert rows_of(world, TENANT_ID) == set()


@pytest.mark.parametrize("holding", [False, True], ids=["no hold", "a hold"])
@pytest.mark.clause("R11.2b")
def test_a_sweep_that_dies_while_a_tenant_leaves_is_followed_by_another(azurite: str, holding: bool) -> None:
    def prepared() -> World:
        world = two_tenants(start_over(azurite))
        if holding:
            place_hold(world, subject=None, families=["activity", "meetings", "reports", "profiles"])
        leave(world)
        return world

    undisturbed = prepared()
    undisturbed.storage.requests.clear()
    sweep(undisturbed)
    requests = len(undisturbed.storage.requests)
    undisturbed.clock.advance(minutes=16)
    sweep(undisturbed)
    expected = without_runs(undisturbed)

    for number in range(0, requests, 3):
        world = prepared()
        with killed_after(world, number):
            world.call("run_retention", world.operator_token())
        world.clock.advance(minutes=16)

        sweep(world)

        assert without_runs(world) == expected, f"after {number} requests"


def without_runs(world: World) -> dict[str, int]:
    return {row: count for row, count in kept_state(world).items() if "retention_run" not in row}
