"""Every answer about a right, refusals included, says whom to turn to and where to complain (R2, R3, R10.c)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.world import ANNA, BEN, NewWorld, Reply, World

RIGHTS = (
    "read_my_data",
    "port_my_data",
    "correct_my_data",
    "erase_my_data",
    "read_my_restriction",
    "restrict_my_data",
    "lift_my_restriction",
    "read_subject_data",
    "correct_subject_data",
    "erase_subject_data",
    "decide_restriction",
)
STRANGER = "0b0d0000-0000-4000-8000-00000000000b"


def use(world: World, right: str, body: object = None, **more: Any) -> Reply:
    by_officer = right not in RIGHTS[:7]
    token = world.officer_token() if by_officer else world.token()
    path: Mapping[str, str] = more.pop("path", {"oid": ANNA} if by_officer else {})
    return world.call(right, token, body, path=path, **more)


def says_whom_to_turn_to(answer: Reply) -> bool:
    named = {contact["role"]: contact for contact in answer.json["contacts"]}
    return set(named) == {"controller", "data_protection_officer", "supervisory_authority"} and all(
        contact["name"] and contact["address"] and contact["contact"] for contact in named.values()
    )


def test_the_rights_of_this_test_are_all_there_are(world: World) -> None:
    operations = world.services.api.operations
    of_a_person = {
        name
        for name, operation in operations.items()
        if operation.route.startswith(("me/", "subjects/{oid}/")) and name != "release_binding"
    }

    assert of_a_person == set(RIGHTS)


@pytest.mark.parametrize(
    ("right", "more", "status", "code"),
    [
        ("read_my_data", {"query": {"cursor": "x"}}, 400, "invalid_request"),
        ("read_my_data", {"query": {"limit": "0"}}, 400, "invalid_request"),
        ("correct_my_data", {"body": b"{"}, 400, "invalid_json"),
        ("correct_my_data", {"body": {"corrections": []}}, 422, "invalid_body"),
        (
            "correct_my_data",
            {"body": {"corrections": [{"item": "activity", "property": "kind", "value": "x"}]}},
            422,
            "not_correctable",
        ),
        ("restrict_my_data", {"body": {"ground": "claims"}}, 422, "restriction_refused"),
        ("restrict_my_data", {"body": b"x", "headers": {"content-type": "text/plain"}}, 415, "unsupported_media_type"),
        ("lift_my_restriction", {}, 404, "not_found"),
        ("read_subject_data", {"path": {"oid": "anna"}}, 400, "invalid_request"),
        ("read_subject_data", {"path": {"oid": STRANGER}}, 404, "not_found"),
        ("correct_subject_data", {"path": {"oid": "anna"}}, 400, "invalid_request"),
        ("erase_subject_data", {"path": {"oid": STRANGER}}, 404, "not_found"),
        ("decide_restriction", {}, 404, "not_found"),
    ],
)
@pytest.mark.clause("R10.c")
def test_a_refused_right_says_where_to_complain(
    world: World, right: str, more: dict[str, Any], status: int, code: str
) -> None:
    refused = use(world, right, **more)

    assert (refused.status, refused.code) == (status, code)
    assert says_whom_to_turn_to(refused)


@pytest.mark.azurite
@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.clause("R10.c")
def test_a_right_that_storage_keeps_from_being_used_says_where_to_complain(world: World, right: str) -> None:
    world.match()
    world.match(BEN, "ben.weber@contoso.example")
    topic = {"item": f"meetings.20261123.20261123-{'a' * 26}", "property": "topic", "value": "Weekly"}
    body = {
        "correct_my_data": {"corrections": [topic]},
        "correct_subject_data": {"corrections": [topic]},
        "restrict_my_data": {"ground": "objection"},
    }.get(right)

    with world.failing(lambda _: True):
        refused = use(world, right, body)

    assert (refused.status, refused.code) == (503, "storage_unavailable")
    assert says_whom_to_turn_to(refused)


@pytest.mark.parametrize(
    ("right", "body"),
    [
        ("read_my_data", None),
        ("erase_my_data", None),
        ("read_my_restriction", None),
        ("restrict_my_data", {"ground": "objection"}),
        ("read_subject_data", None),
        ("erase_subject_data", None),
    ],
)
@pytest.mark.clause("R10.c")
def test_a_granted_right_says_so_too(world: World, right: str, body: object) -> None:
    world.match()

    granted = use(world, right, body)

    assert granted.status == 200
    assert says_whom_to_turn_to(granted)


@pytest.mark.clause("R2", "R3")
def test_the_contacts_are_those_of_the_running_settings(new_world: NewWorld) -> None:
    world = new_world(
        {
            "CONTROLLER_NAME": "Controller of the test",
            "CONTROLLER_ADDRESS": "Street 1, Town",
            "CONTROLLER_CONTACT": "controller@vendor.example",
            "DPO_NAME": "Officer of the test",
            "DPO_ADDRESS": "Street 2, Town",
            "DPO_CONTACT": "officer@vendor.example",
        },
    )

    controller, officer, _ = use(world, "lift_my_restriction").json["contacts"]

    assert controller == {
        "role": "controller",
        "name": "Controller of the test",
        "address": "Street 1, Town",
        "contact": "controller@vendor.example",
    }
    assert (officer["name"], officer["contact"]) == ("Officer of the test", "officer@vendor.example")


def test_who_may_not_use_a_right_for_others_is_told_nothing_about_them(world: World) -> None:
    world.match()

    refused = world.call("read_subject_data", world.token(BEN), path={"oid": ANNA})

    assert (refused.status, refused.code) == (403, "role_required")
    assert ANNA not in refused.body.decode()
