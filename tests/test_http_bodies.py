"""Bodies at the boundary: judged in one order, the first fault is the answer, and nothing of them comes back."""

from __future__ import annotations

import pytest

from shared.http.api import CSV_TYPE, DEFAULT_BODY_LIMIT, Request
from tests.support.endpoint import OneEndpoint, answering, reading


@pytest.mark.parametrize(
    "content_type",
    [
        *("application/json", "Application/JSON", "application/json;charset=utf-8", "application/json; charset=UTF-8"),
        *('application/json; charset="utf-8"', "application/json;"),
    ],
)
def test_json_by_its_media_type(content_type: str) -> None:
    assert reading().call(b'{"name":"Anna"}', content_type=content_type).json == {"name": "Anna"}


@pytest.mark.parametrize(
    "content_type",
    [
        *(None, "", "text/plain", "application/x-www-form-urlencoded", "application/json-patch+json", "json"),
        *("application/problem+json", "application/json; charset=latin-1", "text/json", "application/json, text/plain"),
    ],
)
def test_any_other_media_type_is_not_read(content_type: str | None) -> None:
    body = b'{"name":"Anna"}'

    answer = reading().call(body) if content_type is None else reading().call(body, content_type=content_type)

    assert (answer.status, answer.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"\xff" * (DEFAULT_BODY_LIMIT + 1), 413, "too_large"),
        (b'\xff{"name": ', 400, "invalid_encoding"),
        (b'{"name": "\\ud800", "x": 1}', 400, "invalid_encoding"),
        (b'{"name": ', 400, "invalid_json"),
        (b'{"name": NaN}', 400, "invalid_json"),
        (b"", 400, "invalid_json"),
        (b'{"name": 1, "name": 2}', 400, "duplicate_key"),
        (b'{"name": ' + b"[" * 20 + b"]" * 20 + b"}", 400, "too_deep"),
        (b'{"name": 1}', 422, "invalid_body"),
        (b"{}", 422, "invalid_body"),
        (b"null", 422, "invalid_body"),
    ],
)
def test_the_first_fault_in_order_is_the_answer(body: bytes, status: int, code: str) -> None:
    answer = reading().call(body, content_type="application/json")

    assert (answer.status, answer.code) == (status, code)
    assert ("errors" in answer.json) is (status == 422)


def test_as_much_as_the_limit_is_read_and_no_more() -> None:
    def body(size: int) -> bytes:
        return b'{"name":"Anna"}'.ljust(size)

    assert reading().call(body(DEFAULT_BODY_LIMIT), content_type="application/json").status == 200
    assert DEFAULT_BODY_LIMIT == 256 * 1024
    too_large = reading(body_limit=2048).call(body(2049), content_type="application/json")
    assert (too_large.status, too_large.json["detail"]) == (413, "Send at most 2 KiB.")


def test_a_refused_body_is_not_echoed() -> None:
    body = b'{"name": ["canary"], "canary@contoso.example": "canary", "Canary Person": {"canary": 1}}'

    answer = reading().call(body, content_type="application/json")

    assert b"anary" not in answer.body
    assert answer.json["errors"] == [
        {"pointer": "/name", "code": "type"},
        {"pointer": "", "code": "unknown"},
        {"pointer": "", "code": "unknown"},
    ]


def test_an_optional_body_may_be_left_out_but_not_be_wrong() -> None:
    endpoint = reading(body_is_optional=True)

    assert endpoint.call().json == {"name": None}
    assert endpoint.call(b'{"name":"Anna"}', content_type="application/json").json == {"name": "Anna"}
    assert endpoint.call(b"x", content_type="application/json").code == "invalid_json"
    assert endpoint.call(b"{}").code == "unsupported_media_type"


def test_an_endpoint_that_declares_no_body_reads_none() -> None:
    assert answering(lambda call: call.read()).call(b"{}", content_type="application/json").code == "internal_error"


def reading_either(**declared: object) -> OneEndpoint:
    """An endpoint that takes a Greeting or a table, and answers which it read and how much of it."""

    def read(call: Request) -> object:
        if call.has_body(CSV_TYPE):
            return ["table", len(call.read_as(CSV_TYPE))]
        return ["greeting", call.read().name]

    taken = (("body", "tests.support.endpoint:Greeting"), ("other_bodies", (CSV_TYPE,)))
    return OneEndpoint(answering(read).handler, declared=(*taken, *declared.items()))


@pytest.mark.parametrize("content_type", ["text/csv", "Text/CSV", "text/csv; charset=utf-16; header=present"])
def test_another_type_that_is_declared_is_read_as_it_came(content_type: str) -> None:
    assert reading_either().call(b"\xff\xfea\x00", content_type=content_type).json == ["table", 4]
    assert reading_either().call(b"", content_type=content_type).json == ["table", 0]
    assert reading_either().call(b'{"name":"Anna"}', content_type="application/json").json == ["greeting", "Anna"]


@pytest.mark.parametrize("content_type", ["text/plain", "text/csv, text/plain", "application/csv", "csv"])
def test_what_may_be_sent_instead_is_told(content_type: str) -> None:
    refused = reading_either().call(b"a,b", content_type=content_type)

    assert (refused.status, refused.code) == (415, "unsupported_media_type")
    assert refused.json["detail"] == "Send 'content-type: application/json' or 'content-type: text/csv'."
    assert reading().call(b"a,b", content_type="text/csv").json["detail"] == "Send 'content-type: application/json'."


def test_another_type_has_the_same_limit() -> None:
    endpoint = reading_either(body_limit=2048)

    assert endpoint.call(b"x" * 2048, content_type="text/csv").json == ["table", 2048]
    assert endpoint.call(b"x" * 2049, content_type="text/csv").code == "too_large"


def test_a_type_that_is_not_declared_is_never_read() -> None:
    undeclared = OneEndpoint(answering(lambda call: len(call.read_as(CSV_TYPE))).handler)

    assert undeclared.call(b"a,b", content_type="text/csv").code == "unsupported_media_type"
