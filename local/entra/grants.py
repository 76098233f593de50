"""The grants of the stand-in authority's token endpoint, with the checks that Entra makes.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
"""

from __future__ import annotations

import hmac
import secrets
from collections import deque
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from local.demo import people
from local.entra.oauth import OAuthError
from local.entra.tokens import GRAPH, LIFETIME, BadAssertion, Issuer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from local.demo.people import Person
    from local.entra.consent import Consent

CLIENT_CREDENTIALS = "client_credentials"
ON_BEHALF_OF = "urn:ietf:params:oauth:grant-type:jwt-bearer"
OPENID_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})
GRAPH_SCOPES = frozenset({"OnlineMeetings.Read", "OnlineMeetingArtifact.Read.All", "VirtualEvent.Read"})
REMEMBERED_REQUESTS = 1_000


class Grants:
    """What the token endpoint gives to the one confidential client that it knows, our API's own app registration."""

    def __init__(
        self, client_id: str, secret: str, issuer: Issuer, consent: Consent, clock: Callable[[], datetime]
    ) -> None:
        self._client_id = client_id
        self._secret = secret
        self._issuer = issuer
        self._consent = consent
        self._clock = clock
        self._asked: deque[dict[str, str]] = deque(maxlen=REMEMBERED_REQUESTS)
        self._grants = {CLIENT_CREDENTIALS: self._client_credentials, ON_BEHALF_OF: self._on_behalf_of}

    def token(self, tenant: str, form: Mapping[str, str]) -> dict[str, object]:
        """Answer the token endpoint of `tenant`.

        Raises:
            OAuthError: an unknown tenant or grant, a wrong client, or what the grant refuses.
        """
        if not is_known(tenant):
            raise OAuthError("invalid_request", 90002, "The tenant is not known.")
        grant = self._grants.get(form.get("grant_type", ""))
        if grant is None:
            raise OAuthError("unsupported_grant_type", 70003, "The grant type is not supported here.")
        self._check_client(form)
        self._asked.append({"grant": form["grant_type"], "tenant": tenant, "scope": form.get("scope", "")})
        return grant(tenant, form)

    def asked(self) -> list[dict[str, str]]:
        """The last 1,000 requests of our client: grant, tenant and scope, oldest first."""
        return list(self._asked)

    def _check_client(self, form: Mapping[str, str]) -> None:
        same_client = hmac.compare_digest(form.get("client_id", "").encode(), self._client_id.encode())
        same_secret = hmac.compare_digest(form.get("client_secret", "").encode(), self._secret.encode())
        if not (same_client and same_secret):
            raise OAuthError(
                "invalid_client", 7000215, "The client or its secret is wrong.", status=HTTPStatus.UNAUTHORIZED
            )

    def _client_credentials(self, tenant: str, form: Mapping[str, str]) -> dict[str, object]:
        resource, default, rest = form.get("scope", "").partition("/.default")
        if not resource or not default or rest:
            raise OAuthError("invalid_scope", 1002012, "The scope must be one resource followed by /.default.")
        return _bearer(self._issuer.app_token(tenant, self._client_id, resource, self._clock()))

    def _on_behalf_of(self, tenant: str, form: Mapping[str, str]) -> dict[str, object]:
        for name in ("assertion", "requested_token_use", "scope"):
            if not form.get(name):
                raise OAuthError("invalid_request", 900144, f"The body must contain the parameter '{name}'.")
        if form["requested_token_use"] != "on_behalf_of":
            raise OAuthError("invalid_request", 70000, "requested_token_use must be on_behalf_of.")
        person = self._person(tenant, form["assertion"])
        asked = form["scope"].split()
        scopes = _graph_scopes(asked)
        self._consent.check_consent(person, self._client_id)
        now = self._clock()
        answer = _bearer(self._issuer.graph_token(person, scopes, now))
        answer["scope"] = " ".join(f"{GRAPH}/{scope}" for scope in scopes)
        if "openid" in asked:
            answer["id_token"] = self._issuer.id_token(person, now)
        if "offline_access" in asked:
            answer["refresh_token"] = secrets.token_urlsafe(96)
        return answer

    def _person(self, tenant: str, assertion: str) -> Person:
        """Whom the assertion, a user's token for our API, speaks for."""
        try:
            claims = self._issuer.read(assertion)
        except BadAssertion:
            raise OAuthError("invalid_grant", 50013, "Assertion failed signature validation.") from None
        self._check_assertion(tenant, claims)
        person = next((each for each in people.PEOPLE if each.oid == claims["oid"]), None)
        if person is None:
            raise OAuthError("invalid_grant", 50034, "The user account does not exist in the directory.")
        return person

    def _check_assertion(self, tenant: str, claims: Mapping[str, Any]) -> None:
        if claims["aud"] != self._client_id:
            raise OAuthError("invalid_grant", 500131, "Assertion audience does not match the client presenting it.")
        if claims["tid"] != tenant.lower():
            raise OAuthError("invalid_grant", 50013, "The assertion's issuer is another tenant's.")
        if not claims["nbf"] <= self._clock().timestamp() < claims["exp"]:
            raise OAuthError("invalid_grant", 500133, "Assertion is not within its valid time range.")
        if claims.get("idtyp") == "app" or "scp" not in claims:
            raise OAuthError("invalid_grant", 7000114, "An application is not allowed to make on-behalf-of calls.")


def is_known(tenant: str) -> bool:
    """Whether this is the id of a demo tenant."""
    return any(known.tid == tenant.lower() for known in people.TENANTS)


def _graph_scopes(asked: list[str]) -> tuple[str, ...]:
    """The scopes of Microsoft Graph among those that were asked for; a scope without a resource is one of Graph's."""
    scopes = tuple(scope.removeprefix(f"{GRAPH}/") for scope in asked if scope not in OPENID_SCOPES)
    if any("/" in scope for scope in scopes):
        raise OAuthError("invalid_scope", 28000, "The scope names another resource than Microsoft Graph.")
    unknown = [scope for scope in scopes if scope not in GRAPH_SCOPES]
    if unknown:
        raise OAuthError(
            "invalid_client", 650053, f"The scope '{unknown[0]}' does not exist on Microsoft Graph, or not here."
        )
    if not scopes:
        raise OAuthError("invalid_scope", 70011, "The scope names nothing of Microsoft Graph.")
    return scopes


def _bearer(token: str) -> dict[str, object]:
    seconds = int(LIFETIME.total_seconds())
    return {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token}
