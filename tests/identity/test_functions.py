"""`identity/forward` as its caller sees it: the answer, the notice, and every refusal."""

from __future__ import annotations

from typing import Any

import pytest

from shared.identity import model
from shared.notice.published import CURRENT_VERSION
from shared.problems import ContactCenterFailed, ContactCenterTimeout
from tests.support.tokens import ABSENT, OTHER_TENANT_ID, USERNAME
from tests.support.world import ANNA, Reply, World


def forward(world: World, body: object = None, **claims: Any) -> Reply:
    return world.call("forward_identity", world.token(**claims), body)


def test_a_matched_person_gets_the_way_in(world: World) -> None:
    reply = forward(world)

    assert reply.status == 200
    assert reply.json == {
        "status": "matched",
        "username": "anna.schmidt@contoso.example",
        "domain": "contoso.example",
        "contactCenter": {
            "name": "Contoso Contact Center",
            "launchUrl": "https://cc.contoso.example/s/1",
            "expiresAt": "2026-11-23T10:05:10Z",
        },
        "notice": {"version": CURRENT_VERSION, "changed": True},
    }
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("body", [None, b"", {}, {"noticeSeen": None}], ids=["none", "empty", "object", "null"])
def test_a_body_may_be_left_out(world: World, body: object) -> None:
    assert forward(world, body).json["notice"]["changed"] is True


@pytest.mark.clause("R12")
def test_the_notice_has_changed_until_the_person_has_seen_it(world: World) -> None:
    assert forward(world).json["notice"]["changed"] is True
    assert forward(world).json["notice"]["changed"] is True

    assert forward(world, {"noticeSeen": CURRENT_VERSION}).json["notice"]["changed"] is False

    assert forward(world).json["notice"]["changed"] is False


@pytest.mark.clause("R12")
def test_a_renamed_person_has_still_seen_the_notice(world: World) -> None:
    forward(world, {"noticeSeen": CURRENT_VERSION})

    assert world.match(ANNA, "anna.weber@contoso.example").json["notice"]["changed"] is False


@pytest.mark.clause("R12")
def test_who_has_seen_an_earlier_version_has_not_seen_this_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PUBLISHED", ("2020-01-01", CURRENT_VERSION))

    assert forward(world, {"noticeSeen": "2020-01-01"}).json["notice"]["changed"] is True


@pytest.mark.clause("R5.2")
def test_a_failed_match_notes_no_notice(world: World) -> None:
    world.contact_center.usernames.clear()
    assert forward(world, {"noticeSeen": CURRENT_VERSION}).status == 404

    world.contact_center.usernames.add(USERNAME)

    assert forward(world).json["notice"]["changed"] is True


@pytest.mark.parametrize(
    ("body", "status", "code", "errors"),
    [
        ({"noticeSeen": "2019-01-01"}, 422, "invalid_body", [("/noticeSeen", "not_published")]),
        ({"noticeSeen": ""}, 422, "invalid_body", [("/noticeSeen", "too_short")]),
        ({"noticeSeen": 20231213}, 422, "invalid_body", [("/noticeSeen", "type")]),
        ({"username": "ben.weber@contoso.example"}, 422, "invalid_body", [("/username", "unknown")]),
        ({"domain": "contoso.example"}, 422, "invalid_body", [("/domain", "unknown")]),
        (
            {"contactCenterUrl": "https://evil.example", "clientAddress": "192.0.2.1"},
            422,
            "invalid_body",
            [("/contactCenterUrl", "unknown"), ("/clientAddress", "unknown")],
        ),
        ([], 422, "invalid_body", [("", "type")]),
        (b"{", 400, "invalid_json", []),
        (b'{"noticeSeen": "2023-12-13", "noticeSeen": "2023-12-13"}', 400, "duplicate_key", []),
    ],
)
@pytest.mark.clause("R5.1")
def test_nothing_but_the_notice_is_taken_from_the_body(
    world: World, body: object, status: int, code: str, errors: list[tuple[str, str]]
) -> None:
    reply = forward(world, body)

    assert (reply.status, reply.code) == (status, code)
    assert sorted((found["pointer"], found["code"]) for found in reply.json.get("errors", [])) == sorted(errors)
    assert world.contact_center.received == []
    assert world.rows("activity") == []


@pytest.mark.clause("R5.1")
def test_query_and_headers_are_not_asked_who_the_caller_is(world: World) -> None:
    reply = world.call(
        "forward_identity",
        world.token(),
        query={"username": "ben.weber@contoso.example", "domain": "evil.example"},
        headers={"x-ms-client-principal-name": "ben.weber@contoso.example", "host": "evil.example"},
    )

    assert reply.json["username"] == USERNAME
    assert world.contact_center.received == [{"username": USERNAME, "domain": "contoso.example"}]


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        pytest.param({"tid": OTHER_TENANT_ID}, "tenant_not_contracted", id="no contract"),
        pytest.param({"acct": 1}, "guest_not_supported", id="a guest"),
        pytest.param({"preferred_username": ABSENT}, "username_missing", id="no username"),
        pytest.param({"preferred_username": "anna.schmidt"}, "username_missing", id="a username without domain"),
        pytest.param({"preferred_username": "a@fabrikam.example"}, "domain_not_registered", id="another domain"),
        pytest.param({"preferred_username": "a@sub.contoso.example"}, "domain_not_registered", id="a domain below"),
        pytest.param({"preferred_username": "a@contoso.example.evil.example"}, "domain_not_registered", id="above"),
    ],
)
def test_who_is_refused_before_the_intent_leaves_nothing(world: World, claims: dict[str, Any], code: str) -> None:
    stored = world.rows("")

    reply = forward(world, **claims)

    assert (reply.status, reply.code) == (403, code)
    assert world.contact_center.received == []
    assert world.rows("") == stored


def test_a_domain_counts_in_any_spelling(world: World) -> None:
    world.register(domains=["xn--mller-kva.example", "contoso.example"])

    reply = world.match(ANNA, "Anna@MÜLLER.example")

    assert (reply.json["username"], reply.json["domain"]) == ("Anna@MÜLLER.example", "xn--mller-kva.example")


@pytest.mark.parametrize(("days", "code"), [(-1, "contract_ended"), (1, "tenant_not_contracted")])
def test_a_contract_that_does_not_run(world: World, days: int, code: str) -> None:
    world.services.registry().end(world.services.registry().all()[0].tenant_id, world.clock())
    world.clock.advance(days=2)
    start = world.clock().date().replace(day=world.clock().day + days).isoformat()
    world.register(contractStart=start, contractEnd=start)

    reply = forward(world)

    assert (reply.status, reply.code) == (403, code)


def test_a_person_whom_the_contact_centre_does_not_know(world: World) -> None:
    world.contact_center.usernames.clear()

    reply = forward(world)

    assert (reply.status, reply.code) == (404, "not_matched")


@pytest.mark.parametrize("failure", [ContactCenterFailed(), ContactCenterTimeout()])
def test_a_contact_centre_that_fails(world: World, failure: ContactCenterFailed | ContactCenterTimeout) -> None:
    world.contact_center.failure = failure

    reply = forward(world)

    assert (reply.status, reply.code) == (failure.status, failure.code)


def test_without_a_token_there_is_nothing_to_forward(world: World) -> None:
    assert world.call("forward_identity", None).status == 401
    assert world.contact_center.received == []
