"""Telling the instance of a rectification, erasure or restriction: at once, and again until it is taken (Art. 19)."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from shared.problems import ContactCenterFailed, ContactCenterTimeout, Problem
from shared.rights import notifications
from tests.support.notifications import BENS_NAME, alerts, change, erase, lift, rectify, restrict, waiting
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, World

CORRELATION_ID = "c0ffee00-0000-4000-8000-000000000009"
FAILURES = pytest.mark.parametrize("failure", [ContactCenterFailed(), ContactCenterTimeout()], ids=lambda f: f.code)


@pytest.fixture
def matched(world: World) -> World:
    world.match()
    return world


@pytest.mark.parametrize(
    ("use", "name"),
    [(restrict, "restriction"), (rectify, "rectification"), (erase, "erasure")],
    ids=["restriction", "rectification", "erasure"],
)
def test_the_instance_is_told_at_once_and_the_answer_says_so(matched: World, use: Any, name: str) -> None:
    answer = use(matched)

    assert answer.status == 200
    assert answer.json["recipients"] == [{"name": "Contoso Contact Center", "change": name, "told": True}]
    assert matched.contact_center.told == [change(name)]
    assert waiting(matched) == []


@pytest.mark.clause("R10.18")
def test_the_instance_is_told_when_a_restriction_is_lifted(matched: World) -> None:
    restrict(matched)

    lifted = lift(matched)

    assert lifted.json["recipients"][0]["change"] == "restriction_lifted"
    assert matched.contact_center.told[1:] == [change("restriction_lifted")]


@pytest.mark.clause("R10.21")
def test_the_instance_is_not_told_of_a_consent_that_does_not_concern_it(matched: World) -> None:
    withdrawn = matched.call("restrict_my_data", matched.token(), {"ground": "consent"})
    lifted = lift(matched)

    assert withdrawn.json["recipients"] == lifted.json["recipients"] == []
    assert matched.contact_center.told == []


@pytest.mark.parametrize("state", ["never matched", "another tenant"])
def test_nobody_is_told_of_a_person_who_was_never_forwarded(world: World, state: str) -> None:
    tid = TENANT_ID if state == "never matched" else OTHER_TENANT_ID

    restricted = world.call("restrict_my_data", world.token(tid=tid), {"ground": "objection"})

    assert (restricted.status, restricted.json["recipients"]) == (200, [])
    assert world.contact_center.told == world.rows("notifications") == []


@FAILURES
def test_what_the_instance_does_not_take_is_kept_and_told_by_the_sweep(matched: World, failure: Problem) -> None:
    matched.contact_center.failure = failure

    restricted = restrict(matched)

    assert (restricted.status, restricted.json["recipients"][0]["told"]) == (200, False)
    assert waiting(matched) == ["restriction"]
    matched.run_timer()
    assert waiting(matched) == ["restriction"]
    matched.contact_center.failure = None
    matched.run_timer()
    assert matched.contact_center.told == [change("restriction")]
    assert waiting(matched) == []
    matched.run_timer()
    assert len(matched.contact_center.told) == 1


def test_the_person_sees_who_is_still_to_be_told(matched: World) -> None:
    matched.contact_center.failure = ContactCenterFailed()
    restrict(matched)

    items = matched.call("read_my_data", matched.token()).json["items"]

    (item,) = [item for item in items if item["family"] == "notifications"]
    assert item["data"]["change"] == "restriction"


def test_after_thirty_days_it_is_given_up_with_an_alert(matched: World, caplog: pytest.LogCaptureFixture) -> None:
    matched.contact_center.failure = ContactCenterTimeout()
    erase(matched)

    matched.clock.advance(days=29, hours=23)
    matched.run_timer()
    assert waiting(matched) == ["erasure"]
    assert alerts(caplog) == []
    matched.clock.advance(hours=1)
    matched.run_timer()

    assert waiting(matched) == []
    assert alerts(caplog) == [{"event": "recipient_not_told", "tenantId": TENANT_ID}]


def test_on_the_last_day_it_is_still_tried(matched: World, caplog: pytest.LogCaptureFixture) -> None:
    matched.contact_center.failure = ContactCenterTimeout()
    erase(matched)
    matched.contact_center.failure = None

    matched.clock.advance(days=30)
    matched.run_timer()

    assert matched.contact_center.told == [change("erasure")]
    assert alerts(caplog) == []


def test_what_a_tenant_that_is_gone_was_not_told_is_given_up_too(
    matched: World, caplog: pytest.LogCaptureFixture
) -> None:
    matched.contact_center.failure = ContactCenterFailed()
    restrict(matched)
    matched.services.registry().remove(matched.services.registry().end(TENANT_ID, matched.clock()))
    matched.contact_center.failure = None

    matched.run_timer()
    assert waiting(matched) == ["restriction"]
    matched.clock.advance(days=30)
    matched.run_timer()

    assert (waiting(matched), matched.contact_center.told) == ([], [])
    assert len(alerts(caplog)) == 1


def test_a_tenant_that_is_removed_meanwhile_is_told_nothing(matched: World) -> None:
    registry, waiting_list = matched.services.registry(), matched.services.notifications()
    registration = registry.find_registration(TENANT_ID)
    assert registration is not None
    profile = matched.services.profiles().stored(registration, ANNA)

    notification = waiting_list.prepare(registration, profile, "erasure", matched.clock())
    registry.remove(registry.end(TENANT_ID, matched.clock()))

    assert notification is not None
    assert waiting_list.deliver(notification, CORRELATION_ID) == []
    assert matched.contact_center.told == []


def test_a_lifted_restriction_is_not_told_as_a_restriction_later(matched: World) -> None:
    matched.contact_center.failure = ContactCenterFailed()
    restrict(matched)
    matched.contact_center.failure = None

    lift(matched)
    matched.run_timer()

    assert matched.contact_center.told == [change("restriction_lifted")]


def test_an_erasure_overtakes_everything_else_about_the_same_username(matched: World) -> None:
    matched.contact_center.failure = ContactCenterFailed()
    rectify(matched)
    rectify(matched)
    restrict(matched)
    assert waiting(matched) == ["rectification", "restriction"]

    erase(matched)

    assert waiting(matched) == ["erasure"]


def test_a_username_of_before_is_told_of_as_well(matched: World) -> None:
    matched.contact_center.failure = ContactCenterFailed()
    restrict(matched)
    lift(matched)
    matched.contact_center.failure = None
    matched.match(username="anna.berg@contoso.example")

    restrict(matched)
    matched.run_timer()

    renamed = change("restriction", "anna.berg@contoso.example")
    assert matched.contact_center.told == [renamed, change("restriction_lifted")]


def test_a_dead_instance_is_asked_once_a_sweep(matched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    matched.match(BEN, BENS_NAME)
    matched.contact_center.failure = ContactCenterTimeout()
    restrict(matched)
    restrict(matched, BEN, BENS_NAME)
    asked: list[str] = []

    def tell(*_: object) -> None:
        asked.append("changed")
        raise ContactCenterTimeout

    monkeypatch.setattr(matched.contact_center, "tell", tell)
    matched.run_timer()

    assert asked == ["changed"]
    assert waiting(matched) == ["restriction", "restriction"]


def test_retries_take_a_minute_of_a_sweep_at_most(matched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    matched.contact_center.failure = ContactCenterTimeout()
    restrict(matched)
    matched.contact_center.failure = None

    monkeypatch.setattr(notifications, "RETRY_SECONDS", 0)
    matched.run_timer()
    assert matched.contact_center.told == []
    monkeypatch.undo()
    matched.run_timer()

    assert matched.contact_center.told == [change("restriction")]


def test_no_log_names_the_person(matched: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    matched.contact_center.failure = ContactCenterFailed()
    restrict(matched)
    matched.clock.advance(days=31)
    matched.run_timer()

    events = [record.getMessage() for record in caplog.records if record.name == "contact_center"]
    assert any("recipient_not_told" in event for event in events)
    assert not any(secret in event.lower() for event in events for secret in ("anna", "contoso.example", ANNA))


def test_what_waits_is_kept_where_only_its_own_tenant_and_person_name_it(matched: World) -> None:
    matched.contact_center.failure = ContactCenterFailed()
    restrict(matched)

    (row,) = matched.rows("notifications")

    assert (row["PartitionKey"], row["oid"]) == (TENANT_ID, ANNA)
    assert "anna" not in row["RowKey"]
    assert row["since"] == "2026-11-23T09:45:10Z"
