"""What the stand-ins for other people's services share: the server, the command line, and what they received.

Each is a handler of requests around one object that knows, decides and remembers. What it plays on demand is a
`FailureMode` of its own, answered by its `play_failure`.
"""

from __future__ import annotations

import argparse
import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.machine import lifetime
from local.machine.web import Certificates, Handler, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REMEMBERED_REQUESTS = 10_000
TEXT = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


class StandInHandler(Handler):
    """One connection to a stand-in."""

    def answer_text(self, status: int, text: str) -> None:
        self.answer(status, text.encode(), TEXT)


class Received:
    """The last 10,000 requests, oldest first; of a bearer token only that there was one. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: deque[Mapping[str, object]] = deque(maxlen=REMEMBERED_REQUESTS)

    def add(self, **entry: object) -> None:
        with self._lock:
            self._entries.append(entry)

    def all(self) -> list[Mapping[str, object]]:
        with self._lock:
            return list(self._entries)


def scheme_of(authorization: str) -> str:
    """What may be remembered of an Authorization header."""
    return authorization.partition(" ")[0]


def serve(
    port: int,
    handler: type[Handler],
    certificates: Certificates | None,
    bound: Callable[[str], dict[str, Any]],
) -> Server:
    """Serve on 127.0.0.1 in a thread of its own; port 0 takes a free one.

    `bound` is given the server's origin and returns the attributes that every connection's handler has.

    Raises:
        OSError: the port is in use.
    """
    server = Server(port, handler, certificates)
    server.RequestHandlerClass = type(f"Bound{handler.__name__}", (handler,), bound(server.url))
    server.start()
    return server


def run(description: str, start: Callable[[argparse.Namespace, Certificates], Server], **options: str) -> None:
    """Be a program that serves until it is told to end; `options` are required, with their help."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificates", type=Path, required=True, help="directory of the certificates")
    for name, text in options.items():
        parser.add_argument(f"--{name}", required=True, help=text)
    lifetime.add_argument(parser)
    arguments = parser.parse_args()
    server = start(arguments, Certificates.below(arguments.certificates))
    print(f"ready {server.url}", flush=True)
    lifetime.wait_for_end(with_parent=arguments.end_with_parent)
    server.close()
