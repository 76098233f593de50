"""The boundary: from a request to a handler, and from its answer or any error to the one response."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import azure.functions as func
import pytest

from shared.auth.access import AllowedCallers
from shared.auth.caller import Caller
from shared.http.api import Api, Request, Response
from shared.problems import (
    ClientNotAllowed,
    InsufficientScope,
    InvalidBody,
    InvalidToken,
    KeysUnavailable,
    Misconfigured,
    MissingToken,
    NotFound,
    Pointer,
    Problem,
    RoleRequired,
    StorageUnavailable,
)
from tests.support.endpoint import CALLER, OneEndpoint, answering, refusing
from tests.support.world import ANNA, START

if TYPE_CHECKING:
    from shared.http.authentication import Authenticator
    from shared.http.rate_limits import Limits

CORRELATION_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def test_a_json_answer_is_compact_utf_8() -> None:
    answer = answering(lambda _: {"name": "Jürgen", "next": None}).call()

    assert (answer.status, answer.body) == (200, '{"name":"Jürgen","next":null}'.encode())


def test_bytes_are_answered_as_they_are_with_their_own_type() -> None:
    answer = OneEndpoint(lambda _: Response(201, b"\xef\xbb\xbfa,b", "text/csv", {"location": "/api/x"})).call()

    assert (answer.status, answer.body, answer.headers["location"]) == (201, b"\xef\xbb\xbfa,b", "/api/x")
    assert answer.headers["content-type"] == "text/csv"


def test_an_answer_without_a_body_is_empty() -> None:
    answer = OneEndpoint(lambda _: Response(204)).call()

    assert (answer.status, answer.body) == (204, b"")


@pytest.mark.parametrize(
    "endpoint",
    [
        answering(lambda _: {}),
        OneEndpoint(lambda _: Response(204)),
        refusing(NotFound()),
        refusing(RuntimeError()),
        refusing(StorageUnavailable()),
    ],
    ids=["answer", "no body", "refusal", "unforeseen", "storage"],
)
def test_every_answer_has_the_headers(endpoint: OneEndpoint) -> None:
    first, second = endpoint.call(), endpoint.call(x_correlation_id="anna")

    for answer in (first, second):
        assert re.fullmatch(CORRELATION_ID, answer.headers["x-correlation-id"])
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    assert first.headers["x-correlation-id"] != second.headers["x-correlation-id"]


def test_an_endpoint_may_say_otherwise_about_caching() -> None:
    answer = OneEndpoint(lambda _: Response(headers={"cache-control": "max-age=60"})).call()

    assert answer.headers["cache-control"] == "max-age=60"


def test_a_refusal_is_problem_json_with_the_members_of_rfc_9457() -> None:
    answer = refusing(NotFound()).call()

    assert answer.headers["x-correlation-id"]
    assert answer.json == {
        "type": "urn:problem:not-found",
        "title": NotFound.title,
        "status": 404,
        "detail": NotFound.detail,
        "code": "not_found",
        "instance": f"urn:uuid:{answer.headers['x-correlation-id']}",
    }


def test_a_refusal_carries_its_pointers_headers_and_members() -> None:
    problem = InvalidBody(
        "Look here.", pointers=(Pointer("/name", "too_long"),), headers={"retry-after": "9"}, members={"until": "2027"}
    )

    answer = refusing(problem).call()

    assert answer.json["errors"] == [{"pointer": "/name", "code": "too_long"}]
    assert (answer.json["detail"], answer.json["until"], answer.headers["retry-after"]) == ("Look here.", "2027", "9")


def test_the_media_type_of_refusals_and_answers() -> None:
    assert answering(lambda _: {}).call().headers["content-type"] == "application/json"
    assert refusing(NotFound()).call().headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("problem", "status", "code", "challenge"),
    [
        (MissingToken(), 401, "invalid_token", 'Bearer realm="contact-center"'),
        (InvalidToken(), 401, "invalid_token", 'Bearer realm="contact-center", error="invalid_token"'),
        (InsufficientScope(), 403, "insufficient_scope", 'Bearer realm="contact-center", error="insufficient_scope"'),
        (RoleRequired(), 403, "role_required", None),
        (ClientNotAllowed(), 403, "client_not_allowed", None),
        (KeysUnavailable(), 503, "keys_unavailable", None),
        (Misconfigured(), 503, "misconfigured", None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Problem) else None,
)
def test_who_is_not_let_in_learns_no_more_than_the_challenge(
    problem: Problem, status: int, code: str, challenge: str | None
) -> None:
    def authenticate(*_: object) -> Caller:
        raise problem

    def handler(_: Request) -> Response:
        pytest.fail("the handler ran")

    answer = OneEndpoint(handler, authenticate, AllowedCallers.USER).call()

    assert (answer.status, answer.code, answer.headers.get("www-authenticate")) == (status, code, challenge)
    assert answer.headers.get("retry-after") == ("5" if problem.code == "keys_unavailable" else None)


def test_the_gate_gets_headers_query_and_whom_the_endpoint_is_for() -> None:
    seen: list[Any] = []

    def authenticate(headers: Any, params: Any, who: AllowedCallers) -> Caller:
        seen.extend([headers["authorization"], params["access_token"], who])
        return CALLER

    endpoint = OneEndpoint(lambda call: Response(body=call.principal.oid), authenticate, AllowedCallers.OPERATOR)

    assert endpoint.call(params={"access_token": "x"}, authorization="Bearer a").json == ANNA
    assert seen == ["Bearer a", "x", AllowedCallers.OPERATOR]


def test_nobody_is_asked_who_they_are_where_anyone_may_call() -> None:
    def authenticate(*_: object) -> Caller:
        raise InvalidToken

    endpoint = replace(answering(lambda call: [call.known_caller]), authenticate=authenticate)

    assert endpoint.call(authorization="Bearer x").json == [None]


def test_an_endpoint_for_anyone_has_no_caller_to_ask_for() -> None:
    assert answering(lambda call: call.caller).call().code == "internal_error"


@pytest.mark.parametrize(
    "endpoint",
    [
        refusing(RuntimeError("anna.schmidt@contoso.example")),
        refusing(KeyError("anna.schmidt@contoso.example")),
        refusing(UnicodeEncodeError("utf-8", "anna.schmidt", 0, 1, "anna.schmidt")),
        answering(lambda _: {"anna.schmidt": object()}),
        answering(lambda _: "\ud800 anna.schmidt"),
        answering(lambda _: {b"anna.schmidt"}),
    ],
    ids=["error", "key error", "unicode error", "body of no JSON", "body with half a character", "a set"],
)
def test_an_unforeseen_error_is_a_500_that_tells_nothing(
    endpoint: OneEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = endpoint.call()

    assert (answer.status, answer.code) == (500, "internal_error")
    assert b"anna" not in answer.body
    assert len(caplog.records) == 1
    record = caplog.records[0]
    assert "anna" not in logging.Formatter().format(record)
    told = json.loads(record.getMessage())
    assert (told["event"], told["function"]) == ("unhandled_error", "greet")
    assert told["correlationId"] == answer.headers["x-correlation-id"]


def test_an_outage_of_storage_is_a_503_with_retry_after_and_an_event(caplog: pytest.LogCaptureFixture) -> None:
    answer = refusing(StorageUnavailable()).call()

    assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "storage_unavailable", "5")
    assert [json.loads(record.getMessage()) for record in caplog.records] == [
        {
            "event": "storage_unavailable",
            "function": "greet",
            "correlationId": answer.headers["x-correlation-id"],
        }
    ]


def test_a_refusal_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        refusing(NotFound()).call()

    assert caplog.records == []


def test_a_call_has_its_path_query_headers_and_one_now() -> None:
    def told(call: Request) -> list[Any]:
        return [
            *(call.path("greetingId"), call.path("other")),
            *(call.query("cursor"), call.query("other")),
            *(call.header("accept-language"), call.header("other")),
            call.now is call.now and call.now == START,
        ]

    answer = answering(told).call(params={"cursor": "c"}, accept_language="de")

    assert answer.json == ["1", "", "c", None, "de", None, True]


@pytest.mark.parametrize(("text", "limit"), [(None, 20), ("1", 1), ("99", 99), ("100", 100)])
def test_a_limit_within_bounds(text: str | None, limit: int) -> None:
    endpoint = answering(lambda call: call.limit(default=20, maximum=100))

    assert endpoint.call(params={"limit": text} if text else {}).json == limit


@pytest.mark.parametrize(
    "text", ["0", "101", "-1", "+5", "05", "1.0", "1e1", " 5", "\N{ARABIC-INDIC DIGIT FIVE}", "9999999999", "canary"]
)
def test_a_limit_out_of_bounds(text: str) -> None:
    answer = answering(lambda call: call.limit(default=20, maximum=100)).call(params={"limit": text})

    assert (answer.status, answer.code) == (400, "invalid_request")
    assert answer.json["detail"] == "'limit' is a whole number from 1 to 100."


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.5, application/json", "application/json"),
        ("text/html, text/csv;q=0.9, */*;q=0.1", "text/csv"),
        ("image/png", "application/json"),
        ("no media type", "application/json"),
    ],
)
def test_what_accept_prefers(accept: str | None, chosen: str) -> None:
    endpoint = answering(lambda call: call.prefers("application/json", "text/csv"))

    assert (endpoint.call() if accept is None else endpoint.call(accept=accept)).json == chosen


def test_what_is_declared_is_kept_for_the_document() -> None:
    api = Api(lambda: cast("Authenticator", None), lambda: START, lambda: cast("Limits", None))

    api.endpoint(
        func.Blueprint(), "greet", "GET", "greetings", who=AllowedCallers.USER, summary="Greet", answers={200: None}
    )

    assert api.operations.keys() == {"greet"}
    assert (api.operations["greet"].route, api.operations["greet"].who) == ("greetings", AllowedCallers.USER)


def test_the_token_of_the_call_is_at_hand_and_in_nothing_that_is_passed_on() -> None:
    """For a service that is asked on the caller's behalf; what is shown of a call must not hold it."""
    endpoint = answering(lambda call: [call.bearer(), f"{call} {call.known_caller}"])

    token, shown = endpoint.call(authorization="Bearer abc.def.ghi").json

    assert token == "abc.def.ghi"
    assert "abc.def.ghi" not in shown


@pytest.mark.parametrize("authorization", ["", "abc.def.ghi"])
def test_without_a_token_there_is_none_to_pass_on(authorization: str) -> None:
    assert answering(lambda call: call.bearer()).call(authorization=authorization).code == "invalid_token"
