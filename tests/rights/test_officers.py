"""Acting on behalf of a person: in the own tenant only, in a role only, and on record on both sides."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.access import items
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, DORA, OTHER_TENANT_ID, World

CORRECTION = {"corrections": [{"item": "profiles", "property": "username", "value": "x"}]}
ON_BEHALF: dict[str, Any] = {
    "read_subject_data": None,
    "correct_subject_data": CORRECTION,
    "erase_subject_data": None,
    "decide_restriction": None,
    "release_binding": None,
}
every_act = pytest.mark.parametrize(("function", "body"), ON_BEHALF.items(), ids=ON_BEHALF)


def activity_of(world: World, oid: str) -> list[dict[str, Any]]:
    """A person's log, oldest first."""
    rows = [row for row in world.rows("activity") if row["PartitionKey"] == f"{TENANT_ID}:{oid}"]
    return sorted(rows, key=lambda row: str(row["RowKey"]))


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        ("read_subject_data", "data_read"),
        ("erase_subject_data", "data_erased"),
        ("release_binding", "binding_released"),
    ],
)
def test_an_act_on_somebody_s_data_is_logged_on_both_sides(world: World, function: str, kind: str) -> None:
    world.match()
    world.clock.advance(minutes=1)

    assert world.call(function, world.officer_token(), path={"oid": ANNA}).status < 300

    of_anna, of_dora = activity_of(world, ANNA)[-1], activity_of(world, DORA)[-1]
    assert (of_anna["kind"], of_dora["kind"]) == (kind, kind)
    assert of_anna["actId"] == of_dora["actId"]
    assert of_dora["role"] == "DataProtectionOfficer"
    assert "role" not in of_anna
    assert DORA not in str(of_anna)
    assert ANNA not in str(of_dora)
    assert of_anna["correlationId"] != of_dora["correlationId"]


def test_the_person_sees_that_an_officer_acted_and_not_who(world: World) -> None:
    world.match()
    world.clock.advance(minutes=1)
    assert world.call("read_subject_data", world.officer_token(), path={"oid": ANNA}).status == 200
    world.clock.advance(minutes=1)

    kinds = [item["data"].get("kind") for item in items(world).values()]
    assert "data_read" in kinds
    act = next(item for item in items(world).values() if item["data"].get("kind") == "data_read")
    assert act["data"].keys() == {"at", "kind", "outcome", "correlationId", "actId"}


def test_an_officer_is_on_record_for_each_page_also_with_a_cursor_of_their_own_making(world: World) -> None:
    world.match()
    made_up = {"cursor": "20991231000000000000.20261123.activity.0"}

    assert world.call("read_subject_data", world.officer_token(), path={"oid": ANNA}, query=made_up).json["items"]

    assert activity_of(world, ANNA)[-1]["kind"] == "data_read"
    assert activity_of(world, DORA)[-1]["kind"] == "data_read"


def test_a_cursor_finds_nobody_of_whom_nothing_is_kept(world: World) -> None:
    made_up = {"cursor": "20991231000000000000.held."}
    reply = world.call("read_subject_data", world.officer_token(), path={"oid": ANNA}, query=made_up)
    assert (reply.status, reply.code) == (404, "not_found")
    assert world.rows("activity") == []


def test_a_page_after_the_last_item_is_empty_and_the_person_known(world: World) -> None:
    world.match()
    beyond = {"cursor": "20991231000000000000.held."}
    reply = world.call("read_subject_data", world.officer_token(), path={"oid": ANNA}, query=beyond)
    assert (reply.status, reply.json["items"], reply.json["next"]) == (200, [], None)


def test_a_person_reading_their_own_data_is_logged_once_for_all_pages(world: World) -> None:
    world.match()
    items(world, limit=1)
    kinds = [row["kind"] for row in activity_of(world, ANNA)]
    assert kinds.count("data_read") == 1


def test_looking_a_person_up_is_logged_on_both_sides(world: World) -> None:
    world.match()
    world.clock.advance(minutes=1)
    query = {"username": "anna.schmidt@contoso.example"}

    assert world.call("list_subjects", world.officer_token(), query=query).status == 200

    of_anna, of_dora = activity_of(world, ANNA)[-1], activity_of(world, DORA)[-1]
    assert (of_anna["kind"], of_dora["kind"]) == ("subjects_searched", "subjects_searched")
    assert of_anna["actId"] == of_dora["actId"]


def test_listing_everybody_is_logged_once_with_the_officer(world: World) -> None:
    world.match()
    before = len(activity_of(world, ANNA))

    assert world.call("list_subjects", world.officer_token()).status == 200

    assert [row["kind"] for row in activity_of(world, DORA)] == ["subjects_searched"]
    assert activity_of(world, DORA)[0]["role"] == "DataProtectionOfficer"
    assert len(activity_of(world, ANNA)) == before


@every_act
@pytest.mark.clause("R10.15")
def test_a_person_of_another_tenant_is_not_found_and_nothing_happens(world: World, function: str, body: Any) -> None:
    world.match()
    world.register(OTHER_TENANT_ID, domains=["fabrikam.example"])
    before = world.rows("")

    reply = world.call(function, world.officer_token(tid=OTHER_TENANT_ID), body, path={"oid": ANNA})

    assert (reply.status, reply.code) == (404, "not_found")
    assert world.rows("") == before


@every_act
def test_a_person_of_whom_nothing_is_kept_is_not_found(world: World, function: str, body: Any) -> None:
    reply = world.call(function, world.officer_token(), body, path={"oid": BEN})
    assert (reply.status, reply.code) == (404, "not_found")
    assert world.rows("activity") == []


@every_act
@pytest.mark.parametrize("roles", [[], ["Operator"], ["dataprotectionofficer"]], ids=["none", "operator", "case"])
def test_who_is_no_officer_is_refused(world: World, function: str, body: Any, roles: list[str]) -> None:
    world.match()
    before = world.rows("")
    reply = world.call(function, world.token(BEN, roles=roles), body, path={"oid": ANNA})
    assert (reply.status, reply.code) == (403, "role_required")
    assert world.rows("") == before


@every_act
@pytest.mark.parametrize("oid", ["anna", f"{{{ANNA}}}", ANNA.replace("-", ""), f"{ANNA}'", ""])
def test_an_id_that_is_no_guid_is_refused(world: World, function: str, body: Any, oid: str) -> None:
    reply = world.call(function, world.officer_token(), body, path={"oid": oid})
    assert (reply.status, reply.code) == (400, "invalid_request")


def test_an_id_in_upper_case_names_the_same_person(world: World) -> None:
    world.match()
    reply = world.call("read_subject_data", world.officer_token(), path={"oid": ANNA.upper()})
    assert reply.status == 200
    assert "profiles" in {item["id"] for item in reply.json["items"]}


@every_act
def test_a_guest_is_no_officer_of_the_tenant(world: World, function: str, body: Any) -> None:
    world.match()
    guest = world.token(DORA, roles=["DataProtectionOfficer"], acct=1)
    assert world.call(function, guest, body, path={"oid": ANNA}).code == "role_required"


def test_an_officer_works_for_a_person_of_an_ended_contract(world: World) -> None:
    world.match()
    world.services.registry().end(TENANT_ID, world.clock())
    assert world.call("read_subject_data", world.officer_token(), path={"oid": ANNA}).status == 200
    assert world.call("erase_subject_data", world.officer_token(), path={"oid": ANNA}).status == 200
