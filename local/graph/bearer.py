"""Whether a request to the stand-in carries a token for Microsoft Graph, and whose."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

import jwt

from local.entra.tokens import GRAPH


class Unauthenticated(Exception):
    """No token, or none for Graph; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who calls, with which delegated scopes, and the token that says so."""

    token: str
    oid: str
    scopes: frozenset[str]


class Tokens:
    """The tokens of the authority at `authority`, except those that were made to expire before their time."""

    def __init__(self, authority: str, trusted: Path) -> None:
        self._authority = authority
        self._keys = jwt.PyJWKClient(
            f"{authority}/organizations/discovery/v2.0/keys",
            ssl_context=ssl.create_default_context(cafile=str(trusted)),
        )
        self._expired: set[str] = set()

    def read(self, authorization: str) -> Bearer:
        """The bearer of a token that is meant for Graph, still valid, and given on behalf of a person.

        Raises:
            Unauthenticated: it is not.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Access token is empty.")
        required = ["aud", "exp", "iss", "tid", "oid", "scp"]
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(token, key, ["RS256"], audience=GRAPH, options={"require": required})
        except jwt.PyJWTError as error:
            raise Unauthenticated(f"The token cannot be used: {error}.") from None
        if claims["iss"] != f"{self._authority}/{claims['tid']}/v2.0":
            raise Unauthenticated("The issuer is not that of the token's tenant.")
        if token in self._expired:
            raise Unauthenticated("Lifetime validation failed, the token is expired.")
        return Bearer(token, claims["oid"], frozenset(claims["scp"].split()))

    def expire(self, bearer: Bearer) -> None:
        """From now on this token is past its time; another one of the same person is not."""
        self._expired.add(bearer.token)
