"""Tokens for the contact centre, from the real msal over real TLS: few requests, bounded waits, and no secret told."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

import pytest

from shared.auth import confidential_client
from shared.identity.service_tokens import ServiceTokens, TokenRefused
from tests.identity.sign_in import ACCESS_TOKEN, SECRET, TOKEN, SignIn, signing_in_at
from tests.support.world import ENVIRONMENT, OPERATOR_TENANT_ID, OTHER_TENANT_ID, Clock

SCOPE = "api://cc.contoso.example/.default"
OTHER_SCOPE = "api://cc.fabrikam.example/.default"
CALLERS = 8
REFUSAL = b'{"error": "invalid_client", "error_description": "AADSTS7000215: a-made-up-secret"}'


@pytest.fixture
def tokens(sign_in: SignIn, clock: Clock) -> ServiceTokens:
    return ServiceTokens(signing_in_at(sign_in.url), clock)


def all_at_once(tokens: ServiceTokens, pool: ThreadPoolExecutor) -> list[Future[str]]:
    start = threading.Barrier(CALLERS)

    def ask() -> str:
        start.wait(timeout=10)
        return tokens.token(OPERATOR_TENANT_ID, SCOPE)

    return [pool.submit(ask) for _ in range(CALLERS)]


def test_a_token_is_asked_for_with_the_clients_credentials(tokens: ServiceTokens, sign_in: SignIn) -> None:
    assert tokens.token(OPERATOR_TENANT_ID, SCOPE) == ACCESS_TOKEN

    (form,) = sign_in.token.asked
    asked = {name: form[name] for name in ("grant_type", "client_id", "client_secret", "scope")}
    assert asked == {
        "grant_type": "client_credentials",
        "client_id": ENVIRONMENT["API_CLIENT_ID"],
        "client_secret": SECRET,
        "scope": SCOPE,
    }
    assert sign_in.discovery.asked == [{"tenant": OPERATOR_TENANT_ID}]


def test_a_token_is_kept(tokens: ServiceTokens, sign_in: SignIn) -> None:
    assert {tokens.token(OPERATOR_TENANT_ID, SCOPE) for _ in range(3)} == {ACCESS_TOKEN}

    assert (len(sign_in.token.asked), len(sign_in.discovery.asked)) == (1, 1)


def test_each_tenant_and_scope_has_a_token_of_its_own(tokens: ServiceTokens, sign_in: SignIn) -> None:
    for tenant_id, scope in [(OPERATOR_TENANT_ID, SCOPE), (OPERATOR_TENANT_ID, OTHER_SCOPE), (OTHER_TENANT_ID, SCOPE)]:
        tokens.token(tenant_id, scope)

    assert [form["scope"] for form in sign_in.token.asked] == [SCOPE, OTHER_SCOPE, SCOPE]
    assert [asked["tenant"] for asked in sign_in.discovery.asked] == [OPERATOR_TENANT_ID, OTHER_TENANT_ID]


@pytest.mark.parametrize(("status", "body"), [(200, TOKEN), (401, REFUSAL)])
def test_however_many_ask_there_is_one_request(
    tokens: ServiceTokens, sign_in: SignIn, status: int, body: bytes
) -> None:
    sign_in.token.held = threading.Event()
    sign_in.token.status, sign_in.token.body = status, body

    with ThreadPoolExecutor(CALLERS) as pool:
        asked = all_at_once(tokens, pool)
        assert sign_in.token.reached.wait(timeout=10)
        assert not any(one.done() for one in asked)
        sign_in.token.held.set()
        refused = [one for one in asked if one.exception(timeout=10)]

    assert len(refused) == (0 if status == 200 else CALLERS)
    assert {type(one.exception()) for one in refused} <= {TokenRefused}
    assert (len(sign_in.token.asked), len(sign_in.discovery.asked)) == (1, 1)


def test_another_scope_does_not_wait(tokens: ServiceTokens, sign_in: SignIn) -> None:
    tokens.token(OPERATOR_TENANT_ID, OTHER_SCOPE)
    sign_in.token.reached.clear()
    sign_in.token.held = threading.Event()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(tokens.token, OPERATOR_TENANT_ID, SCOPE)
        assert sign_in.token.reached.wait(timeout=10)
        assert tokens.token(OPERATOR_TENANT_ID, OTHER_SCOPE) == ACCESS_TOKEN
        assert not waiting.done()
        sign_in.token.held.set()


def test_after_a_failure_nobody_asks_for_five_seconds(tokens: ServiceTokens, sign_in: SignIn, clock: Clock) -> None:
    sign_in.token.status, sign_in.token.body = 401, REFUSAL
    with pytest.raises(TokenRefused):
        tokens.token(OPERATOR_TENANT_ID, SCOPE)
    sign_in.token.status, sign_in.token.body = 200, TOKEN

    clock.advance(seconds=4.9)
    with pytest.raises(TokenRefused):
        tokens.token(OPERATOR_TENANT_ID, SCOPE)
    assert len(sign_in.token.asked) == 1

    clock.advance(seconds=0.1)
    assert tokens.token(OPERATOR_TENANT_ID, SCOPE) == ACCESS_TOKEN
    clock.advance(seconds=1)
    assert tokens.token(OPERATOR_TENANT_ID, SCOPE) == ACCESS_TOKEN
    assert len(sign_in.token.asked) == 2


def test_a_clock_set_back_does_not_prolong_the_pause(tokens: ServiceTokens, sign_in: SignIn, clock: Clock) -> None:
    sign_in.token.status, sign_in.token.body = 401, REFUSAL
    with pytest.raises(TokenRefused):
        tokens.token(OPERATOR_TENANT_ID, SCOPE)
    sign_in.token.status, sign_in.token.body = 200, TOKEN

    clock.advance(hours=-1)

    assert tokens.token(OPERATOR_TENANT_ID, SCOPE) == ACCESS_TOKEN


def test_a_failure_of_one_scope_is_not_anothers(tokens: ServiceTokens, sign_in: SignIn) -> None:
    sign_in.token.status, sign_in.token.body = 401, REFUSAL
    with pytest.raises(TokenRefused):
        tokens.token(OPERATOR_TENANT_ID, SCOPE)
    sign_in.token.status, sign_in.token.body = 200, TOKEN

    assert tokens.token(OPERATOR_TENANT_ID, OTHER_SCOPE) == ACCESS_TOKEN


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(400, REFUSAL, id="400"),
        pytest.param(401, REFUSAL, id="401"),
        pytest.param(429, REFUSAL, id="429"),
        pytest.param(500, b"", id="500"),
        pytest.param(503, b"<html></html>", id="503"),
        pytest.param(204, b"", id="204"),
        pytest.param(200, b"<html></html>", id="HTML"),
        pytest.param(200, b"{}", id="no token"),
        pytest.param(200, b"[]", id="list"),
        pytest.param(200, b"null", id="null"),
        pytest.param(200, b'{"access_token": 1}', id="a number"),
        pytest.param(200, b'{"access_token": ["a"], "expires_in": "soon"}', id="nonsense"),
    ],
)
def test_any_other_answer_is_no_token(tokens: ServiceTokens, sign_in: SignIn, status: int, body: bytes) -> None:
    sign_in.token.status, sign_in.token.body = status, body

    with pytest.raises(TokenRefused) as refused:
        tokens.token(OPERATOR_TENANT_ID, SCOPE)

    assert refused.value.args == ()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(404, b"{}", id="404"),
        pytest.param(503, b"", id="503"),
        pytest.param(204, b"", id="204"),
        pytest.param(200, b"<html></html>", id="HTML"),
        pytest.param(200, b"{}", id="no members"),
        pytest.param(200, b"[]", id="list"),
        pytest.param(200, b'{"authorization_endpoint": 1, "token_endpoint": 2}', id="numbers"),
        pytest.param(200, b'{"authorization_endpoint": "http://a", "token_endpoint": "http://a"}', id="http"),
    ],
)
def test_an_authority_that_does_not_introduce_itself_gives_no_token(
    tokens: ServiceTokens, sign_in: SignIn, clock: Clock, status: int, body: bytes
) -> None:
    good = (sign_in.discovery.status, sign_in.discovery.body)
    sign_in.discovery.status, sign_in.discovery.body = status, body

    with pytest.raises(TokenRefused):
        tokens.token(OPERATOR_TENANT_ID, SCOPE)

    sign_in.discovery.status, sign_in.discovery.body = good
    clock.advance(seconds=5)
    assert tokens.token(OPERATOR_TENANT_ID, SCOPE) == ACCESS_TOKEN


def test_an_authority_that_is_not_there_gives_no_token(sign_in: SignIn, clock: Clock) -> None:
    with pytest.raises(TokenRefused):
        ServiceTokens(signing_in_at("https://127.0.0.1:1"), clock).token(OPERATOR_TENANT_ID, SCOPE)


def test_an_authority_that_cannot_prove_itself_gets_no_secret(
    tokens: ServiceTokens, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    with pytest.raises(TokenRefused):
        tokens.token(OPERATOR_TENANT_ID, SCOPE)

    assert sign_in.token.asked == []


@pytest.mark.parametrize("endpoint", ["discovery", "token"])
def test_an_authority_that_hangs_is_not_waited_for(
    tokens: ServiceTokens, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    monkeypatch.setattr(confidential_client, "TIMEOUT_SECONDS", (2, 0.2))
    held = getattr(sign_in, endpoint).held = threading.Event()

    with pytest.raises(TokenRefused):
        tokens.token(OPERATOR_TENANT_ID, SCOPE)

    held.set()


@pytest.mark.parametrize(("status", "body"), [(200, TOKEN), (401, REFUSAL)])
def test_neither_secret_nor_token_is_logged(
    tokens: ServiceTokens, sign_in: SignIn, caplog: pytest.LogCaptureFixture, status: int, body: bytes
) -> None:
    sign_in.token.status, sign_in.token.body = status, body
    for name in ("", "msal", "urllib3"):
        caplog.set_level(logging.DEBUG, logger=name)

    with suppress(TokenRefused):
        tokens.token(OPERATOR_TENANT_ID, SCOPE)

    assert caplog.records
    assert SECRET not in caplog.text
    assert ACCESS_TOKEN not in caplog.text
