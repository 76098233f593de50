"""Whatever comes in, the answer is a principal or the one refusal."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.problems import InvalidToken
from tests.support.tokens import encode
from tests.support.validator import AUTHORITY, VALIDATOR

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def survives(token: str) -> None:
    with contextlib.suppress(InvalidToken):
        assert VALIDATOR.validate(token).tid


@given(st.text() | st.text(alphabet="eyJ0.-_=", max_size=200))
def test_any_text_is_judged(text: str) -> None:
    survives(text)


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5))
def test_any_segments_are_judged(segments: list[bytes]) -> None:
    survives(".".join(map(encode, segments)))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_signed_bytes_are_judged(content: bytes) -> None:
    survives(AUTHORITY.token_of(content))
    survives(AUTHORITY.token_of(json.dumps(AUTHORITY.claims()).encode(), content))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*AUTHORITY.claims(), "roles", "idp", "acct", "idtyp"]), JSON_VALUES))
def test_any_signed_claims_are_judged(claims: dict[str, Any]) -> None:
    survives(AUTHORITY.token(**claims))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["typ", "alg", "kid", "crit"]), JSON_VALUES))
def test_any_header_is_judged(members: dict[str, Any]) -> None:
    survives(AUTHORITY.header(**members).token())
