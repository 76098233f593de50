"""Imports that meet trouble on the way: at the authority, in Graph, and with the time that one call may take."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from local.demo.people import CONTOSO
from tests.support.imports import ALL_HANDS, HANDOVER, Importing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.service import HttpAnswer, RunningService

WEBINAR_SCOPES = {"VirtualEvent.Read", "OnlineMeetingArtifact.Read.All"}


@pytest.fixture(scope="module")
def connected(fresh_service: RunningService) -> Importing:
    importing = Importing(fresh_service)
    importing.connect("anna", "ben", "dora", "eve")
    return importing


@pytest.fixture
def importing(connected: Importing) -> Iterator[Importing]:
    """Anna has imported nothing of what a test imports, and everything behaves."""
    yield connected
    connected.misbehave("normal")
    for topic in (HANDOVER, ALL_HANDS, "How we answer, part 1", "How we answer, part 2", "How we answer"):
        connected.forget(*connected.listed(topic))


def statuses(answer: dict[str, Any]) -> list[str]:
    return [result["status"] for result in answer["results"]]


def claims_of(answer: HttpAnswer) -> Any:
    """The claims that a challenge hands to the tab."""
    challenge = answer.headers["www-authenticate"]
    found = re.search(r'error="insufficient_claims", claims="([^"]+)"', challenge)
    assert found is not None, challenge
    return json.loads(base64.b64decode(found[1]))


def test_consent_that_is_missing_is_asked_for_and_then_it_works(importing: Importing) -> None:
    importing.switch("consent", name="anna", granted=False)

    refused = importing.send(webinarId=importing.webinar_id())

    assert (refused.status, refused.json["code"]) == (403, "consent_required")
    assert {scope.rpartition("/")[2] for scope in refused.json["scopes"]} == WEBINAR_SCOPES
    assert refused.json["consent"]["tenantId"] == CONTOSO.tid
    importing.switch("consent", name="anna", granted=True)
    assert statuses(importing.done(webinarId=importing.webinar_id())) == ["stored", "stored"]


def test_the_authoritys_claims_are_for_the_tab(importing: Importing) -> None:
    importing.switch("challenge", name="ben")

    refused = importing.send("ben", joinWebUrl=importing.link(HANDOVER))

    assert (refused.status, refused.json["code"]) == (401, "claims_required")
    assert claims_of(refused)["access_token"]["polids"]["essential"] is True
    assert importing.send("ben", joinWebUrl=importing.link(HANDOVER)).status == 404


def test_graphs_claims_are_for_the_tab(importing: Importing) -> None:
    importing.misbehave("challenge")

    refused = importing.send("eve", joinWebUrl=importing.link(HANDOVER))

    assert (refused.status, refused.json["code"]) == (401, "claims_required")
    assert "access_token" in claims_of(refused)
    assert importing.send("eve", joinWebUrl=importing.link(HANDOVER)).status == 404


@pytest.mark.parametrize("mode", ["no_policy", "no_policy_old"])
def test_an_access_policy_that_is_missing_is_told_to_an_administrator(importing: Importing, mode: str) -> None:
    importing.misbehave(mode)

    refused = importing.send(joinWebUrl=importing.link(HANDOVER))

    assert (refused.status, refused.json["code"]) == (403, "access_policy_missing")
    assert refused.json["detail"]


@pytest.mark.parametrize("trouble", [{"mode": "throttled", "retryAfter": 1}, {"mode": "throttled"}])
def test_throttled_in_the_middle_of_a_chain_of_pages(importing: Importing, trouble: dict[str, Any]) -> None:
    importing.misbehave(**trouble, path="attendanceRecords?$skiptoken", skip=4)
    before = len(importing.received())

    answer = importing.done(joinWebUrl=importing.link(ALL_HANDS))

    assert statuses(answer) == ["stored"]
    assert len(importing.read(answer["results"][0]["id"])["attendees"]) == 1000
    pages = [entry["target"] for entry in importing.received()[before:] if "skiptoken" in entry["target"]]
    assert len(pages) == len(set(pages)) + 1 == 10


def test_graph_out_of_order_for_a_moment(importing: Importing) -> None:
    importing.misbehave("unavailable", path="attendanceRecords")

    assert statuses(importing.done(joinWebUrl=importing.link(HANDOVER))) == ["stored", "stored"]


def test_a_token_that_expires_in_between(importing: Importing) -> None:
    importing.misbehave("expired", path="attendanceRecords?$skiptoken", skip=2)
    before = len(importing.asked())

    answer = importing.done(joinWebUrl=importing.link(ALL_HANDS))

    assert statuses(answer) == ["stored"]
    assert len(importing.read(answer["results"][0]["id"])["attendees"]) == 1000
    assert len(importing.asked()) - before in {1, 2}  # one more, where the first was in the cache


@pytest.mark.parametrize("path", ["attendanceReports", "attendanceRecords"])
def test_a_next_link_to_another_host_is_never_followed(importing: Importing, path: str) -> None:
    importing.misbehave("foreign_next_link", path=path)

    answer = importing.send(joinWebUrl=importing.link(ALL_HANDS))

    assert "graph_failed" in {answer.json.get("code"), *(r.get("code") for r in answer.json.get("results", []))}
    assert importing.listed(ALL_HANDS) == []
    assert {entry["host"].partition(":")[0] for entry in importing.received()} == {"127.0.0.1"}


def test_what_does_not_fit_into_the_time_is_left_and_the_next_call_finishes(importing: Importing) -> None:
    importing.misbehave("throttled", path="attendanceRecords", skip=1, retryAfter=3600)

    first = importing.done(joinWebUrl=importing.link(HANDOVER))

    assert statuses(first) == ["stored"]
    assert len(first["left"]) == 1
    second = importing.done(joinWebUrl=importing.link(HANDOVER))
    assert second["left"] == []
    by_report = {result["reportId"]: result["status"] for result in second["results"]}
    assert by_report == {first["results"][0]["reportId"]: "already_there", first["left"][0]: "stored"}
    assert len(importing.listed(HANDOVER)) == 2


def test_a_slow_graph_is_waited_for(importing: Importing) -> None:
    importing.misbehave("slow", seconds=2, times=2)

    assert statuses(importing.done(joinWebUrl=importing.link(HANDOVER))) == ["stored", "stored"]
