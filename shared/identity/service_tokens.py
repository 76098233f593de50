"""Tokens for the contact centre: msal client credentials, for the one scope that a tenant's registration names."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from shared.auth.confidential_client import AssertionRefused, ConfidentialClients
from shared.settings import Settings
from shared.times import Clock

if TYPE_CHECKING:
    from datetime import datetime

PAUSE_SECONDS = 5
"""After a failure: those who waited for the same token fail at once instead of each trying again."""


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
        self._clock = clock
        self._clients = ConfidentialClients(settings)
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
            answer: dict[str, Any] = self._clients.application(tenant_id).acquire_token_for_client([scope])
            token = answer.get("access_token")
        except (MsalError, RequestException, AssertionRefused, ValueError):
            return None
        except (AttributeError, LookupError, RuntimeError, TypeError):
            return None  # msal takes for granted that an answer has the members and types that it should
        return token if isinstance(token, str) else None
