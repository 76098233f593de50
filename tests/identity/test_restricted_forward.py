"""Forwarding while the person is restricted: refused before anything is sent or kept (R10.18)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, START, World, contract

RESTRICTIONS = [
    {"ground": "accuracy"},
    {"ground": "objection"},
    {"ground": "claims", "until": "2027-06-30"},
    {"ground": "unlawful", "until": "2026-11-23"},
]


@pytest.mark.parametrize("matched_before", [True, False], ids=["matched before", "never matched"])
@pytest.mark.parametrize("body", RESTRICTIONS, ids=lambda body: body["ground"])
@pytest.mark.clause("R10.18")
def test_a_restricted_person_is_not_forwarded_and_is_told_why(
    world: World, body: dict[str, str], matched_before: bool
) -> None:
    if matched_before:
        world.match()
    world.call("restrict_my_data", world.token(), body)
    forwards, profiles = _forwards(world), world.rows("profiles")
    world.contact_center.received.clear()

    refused = world.call("forward_identity", world.token(), {"noticeSeen": "2023-12-13"})

    assert (refused.status, refused.code) == (403, "processing_restricted")
    assert (refused.json["ground"], refused.json["until"]) == (body["ground"], body.get("until"))
    assert world.contact_center.received == []
    assert _forwards(world) == forwards
    assert world.rows("profiles") == profiles


@pytest.mark.clause("R10.21")
def test_withdrawn_consent_to_recordings_does_not_stop_forwarding(world: World) -> None:
    world.call("restrict_my_data", world.token(), {"ground": "consent"})

    assert world.match().status == 200


def test_nobody_else_is_stopped(world: World) -> None:
    other = contract(domains=["fabrikam.example"], name="Fabrikam")
    world.services.registry().register(OTHER_TENANT_ID, other, START)
    world.call("restrict_my_data", world.token(), {"ground": "objection"})

    assert world.match(BEN, "ben.weber@contoso.example").status == 200
    world.contact_center.usernames.add("anna@fabrikam.example")
    same_id = world.token(ANNA, OTHER_TENANT_ID, preferred_username="anna@fabrikam.example")
    assert world.call("forward_identity", same_id).status == 200


def test_what_refuses_everyone_comes_before_the_restriction(world: World) -> None:
    world.call("restrict_my_data", world.token(), {"ground": "objection"})

    elsewhere = world.call("forward_identity", world.token(preferred_username="anna@elsewhere.example"))
    world.services.registry().end(TENANT_ID, world.clock())

    assert elsewhere.code == "domain_not_registered"
    assert world.call("forward_identity", world.token()).code == "contract_ended"


def test_another_worker_stops_at_once(world: World) -> None:
    other_worker = world.another_worker()
    other_worker.contact_center.usernames.add("anna.schmidt@contoso.example")
    assert other_worker.match().status == 200

    world.call("restrict_my_data", world.token(), {"ground": "objection"})

    assert other_worker.match().code == "processing_restricted"


@pytest.mark.azurite
def test_storage_that_does_not_answer_is_no_leave_to_forward(world: World) -> None:
    with world.failing(lambda request: "/restrictions" in request):
        answer = world.match()

    assert answer.code == "storage_unavailable"
    assert world.contact_center.received == []


def _forwards(world: World) -> list[dict[str, Any]]:
    return [row for row in world.rows("activity") if row["kind"] == "forward"]
