"""Our reader of tokens against joserfc and jwcrypto: what we accept they verify too, and read the same claims.

So whatever one of them refuses, we refuse. Where they accept more, STRICTER says why. By default each search has
100 examples; with --long 20,000, which takes up to three minutes each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.attack.tokens.defects import DEFECTS, token_with
from tests.attack.tokens.libraries import LIBRARIES, ours, says_the_same
from tests.attack.tokens.mutations import (
    ALGORITHMS,
    SIGNED,
    changed_bytes,
    changed_text,
    confused,
    damaged,
    exchanged_segments,
    rewritten,
)
from tests.support.every import failing
from tests.support.validator import AUTHORITY

pytestmark = pytest.mark.slow

JSON_OF_PYTHON = "JSON is read as Python reads it, where it is read at all: the last of two members counts"
KEY_IS_GIVEN = "the key is handed over: which one it must be, the header does not tell the library"
NOT_THEIRS = "the library leaves it to its caller"
NOT_FOLLOWED = "ignored, where we refuse who even tries"
TYPES = "the types of a header's members are not judged"
BASE64 = "another spelling of the same bytes"

BOTH, JWCRYPTO = {"joserfc", "jwcrypto"}, {"jwcrypto"}
STRICTER: dict[str, tuple[set[str], str]] = {
    "header: no key id": (BOTH, KEY_IS_GIVEN),
    "header: empty key id": (BOTH, KEY_IS_GIVEN),
    "header: unknown key id": (BOTH, KEY_IS_GIVEN),
    "header: key id is a number": (JWCRYPTO, TYPES),
    "header: key id in a list": (JWCRYPTO, TYPES),
    "header: key id twice, once in upper case": (BOTH, NOT_THEIRS),
    "header: no type": (BOTH, NOT_THEIRS),
    "header: another type": (BOTH, NOT_THEIRS),
    "header: type is null": (JWCRYPTO, TYPES),
    "header: a key of its own": (BOTH, NOT_FOLLOWED),
    "header: a key set of its own": (BOTH, NOT_FOLLOWED),
    "header: a certificate elsewhere": (BOTH, NOT_FOLLOWED),
    "header: a certificate of its own": (BOTH, NOT_FOLLOWED),
    "header: critical extensions, none": (BOTH, NOT_FOLLOWED),
    "header: payload that is said to be encoded": (BOTH, NOT_FOLLOWED),
    "header: thumbprint is a number": (JWCRYPTO, TYPES),
    "header: thumbprint is null": (JWCRYPTO, TYPES),
    "header: longer thumbprint in a list": (JWCRYPTO, TYPES),
    "header: kind of content is a number": (JWCRYPTO, TYPES),
    "header: lone surrogate": (BOTH, JSON_OF_PYTHON),
    "form: bits beyond the signature": (JWCRYPTO, BASE64),
    "form: padded signature": (JWCRYPTO, BASE64),
    "form: header member twice": (BOTH, JSON_OF_PYTHON),
    "form: claims twice": (BOTH, JSON_OF_PYTHON),
    "form: inner member twice": (BOTH, JSON_OF_PYTHON),
    "form: claims with a byte order mark": (BOTH, JSON_OF_PYTHON),
    "form: claims in UTF-16": (BOTH, JSON_OF_PYTHON),
    "form: a claim beyond every float": (BOTH, JSON_OF_PYTHON),
    "form: larger than 16 KiB": (BOTH, NOT_THEIRS),
    **{defect.name: (BOTH, NOT_THEIRS) for defect in DEFECTS if defect.claims},
}
DEPENDS_ON_PYTHON = {"form: claims nested without end", "form: header nested without end"}
"""Python's reader of JSON gives up on what is nested too deeply for it, and that is another depth in each version."""
ACCEPTED = {library: {name for name, (who, _) in STRICTER.items() if library in who} for library in LIBRARIES}


def accepted_by_all(token: str) -> bool:
    """Whether we accept it; if so, the libraries do as well, with the same claims."""
    if not ours(token):
        return False
    for name, judge in LIBRARIES.items():
        claims = judge(token)
        assert claims is not None, f"{name} refuses what we accept"
        assert says_the_same(token, claims), f"{name} reads other claims"
    return True


@pytest.mark.parametrize(
    "library", LIBRARIES, ids=[f"{name} accepts {len(ACCEPTED[name])} of {len(DEFECTS)}" for name in LIBRARIES]
)
def test_where_a_library_accepts_more_the_table_says_why(library: str) -> None:
    accepted = {defect.name for defect in DEFECTS if LIBRARIES[library](token_with(defect)) is not None}

    assert accepted - DEPENDS_ON_PYTHON == ACCEPTED[library]


def test_nobody_takes_another_algorithm_for_rs256() -> None:
    def check(algorithm: Any) -> None:
        judges: dict[str, Callable[[str], object]] = {**LIBRARIES, "ours": lambda token: ours(token) or None}
        accepted = {
            (signature, name)
            for signature, token in confused(algorithm).items()
            for name, judge in judges.items()
            if judge(token) is not None
        }

        assert accepted == ({("RS256", name) for name in judges} if algorithm == "RS256" else set())

    assert failing(check, ALGORITHMS) == []


CHANGES = {"bytes": changed_bytes(), "text": changed_text(), "segments": exchanged_segments()}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_of_what_began_as_good_tokens_only_those_that_were_signed_are_accepted(
    changed: st.SearchStrategy[str], search: settings
) -> None:
    @search
    @given(changed)
    def judge(token: str) -> None:
        assert accepted_by_all(token) == (token in SIGNED)

    judge()


def test_however_good_claims_are_written_all_three_read_them_alike(search: settings) -> None:
    @search
    @given(rewritten())
    def judge(claims: bytes) -> None:
        assert accepted_by_all(AUTHORITY.token_of(claims))

    judge()


def test_however_claims_are_damaged_before_they_are_signed_no_library_is_stricter(search: settings) -> None:
    @search
    @given(damaged())
    def judge(claims: bytes) -> None:
        accepted_by_all(AUTHORITY.token_of(claims))

    judge()


HEADERS: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from(
        ["typ", "alg", "kid", "cty", "crit", "b64", "jwk", "jku", "x5c", "x5t", "x5t#S256", "x5u", "zip", "enc", "epk",
         "iv", "tag", "p2c", "url", "nonce", "exp", "Alg"]
    ),
    st.sampled_from([None, True, False, 0, 1.5, "", "RS256", "JWT", "AQAB", [], {}, ["exp"], ["b64"]]),
    max_size=4,
)  # fmt: skip


def test_whatever_else_a_header_says_no_library_is_stricter(search: settings) -> None:
    accepted = 0

    @search
    @given(HEADERS)
    def judge(members: dict[str, Any]) -> None:
        nonlocal accepted
        accepted += accepted_by_all(AUTHORITY.header(**members).token())

    judge()
    assert accepted > 10
