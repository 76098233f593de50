"""The reader of tokens under the fuzzer: a whole token, or claims or a header that we sign.

Its first byte says which an input is. Of whole tokens only those that we signed may be accepted, byte for byte. What is
accepted of the others must be what two libraries verify and read alike, and keep the rules as they are written here.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from shared.auth import base64url
from shared.problems import InvalidToken
from tests.attack.tokens.defects import DEFECTS
from tests.attack.tokens.libraries import LIBRARIES, says_the_same
from tests.support.tokens import AUDIENCE, AUTHORITY_URL, KEY_ID, OTHER_TENANT_ID
from tests.support.validator import AUTHORITY, ISSUED, PERSONAL_TENANT_ID, VALIDATOR

CLAIMS, HEADER = b"c", b"h"
SIGNED = frozenset([AUTHORITY.token(), AUTHORITY.token(oid=OTHER_TENANT_ID), AUTHORITY.token(tid=OTHER_TENANT_ID)])
_GOOD_CLAIMS = json.dumps(AUTHORITY.claims()).encode()


def seeds() -> Iterator[bytes]:
    for token in sorted(SIGNED):
        yield token.encode()
    yield CLAIMS + _GOOD_CLAIMS
    yield HEADER + AUTHORITY.header_bytes()
    for defect in DEFECTS:
        if defect.claims:
            yield CLAIMS + json.dumps(AUTHORITY.claims(**defect.claims)).encode()
        if defect.header:
            yield HEADER + AUTHORITY.header(**defect.header).header_bytes()


def judge(content: bytes) -> None:
    kind, rest = content[:1], content[1:]
    if kind == CLAIMS:
        token = AUTHORITY.token_of(rest)
    elif kind == HEADER:
        token = AUTHORITY.token_of(_GOOD_CLAIMS, rest)
    else:
        token = content.decode("latin-1")
    try:
        VALIDATOR.validate(token)
    except InvalidToken:
        return
    if kind in {CLAIMS, HEADER}:
        _check_what_was_signed(token, json.loads(rest), is_header=kind == HEADER)
    elif token not in SIGNED:
        raise AssertionError("accepted although we never signed it")


def plant() -> None:
    """The reader of base64 that Python has passes over what it does not know."""

    def lenient(text: str) -> bytes:
        return base64.urlsafe_b64decode(f"{text}==")

    base64url.decode = lenient


def _check_what_was_signed(token: str, members: dict[str, Any], *, is_header: bool) -> None:
    if not (_is_good_header(members) if is_header else _are_good_claims(members)):
        raise AssertionError("accepted against the rules")
    for name, judged_by in LIBRARIES.items():
        claims = judged_by(token)
        if claims is None or not says_the_same(token, claims):
            raise AssertionError(f"accepted, but {name} refuses it or reads other claims")


def _is_good_header(header: dict[str, Any]) -> bool:
    named = (header.get("alg"), header.get("typ"), header.get("kid"))
    return named == ("RS256", "JWT", KEY_ID) and not header.keys() & {"jwk", "jku", "x5u", "x5c", "crit", "b64"}


def _are_good_claims(claims: dict[str, Any]) -> bool:
    tenant, expires, begins, issued = (claims[name] for name in ("tid", "exp", "nbf", "iat"))
    return (
        (claims["ver"], claims["aud"]) == ("2.0", AUDIENCE)
        and claims["iss"].lower() == f"{AUTHORITY_URL}/{tenant}/v2.0".lower()
        and tenant.lower() != PERSONAL_TENANT_ID
        and expires > ISSUED - 300
        and max(begins, issued) <= ISSUED + 300
        and 0 <= expires - issued <= 28 * 3600
        and not any(isinstance(value, bool) for value in (expires, begins, issued))
    )
