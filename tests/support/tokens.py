"""Real RS256 tokens and key sets from local keys, as Entra would issue them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

ABSENT: Final = object()
"""As a claim's or header member's value: leave it out."""

NOW = datetime(2026, 11, 23, 9, 45, 10, tzinfo=UTC)
AUTHORITY_URL = "https://login.example"
AUDIENCE = "3b9d4a52-6c1e-4f0a-9a77-0d5c2e81f603"
SCOPE = "access_as_user"
TENANT_ID = "7c1f0f6e-52a4-4b1d-8a5e-2f9e6d3b7a10"
OTHER_TENANT_ID = "0a6b8c2d-1e3f-4a5b-9c7d-8e9f0a1b2c3d"
PERSON_ID = "51d2c3b4-a596-4788-b9aa-cbdcedfe0f10"
CLIENT_ID = "5e3ce6c0-2b1f-4285-8d4b-75ee78787346"  # Teams in the browser
USERNAME = "anna.schmidt@contoso.example"
KEY_ID = "the-authority's-key"

_GOOD, _EVIL = "good", "evil"


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs for `tid`, at `now`, for the audience and the client above; every claim can be overridden.

    `header` and `evil` return an authority that differs in just that; `key_set` never lists the evil key.
    """

    url: str = AUTHORITY_URL
    now: datetime = NOW
    header_members: Mapping[str, Any] = field(default_factory=dict)
    key_name: str = _GOOD

    def key_set(self, **members: Any) -> bytes:
        """The JSON Web Key Set, with members of its one key added or overridden."""
        return key_set(self.key(**members))

    def key(self, **members: Any) -> dict[str, Any]:
        """The entry of the authority's own key in its key set."""
        issuer = f"{self.url}/{{tenantid}}/v2.0"
        return _without_absent({**public_entry(private_key(_GOOD)), "kid": KEY_ID, "issuer": issuer, **members})

    def header(self, **members: Any) -> Authority:
        """An authority whose tokens bear these header members as well, or instead."""
        return replace(self, header_members={**self.header_members, **members})

    def evil(self) -> Authority:
        """An impostor: the same tokens under the same key id, signed with a key of its own."""
        return replace(self, key_name=_EVIL)

    def claims(self, **overrides: Any) -> dict[str, Any]:
        """The claims of a user's v2 access token that lasts an hour."""
        issued_at = int(self.now.timestamp())
        tid = overrides.get("tid", TENANT_ID)
        claims = {
            "ver": "2.0",
            "aud": AUDIENCE,
            "iss": f"{self.url}/{tid}/v2.0",
            "tid": tid,
            "oid": PERSON_ID,
            "sub": "xT0p5GkqfRrB2vYwJ1mZ8uQ4nLsC7dHeA3iO6bVtK9E",
            "azp": CLIENT_ID,
            "azpacr": "0",
            "scp": SCOPE,
            "iat": issued_at,
            "nbf": issued_at,
            "exp": issued_at + 3600,
            "name": "Anna Schmidt",
            "preferred_username": USERNAME,
            "uti": "b7kQm2XvT0yZ4wNcR1sPAA",
        }
        return _without_absent({**claims, **overrides})

    def token(self, **claims: Any) -> str:
        """A signed token; each argument overrides the claim of its name."""
        return self.token_of(json.dumps(self.claims(**claims)).encode())

    def token_of(self, claims: bytes, header: bytes | None = None) -> str:
        """A signed token of exactly these bytes, well formed or not."""
        return self.signed(f"{encode(self.header_bytes() if header is None else header)}.{encode(claims)}")

    def signed(self, text: str) -> str:
        """This text, well formed or not, with its signature as the last segment (RFC 7518, section 3.3)."""
        return f"{text}.{encode(_signature(self.key_name, text))}"

    def header_bytes(self) -> bytes:
        """The header as JSON."""
        members = {"typ": "JWT", "alg": "RS256", "kid": KEY_ID, **self.header_members}
        return json.dumps(_without_absent(members)).encode()


def encode(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def key_set(*keys: Any) -> bytes:
    """A JSON Web Key Set of these entries."""
    return json.dumps({"keys": keys}).encode()


@cache
def private_key(name: str) -> RSAPrivateKey:
    """The key of that name: made when it is first asked for, and the same for the whole run."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def public_entry(key: RSAPrivateKey) -> dict[str, Any]:
    """The public half of a key as an entry of a key set, still without an id."""
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "use": "sig", "n": encode(_to_bytes(numbers.n)), "e": encode(_to_bytes(numbers.e))}


@lru_cache(maxsize=1000)
def _signature(key_name: str, text: str) -> bytes:
    """Sign with RS256, which is deterministic: the same text on the same clock need not be signed again."""
    return private_key(key_name).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())


def _to_bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _without_absent(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not ABSENT}
