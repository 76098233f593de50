"""What two libraries that know nothing of each other, or of us, make of a token.

Both verify with the authority's one public key and allow RS256 alone, as their documentation shows it. What a token
says is judged by neither: that there are claims at all, and which, is for whoever calls them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry, deserialize_compact
from jwcrypto.common import JWException  # type: ignore[import-untyped]  # it has no types
from jwcrypto.jwk import JWK  # type: ignore[import-untyped]  # it has no types
from jwcrypto.jws import JWS  # type: ignore[import-untyped]  # it has no types

from shared.problems import InvalidToken
from tests.support.validator import AUTHORITY, VALIDATOR

Claims = dict[str, Any]
Judge = Callable[[str], Claims | None]
"""The claims of a token that is accepted, or None."""
_UNLIMITED = 2**31


@cache
def _public_key() -> dict[str, Any]:
    return {name: AUTHORITY.key()[name] for name in ("kty", "n", "e")}


def joserfc(token: str) -> Claims | None:
    """Members of a header that no standard knows are let pass: RFC 7515 says to ignore them, and so do we.

    Its limits of sizes are lifted, for they say nothing about a token; ours is one for the whole of it.
    """
    registry = JWSRegistry(algorithms=["RS256"], strict_check_header=False)
    registry.max_header_length = registry.max_payload_length = registry.max_signature_length = _UNLIMITED
    try:
        payload = deserialize_compact(token, RSAKey.import_key(_public_key()), registry=registry).payload
    except (JoseError, ValueError, RecursionError):  # JSON that is nested without end
        return None
    return _claims(payload)


def jwcrypto(token: str) -> Claims | None:
    judged = JWS()
    judged.allowed_algs = ["RS256"]
    try:
        judged.deserialize(token, JWK(**_public_key()))
    except (JWException, ValueError, RecursionError):
        return None
    return _claims(judged.payload)


LIBRARIES: dict[str, Judge] = {"joserfc": joserfc, "jwcrypto": jwcrypto}


def ours(token: str) -> bool:
    """Whether our own reader accepts it."""
    try:
        VALIDATOR.validate(token)
    except InvalidToken:
        return False
    return True


def says_the_same(token: str, claims: Claims) -> bool:
    """Whether the principal whom we read out of an accepted token is the one of these claims."""
    principal = VALIDATOR.validate(token)
    return (
        principal.tid == claims["tid"].lower()
        and principal.oid == claims["oid"].lower()
        and principal.client_id == claims["azp"].lower()
        and principal.username == claims.get("preferred_username")
        and principal.scopes == {*claims.get("scp", "").split(" ")} - {""}
        and principal.roles == {*claims.get("roles", [])}
    )


def _claims(payload: bytes) -> Claims | None:
    """What is signed, as Python's own reader has it; the last of two members counts, and NaN is a number."""
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None
