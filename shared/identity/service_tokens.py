"""Tokens for the contact centre: msal client credentials, for the one scope that a tenant's registration names.

The credential is the managed identity's federated assertion; a secret exists on developers' machines only.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

from shared.settings import Settings
from shared.times import Clock

if TYPE_CHECKING:
    from datetime import datetime

    from msal import ConfidentialClientApplication

TIMEOUT_SECONDS = (2, 5)  # connect, read
PAUSE_SECONDS = 5
"""After a failure: those who waited for the same token fail at once instead of each trying again."""

_EXCHANGE = "api://AzureADTokenExchange"


class TokenRefused(Exception):
    """The authority gave no token. What it said is not passed on."""


@dataclass(slots=True)
class _Flight:
    """One (tenant, scope): the lock that keeps its requests one at a time, and when the last one failed."""

    lock: Lock = field(default_factory=Lock)
    failed_at: datetime | None = None


class ServiceTokens:
    """Client-credential tokens, one request at a time for a tenant and scope; msal keeps them until they expire."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._applications: dict[str, ConfidentialClientApplication] = {}
        self._flights: defaultdict[tuple[str, str], _Flight] = defaultdict(_Flight)
        self._lock = Lock()

    def token(self, tenant_id: str, scope: str) -> str:
        """A bearer token of `tenant_id`'s authority for `scope` (`<resource>/.default`). Raises TokenRefused."""
        with self._lock:
            flight = self._flights[tenant_id, scope]
        with flight.lock:
            if flight.failed_at is not None:
                since = (self._clock() - flight.failed_at).total_seconds()
                if 0 <= since < PAUSE_SECONDS:
                    raise TokenRefused
            token = self._acquire(tenant_id, scope)
            flight.failed_at = None if token else self._clock()
        if token is None:
            raise TokenRefused
        return token

    def _acquire(self, tenant_id: str, scope: str) -> str | None:
        from msal.exceptions import MsalError
        from requests import RequestException

        try:
            answer: dict[str, Any] = self._application(tenant_id).acquire_token_for_client([scope])
            token = answer.get("access_token")
        except (MsalError, RequestException, TokenRefused, ValueError):
            return None
        except (AttributeError, LookupError, RuntimeError, TypeError):
            return None  # msal takes for granted that an answer has the members and types that it should
        return token if isinstance(token, str) else None

    def _application(self, tenant_id: str) -> ConfidentialClientApplication:
        """The tenant's client; made on first use, for its constructor asks the authority for its metadata."""
        from msal import ConfidentialClientApplication

        with self._lock:
            application = self._applications.get(tenant_id)
        if application is None:
            application = ConfidentialClientApplication(
                self._settings.api_client_id,
                client_credential=self._credential(),
                authority=f"{self._settings.authority}/{tenant_id}",
                instance_discovery=False,
                timeout=TIMEOUT_SECONDS,
            )
            with self._lock:
                application = self._applications.setdefault(tenant_id, application)
        return application

    def _credential(self) -> str | dict[str, Any]:
        if self._settings.api_client_secret is not None:
            return self._settings.api_client_secret
        from msal import ManagedIdentityClient, UserAssignedManagedIdentity
        from requests import Session

        session = Session()
        # A session has no time limit of its own; msal gives one to those that it makes itself, in this very way.
        session.request = partial(session.request, timeout=TIMEOUT_SECONDS)  # type: ignore[method-assign]
        identity = ManagedIdentityClient(
            UserAssignedManagedIdentity(client_id=self._settings.managed_identity_client_id), http_client=session
        )

        def assertion() -> str:
            answer: dict[str, Any] = identity.acquire_token_for_client(resource=_EXCHANGE)
            token = answer.get("access_token")
            if not isinstance(token, str):
                raise TokenRefused
            return token

        return {"client_assertion": assertion}
