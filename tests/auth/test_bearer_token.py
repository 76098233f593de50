"""Where in a request the token is, and how often (RFC 6750, section 2)."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.auth.tokens import bearer_token
from shared.problems import InvalidRequest, InvalidToken, MissingToken


@pytest.mark.parametrize("header", ["Bearer a.b-c_d", "bearer a.b-c_d", "BEARER   a.b-c_d", " Bearer a.b-c_d "])
def test_the_token_is_what_follows_the_scheme(header: str) -> None:
    assert bearer_token(header, {"limit": "20"}) == "a.b-c_d"


@pytest.mark.parametrize("header", [None, "", "  "])
def test_without_a_token_it_is_missing(header: str | None) -> None:
    with pytest.raises(MissingToken):
        bearer_token(header, {})


@pytest.mark.parametrize(
    "header",
    [
        "Bearer a, Bearer b",
        "Bearer a,Bearer a",
        "Basic YTpi, bearer a",
        "Bearer a, Basic YTpi",
        "Bearer a,b",
        "Bearer,",
    ],
)
def test_a_repeated_header_is_a_bad_request(header: str) -> None:
    with pytest.raises(InvalidRequest):
        bearer_token(header, {})


@pytest.mark.parametrize("header", [None, "Bearer a", "Basic YTpi"])
def test_a_token_in_the_query_is_a_bad_request(header: str | None) -> None:
    with pytest.raises(InvalidRequest):
        bearer_token(header, {"access_token": "a"})


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearera",
        "a",
        "Basic YTpi",
        'Digest username="a", realm="b"',
        "Bearer a b",
        "Bearer a=b",
        "Bearer \u00e4",
        "Bearer\ta",
        "Bearer a\nb",
        'Bearer "a"',
    ],
)
def test_another_scheme_or_form_is_no_token(header: str) -> None:
    with pytest.raises(InvalidToken) as caught:
        bearer_token(header, {})
    assert type(caught.value) is InvalidToken


@given(st.text() | st.text(alphabet="Bearer ,=a"))
def test_any_header_is_judged(header: str) -> None:
    with contextlib.suppress(InvalidRequest, InvalidToken):
        assert bearer_token(header, {}) in header
