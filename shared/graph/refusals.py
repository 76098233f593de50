"""What Graph and the sign-in authority say when they refuse, as problems with which a caller can do something.

What they say is read here and never passed on: their sentences name people, applications and policies.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from shared.graph.outcomes import GraphForbidden, GraphNotFound, GraphRefused
from shared.problems import AccessPolicyMissing, ClaimsRequired, ConsentRequired, GraphFailed, InvalidToken, Problem

if TYPE_CHECKING:
    from shared.settings import Settings

# https://learn.microsoft.com/entra/identity-platform/reference-error-codes
_CONSENT = frozenset({65001, 65004, 90094, 90095})  # never given, declined, for an administrator alone (two)
_STALE = frozenset({50013, 500133, 50132, 50133, 50173})  # the caller's token has run out, or was revoked

_MAX_CLAIMS = 4096
_CHALLENGED_CLAIMS = re.compile(r'\bclaims="([A-Za-z0-9+/_-]{1,8192}={0,2})"')
_INSUFFICIENT_CLAIMS = re.compile(r'\berror="?insufficient_claims\b')
# Both wordings that Microsoft has documented.
# https://learn.microsoft.com/graph/cloud-communication-online-meeting-application-access-policy
_POLICY = re.compile(
    r"application access policy|\bapp\b.*\bis not authorized to\b.*\bon behalf of user\b", re.IGNORECASE | re.DOTALL
)
_SCOPES = re.compile(r"missing (scope|role) permissions on the request", re.IGNORECASE)


def token_refusal(
    answer: Mapping[str, Any], scopes: tuple[str, ...], tenant_id: str, settings: Settings
) -> Callable[[], Problem]:
    """Why the authority gave no token, from the members of its answer."""
    codes = answer.get("error_codes")
    numbers = {code for code in codes if isinstance(code, int)} if isinstance(codes, list) else set()
    if answer.get("suberror") == "consent_required" or numbers & _CONSENT:
        return lambda: consent_required(scopes, tenant_id, settings)
    claims = _plain_claims(answer.get("claims"))
    if claims is not None or answer.get("error") == "interaction_required":
        return lambda: ClaimsRequired(claims=claims)
    if numbers & _STALE:
        return InvalidToken
    return GraphRefused


def consent_required(scopes: tuple[str, ...], tenant_id: str, settings: Settings) -> ConsentRequired:
    """With all that the tab needs to ask for consent."""
    consent = {"authority": settings.authority, "tenantId": tenant_id, "clientId": settings.api_client_id}
    return ConsentRequired(members={"scopes": list(scopes), "consent": consent})


def challenged(authenticate: str) -> ClaimsRequired | None:
    """The claims challenge in the WWW-Authenticate of Graph's 401; None when it is none."""
    found = _CHALLENGED_CLAIMS.search(authenticate)
    if found is None:
        return ClaimsRequired() if _INSUFFICIENT_CLAIMS.search(authenticate) else None
    try:
        text = base64.b64decode(found[1].replace("-", "+").replace("_", "/").rstrip("=") + "==").decode()
    except ValueError:
        return ClaimsRequired()
    return ClaimsRequired(claims=_plain_claims(text))


def names_a_policy(body: bytes) -> bool:
    """Whether Graph says that an application access policy is missing; it has done so with 401 and with 403."""
    return bool(_POLICY.search(_message(body)))


def refusal(status: int, body: bytes) -> type[Problem] | None:
    """What a status of 300 and more means; None: consent is missing.

    An id that cannot be one is answered with 400: there is no such meeting then either.
    """
    if status in {400, 404, 410}:
        return GraphNotFound
    if status == 403:
        if names_a_policy(body):
            return AccessPolicyMissing
        return None if _SCOPES.search(_message(body)) else GraphForbidden
    return GraphFailed if status >= 500 else GraphRefused


def _message(body: bytes) -> str:
    try:
        message = json.loads(body)["error"]["message"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    return message[:2000] if isinstance(message, str) else ""


def _plain_claims(claims: object) -> str | None:
    """Claims as they came, but in ASCII, for the tab takes bytes for characters; None: they are no JSON object."""
    if not isinstance(claims, str) or len(claims) > _MAX_CLAIMS:
        return None
    try:
        found = json.loads(claims)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return claims if claims.isascii() else json.dumps(found, separators=(",", ":"))
