"""From a bearer token to a `Principal`: the signature is proven first, then every claim is judged.

Rules: https://learn.microsoft.com/entra/identity-platform/claims-validation and RFC 8725.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from shared.auth import base64url
from shared.auth.principal import Principal
from shared.guids import canonical_guid
from shared.problems import InvalidRequest, InvalidToken, MissingToken, Problem
from shared.strict_json import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.auth.signing_keys import SigningKey, SigningKeys
    from shared.times import Clock

_MAX_TOKEN_LENGTH = 16 * 1024
_MAX_USERNAME_LENGTH = 1024
_SEGMENT_COUNT = 3
_ALGORITHM = "RS256"
# Each would name a key, or a rule, of the sender's own choosing (RFC 8725, 3.10); `b64` says what is signed (RFC 7797).
_REFUSED_HEADERS = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64"})
# Not used here, but where another reader refuses a token for them, nobody should have it accepted (RFC 7515, 4.1).
_TEXT_HEADERS = ("x5t", "x5t#S256", "cty")

_SKEW_SECONDS = 300
_MAX_LIFETIME_SECONDS = 28 * 3600  # Entra's longest, with continuous access evaluation
_LAST_SECOND = 253_402_300_799  # the end of the year 9999
_PERSONAL_ACCOUNTS_TENANT_ID = "9188040d-6c67-4c5b-b112-36a304b66dad"

_BEARER = re.compile(r"(?i:bearer) +([A-Za-z0-9._~+/-]+=*)")
_BEARER_SCHEME = re.compile(r"(?:^|,)\s*bearer(?:\s|,|$)", re.IGNORECASE)


def bearer_token(authorization: str | None, query: Mapping[str, str]) -> str:
    """The token of a request (RFC 6750, section 2): once, and in the Authorization header.

    Raises:
        MissingToken: there is none.
        InvalidRequest: it is in the query, or given twice (the host joins repeated headers with a comma).
        InvalidToken: another scheme, or not of the form `Bearer <token>`.
    """
    credentials = (authorization or "").strip()
    is_repeated = "," in credentials and _BEARER_SCHEME.search(credentials)
    if is_repeated or "access_token" in query:
        raise InvalidRequest("Send the token once, in the Authorization header.")
    if not credentials:
        raise MissingToken
    match = _BEARER.fullmatch(credentials)
    if match is None:
        raise InvalidToken
    return match.group(1)


class TokenValidator:
    """Judges Entra v2 access tokens for one audience.

    `authority` is an https origin without a slash at its end, `audience` our own client id.
    """

    def __init__(self, keys: SigningKeys, *, authority: str, audience: str, now: Clock) -> None:
        self._keys = keys
        self._authority = authority
        self._audience = audience
        self._now = now

    def validate(self, token: str) -> Principal:
        """The caller that the token proves.

        What the caller may do (scope, client, role) is for `AuthorizationPolicy` to say.

        Raises:
            InvalidToken: any rule is broken; which one is told to nobody.
            KeysUnavailable: there are no keys to judge it by.
        """
        _require(len(token) <= _MAX_TOKEN_LENGTH)
        segments = token.split(".")
        _require(len(segments) == _SEGMENT_COUNT)
        header, claims, signature = map(_decode, segments)

        key = self._keys.find_key(_key_id(_members(header)))
        if key is None or not _is_signed_by(key, token.rpartition(".")[0], signature):
            raise InvalidToken
        return self._principal(_members(claims), key)

    def _principal(self, claims: Mapping[str, Any], key: SigningKey) -> Principal:
        _require(claims.get("ver") == "2.0" and claims.get("aud") == self._audience)
        _check_times(claims, self._now().timestamp())
        tid = _guid(claims, "tid")
        _require(tid != _PERSONAL_ACCOUNTS_TENANT_ID)
        issuer = self._issuer(tid)
        _require(claims.get("iss") in (issuer, self._issuer(claims["tid"])))
        _require(key.issuer is None or key.issuer.replace("{tenantid}", tid) == issuer)

        oid = _guid(claims, "oid")
        username = _optional_text(claims, "preferred_username")
        _require(username is None or len(username) <= _MAX_USERNAME_LENGTH)
        return Principal(
            tid=tid,
            oid=oid,
            client_id=_guid(claims, "azp"),
            username=username,
            scopes=frozenset((_optional_text(claims, "scp") or "").split(" ")) - {""},
            roles=_roles(claims),
            # An application is its own subject; a person's subject differs from app to app and is never the oid.
            app_only=_optional_text(claims, "idtyp") == "app" or (_optional_text(claims, "sub") or "").lower() == oid,
            guest=_is_guest(claims, username, home=(issuer, f"https://sts.windows.net/{tid}/")),
        )

    def _issuer(self, tid: str) -> str:
        return f"{self._authority}/{tid}/v2.0"


def _require(condition: bool) -> None:
    if not condition:
        raise InvalidToken


def _decode(segment: str) -> bytes:
    try:
        return base64url.decode(segment)
    except ValueError:
        raise InvalidToken from None


def _members(text: bytes) -> Mapping[str, Any]:
    """A JSON object that no two readers can take for different ones, not even one that ignores case."""
    try:
        members = parse(text)
    except Problem:
        raise InvalidToken from None
    if not isinstance(members, dict) or len({name.casefold() for name in members}) != len(members):
        raise InvalidToken
    return members


def _key_id(header: Mapping[str, Any]) -> str:
    _require(header.get("alg") == _ALGORITHM and header.get("typ") == "JWT")
    _require(_REFUSED_HEADERS.isdisjoint(header))
    _require(all(isinstance(header.get(name, ""), str) for name in _TEXT_HEADERS))
    key_id = header.get("kid")
    if not isinstance(key_id, str) or not key_id:
        raise InvalidToken
    return key_id


def _is_signed_by(key: SigningKey, signed: str, signature: bytes) -> bool:
    import jwt

    algorithm = jwt.get_algorithm_by_name(_ALGORITHM)
    return algorithm.verify(signed.encode("ascii"), key.public_key, signature)


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expires, begins, issued = (_seconds(claims, name) for name in ("exp", "nbf", "iat"))
    _require(issued <= expires <= issued + _MAX_LIFETIME_SECONDS)
    _require(expires > now - _SKEW_SECONDS)
    _require(max(begins, issued) <= now + _SKEW_SECONDS)


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    # In Python a bool is an int. The bounds keep out what is not finite, and integers too large to reckon with.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LAST_SECOND:
        raise InvalidToken
    return value


def _guid(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    guid = canonical_guid(value) if isinstance(value, str) else None
    if guid is None:
        raise InvalidToken
    return guid


def _optional_text(claims: Mapping[str, Any], name: str) -> str | None:
    """A claim that may be absent, but must be a string when it is there (null is not one)."""
    if name not in claims:
        return None
    value = claims[name]
    if not isinstance(value, str):
        raise InvalidToken
    return value


def _roles(claims: Mapping[str, Any]) -> frozenset[str]:
    roles = claims.get("roles", [])
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise InvalidToken
    return frozenset(roles)


def _is_guest(claims: Mapping[str, Any], username: str | None, *, home: tuple[str, str]) -> bool:
    """Whether the account belongs elsewhere; `home` is the tenant's issuer in its v2 and v1 spelling."""
    if claims.get("acct") in (1, "1"):
        return True
    return ("idp" in claims and claims["idp"] not in home) or "#ext#" in (username or "").lower()
