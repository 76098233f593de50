"""The credential in Azure: an assertion of the managed identity, from the platform's own endpoint, and no secret."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest

from shared.auth import confidential_client
from shared.identity.service_tokens import ServiceTokens, TokenRefused
from tests.identity.sign_in import ACCESS_TOKEN, ASSERTION, SignIn, signing_in_at
from tests.support.world import OPERATOR_TENANT_ID, Clock

IDENTITY_ID = "1d000000-0000-4000-8000-000000000001"
SCOPE = "api://cc.contoso.example/.default"


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[SignIn]:
    """The identity endpoint that Azure Functions gives the app."""
    server = SignIn(None)
    server.start()
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{server.url}/msi")
    monkeypatch.setenv("IDENTITY_HEADER", "the-header-of-the-platform")
    yield server
    server.close()


@pytest.fixture
def in_azure(sign_in: SignIn, clock: Clock) -> ServiceTokens:
    return ServiceTokens(signing_in_at(sign_in.url, AZURE_CLIENT_ID=IDENTITY_ID), clock)


def test_in_azure_the_managed_identity_vouches_for_the_app(
    in_azure: ServiceTokens, sign_in: SignIn, platform: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("", "msal", "urllib3"):
        caplog.set_level(logging.DEBUG, logger=name)

    assert in_azure.token(OPERATOR_TENANT_ID, SCOPE) == ACCESS_TOKEN

    (form,) = sign_in.token.asked
    assert form["client_assertion"] == ASSERTION
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert "client_secret" not in form
    (asked,) = platform.identity.asked
    assert (asked["resource"], asked["client_id"]) == ("api://AzureADTokenExchange", IDENTITY_ID)
    assert ASSERTION not in caplog.text
    assert "the-header-of-the-platform" not in caplog.text


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, b'{"statusCode": 400, "message": "No User Assigned Identity"}'), (500, b""), (200, b"{}"), (200, b"oops")],
)
def test_without_the_identity_there_is_no_token(
    in_azure: ServiceTokens, sign_in: SignIn, platform: SignIn, status: int, body: bytes
) -> None:
    platform.identity.status, platform.identity.body = status, body

    with pytest.raises(TokenRefused):
        in_azure.token(OPERATOR_TENANT_ID, SCOPE)

    assert sign_in.token.asked == []


def test_an_identity_that_hangs_is_not_waited_for(
    in_azure: ServiceTokens, sign_in: SignIn, platform: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confidential_client, "TIMEOUT_SECONDS", (2, 0.2))
    platform.identity.held = threading.Event()

    with pytest.raises(TokenRefused):
        in_azure.token(OPERATOR_TENANT_ID, SCOPE)

    platform.identity.held.set()
    assert sign_in.token.asked == []
