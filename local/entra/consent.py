"""What the demo people have allowed our API in Microsoft Graph, and what the authority wants of them first.

Everybody has consented until a test or a curious person takes it back.
"""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING

from local.entra.oauth import OAuthError

if TYPE_CHECKING:
    from local.demo.people import Person

CLAIMS: dict[str, object] = {
    "access_token": {"polids": {"essential": True, "values": [str(uuid.uuid5(uuid.NAMESPACE_OID, "a policy"))]}}
}


class Consent:
    """Who has not consented, and whose next token is refused for want of claims."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._missing: set[str] = set()
        self._challenged: set[str] = set()

    def change(self, person: Person, *, granted: bool) -> None:
        """Take consent back, or give it."""
        with self._lock:
            if granted:
                self._missing.discard(person.oid)
            else:
                self._missing.add(person.oid)

    def challenge(self, person: Person) -> None:
        """Refuse the next token on behalf of `person`, once, with claims that a new sign-in has to meet."""
        with self._lock:
            self._challenged.add(person.oid)

    def check_consent(self, person: Person, client_id: str) -> None:
        """Whether a token on behalf of `person` may be given now.

        Raises:
            OAuthError: `invalid_grant` with the suberror `consent_required`, or `interaction_required` with claims.
        """
        with self._lock:
            is_challenged = person.oid in self._challenged
            self._challenged.discard(person.oid)
            is_missing = person.oid in self._missing
        if is_missing:
            raise OAuthError(
                "invalid_grant",
                65001,
                f"The user or administrator has not consented to use the application with ID '{client_id}' named "
                "'Contact centre'. Send an interactive authorization request for this user and resource.",
                suberror="consent_required",
            )
        if is_challenged:
            raise OAuthError(
                "interaction_required",
                50079,
                "An administrator has changed something, or you are in a new place: enroll in multifactor "
                "authentication to go on.",
                claims=CLAIMS,
            )
