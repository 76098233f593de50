from __future__ import annotations

import base64
import gzip
import http.client
import json
import ssl
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any
from urllib.parse import urlsplit

import pytest

from local.contact_center import failures as misbehaviour
from local.contact_center.failures import HUGE_BYTES
from local.demo import people
from local.entra.tokens import Issuer
from local.machine.web import Server
from tests.local.conftest import CLIENT

ANNA = {"username": "anna.schmidt@contoso.example", "domain": "contoso.example"}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """A client of the contact centre with a valid service token."""

    def __init__(self, server: Server, sign_in: Server, trust: ssl.SSLContext) -> None:
        self._connection = http.client.HTTPSConnection("127.0.0.1", server.server_port, context=trust, timeout=5)
        self.url = server.url
        self.token = _service_token(sign_in, trust)

    def send(self, method: str, path: str, value: object = None, **headers: str) -> Answer:
        self._connection.request(method, path, None if value is None else json.dumps(value), headers)
        response = self._connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def match(self, value: object, token: str | None = None) -> Answer:
        return self.send("POST", "/identity/match", value, Authorization=f"Bearer {token or self.token}")

    def behave(self, mode: str, **members: str) -> None:
        answer = self.send("POST", "/dev/behaviour", {"mode": mode, **members})
        assert (answer.status, answer.body) == (204, b"")

    def received(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.send("GET", "/dev/received").json()
        return entries

    def close(self) -> None:
        self._connection.close()


def _service_token(sign_in: Server, trust: ssl.SSLContext, scope: str = "api://127.0.0.1/.default") -> str:
    form = f"grant_type=client_credentials&client_id={CLIENT.client_id}&client_secret={CLIENT.secret}&scope={scope}"
    url = f"{sign_in.url}/{people.VENDOR.tid}/oauth2/v2.0/token"
    with urllib.request.urlopen(url, data=form.encode(), context=trust, timeout=5) as answer:
        return str(json.load(answer)["access_token"])


@pytest.fixture
def client(center: Server, sign_in: Server, trust: ssl.SSLContext) -> Iterator[Client]:
    client = Client(center, sign_in, trust)
    yield client
    client.close()


def test_a_known_person_gets_a_way_in(client: Client) -> None:
    answer = client.match(ANNA).json()

    assert set(answer) == {"userId", "launchUrl", "expiresAt"}
    assert answer["launchUrl"].startswith(f"{client.url}/s/")
    assert datetime.fromisoformat(answer["expiresAt"]) > datetime.now(UTC)
    page = client.send("GET", urlsplit(answer["launchUrl"]).path)
    assert page.status == 200
    assert b"Contact centre" in page.body


@pytest.mark.parametrize(
    "body",
    [
        {"username": "nora.lang@contoso.example", "domain": "contoso.example"},
        {"username": "anna.schmidt@contoso.example", "domain": "fabrikam.example"},
        {"username": "nobody@contoso.example", "domain": "contoso.example"},
    ],
)
def test_anyone_else_is_not_found(client: Client, body: dict[str, str]) -> None:
    assert client.match(body).status == 404


@pytest.mark.parametrize(
    "body", [{}, {"username": "a@b"}, ANNA | {"oid": "x"}, ANNA | {"username": None}, ["username", "domain"], "x"]
)
@pytest.mark.clause("R5.1")
def test_any_other_body_is_refused(client: Client, body: object) -> None:
    assert client.match(body).status == 400


def test_tokens_that_are_refused(client: Client, sign_in: Server, trust: ssl.SSLContext) -> None:
    tid, now = people.VENDOR.tid, datetime.now(UTC)
    foreign = Issuer(sign_in.url, CLIENT.client_id).app_token(tid, CLIENT.client_id, "api://127.0.0.1", now)
    other_audience = _service_token(sign_in, trust, "api://elsewhere.example/.default")

    refused = [client.match(ANNA, token) for token in ("nonsense", foreign, other_audience)]

    assert [answer.status for answer in refused] == [401, 401, 401]
    assert client.send("POST", "/identity/match", ANNA).status == 401


def test_an_expired_token_is_refused(
    client: Client, sign_in: Server, trust: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.entra.tokens.LIFETIME", timedelta(seconds=-1))

    assert client.match(ANNA, _service_token(sign_in, trust)).status == 401


@pytest.mark.clause("R5.1")
def test_what_was_received_is_told_byte_for_byte(client: Client) -> None:
    client.match(ANNA)

    (entry,) = client.received()

    assert (entry["method"], entry["path"]) == ("POST", "/identity/match")
    assert base64.b64decode(entry["bodyBase64"]) == json.dumps(ANNA).encode()
    assert entry["headers"]["authorization"] == "Bearer"
    assert client.token not in json.dumps(entry)


def test_errors_redirects_and_garbage(client: Client) -> None:
    client.behave("error")
    assert client.match(ANNA).status == 500

    client.behave("redirect")
    redirected = client.match(ANNA)
    assert (redirected.status, redirected.headers["location"]) == (302, "/elsewhere")

    client.behave("garbage")
    with pytest.raises(ValueError, match="codec"):
        client.match(ANNA).json()


def test_a_foreign_launch_url(client: Client) -> None:
    client.behave("foreign_launch_url")

    assert urlsplit(client.match(ANNA).json()["launchUrl"]).hostname == "launch.foreign.example"


def test_a_huge_answer_is_small_on_the_wire(client: Client) -> None:
    client.behave("huge")

    answer = client.send(
        "POST", "/identity/match", ANNA, Authorization=f"Bearer {client.token}", **{"Accept-Encoding": "gzip"}
    )

    assert len(answer.body) < 64 * 1024
    assert len(gzip.decompress(answer.body)) > HUGE_BYTES


def test_an_answer_that_is_cut_off(client: Client) -> None:
    client.behave("cut")

    with pytest.raises(http.client.IncompleteRead):
        client.match(ANNA)


def test_slow_answers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misbehaviour, "DRIP_SECONDS", 0.002)
    monkeypatch.setattr(misbehaviour, "HANG_SECONDS", 0.2)
    client.behave("drip")
    began = time.monotonic()
    dripped = client.match(ANNA)
    assert dripped.json()["userId"]
    assert time.monotonic() - began >= 0.002 * len(dripped.body)

    client.behave("hang")
    began = time.monotonic()
    with pytest.raises(http.client.RemoteDisconnected):
        client.match(ANNA)
    assert time.monotonic() - began >= 0.2


def test_behaviour_towards_one_person_only(client: Client) -> None:
    ben = {"username": "ben.weber@contoso.example", "domain": "contoso.example"}
    client.behave("error", username=ANNA["username"].upper())
    assert (client.match(ANNA).status, client.match(ben).status) == (500, 200)

    client.behave("normal")
    assert client.match(ANNA).status == 200


@pytest.mark.parametrize("body", [{}, {"mode": "kind"}, {"mode": "hang", "username": 1}, []])
def test_behaviour_that_is_not_known(client: Client, body: object) -> None:
    assert client.send("POST", "/dev/behaviour", body).status == 400
