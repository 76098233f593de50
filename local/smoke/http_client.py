"""One HTTP call to a service that may be anything: no redirect is followed, every failure is one of two. Standard
library only."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 4 * 1024 * 1024
PROBLEM_TYPE = "application/problem+json"


class Unreachable(Exception):
    """There is nobody to talk to, and waiting will not help. The message is a sentence."""


class NoAnswer(Exception):
    """No whole answer came this time. The message says what happened instead, without a subject."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came over the wire; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The content type without its parameters; empty when there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_from_the_app(self) -> bool:
        """Whether the app's own boundary wrote it, and not the platform or somebody else's server."""
        return "x-correlation-id" in self.headers

    @property
    def json(self) -> Any:
        """The body as a JSON value; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def code(self) -> str | None:
        """The code of a problem, None for any other answer."""
        members = self.json if self.media_type == PROBLEM_TYPE else None
        return str(members.get("code")) if isinstance(members, dict) else None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """A redirect is an answer like any other."""


def call(url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, seconds: float) -> Reply:
    """Send one request without a body; `seconds` bound each wait for the network.

    Raises:
        Unreachable: the name does not resolve, the port is closed, the certificate does not fit.
        NoAnswer: it took too long, or the connection broke.
    """
    request = urllib.request.Request(url, headers=dict(headers or {}), method=method)
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=seconds) as answer:
            return _reply(answer.status, answer)
    except urllib.error.HTTPError as error:
        with error:
            return _reply_of_error(error, seconds)
    except urllib.error.URLError as error:
        raise _failure(error.reason, seconds) from None
    except (OSError, http.client.HTTPException) as error:
        raise _failure(error, seconds) from None


def _reply_of_error(error: urllib.error.HTTPError, seconds: float) -> Reply:
    try:
        return _reply(error.code, error)
    except (OSError, http.client.HTTPException) as broken:
        raise _failure(broken, seconds) from None


def _reply(status: int, answer: Any) -> Reply:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Reply(status, headers, answer.read(MAX_BYTES))


def _failure(reason: object, seconds: float) -> Unreachable | NoAnswer:
    match reason:
        case socket.gaierror():
            return Unreachable("its name is not known")
        case ConnectionRefusedError():
            return Unreachable("nothing listens there")
        case ssl.SSLCertVerificationError():
            return Unreachable(f"its certificate is not trusted ({reason.verify_message})")
        case ssl.SSLError() if not isinstance(reason, ssl.SSLEOFError):
            return Unreachable("it does not speak TLS as it should")
        case TimeoutError():
            return NoAnswer(f"does not answer within {seconds:g} s")
        case _:
            return NoAnswer(f"breaks the connection off ({type(reason).__name__})")
