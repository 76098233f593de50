"""The people of an officer's own tenant: found by username, paged, released from a username."""

from __future__ import annotations

import uuid
from urllib.parse import unquote

import pytest

from shared.persons.profiles import table_name
from tests.support.access import BENS_NAME, match_ben
from tests.support.rows import put_all
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, START, World


def test_an_officer_finds_the_people_of_the_tenant(world: World) -> None:
    world.match()
    match_ben(world)

    reply = world.call("list_subjects", world.officer_token())

    assert reply.json == {
        "subjects": [
            {
                "oid": ANNA,
                "username": "anna.schmidt@contoso.example",
                "domain": "contoso.example",
                "matchedAt": "2026-11-23T09:45:10Z",
            },
            {"oid": BEN, "username": BENS_NAME, "domain": "contoso.example", "matchedAt": "2026-11-23T09:45:10Z"},
        ],
        "next": None,
    }


@pytest.mark.parametrize("written", ["ben.weber@contoso.example", "BEN.Weber@Contoso.Example"])
def test_an_officer_finds_a_person_by_username(world: World, written: str) -> None:
    world.match()
    match_ben(world)
    reply = world.call("list_subjects", world.officer_token(), query={"username": written})
    assert [subject["oid"] for subject in reply.json["subjects"]] == [BEN]


def test_a_username_that_nobody_bears_finds_nobody(world: World) -> None:
    world.match()
    reply = world.call("list_subjects", world.officer_token(), query={"username": "anna.schmidt"})
    assert reply.json == {"subjects": [], "next": None}


def test_people_are_paged_without_gap_or_repeat(world: World) -> None:
    registration = world.register()
    people = sorted(str(uuid.uuid4()) for _ in range(205))
    row = {"username": "a@contoso.example", "domain": "contoso.example"}
    times = {"matchedAt": "2026-11-23T09:45:10Z", "updatedAt": "2026-11-23T09:45:10Z"}
    rows = [{"PartitionKey": "profile", "RowKey": oid, **row, **times} for oid in people]
    put_all(world.tables, table_name(TENANT_ID, registration.contract.contract_start), rows)

    found: list[str] = []
    sizes: list[int] = []
    query: dict[str, str] = {}
    while True:
        page = world.call("list_subjects", world.officer_token(), query=query).json
        found += [subject["oid"] for subject in page["subjects"]]
        sizes.append(len(page["subjects"]))
        if page["next"] is None:
            break
        query = {"cursor": page["next"]}

    assert found == people
    assert sizes == [100, 100, 5]


@pytest.mark.parametrize("cursor", ["x", "*", f"{{{ANNA}}}", ANNA.replace("-", ""), "' or 'a' eq 'a"])
def test_a_cursor_of_people_is_read_strictly(world: World, cursor: str) -> None:
    reply = world.call("list_subjects", world.officer_token(), query={"cursor": cursor})
    assert (reply.status, reply.code) == (400, "invalid_request")


def test_people_of_another_tenant_are_not_found(world: World) -> None:
    world.match()
    world.register(OTHER_TENANT_ID, domains=["fabrikam.example"])
    for query in ({}, {"username": "anna.schmidt@contoso.example"}):
        reply = world.call("list_subjects", world.officer_token(tid=OTHER_TENANT_ID), query=query)
        assert reply.json["subjects"] == []


def test_a_tenant_that_is_not_registered_has_no_people(world: World) -> None:
    reply = world.call("list_subjects", world.officer_token(tid=OTHER_TENANT_ID))
    assert (reply.status, reply.json["subjects"]) == (200, [])


@pytest.mark.clause("R11.2b")
def test_people_are_hidden_at_once_when_the_contract_ends(world: World) -> None:
    world.match()
    world.services.registry().end(TENANT_ID, START)
    for query in ({}, {"username": "anna.schmidt@contoso.example"}):
        assert world.call("list_subjects", world.officer_token(), query=query).json["subjects"] == []


def test_a_released_username_is_free_for_the_new_account_that_bears_it(world: World) -> None:
    world.match()
    assert world.match(BEN, "anna.schmidt@contoso.example").code == "identity_rebound"

    assert world.call("release_binding", world.officer_token(), path={"oid": ANNA}).status == 204

    assert world.match(BEN, "anna.schmidt@contoso.example").status == 200


@pytest.mark.azurite
def test_a_username_that_a_cut_off_match_has_bound_can_be_released(world: World) -> None:
    with world.failing(lambda request: request.startswith("PUT") and "PartitionKey='profile'" in unquote(request)):
        assert world.match().status == 503
    assert world.match(BEN, "anna.schmidt@contoso.example").code == "identity_rebound"

    assert world.call("release_binding", world.officer_token(), path={"oid": ANNA}).status == 204

    assert world.match(BEN, "anna.schmidt@contoso.example").status == 200


@pytest.mark.parametrize("oid", [ANNA, BEN])
def test_there_is_nothing_to_release_of_a_person_without_a_binding(world: World, oid: str) -> None:
    world.match()
    assert world.call("release_binding", world.officer_token(), path={"oid": ANNA}).status == 204
    reply = world.call("release_binding", world.officer_token(), path={"oid": oid})
    assert (reply.status, reply.code) == (404, "not_found")


def test_releasing_frees_nothing_in_another_tenant(world: World) -> None:
    world.match()
    reply = world.call("release_binding", world.officer_token(tid=OTHER_TENANT_ID), path={"oid": ANNA})
    assert reply.status == 404
    assert world.match(BEN, "anna.schmidt@contoso.example").code == "identity_rebound"


@pytest.mark.azurite
def test_a_name_taken_over_while_it_is_released_stays_with_who_took_it(world: World) -> None:
    registration = world.register()
    world.match()
    other = world.another_worker()
    other.contact_center.usernames = world.contact_center.usernames
    acted: list[int] = []

    def take_over(request: object) -> None:
        if str(getattr(request, "method", "")) == "DELETE" and not acted:
            acted.append(other.services.profiles().release(registration, ANNA))
            assert other.match(BEN, "anna.schmidt@contoso.example").status == 200

    world.storage.before = take_over
    assert world.call("release_binding", world.officer_token(), path={"oid": ANNA}).status == 404

    assert acted == [1]
    assert world.services.profiles().bearer(registration, "anna.schmidt@contoso.example") == BEN
