"""Each limit of a token from both sides: the last value that passes, and the first that does not."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

from shared.auth.signing_keys import SigningKeys
from tests.support.every import failing
from tests.support.tokens import CLIENT_ID, KEY_ID, NOW, PERSON_ID, TENANT_ID, encode, key_set
from tests.support.validator import AUTHORITY, ISSUED, VALIDATOR, refusal

SKEW, LONGEST, MAX_CHARACTERS = 300, 28 * 3600, 16 * 1024
A_MOMENT = 2.0**-10
"""Less than a second, and exact in a float of today's seconds."""

LIMITS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "expired, in seconds": (
        {"exp": ISSUED - SKEW + 1, "iat": ISSUED - 3600, "nbf": ISSUED - 3600},
        {"exp": ISSUED - SKEW, "iat": ISSUED - 3600, "nbf": ISSUED - 3600},
    ),
    "expired, in fractions": (
        {"exp": ISSUED - SKEW + A_MOMENT, "iat": ISSUED - 3600, "nbf": ISSUED - 3600},
        {"exp": float(ISSUED - SKEW), "iat": ISSUED - 3600, "nbf": ISSUED - 3600},
    ),
    "not begun": ({"nbf": ISSUED + SKEW}, {"nbf": ISSUED + SKEW + 1}),
    "not begun, in fractions": ({"nbf": float(ISSUED + SKEW)}, {"nbf": ISSUED + SKEW + A_MOMENT}),
    "issued in the future": ({"iat": ISSUED + SKEW}, {"iat": ISSUED + SKEW + 1}),
    "issued in the future, in fractions": ({"iat": float(ISSUED + SKEW)}, {"iat": ISSUED + SKEW + A_MOMENT}),
    "lifetime": ({"exp": ISSUED + LONGEST}, {"exp": ISSUED + LONGEST + 1}),
    "lifetime, in fractions": ({"exp": float(ISSUED + LONGEST)}, {"exp": ISSUED + LONGEST + A_MOMENT}),
    "lifetime of a token that was issued earlier": (
        {"iat": ISSUED - LONGEST + 60, "exp": ISSUED + 60},
        {"iat": ISSUED - LONGEST + 60, "exp": ISSUED + 61},
    ),
    "no lifetime": ({"exp": ISSUED}, {"exp": ISSUED - A_MOMENT}),
    "begin before 1970": ({"nbf": 0}, {"nbf": -A_MOMENT}),
    "begin before 1970, with a sign": ({"nbf": -0.0}, {"nbf": -1}),
    "username": ({"preferred_username": "\u00e4" * 1024}, {"preferred_username": "a" * 1025}),
    "depth": ({"x": json.loads("[" * 15 + "]" * 15)}, {"x": json.loads("[" * 16 + "]" * 16)}),
    "names that differ": ({"tids": TENANT_ID}, {"tID": TENANT_ID}),
}


def test_a_limit_holds_from_both_sides() -> None:
    def check(last: dict[str, Any], beyond: dict[str, Any]) -> None:
        assert VALIDATOR.validate(AUTHORITY.token(**last)).oid == PERSON_ID
        refusal(AUTHORITY.token(**beyond))

    assert failing(check, LIMITS) == []


def _token_of_length(length: int) -> str:
    """Three bytes more make four characters more; the rest is met with a few bytes more in the header."""
    for spare in range(4):
        authority = AUTHORITY.header(x="h" * spare)
        missing = length - len(authority.token(x=""))
        for filling in range(missing * 3 // 4 - 3, missing * 3 // 4 + 4):
            token = authority.token(x="c" * filling)
            if len(token) == length:
                return token
    raise AssertionError("no such token")


def test_16_kib_are_accepted() -> None:
    def check(short_of: int) -> None:
        token = _token_of_length(MAX_CHARACTERS - short_of)

        assert (len(token), VALIDATOR.validate(token).oid) == (MAX_CHARACTERS - short_of, PERSON_ID)

    assert failing(check, range(4)) == []


def test_a_character_more_than_16_kib_is_not() -> None:
    def check(more: int) -> None:
        refusal(_token_of_length(MAX_CHARACTERS + more))

    assert failing(check, range(1, 5)) == []


SPELLINGS = {
    "lower case": ("{0}", True),
    "upper case": ("{1}", True),
    "mixed case": ("{2}", True),
    "braces": ("{{{0}}}", False),
    "parentheses": ("({0})", False),
    "URN": ("urn:uuid:{0}", False),
    "no hyphens": ("{3}", False),
    "space before": (" {0}", False),
    "space behind": ("{0} ", False),
    "line end": ("{0}\n", False),
    "zero byte": ("{0}\0", False),
    "a digit more": ("{0}0", False),
    "a digit less": ("{4}", False),
    "slash": ("{0}/", False),
    "two": ("{0},{0}", False),
    "full-width digit": ("\uff11{4}", False),
    "soft hyphens": ("{5}", False),
    "a letter beyond f": ("g{4}", False),
}


def test_a_guid_has_one_form_in_either_case() -> None:
    guids = {"tid": TENANT_ID, "oid": PERSON_ID, "azp": CLIENT_ID}

    def check(claim: str, name: str) -> None:
        guid = guids[claim]
        spelling, passes = SPELLINGS[name]
        mixed = "".join(digit.upper() if place % 2 else digit for place, digit in enumerate(guid))
        others = (guid.upper(), mixed, guid.replace("-", ""), guid[1:], guid.replace("-", "\u00ad"))
        token = AUTHORITY.token(**{claim: spelling.format(guid, *others)})

        if not passes:
            refusal(token)
            return
        principal = VALIDATOR.validate(token)
        assert (principal.tid, principal.oid, principal.client_id) == (TENANT_ID, PERSON_ID, CLIENT_ID)

    assert failing(check, product(guids, SPELLINGS)) == []


def test_a_key_has_2048_bits_or_more() -> None:
    def check(bits: int, counts: bool) -> None:
        modulus = (1 << (bits - 1)) | 1
        entry = AUTHORITY.key(n=encode(modulus.to_bytes((bits + 7) // 8, "big")))

        found = SigningKeys(lambda: key_set(entry, AUTHORITY.key(kid="other")), lambda: NOW).find_key(KEY_ID)

        assert (found is not None) is counts

    assert failing(check, [(2047, False), (2048, True), (2049, True)]) == []
