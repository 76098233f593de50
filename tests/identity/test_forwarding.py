"""A forward on record: the intent before anything is sent, the outcome after, and never a username (R5.1, R5.2, R8)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from azure.core.exceptions import ServiceResponseError

from shared.families import unknown_properties
from shared.identity.service_tokens import TokenRefused
from shared.problems import ContactCenterFailed, ContactCenterTimeout, Problem
from shared.settings import ClientAddress
from tests.support.sweeps import answer_lost, events
from tests.support.tokens import TENANT_ID, USERNAME
from tests.support.world import ANNA, BEN, OPERATOR_TENANT_ID, OTHER_TENANT_ID, NewWorld, NoTokens, Reply, World


def forward(world: World, **headers: str) -> Reply:
    return world.call("forward_identity", world.token(), headers=headers)


@pytest.mark.clause("R5.1")
def test_exactly_two_values_go_out(world: World) -> None:
    forward(world)

    assert world.contact_center.received == [{"username": USERNAME, "domain": "contoso.example"}]


@pytest.mark.clause("R5.1")
def test_the_intent_is_on_record_before_anything_is_sent(world: World) -> None:
    seen: list[dict[str, Any]] = []
    world.contact_center.on_match = lambda: seen.extend(world.rows("activity"))

    forward(world)

    (intent,) = seen
    assert (intent["kind"], intent["outcome"], intent["instance"]) == ("forward", "pending", "cc.contoso.example")
    (row,) = world.rows("activity")
    assert row == {**intent, "outcome": "matched"}


@pytest.mark.clause("R8")
def test_the_record_names_the_instance_and_the_time_and_no_name(world: World) -> None:
    reply = forward(world, **{"client-ip": "203.0.113.77:50123"})

    (row,) = world.rows("activity20261123")
    assert row.pop("RowKey").startswith("094510")
    assert row == {
        "PartitionKey": f"{TENANT_ID}:{ANNA}",
        "at": "2026-11-23T09:45:10Z",
        "kind": "forward",
        "outcome": "matched",
        "correlationId": reply.headers["x-correlation-id"],
        "clientAddress": "203.0.113.0/24",
        "instance": "cc.contoso.example",
    }
    assert not unknown_properties("activity", row)


@pytest.mark.parametrize(
    ("policy", "address"),
    [(ClientAddress.NONE, None), (ClientAddress.TRUNCATED, "203.0.113.0/24"), (ClientAddress.FULL, "203.0.113.77")],
)
def test_the_address_is_kept_as_far_as_is_set(new_world: NewWorld, policy: ClientAddress, address: str | None) -> None:
    world = new_world({"CLIENT_ADDRESS": policy})
    world.register()

    forward(world, **{"client-ip": "203.0.113.77"})

    (row,) = world.rows("activity")
    assert row.get("clientAddress") == address


def refuse_token(*_: object) -> str:
    raise TokenRefused


FAILURES = [
    pytest.param(None, 404, "not_matched", "not_matched", id="not known"),
    pytest.param(ContactCenterFailed(), 502, "contact_center_failed", "failed", id="failed"),
    pytest.param(ContactCenterTimeout(), 504, "contact_center_timeout", "contact_center_timeout", id="too late"),
    pytest.param(RuntimeError("anna.schmidt"), 500, "internal_error", "failed", id="a fault of ours"),
]


@pytest.mark.parametrize(("failure", "status", "code", "outcome"), FAILURES)
@pytest.mark.clause("R5.2")
def test_a_failed_match_leaves_one_row_and_no_username(
    world: World, failure: Problem | None, status: int, code: str, outcome: str
) -> None:
    world.contact_center.usernames.clear()
    world.contact_center.failure = failure

    reply = forward(world)

    assert (reply.status, reply.code) == (status, code)
    (row,) = world.rows("activity")
    assert (row["outcome"], row["correlationId"]) == (outcome, reply.headers["x-correlation-id"])
    assert world.rows("profiles") == []
    assert "anna" not in json.dumps(world.rows(""), default=str)


def test_no_token_for_the_instance_is_a_failure_of_the_contact_centre(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NoTokens, "token", refuse_token)

    reply = forward(world)

    assert (reply.status, reply.code) == (502, "contact_center_failed")
    assert world.contact_center.received == []
    (row,) = world.rows("activity")
    assert row["outcome"] == "failed"


@pytest.mark.parametrize(
    ("members", "tenant_id"), [({}, OPERATOR_TENANT_ID), ({"contactCenterTenantId": OTHER_TENANT_ID}, OTHER_TENANT_ID)]
)
def test_the_token_is_for_the_instance_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, members: dict[str, str], tenant_id: str
) -> None:
    world.register(**members)
    asked: list[tuple[str, str]] = []

    def token(_: object, tenant_id: str, scope: str) -> str:
        asked.append((tenant_id, scope))
        return "token"

    monkeypatch.setattr(NoTokens, "token", token)

    forward(world)

    assert asked == [(tenant_id, "api://cc.contoso.example/.default")]


def test_a_name_taken_while_the_contact_centre_answered_is_on_record(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def overtake() -> None:
        world.contact_center.on_match = None
        world.match(BEN)

    world.contact_center.on_match = overtake
    reply = forward(world)

    assert reply.code == "identity_rebound"
    outcomes = {row["PartitionKey"]: row["outcome"] for row in world.rows("activity")}
    assert outcomes == {f"{TENANT_ID}:{ANNA}": "identity_rebound", f"{TENANT_ID}:{BEN}": "matched"}
    (alert,) = events(caplog, "identity_rebound")
    assert alert["correlationId"] == reply.headers["x-correlation-id"]


def test_a_contract_that_ends_while_the_contact_centre_answers_is_on_record(world: World) -> None:
    def end() -> None:
        world.services.registry().end(TENANT_ID, world.clock())

    world.contact_center.on_match = end
    assert forward(world).code == "contract_ended"

    (row,) = world.rows("activity")
    assert row["outcome"] == "contract_ended"
    assert world.rows("profiles") == []


@pytest.mark.azurite
def test_without_a_record_nothing_is_sent(world: World) -> None:
    with world.failing(lambda request: "activity" in request):
        reply = forward(world)

    assert (reply.status, reply.code) == (503, "storage_unavailable")
    assert world.contact_center.received == []
    assert world.rows("") == world.rows("tenants")


@pytest.mark.azurite
def test_a_profile_that_cannot_be_kept_is_no_match(world: World) -> None:
    with world.failing(lambda request: "profiles" in request and not request.startswith("GET")):
        reply = forward(world)

    assert (reply.status, reply.code) == (503, "storage_unavailable")
    (row,) = world.rows("activity")
    assert row["outcome"] == "failed"
    assert world.rows("profiles") == []
    assert forward(world).status == 200


@pytest.mark.azurite
def test_an_outcome_that_cannot_be_recorded_is_not_claimed(world: World) -> None:
    def drop(request: Any) -> None:
        if "activity" in request.url:
            raise ServiceResponseError("dropped")

    def drop_from_now_on() -> None:
        world.storage.before = drop

    world.contact_center.on_match = drop_from_now_on
    reply = forward(world)
    world.storage.before = None

    assert (reply.status, reply.code) == (503, "storage_unavailable")
    (row,) = world.rows("activity")
    assert row["outcome"] == "pending"


@pytest.mark.azurite
def test_a_record_whose_answer_was_lost_is_still_one_row(world: World) -> None:
    forward(world)
    begun = len(world.storage.requests)
    forward(world)
    settles = len(world.storage.requests) - begun

    with answer_lost(world, settles):
        reply = forward(world)

    assert (reply.status, reply.code) == (503, "storage_unavailable")
    assert [row["outcome"] for row in world.rows("activity")] == ["matched"] * 3


@pytest.mark.parametrize("known", [True, False])
def test_each_forward_is_an_event_without_a_name(world: World, caplog: pytest.LogCaptureFixture, known: bool) -> None:
    if not known:
        world.contact_center.usernames.clear()
    caplog.set_level("INFO")

    forward(world)

    (event,) = events(caplog, "forward_finished")
    assert event.pop("durationMs") >= 0
    assert event == {
        "event": "forward_finished",
        "outcome": "matched" if known else "not_matched",
        "tenantId": TENANT_ID,
    }
    assert "anna" not in caplog.text


def test_a_busy_instance_is_told_before_anything_is_on_record(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_turn(_: object) -> None:
        raise ContactCenterTimeout

    monkeypatch.setattr(world.contact_center, "turn", no_turn)

    reply = forward(world)

    assert (reply.status, reply.code) == (504, "contact_center_timeout")
    assert world.rows("activity") == []


@pytest.mark.azurite
def test_others_may_ask_the_instance_while_the_outcome_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    forward(world)
    held: list[bool] = []
    written: list[bool] = []

    @contextmanager
    def turn(_: object) -> Iterator[None]:
        held.append(True)
        yield
        held.clear()

    def note(request: Any) -> None:
        if request.method == "PUT":
            written.append(bool(held))

    monkeypatch.setattr(world.contact_center, "turn", turn)
    monkeypatch.setattr(world.storage, "before", note)

    assert forward(world).status == 200
    assert written == [True, False, False], "the intent, then the profile and the outcome"
