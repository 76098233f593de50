"""A Graph on this machine that answers as a test decides, over real TLS; and time that passes only when told to."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from local.machine.web import Certificates, Handler, Server
from tests.support.world import Clock

VERSION = "/v1.0"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `body` is JSON, or bytes as they are."""

    body: object = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    ends_connection: bool = False

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


def page(*entries: object, link: object = None, **members: object) -> Reply:
    """A page of a list, with the link to the next one when there is one."""
    following = {} if link is None else {"@odata.nextLink": link}
    return Reply({"value": list(entries), **following, **members})


def refusal(status: int, message: str = "", code: str = "", **headers: str) -> Reply:
    """An error as Graph words it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply({"error": {"code": code, "message": message}}, status, named)


class Site(Server):
    """Answers each target with what was put there, in turn; the last answer stays."""

    def __init__(self, certificates: Certificates) -> None:
        super().__init__(0, SiteHandler, certificates)
        self.base = f"{self.url}{VERSION}"
        self.replies: defaultdict[str, list[Reply]] = defaultdict(list)
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.connections = 0
        self.lock = threading.Lock()

    def put(self, target: str, *replies: Reply) -> None:
        """What `target`, below the version, answers from now on."""
        self.replies[f"{VERSION}/{target}"] = list(replies)

    @property
    def asked(self) -> list[str]:
        """The targets that were asked for, in order."""
        return [target.removeprefix(f"{VERSION}/") for target, _ in self.requests]

    @property
    def tokens(self) -> list[str]:
        return [headers["authorization"].removeprefix("Bearer ") for _, headers in self.requests]


class SiteHandler(Handler):
    """One connection, kept alive as Graph's are."""

    server: Site

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.connections += 1

    def respond(self) -> None:
        with self.server.lock:
            self.server.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            replies = self.server.replies[self.path]
            reply = replies.pop(0) if len(replies) > 1 else replies[0] if replies else refusal(404)
        self.close_connection = reply.ends_connection
        self.answer(reply.status, reply.content, {"Content-Type": "application/json", **reply.headers})


class Hours:
    """Monotonic time and sleep, on a clock of its own that moves by sleeping alone."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.clock.advance(seconds=seconds)


def origin(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or 443


def ids(entries: Any) -> list[str]:
    return [entry["id"] for entry in entries]
