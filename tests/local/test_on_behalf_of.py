"""Tokens for Microsoft Graph on behalf of a demo person, as the real msal and a careless client ask for them."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import msal
import pytest

from local.demo import people
from local.entra import server as authority
from local.entra.grants import ON_BEHALF_OF
from local.entra.tokens import GRAPH, Issuer
from local.machine.web import Certificates, Server
from tests.local.conftest import CLIENT

MEETINGS = "https://graph.microsoft.com/OnlineMeetings.Read"
ARTIFACTS = "https://graph.microsoft.com/OnlineMeetingArtifact.Read.All"


class Client:
    """Our API, at the token endpoint of Contoso."""

    def __init__(self, sign_in: Server, trust: ssl.SSLContext) -> None:
        self.url = sign_in.url
        self._trust = trust

    def open(self, path: str, data: bytes | None = None) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(self.url + path, data=data, context=self._trust, timeout=5) as answer:
                status, body = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                status, body = error.code, error.read()
        try:
            return status, json.loads(body)
        except ValueError:
            return status, body.decode()

    def user_token(self, name: str) -> str:
        return str(self.open(f"/dev/token?name={name}")[1])

    def switch(self, what: str, **members: Any) -> None:
        assert self.open(f"/dev/{what}", json.dumps(members).encode()) == (204, "")

    def ask(self, tenant: str = people.CONTOSO.tid, **changed: Any) -> tuple[int, Any]:
        form: dict[str, str | None] = {
            "grant_type": ON_BEHALF_OF,
            "client_id": CLIENT.client_id,
            "client_secret": CLIENT.secret,
            "requested_token_use": "on_behalf_of",
            "scope": f"{MEETINGS} {ARTIFACTS}",
            **changed,
        }
        if "assertion" not in form:
            form["assertion"] = self.user_token("anna")
        given = {name: value for name, value in form.items() if value is not None}
        return self.open(f"/{tenant}/oauth2/v2.0/token", urllib.parse.urlencode(given).encode())


@pytest.fixture
def client(sign_in: Server, trust: ssl.SSLContext) -> Client:
    return Client(sign_in, trust)


@pytest.fixture
def application(
    sign_in: Server, files: Certificates, monkeypatch: pytest.MonkeyPatch
) -> Iterator[msal.ConfidentialClientApplication]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(files.authority))
    made = msal.ConfidentialClientApplication(
        CLIENT.client_id,
        client_credential=CLIENT.secret,
        authority=f"{sign_in.url}/{people.CONTOSO.tid}",
        instance_discovery=False,
        exclude_scopes=["offline_access"],
        timeout=5,
    )
    yield made
    made.http_client.close()


def _claims(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def test_the_real_msal_gets_a_token_for_graph(client: Client, application: msal.ConfidentialClientApplication) -> None:
    anna = people.find("anna")
    assert anna is not None

    answer = application.acquire_token_on_behalf_of(client.user_token("anna"), [MEETINGS, ARTIFACTS])

    claims = _claims(answer["access_token"])
    assert {name: claims[name] for name in ("aud", "tid", "oid", "azp", "idtyp")} == {
        "aud": GRAPH,
        "tid": people.CONTOSO.tid,
        "oid": anna.oid,
        "azp": CLIENT.client_id,
        "idtyp": "user",
    }
    assert set(claims["scp"].split()) == {"OnlineMeetings.Read", "OnlineMeetingArtifact.Read.All"}
    assert answer["expires_in"] == 3600
    assert "refresh_token" not in answer
    (asked,) = client.open("/dev/asked")[1]
    assert (asked["grant"], asked["tenant"]) == (ON_BEHALF_OF, people.CONTOSO.tid)
    assert set(asked["scope"].split()) == {MEETINGS, ARTIFACTS, "openid", "profile"}


def test_a_refresh_token_comes_to_who_asks_for_it(client: Client) -> None:
    assert "refresh_token" in client.ask(scope=f"{MEETINGS} offline_access")[1]
    assert "refresh_token" not in client.ask()[1]


def test_a_scope_without_a_resource_is_one_of_graph(client: Client) -> None:
    answer = client.ask(scope="openid VirtualEvent.Read")[1]

    assert answer["scope"] == "https://graph.microsoft.com/VirtualEvent.Read"
    assert _claims(answer["access_token"])["scp"] == "VirtualEvent.Read"
    assert _claims(answer["id_token"])["aud"] == CLIENT.client_id


@pytest.mark.parametrize(
    ("changed", "status", "error", "number"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"assertion": None}, 400, "invalid_request", 900144),
        ({"requested_token_use": None}, 400, "invalid_request", 900144),
        ({"requested_token_use": "another"}, 400, "invalid_request", 70000),
        ({"scope": None}, 400, "invalid_request", 900144),
        ({"scope": "openid profile"}, 400, "invalid_scope", 70011),
        ({"scope": "Mail.Read"}, 400, "invalid_client", 650053),
        ({"scope": f"{MEETINGS} api://other/.default"}, 400, "invalid_scope", 28000),
        ({"assertion": "nonsense"}, 400, "invalid_grant", 50013),
        ({"tenant": people.FABRIKAM.tid}, 400, "invalid_grant", 50013),
    ],
)
def test_requests_that_are_refused(
    client: Client, changed: dict[str, Any], status: int, error: str, number: int
) -> None:
    found, document = client.ask(**changed)

    assert (found, document["error"], document["error_codes"]) == (status, error, [number])
    assert document["error_description"].startswith(f"AADSTS{number}: ")
    assert client.ask()[0] == 200


def test_assertions_that_are_refused(client: Client, sign_in: Server) -> None:
    anna = people.find("anna")
    assert anna is not None
    now = datetime.now(UTC)
    signed_elsewhere = Issuer(sign_in.url, CLIENT.client_id).user_token(anna, now)
    credentials: dict[str, Any] = {"grant_type": "client_credentials", "requested_token_use": None, "assertion": None}
    for_another = client.ask(scope="api://another/.default", **credentials)[1]["access_token"]
    of_an_app = client.ask(scope=f"{CLIENT.client_id}/.default", **credentials)[1]["access_token"]
    for_graph = client.ask()[1]["access_token"]

    numbers = [
        client.ask(assertion=assertion)[1]["error_codes"][0]
        for assertion in (signed_elsewhere, for_another, for_graph, of_an_app)
    ]

    assert numbers == [50013, 500131, 500131, 7000114]


def test_an_assertion_that_has_expired(files: Certificates, trust: ssl.SSLContext) -> None:
    now = [datetime.now(UTC)]
    server = authority.serve(0, files, CLIENT, clock=lambda: now[0])
    client = Client(server, trust)
    assertion = client.user_token("anna")
    now[0] += timedelta(hours=1)

    answers = [client.ask(assertion=assertion), client.ask()]
    server.close()

    assert [status for status, _ in answers] == [400, 200]
    assert answers[0][1]["error_codes"] == [500133]


def test_consent_that_is_missing_until_it_is_given(
    client: Client, application: msal.ConfidentialClientApplication
) -> None:
    client.switch("consent", name="anna", granted=False)

    answer = application.acquire_token_on_behalf_of(client.user_token("anna"), [MEETINGS])

    assert (answer["error"], answer["suberror"], answer["error_codes"]) == (
        "invalid_grant",
        "consent_required",
        [65001],
    )
    assert client.ask(assertion=client.user_token("ben"))[0] == 200
    client.switch("consent", name="anna", granted=True)
    assert client.ask()[0] == 200


def test_a_challenge_is_met_once(client: Client, application: msal.ConfidentialClientApplication) -> None:
    client.switch("challenge", name="anna")

    answer = application.acquire_token_on_behalf_of(client.user_token("anna"), [MEETINGS])

    assert answer["error"] == "interaction_required"
    assert json.loads(answer["claims"])["access_token"]["polids"]["essential"] is True
    assert client.ask()[0] == 200


def test_switches_that_are_not_understood(client: Client) -> None:
    assert client.open("/dev/consent", b'{"name": "zoe", "granted": true}')[0] == 404
    assert client.open("/dev/consent", b'{"name": "anna"}')[0] == 400
    assert client.open("/dev/challenge", b"[]")[0] == 404
