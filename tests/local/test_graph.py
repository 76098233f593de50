"""The stand-in for Microsoft Graph, as a client with a demo person's delegated token sees it."""

from __future__ import annotations

import base64
import http.client
import json
import re
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from local.demo import people
from local.entra.grants import ON_BEHALF_OF
from local.graph.demo import ALL_HANDS, DIALLED_FROM, HANDOVER, MANY, SHORT_LINK, TOO_OLD
from local.graph.webinar import TOPIC
from local.machine.web import Server
from tests.local.conftest import CLIENT

ALL = "OnlineMeetings.Read OnlineMeetingArtifact.Read.All VirtualEvent.Read"
README = Path(__file__).parents[2] / "README.md"


class Client:
    """A client of the stand-in, as one demo person after the other."""

    def __init__(self, graph: Server, sign_in: Server, trust: ssl.SSLContext) -> None:
        self.url = graph.url
        self._trust = trust
        self._sign_in = sign_in
        self.token = self.token_of("anna")

    def token_of(self, name: str, scope: str = ALL) -> str:
        person = people.find(name)
        assert person is not None
        assertion = self._send(self._sign_in.url, "GET", f"/dev/token?name={name}")[2].decode()
        form = {
            "grant_type": ON_BEHALF_OF,
            "requested_token_use": "on_behalf_of",
            "client_id": CLIENT.client_id,
            "client_secret": CLIENT.secret,
            "assertion": assertion,
            "scope": quote(scope),
        }
        body = "&".join(f"{name}={value}" for name, value in form.items()).encode()
        answer = self._send(self._sign_in.url, "POST", f"/{person.tenant.tid}/oauth2/v2.0/token", body)
        return str(json.loads(answer[2])["access_token"])

    def _send(
        self, origin: str, method: str, target: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPSConnection(urlsplit(origin).netloc, context=self._trust, timeout=5)
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        connection.close()
        return found

    def get(self, target: str, token: str | None = None) -> tuple[int, dict[str, str], Any]:
        """A target below the version, or a whole one."""
        target = target if target.startswith("/") else f"/v1.0/{target}"
        given = {"authorization": f"Bearer {token or self.token}"}
        status, headers, body = self._send(self.url, "GET", target, headers=given)
        return status, headers, json.loads(body)

    def every(self, target: str) -> list[dict[str, Any]]:
        """The entries of every page."""
        entries: list[dict[str, Any]] = []
        next_target: str | None = target
        while next_target:
            page = self.get(next_target)[2]
            entries += page["value"]
            parts = urlsplit(page.get("@odata.nextLink", ""))
            next_target = f"{parts.path}?{parts.query}" if parts.path else None
        return entries

    def misbehave(self, mode: str, **members: Any) -> None:
        body = json.dumps({"mode": mode, **members}).encode()
        assert self._send(self.url, "POST", "/dev/misbehave", body)[0] == 204

    def received(self) -> list[dict[str, str]]:
        entries: list[dict[str, str]] = json.loads(self._send(self.url, "GET", "/dev/received")[2])
        return entries

    def listed(self) -> str:
        return self._send(self.url, "GET", "/dev/")[2].decode()

    def target_of(self, topic: str) -> str:
        """Where the meeting with this topic is."""
        link = re.search(rf"^{topic} .*\n  joinWebUrl +(\S+)$", self.listed(), re.MULTILINE)
        assert link is not None
        condition = "JoinWebUrl eq '" + link[1].replace("'", "''") + "'"
        (meeting,) = self.get(f"me/onlineMeetings?$filter={quote(condition)}")[2]["value"]
        assert meeting["subject"] == topic
        return f"me/onlineMeetings/{quote(meeting['id'], safe='')}"

    def webinar(self) -> str:
        found = re.search(r"webinarId +(\S+)$", self.listed(), re.MULTILINE)
        assert found is not None
        return f"solutions/virtualEvents/webinars/{quote(found[1], safe='')}"


@pytest.fixture
def client(graph: Server, sign_in: Server, trust: ssl.SSLContext) -> Client:
    return Client(graph, sign_in, trust)


def records_of(client: Client, reports: str) -> list[list[dict[str, Any]]]:
    return [client.every(f"{reports}/{report['id']}/attendanceRecords") for report in client.every(reports)]


def test_a_meeting_by_its_link_and_by_its_id(client: Client) -> None:
    status, _, meeting = client.get(client.target_of(HANDOVER))

    assert (status, meeting["subject"]) == (200, HANDOVER)
    assert meeting["participants"]["organizer"]["identity"]["user"]["displayName"] == "Anna Schmidt"


def test_a_meeting_held_twice_with_every_kind_of_participant(client: Client) -> None:
    latest, before = records_of(client, f"{client.target_of(HANDOVER)}/attendanceReports")

    names = {entry["identity"]["displayName"]: entry for entry in latest}
    assert set(names) >= {"Anna Schmidt", "Ben Weber", "Eve Moreau", "Chris Moor (Guest)", DIALLED_FROM}
    assert len(names["Ben Weber"]["attendanceIntervals"]) == 3
    assert {entry["engagementType"] for entry in names["Ben Weber"]["meetingEngagements"]} == {
        "camera",
        "hand",
        "reaction",
    }
    assert names["Eve Moreau"]["identity"]["tenantId"] == people.FABRIKAM.tid
    assert names[DIALLED_FROM]["identity"]["id"] is None
    assert re.fullmatch(r".*\.\d{7}Z", names["Anna Schmidt"]["attendanceIntervals"][0]["joinDateTime"])
    assert [entry["identity"]["id"][:6] for entry in before if entry["role"] == "None"] == ["8:acs:"]


def test_pages_of_reports_have_a_relative_link_and_pages_of_records_an_absolute_one(client: Client) -> None:
    reports = client.get(f"{client.target_of(HANDOVER)}/attendanceReports")[2]
    many = f"{client.target_of(ALL_HANDS)}/attendanceReports"
    (report,) = client.every(many)

    assert reports["@odata.nextLink"].startswith("/v1.0/me/onlineMeetings/")
    assert (len(reports["value"]), reports["value"][0]["attendanceRecords"]) == (1, [])
    first = client.get(f"{many}/{report['id']}/attendanceRecords")[2]
    assert first["@odata.nextLink"].startswith(f"{client.url}/v1.0/me/onlineMeetings/")
    assert len(first["value"]) == 100
    assert len(client.every(f"{many}/{report['id']}/attendanceRecords")) == report["totalParticipantCount"] == MANY


def test_a_meeting_that_is_too_old(client: Client) -> None:
    (report,) = client.every(f"{client.target_of(TOO_OLD)}/attendanceReports")

    ended = datetime.fromisoformat(report["meetingEndDateTime"])
    assert datetime.now(UTC) - ended > timedelta(days=190)


def test_a_webinar_with_sessions_registrations_and_questions(client: Client) -> None:
    webinar = client.webinar()

    assert client.get(webinar)[2]["value"]["displayName"] == TOPIC
    sessions = client.every(f"{webinar}/sessions")
    assert len(sessions) == 2
    (records,) = records_of(client, f"{webinar}/sessions/{sessions[0]['id']}/attendanceReports")
    registrations = client.every(f"{webinar}/registrations")
    assert {entry["status"] for entry in registrations} == {"registered", "canceled"}
    assert all(re.fullmatch(r"[0-9T:-]{19}", entry["registrationDateTime"]) for entry in registrations)
    attended = {entry.get("registrationId") for entry in records} - {None}
    assert attended == {entry["id"] for entry in registrations if entry["status"] == "registered"}
    questions = {entry["id"]: entry for entry in client.every(f"{webinar}/registrationConfiguration/questions")}
    answered = {answer["questionId"] for entry in registrations for answer in entry["registrationQuestionAnswers"]}
    assert answered == set(questions)
    kinds = {entry.get("answerInputType") for entry in questions.values()}
    assert kinds == {None, "singleChoice", "multiChoice", "boolean", "multilineText"}


@pytest.mark.parametrize("name", ["nora", "ben", "eve"])
def test_others_have_nothing(client: Client, name: str) -> None:
    meeting, webinar = client.target_of(HANDOVER), client.webinar()
    client.token = client.token_of(name)
    condition = quote(f"joinWebUrl eq '{SHORT_LINK}'")

    filtered = client.get(f"me/onlineMeetings?$filter={condition}")[2]

    assert filtered["value"] == []
    targets = [meeting, f"{meeting}/attendanceReports", webinar, f"{webinar}/sessions", f"{webinar}/registrations"]
    assert [client.get(target)[0] for target in targets] == [404] * 5


@pytest.mark.parametrize(
    ("scope", "statuses"),
    [
        ("OnlineMeetings.Read", [200, 403, 403, 403]),
        ("OnlineMeetingArtifact.Read.All", [403, 200, 403, 200]),
        ("VirtualEvent.Read", [403, 403, 200, 403]),
    ],
)
def test_each_path_takes_its_permission(client: Client, scope: str, statuses: list[int]) -> None:
    meeting, webinar = client.target_of(HANDOVER), client.webinar()
    session = client.every(f"{webinar}/sessions")[0]["id"]
    targets = [meeting, f"{meeting}/attendanceReports", webinar, f"{webinar}/sessions/{session}/attendanceReports"]

    answers = [client.get(target, client.token_of("anna", scope)) for target in targets]

    assert [status for status, _, _ in answers] == statuses
    assert {answer["error"]["code"] for status, _, answer in answers if status == 403} == {"Forbidden"}


def test_tokens_that_are_refused(client: Client, sign_in: Server) -> None:
    for_our_api = client._send(sign_in.url, "GET", "/dev/token?name=anna")[2].decode()

    for token in ("nonsense", for_our_api):
        status, headers, body = client.get("me/onlineMeetings", token)
        assert (status, body["error"]["code"]) == (401, "InvalidAuthenticationToken")
        assert headers["www-authenticate"].startswith("Bearer ")
    assert client._send(client.url, "GET", "/v1.0/me/onlineMeetings")[0] == 401


def test_a_list_of_meetings_takes_the_filter(client: Client) -> None:
    quoted = quote("JoinWebUrl eq 'it''s nowhere'")

    assert client.get("me/onlineMeetings")[0] == 400
    assert client.get("me/onlineMeetings?$filter=subject%20eq%20'x'")[0] == 400
    assert client.get(f"me/onlineMeetings?$filter={quoted}")[2]["value"] == []
    assert client.get(f"{client.target_of(HANDOVER)}/attendanceReports?$skiptoken=made-up")[0] == 400
    assert client.get("me/messages")[0] == 404


def test_throttled_in_the_middle_of_a_chain(client: Client) -> None:
    reports = f"{client.target_of(ALL_HANDS)}/attendanceReports"
    records = f"{reports}/{client.every(reports)[0]['id']}/attendanceRecords"
    client.misbehave("throttled", path="$skiptoken", skip=1, retryAfter=7)
    client.misbehave("unavailable", path="$skiptoken", skip=1)

    next_target = client.get(records)[2]["@odata.nextLink"].removeprefix(client.url)
    answers = [client.get(next_target) for _ in range(4)]

    assert [status for status, _, _ in answers] == [200, 429, 503, 200]
    assert answers[1][1]["retry-after"] == "7"
    assert "retry-after" not in answers[2][1]
    assert client.get(records)[0] == 200


def test_a_token_that_expires_in_between(client: Client) -> None:
    target = client.target_of(HANDOVER)
    client.misbehave("expired")

    statuses = [client.get(target)[0], client.get(target)[0], client.get(target, client.token_of("anna"))[0]]

    assert statuses == [401, 401, 200]


def test_a_next_link_to_another_host(client: Client) -> None:
    client.misbehave("foreign_next_link", path="attendanceReports")

    page = client.get(f"{client.target_of(ALL_HANDS)}/attendanceReports")[2]

    next_link = urlsplit(page["@odata.nextLink"])
    assert (next_link.hostname, next_link.port) == ("localhost", urlsplit(client.url).port)
    client._send(f"https://{next_link.netloc}", "GET", next_link.path)
    assert client.received()[-1]["host"] == next_link.netloc


@pytest.mark.parametrize(
    ("mode", "code", "said"),
    [
        ("no_policy", "Forbidden", "No application access policy found for this app"),
        ("no_policy_old", "Unauthorized", "is not authorized to"),
    ],
)
def test_an_access_policy_that_is_missing(client: Client, mode: str, code: str, said: str) -> None:
    target = client.target_of(HANDOVER)
    client.misbehave(mode)

    status, _, body = client.get(target)

    assert (status, body["error"]["code"]) == (403, code)
    assert said in body["error"]["message"]


def test_a_claims_challenge(client: Client) -> None:
    target = client.target_of(HANDOVER)
    client.misbehave("challenge")

    status, headers, _ = client.get(target)

    claims = re.search(r'error="insufficient_claims", claims="([^"]+)"', headers["www-authenticate"])
    assert status == 401
    assert claims is not None
    assert "access_token" in json.loads(base64.b64decode(claims[1]))
    assert client.get(target)[0] == 200


def test_slow_answers(client: Client) -> None:
    target = client.target_of(HANDOVER)
    client.misbehave("slow", seconds=0.3)

    began = time.monotonic()

    assert client.get(target)[0] == 200
    assert time.monotonic() - began >= 0.3


def test_misbehaviour_is_forgotten(client: Client) -> None:
    target = client.target_of(HANDOVER)
    client.misbehave("throttled", times=100)
    assert client.get(target)[0] == 429

    client.misbehave("normal")

    assert client.get(target)[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"mode": "kind"}',
        b'{"mode": "slow", "seconds": "long"}',
        b'{"mode": "slow", "times": 0}',
        b'{"mode": "slow", "path": 1}',
        b'{"mode": "slow", "name": "anna"}',
    ],
)
def test_misbehaviour_that_is_not_known(client: Client, body: bytes) -> None:
    assert client._send(client.url, "POST", "/dev/misbehave", body)[0] == 400


def test_what_was_received_is_told_without_the_token(client: Client) -> None:
    client.get("me/onlineMeetings?$filter=x")

    (entry,) = client.received()

    assert (entry["method"], entry["target"]) == ("GET", "/v1.0/me/onlineMeetings?$filter=x")
    assert entry["authorization"] == "Bearer"
    assert client.token not in json.dumps(entry)


def test_the_readme_shows_the_links_that_work(client: Client) -> None:
    readme = README.read_text(encoding="utf-8")

    values = re.findall(r"(?:joinWebUrl|webinarId) +(\S+)$", client.listed(), re.MULTILINE)

    assert len(values) == 4
    assert [value for value in values if value not in readme] == []
