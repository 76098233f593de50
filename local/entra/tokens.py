"""The tokens and keys of the stand-in authority, in the shapes that Entra gives them.

https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from local.demo.people import Person

TEAMS_WEB_CLIENT_ID = "5e3ce6c0-2b1f-4285-8d4b-75ee78787346"
SCOPE = "access_as_user"
GRAPH = "https://graph.microsoft.com"
LIFETIME = timedelta(hours=1)


class BadAssertion(Exception):
    """A token that was not signed here."""


class Issuer:
    """Signs tokens with one RSA key that lives as long as the process.

    `authority` is the origin under which the stand-in is reached, `api_client_id` the app that user tokens are for.
    """

    def __init__(self, authority: str, api_client_id: str) -> None:
        self._authority = authority
        self._api_client_id = api_client_id
        self._key: RSAPrivateKey = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._kid = secrets.token_urlsafe(20)

    def issuer(self, tid: str) -> str:
        """The `iss` of a tenant's v2 tokens."""
        return f"{self._authority}/{tid}/v2.0"

    def keys(self) -> dict[str, object]:
        """The JSON Web Key Set; `issuer` is a template because the key signs for every tenant."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        key = {
            "kty": "RSA",
            "use": "sig",
            "kid": self._kid,
            "n": public["n"],
            "e": public["e"],
            "issuer": self.issuer("{tenantid}"),
        }
        return {"keys": [key]}

    def user_token(self, person: Person, now: datetime) -> str:
        """A delegated v2 access token for our API, as the Teams web client gets it for `person`; it lasts an hour."""
        claims: dict[str, object] = {
            **self._common_claims(person.tenant.tid, now),
            "aud": self._api_client_id,
            "azp": TEAMS_WEB_CLIENT_ID,
            "azpacr": "0",
            "name": person.display_name,
            "oid": person.oid,
            "preferred_username": person.username,
            "scp": SCOPE,
            "sub": _pairwise(person.oid, self._api_client_id),
        }
        if person.roles:
            claims["roles"] = list(person.roles)
        if person.home is not None:
            claims |= {"acct": 1, "idp": f"https://sts.windows.net/{person.home.tid}/"}
        return self._sign(claims)

    def graph_token(self, person: Person, scopes: tuple[str, ...], now: datetime) -> str:
        """A delegated access token for Microsoft Graph that our API gets on behalf of `person`; it lasts an hour."""
        return self._sign(
            {
                **self._common_claims(person.tenant.tid, now),
                "aud": GRAPH,
                "azp": self._api_client_id,
                "azpacr": "1",
                "idtyp": "user",
                "name": person.display_name,
                "oid": person.oid,
                "scp": " ".join(scopes),
                "sub": _pairwise(person.oid, GRAPH),
            }
        )

    def id_token(self, person: Person, now: datetime) -> str:
        """Who `person` is, for our API as a client."""
        return self._sign(
            {
                **self._common_claims(person.tenant.tid, now),
                "aud": self._api_client_id,
                "name": person.display_name,
                "oid": person.oid,
                "preferred_username": person.username,
                "sub": _pairwise(person.oid, self._api_client_id),
            }
        )

    def app_token(self, tid: str, client_id: str, resource: str, now: datetime) -> str:
        """An app-only v2 access token of `client_id` in the tenant `tid`; its audience is the `resource` asked for."""
        service_principal = _guid(f"{tid}:{client_id}")
        claims = {
            **self._common_claims(tid, now),
            "aud": resource,
            "azp": client_id,
            "azpacr": "1",
            "idtyp": "app",
            "oid": service_principal,
            "sub": service_principal,
        }
        return self._sign(claims)

    def read(self, token: str) -> dict[str, Any]:
        """The claims of a token that was signed here, whatever its audience and its age.

        Raises:
            BadAssertion: it is none.
        """
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key.public_key(),
                ["RS256"],
                options={"verify_aud": False, "verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except jwt.PyJWTError:
            raise BadAssertion from None
        return claims

    def _common_claims(self, tid: str, now: datetime) -> dict[str, object]:
        issued_at = int(now.timestamp())
        return {
            "iss": self.issuer(tid),
            "tid": tid,
            "iat": issued_at,
            "nbf": issued_at,
            "exp": issued_at + int(LIFETIME.total_seconds()),
            "aio": secrets.token_urlsafe(40),
            "uti": secrets.token_urlsafe(16),
            "ver": "2.0",
        }

    def _sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self._kid})


def _pairwise(oid: str, client_id: str) -> str:
    """A subject that differs from app to app, as Entra's does."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"{oid}:{client_id}".encode()).digest()).rstrip(b"=").decode()


def _guid(text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
