from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import jwt
import msal
import pytest

from local.demo import people
from local.entra.tokens import TEAMS_WEB_CLIENT_ID
from local.machine.web import Certificates, Server
from tests.local.conftest import CLIENT


def _open(url: str, trust: ssl.SSLContext, form: dict[str, str] | None = None) -> tuple[int, Any]:
    data = None if form is None else urllib.parse.urlencode(form).encode()
    try:
        with urllib.request.urlopen(url, data=data, context=trust, timeout=5) as answer:
            status, body = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            status, body = error.code, error.read()
    try:
        return status, json.loads(body)
    except ValueError:
        return status, body.decode()


def _claims(token: str, sign_in: Server, trust: ssl.SSLContext, audience: str) -> dict[str, Any]:
    keys = jwt.PyJWKClient(f"{sign_in.url}/organizations/discovery/v2.0/keys", ssl_context=trust)
    return jwt.decode(token, keys.get_signing_key_from_jwt(token), ["RS256"], audience=audience)


def _user_claims(name: str, sign_in: Server, trust: ssl.SSLContext) -> dict[str, Any]:
    status, token = _open(f"{sign_in.url}/dev/token?name={name}", trust)
    assert status == 200
    return _claims(token, sign_in, trust, CLIENT.client_id)


def test_the_real_msal_gets_a_service_token(
    sign_in: Server, trust: ssl.SSLContext, files: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(files.authority))
    application = msal.ConfidentialClientApplication(
        CLIENT.client_id,
        client_credential=CLIENT.secret,
        authority=f"{sign_in.url}/{people.VENDOR.tid}",
        instance_discovery=False,
        timeout=5,
    )

    answer = application.acquire_token_for_client(["api://127.0.0.1/.default"])

    claims = _claims(answer["access_token"], sign_in, trust, "api://127.0.0.1")
    assert claims["iss"] == f"{sign_in.url}/{people.VENDOR.tid}/v2.0"
    assert claims["azp"] == CLIENT.client_id
    assert claims["oid"] == claims["sub"]
    assert claims["idtyp"] == "app"
    assert answer["expires_in"] == 3600
    application.http_client.close()


def test_a_member_of_a_tenant(sign_in: Server, trust: ssl.SSLContext) -> None:
    anna = people.find("anna")
    assert anna is not None

    claims = _user_claims("anna", sign_in, trust)

    assert {name: claims[name] for name in ("tid", "oid", "preferred_username", "scp", "ver", "azp", "name")} == {
        "tid": people.CONTOSO.tid,
        "oid": anna.oid,
        "preferred_username": "anna.schmidt@contoso.example",
        "scp": "access_as_user",
        "ver": "2.0",
        "azp": TEAMS_WEB_CLIENT_ID,
        "name": "Anna Schmidt",
    }
    assert claims["iss"] == f"{sign_in.url}/{people.CONTOSO.tid}/v2.0"
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["sub"] != claims["oid"]
    assert not {"roles", "acct", "idp", "idtyp"} & set(claims)


def test_roles_and_guests(sign_in: Server, trust: ssl.SSLContext) -> None:
    assert _user_claims("dora", sign_in, trust)["roles"] == ["DataProtectionOfficer"]
    assert _user_claims("otto", sign_in, trust)["roles"] == ["Operator"]
    gus = _user_claims("gus", sign_in, trust)
    assert gus["acct"] == 1
    assert gus["idp"] == f"https://sts.windows.net/{people.GUEST_HOME.tid}/"
    assert "#EXT#" in gus["preferred_username"]


def test_nobody_of_that_name(sign_in: Server, trust: ssl.SSLContext) -> None:
    status, sentence = _open(f"{sign_in.url}/dev/token?name=zoe", trust)

    assert status == 404
    assert "anna" in sentence


def test_keys_name_an_issuer_template(sign_in: Server, trust: ssl.SSLContext) -> None:
    _, document = _open(f"{sign_in.url}/organizations/discovery/v2.0/keys", trust)

    (key,) = document["keys"]
    assert set(key) == {"kty", "use", "kid", "n", "e", "issuer"}
    assert key["issuer"] == f"{sign_in.url}/{{tenantid}}/v2.0"


def test_discovery(sign_in: Server, trust: ssl.SSLContext) -> None:
    base = f"{sign_in.url}/{people.CONTOSO.tid}"

    status, document = _open(f"{base}/v2.0/.well-known/openid-configuration", trust)

    assert status == 200
    assert document["issuer"] == f"{base}/v2.0"
    assert document["token_endpoint"] == f"{base}/oauth2/v2.0/token"
    unknown = f"{sign_in.url}/00000000-0000-4000-8000-000000000000/v2.0/.well-known/openid-configuration"
    assert _open(unknown, trust)[0] == 400


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "22222222-2222-4222-8222-222222222222"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "api://127.0.0.1/access_as_user"}, 400, "invalid_scope"),
        ({"scope": "/.default"}, 400, "invalid_scope"),
        ({"scope": "api://a/.default api://b/.default"}, 400, "invalid_scope"),
    ],
)
def test_token_requests_that_are_refused(
    sign_in: Server, trust: ssl.SSLContext, changed: dict[str, str], status: int, error: str
) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": CLIENT.client_id,
        "client_secret": CLIENT.secret,
        "scope": "api://127.0.0.1/.default",
    }

    found, document = _open(f"{sign_in.url}/{people.VENDOR.tid}/oauth2/v2.0/token", trust, form | changed)

    assert (found, document["error"]) == (status, error)
    assert document["error_codes"]
    assert _open(f"{sign_in.url}/{people.VENDOR.tid}/oauth2/v2.0/token", trust, form)[0] == 200


def test_names_and_ids_of_the_demo_people_are_unique() -> None:
    assert len({person.oid for person in people.PEOPLE}) == len({person.name for person in people.PEOPLE}) == 8
    assert len({tenant.tid for tenant in people.TENANTS}) == len(people.TENANTS)
