"""An OAuth error as Entra answers it: RFC 6749, 5.2, with numbers and, for a person to act on, what they have to do.

https://learn.microsoft.com/entra/identity-platform/reference-error-codes
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from http import HTTPStatus


class OAuthError(Exception):
    """The token endpoint's refusal. `suberror` and `claims` are those of Entra."""

    def __init__(
        self,
        error: str,
        number: int,
        sentence: str,
        *,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        suberror: str | None = None,
        claims: dict[str, object] | None = None,
    ) -> None:
        super().__init__(error)
        self.status = status
        self._error = error
        self._number = number
        self._sentence = sentence
        self._suberror = suberror
        self._claims = claims

    def body(self) -> dict[str, object]:
        """The members of the answer; the claims are JSON in a string."""
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%SZ}"
        marks = f"Trace ID: {trace}\r\nCorrelation ID: {correlation}\r\nTimestamp: {now}"
        members: dict[str, object] = {
            "error": self._error,
            "error_description": f"AADSTS{self._number}: {self._sentence}\r\n{marks}",
            "error_codes": [self._number],
            "timestamp": now,
            "trace_id": trace,
            "correlation_id": correlation,
        }
        if self._suberror is not None:
            members["suberror"] = self._suberror
        if self._claims is not None:
            members["claims"] = json.dumps(self._claims)
        return members
