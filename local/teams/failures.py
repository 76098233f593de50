"""What the stand-in for the Teams client answers in the place of the service when a person wants to see it fail."""

from __future__ import annotations

import base64
import json
import uuid
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.machine.web import Handler

RETRY_SECONDS = 5
CLAIMS = {"access_token": {"acrs": {"essential": True, "value": "c1"}}}


class FailureMode(StrEnum):
    """What `POST /trouble?next=` takes."""

    NO_ANSWER = "no-answer"  # the connection ends without one
    BUSY = "busy"  # 429, to be tried again in some seconds
    BROKEN = "broken"  # 500 without a body, as the platform answers
    EXPIRED = "expired"  # 401 once: a new token does
    SIGNED_OUT = "signed-out"  # 401 to the new token as well
    CHALLENGE = "challenge"  # 401 once, with claims that the next token has to meet

    @property
    def calls(self) -> int:
        """How many calls meet it."""
        return 2 if self is FailureMode.SIGNED_OUT else 1


def play_failure(handler: Handler, trouble: FailureMode) -> None:
    """Answer as the service, the platform or a broken line would.

    A challenge has the form of https://learn.microsoft.com/entra/identity-platform/claims-challenge
    """
    match trouble:
        case FailureMode.NO_ANSWER:
            handler.close_connection = True
        case FailureMode.BUSY:
            _refuse(handler, 429, "too_many_requests", {"Retry-After": str(RETRY_SECONDS)})
        case FailureMode.BROKEN:
            handler.answer(500)
        case FailureMode.EXPIRED | FailureMode.SIGNED_OUT:
            _refuse(handler, 401, "invalid_token", {"WWW-Authenticate": 'Bearer realm="", error="invalid_token"'})
        case FailureMode.CHALLENGE:
            claims = base64.b64encode(json.dumps(CLAIMS).encode()).decode()
            challenge = f'Bearer realm="", error="insufficient_claims", claims="{claims}"'
            _refuse(handler, 401, "invalid_token", {"WWW-Authenticate": challenge})


def _refuse(handler: Handler, status: int, code: str, headers: dict[str, str]) -> None:
    problem = {"type": "about:blank", "title": code, "status": status, "code": code, "instance": uuid.uuid4().urn}
    handler.answer(status, json.dumps(problem).encode(), {"Content-Type": "application/problem+json", **headers})
