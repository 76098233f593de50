"""Tokens on behalf of a person, from the real msal over real TLS: few requests, and nobody pays for another."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from shared.auth.principal import Principal
from shared.graph import delegated_tokens
from shared.graph.delegated_tokens import DelegatedTokens
from shared.graph.outcomes import GraphRefused, OutOfTime
from shared.problems import (
    ClaimsRequired,
    ConsentRequired,
    GraphFailed,
    GraphTimeout,
    InvalidToken,
    Problem,
    TooManyRequests,
)
from shared.settings import Settings
from tests.graph.conftest import ANNA, ASSERTION, BERT, MEETINGS, WEBINARS, token
from tests.identity.sign_in import ACCESS_TOKEN, SECRET, TOKEN, SignIn, signing_in_at
from tests.support.world import ENVIRONMENT, OTHER_TENANT_ID, Clock

CALLERS = 8
CLAIMS = '{"access_token":{"polids":{"essential":true,"values":["9ab03e19-ed42-4168-b6b7-7001fb3e933a"]}}}'
SAID = "AADSTS: anna.schmidt@contoso.example in Contoso"


def refused(error: str, *codes: int, **members: object) -> bytes:
    """What the authority answers when it gives no token."""
    return json.dumps({"error": error, "error_description": SAID, "error_codes": codes, **members}).encode()


CONSENT = refused("invalid_grant", 65001, suberror="consent_required")


@pytest.fixture
def settings(sign_in: SignIn) -> Settings:
    return signing_in_at(sign_in.url)


@pytest.fixture
def tokens(settings: Settings, clock: Clock) -> DelegatedTokens:
    return DelegatedTokens(settings, clock)


def ask(
    tokens: DelegatedTokens,
    person: Principal = ANNA,
    *,
    assertion: str = ASSERTION,
    scopes: tuple[str, ...] = MEETINGS,
) -> str:
    return tokens.token(person, assertion, scopes, 10)


@contextmanager
def answering(sign_in: SignIn, status: int, body: bytes, **headers: str) -> Iterator[None]:
    """Meanwhile the token endpoint answers so; afterwards it gives tokens again."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    sign_in.token.status, sign_in.token.body, sign_in.token.headers = status, body, given
    yield
    sign_in.token.status, sign_in.token.body, sign_in.token.headers = 200, TOKEN, {}


def test_the_persons_own_token_is_exchanged_and_no_refresh_token_asked_for(
    tokens: DelegatedTokens, sign_in: SignIn
) -> None:
    assert ask(tokens) == ACCESS_TOKEN

    (form,) = sign_in.token.asked
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert (form["requested_token_use"], form["assertion"]) == ("on_behalf_of", ASSERTION)
    assert (form["client_id"], form["client_secret"]) == (ENVIRONMENT["API_CLIENT_ID"], SECRET)
    assert {*MEETINGS} <= set(form["scope"].split()) <= {*MEETINGS, "openid", "profile"}
    assert sign_in.discovery.asked == [{"tenant": ANNA.tid}]


def test_a_token_is_kept_until_five_minutes_before_its_end(
    tokens: DelegatedTokens, sign_in: SignIn, clock: Clock
) -> None:
    sign_in.token.body = token("first")
    assert ask(tokens) == "first"
    sign_in.token.body = token("second")

    clock.advance(minutes=54, seconds=59)
    assert ask(tokens) == "first"
    clock.advance(seconds=1)
    assert ask(tokens) == "second"
    assert len(sign_in.token.asked) == 2


@pytest.mark.parametrize("seconds", [None, "soon", 0, -5, 10**12, 299])
def test_a_token_that_does_not_last_is_used_once(tokens: DelegatedTokens, sign_in: SignIn, seconds: object) -> None:
    sign_in.token.body = token("a", seconds)
    assert [ask(tokens), ask(tokens)] == ["a", "a"]
    assert len(sign_in.token.asked) == 2


def test_each_person_tenant_and_scopes_have_a_token_of_their_own(tokens: DelegatedTokens, sign_in: SignIn) -> None:
    elsewhere = replace(ANNA, tid=OTHER_TENANT_ID)
    for name, person, scopes in [
        ("a", ANNA, MEETINGS),
        ("b", BERT, MEETINGS),
        ("c", ANNA, WEBINARS),
        ("d", elsewhere, MEETINGS),
    ]:
        sign_in.token.body = token(name)
        assert ask(tokens, person, scopes=scopes) == name

    assert ask(tokens) == "a"
    assert ask(tokens, BERT) == "b"
    assert ask(tokens, scopes=WEBINARS) == "c"
    assert len(sign_in.token.asked) == 4


@pytest.mark.parametrize(("status", "body"), [(200, TOKEN), (400, CONSENT)])
def test_however_many_ask_there_is_one_request(
    tokens: DelegatedTokens, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes
) -> None:
    sign_in.token.held = threading.Event()
    sign_in.token.status, sign_in.token.body = status, body
    waiting = threading.Barrier(CALLERS + 1)
    turn = delegated_tokens._turn

    def in_turn(person: Any, seconds: float) -> Any:
        waiting.wait(timeout=10)
        return turn(person, seconds)

    monkeypatch.setattr(delegated_tokens, "_turn", in_turn)

    with ThreadPoolExecutor(CALLERS) as pool:
        asked = [pool.submit(ask, tokens) for _ in range(CALLERS)]
        waiting.wait(timeout=10)
        assert sign_in.token.reached.wait(timeout=10)
        assert not any(one.done() for one in asked)
        sign_in.token.held.set()
        failures = [one.exception(timeout=10) for one in asked]

    assert {type(failure) for failure in failures} == {type(None) if status == 200 else ConsentRequired}
    assert (len(sign_in.token.asked), len(sign_in.discovery.asked)) == (1, 1)


def test_nobody_waits_for_another_persons_request(tokens: DelegatedTokens, sign_in: SignIn) -> None:
    ask(tokens, BERT)
    sign_in.token.reached.clear()
    sign_in.token.held = threading.Event()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, tokens)
        assert sign_in.token.reached.wait(timeout=10)
        assert ask(tokens, BERT) == ACCESS_TOKEN
        assert not waiting.done()
        sign_in.token.held.set()


def test_a_turn_is_waited_for_as_long_as_there_is_time(tokens: DelegatedTokens, sign_in: SignIn) -> None:
    sign_in.token.held = threading.Event()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, tokens)
        assert sign_in.token.reached.wait(timeout=10)
        with pytest.raises(OutOfTime):
            tokens.token(ANNA, ASSERTION, MEETINGS, 0.05)
        sign_in.token.held.set()
        assert waiting.result(timeout=10) == ACCESS_TOKEN


def test_one_persons_throttling_is_not_anothers(tokens: DelegatedTokens, sign_in: SignIn) -> None:
    with answering(sign_in, 429, refused("temporarily_unavailable"), Retry_After="120"), pytest.raises(TooManyRequests):
        ask(tokens)

    assert ask(tokens, BERT) == ACCESS_TOKEN
    with pytest.raises(TooManyRequests):
        ask(tokens)


@pytest.mark.parametrize("status", [429, 503])
def test_a_throttled_person_is_left_alone_as_long_as_the_authority_asks(
    tokens: DelegatedTokens, sign_in: SignIn, clock: Clock, status: int
) -> None:
    with answering(sign_in, status, b"{}", Retry_After="120"), pytest.raises(TooManyRequests) as throttled:
        ask(tokens)
    assert throttled.value.headers == {"retry-after": "120"}

    clock.advance(seconds=119)
    for scopes in (MEETINGS, WEBINARS):
        with pytest.raises(TooManyRequests):
            ask(tokens, assertion="another", scopes=scopes)
    assert len(sign_in.token.asked) == 1

    clock.advance(seconds=1)
    assert ask(tokens) == ACCESS_TOKEN


@pytest.mark.parametrize(("header", "seconds"), [(None, 5), ("0", 1), ("soon", 5), ("1000000", 3600), ("1.2", 2)])
def test_how_long_the_authority_may_ask_to_wait(
    tokens: DelegatedTokens, sign_in: SignIn, header: str | None, seconds: int
) -> None:
    headers = {} if header is None else {"Retry_After": header}
    with answering(sign_in, 429, b"{}", **headers), pytest.raises(TooManyRequests) as throttled:
        ask(tokens)

    assert throttled.value.headers == {"retry-after": str(seconds)}


def test_missing_consent_says_what_to_consent_to_and_where(
    tokens: DelegatedTokens, sign_in: SignIn, settings: Settings
) -> None:
    with answering(sign_in, 400, CONSENT), pytest.raises(ConsentRequired) as missing:
        ask(tokens)

    assert missing.value.members == {
        "scopes": list(MEETINGS),
        "consent": {
            "authority": settings.authority,
            "tenantId": ANNA.tid,
            "clientId": ENVIRONMENT["API_CLIENT_ID"],
        },
    }


REFUSALS: dict[str, tuple[bytes, type[Problem]]] = {
    "consent by suberror": (refused("invalid_grant", suberror="consent_required"), ConsentRequired),
    "consent by number": (refused("invalid_grant", 65001), ConsentRequired),
    "consent declined": (refused("access_denied", 65004), ConsentRequired),
    "consent of an administrator": (refused("invalid_grant", 90094, suberror="x"), ConsentRequired),
    "claims": (refused("interaction_required", 50079, claims=CLAIMS), ClaimsRequired),
    "claims with invalid_grant": (refused("invalid_grant", 53003, claims=CLAIMS), ClaimsRequired),
    "interaction without claims": (refused("interaction_required", 50076), ClaimsRequired),
    "an expired assertion": (refused("invalid_grant", 500133), InvalidToken),
    "a revoked sign-in": (refused("invalid_grant", 50173), InvalidToken),
    "a blocked user": (refused("invalid_grant", 50057), GraphRefused),
    "a wrong secret": (refused("invalid_client", 7000215), GraphRefused),
    "an unknown scope": (refused("invalid_scope", 70011), GraphRefused),
    "numbers that are none": (refused("invalid_grant", error_codes={"65001": 65001}), GraphRefused),
    "claims that are none": (refused("invalid_grant", claims=[CLAIMS]), GraphRefused),
    "claims that are no JSON": (refused("invalid_grant", claims="{"), GraphRefused),
    "endless claims": (refused("invalid_grant", claims='{"a":"' + "a" * 5000 + '"}'), GraphRefused),
    "nothing": (b"{}", GraphRefused),
    "a token that is none": (token("").replace(b'""', b"7"), GraphRefused),
    "an empty token": (token(""), GraphRefused),
    "no JSON": (b"<html></html>", GraphFailed),
    "a list": (b"[]", GraphFailed),
}


@pytest.mark.parametrize(("body", "problem"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_the_authority_refuses_is_told_in_our_words(
    tokens: DelegatedTokens, sign_in: SignIn, body: bytes, problem: type[Problem]
) -> None:
    with answering(sign_in, 400, body), pytest.raises(Problem) as raised:
        ask(tokens)

    assert type(raised.value) is problem
    told = f"{raised.value} {raised.value.detail} {raised.value.members} {raised.value.args}"
    assert SAID not in told
    assert "AADSTS" not in told


@pytest.mark.parametrize(
    ("claims", "passed_on"),
    [(CLAIMS, CLAIMS), ('{ "a": 1 }', '{ "a": 1 }'), ('{"a":"\N{SNOWMAN}"}', '{"a":"\\u2603"}')],
)
def test_claims_are_passed_on_so_that_the_tab_can_ask_for_them(
    tokens: DelegatedTokens, sign_in: SignIn, claims: str, passed_on: str
) -> None:
    challenge = refused("interaction_required", 50079, claims=claims)
    with answering(sign_in, 400, challenge), pytest.raises(ClaimsRequired) as required:
        ask(tokens)

    assert required.value.claims == passed_on


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [(500, b"", GraphFailed), (503, b"<html></html>", GraphFailed), (502, b"{}", GraphFailed)],
)
def test_an_authority_that_does_not_work_is_asked_again_after_two_seconds(
    tokens: DelegatedTokens, sign_in: SignIn, clock: Clock, status: int, body: bytes, problem: type[Problem]
) -> None:
    with answering(sign_in, status, body), pytest.raises(problem):
        ask(tokens)

    clock.advance(seconds=1.9)
    with pytest.raises(problem):
        ask(tokens, assertion="another")
    assert len(sign_in.token.asked) == 1
    assert ask(tokens, BERT) == ACCESS_TOKEN

    clock.advance(seconds=0.1)
    assert ask(tokens) == ACCESS_TOKEN


def test_whoever_consents_after_the_first_refusal_is_let_through_at_once(
    tokens: DelegatedTokens, sign_in: SignIn
) -> None:
    with answering(sign_in, 400, CONSENT), pytest.raises(ConsentRequired):
        ask(tokens)

    assert ask(tokens) == ACCESS_TOKEN


def test_whoever_is_refused_again_and_again_is_asked_for_every_two_seconds(
    tokens: DelegatedTokens, sign_in: SignIn, clock: Clock
) -> None:
    with answering(sign_in, 400, CONSENT):
        for _ in range(10):
            with pytest.raises(ConsentRequired):
                ask(tokens)
    assert len(sign_in.token.asked) == 2

    clock.advance(seconds=1.9)
    with pytest.raises(ConsentRequired):
        ask(tokens)
    clock.advance(seconds=0.1)
    assert ask(tokens) == ACCESS_TOKEN


def test_whoever_comes_with_another_assertion_is_not_held_up(tokens: DelegatedTokens, sign_in: SignIn) -> None:
    """As after a claims challenge: the tab gets a new token from Teams, and calls again."""
    with answering(sign_in, 400, CONSENT):
        for _ in range(3):
            with pytest.raises(ConsentRequired):
                ask(tokens)

    assert ask(tokens, assertion="another") == ACCESS_TOKEN


def test_a_clock_set_back_prolongs_no_pause(tokens: DelegatedTokens, sign_in: SignIn, clock: Clock) -> None:
    with answering(sign_in, 429, b"{}", Retry_After="600"), pytest.raises(TooManyRequests):
        ask(tokens)

    clock.advance(hours=-1)

    assert ask(tokens) == ACCESS_TOKEN


def test_a_dropped_token_is_asked_for_anew_but_not_one_that_was_renewed(
    tokens: DelegatedTokens, sign_in: SignIn
) -> None:
    sign_in.token.body = token("first")
    ask(tokens)
    sign_in.token.body = token("second")

    tokens.drop(ANNA, MEETINGS, "first")
    assert ask(tokens) == "second"
    tokens.drop(ANNA, MEETINGS, "first")
    tokens.drop(BERT, MEETINGS, "second")
    assert ask(tokens) == "second"
    assert len(sign_in.token.asked) == 2


def test_only_so_many_people_are_remembered_the_longest_silent_goes(
    tokens: DelegatedTokens, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delegated_tokens, "MAX_PEOPLE", 2)
    third = replace(ANNA, oid="c0c0c0c0-0000-4000-8000-000000000003")
    for person in (ANNA, BERT, ANNA, third):
        ask(tokens, person)
    assert len(sign_in.token.asked) == 3

    ask(tokens, ANNA)
    assert len(sign_in.token.asked) == 3
    ask(tokens, BERT)
    assert len(sign_in.token.asked) == 4


def test_msal_keeps_nothing_of_anybody(tokens: DelegatedTokens, sign_in: SignIn) -> None:
    """Left to itself it would keep every token, and every refusal for a minute."""
    sign_in.token.body = token("the-first-token", refresh_token="the-refresh-token")
    ask(tokens)
    with answering(sign_in, 400, CONSENT), suppress(ConsentRequired):
        ask(tokens, BERT)

    application = tokens._clients.application(ANNA.tid)
    kept = f"{vars(application.token_cache)} {vars(application.http_client._expiring_mapping)}"
    assert "the-" not in kept
    assert "consent" not in kept


def test_an_authority_that_is_not_there_gives_no_token(sign_in: SignIn, clock: Clock) -> None:
    with pytest.raises(GraphFailed):
        ask(DelegatedTokens(signing_in_at("https://127.0.0.1:1"), clock))


def test_an_authority_that_cannot_prove_itself_gets_neither_secret_nor_assertion(
    tokens: DelegatedTokens, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    with pytest.raises(GraphFailed):
        ask(tokens)

    assert sign_in.token.asked == []


@pytest.mark.parametrize("endpoint", ["discovery", "token"])
def test_an_authority_that_hangs_is_not_waited_for(
    tokens: DelegatedTokens, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    monkeypatch.setattr("shared.auth.confidential_client.TIMEOUT_SECONDS", (2, 0.2))
    held = getattr(sign_in, endpoint).held = threading.Event()

    with pytest.raises(GraphTimeout):
        ask(tokens)

    held.set()


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"authorization_endpoint": 1, "token_endpoint": 2}'])
def test_an_authority_that_does_not_introduce_itself_gives_no_token(
    tokens: DelegatedTokens, sign_in: SignIn, clock: Clock, body: bytes
) -> None:
    good, sign_in.discovery.body = sign_in.discovery.body, body
    with pytest.raises(GraphFailed):
        ask(tokens)

    sign_in.discovery.body = good
    clock.advance(seconds=2)
    assert ask(tokens) == ACCESS_TOKEN


@pytest.mark.parametrize(("status", "body"), [(200, TOKEN), (400, CONSENT), (429, b"{}"), (500, b"")])
def test_nothing_of_it_is_logged(
    tokens: DelegatedTokens, sign_in: SignIn, caplog: pytest.LogCaptureFixture, status: int, body: bytes
) -> None:
    sign_in.token.status, sign_in.token.body = status, body
    for name in ("", "msal", "urllib3"):
        caplog.set_level(logging.DEBUG, logger=name)

    with suppress(Problem):
        ask(tokens)

    secrets: list[Any] = [SECRET, ACCESS_TOKEN, ASSERTION, SAID]
    assert [secret for secret in secrets if secret in caplog.text] == []
