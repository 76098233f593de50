"""What the local servers share: a thread a connection, TLS where a certificate is given, one write an answer.

For development only: no limits on connections, no protection against slow clients.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

GRACE_SECONDS = 8

_WITHOUT_BODY = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})

Headers = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Certificates:
    """Where the files are: the authority that clients trust, and the certificate and key that servers present."""

    authority: Path
    server: Path
    server_key: Path

    @classmethod
    def below(cls, directory: Path) -> Certificates:
        """The names of the files in `directory`, whether they exist or not."""
        return cls(directory / "authority.pem", directory / "server.pem", directory / "server.key")


class Server(ThreadingHTTPServer):
    """An HTTP server on 127.0.0.1; port 0 takes a free one. With `certificates` it speaks https."""

    request_queue_size = 256
    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # on Windows the option lets a second server take the same port

    def __init__(
        self, port: int, handler: type[BaseHTTPRequestHandler], certificates: Certificates | None = None
    ) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self._tls = None if certificates is None else _context(certificates)
        scheme = "http" if certificates is None else "https"
        self._idle = threading.Condition()
        self._busy = 0
        self.url = f"{scheme}://127.0.0.1:{self.server_port}"

    def start(self) -> None:
        """Accept connections in a thread of its own until `shutdown`."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        """Accept no more connections, and let the requests under way be answered."""
        self.shutdown()
        self.server_close()
        with self._idle:
            self._idle.wait_for(lambda: self._busy == 0, timeout=GRACE_SECONDS)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While a request is being answered, so that `close` waits for it."""
        with self._idle:
            self._busy += 1
        try:
            yield
        finally:
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve one connection. The handshake belongs here, in the connection's own thread: a client that never
        finishes it must not keep others from connecting."""
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        with self._tls.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away or distrusts the certificate is one line; anything else keeps its traceback."""
        error = sys.exception()
        if isinstance(error, OSError):
            print(f"connection ended: {error}", file=sys.stderr)
        else:
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """A connection that is kept alive, and answers that leave in one segment."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def respond(self) -> None:
        """Answer the request, whatever its method (`self.command`)."""
        raise NotImplementedError

    def _respond(self) -> None:
        with self.server.answering():
            self.respond()

    def __getattr__(self, name: str) -> Any:
        """Every method is a request like another, `do_TRACE` too: what is not served answers for itself."""
        if name.startswith("do_"):
            return self._respond
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """No line a request: what matters is logged where it happens."""

    def read_body(self) -> bytes:
        """As many bytes as Content-Length announces; without it none, and the connection then ends after the answer."""
        if "transfer-encoding" in self.headers:
            self.close_connection = True
            return b""
        return self.rfile.read(int(self.headers.get("content-length", "0")))

    def answer(self, status: int, body: bytes = b"", headers: Headers = ()) -> None:
        """Send the whole answer in one write; Date and Content-Length are added."""
        pairs = list(headers.items()) if isinstance(headers, Mapping) else list(headers)
        pairs.append(("Date", formatdate(usegmt=True)))
        if status not in _WITHOUT_BODY:
            pairs.append(("Content-Length", str(len(body))))
        if self.close_connection:
            pairs.append(("Connection", "close"))
        phrase = self.responses.get(status, ("",))[0]
        head = f"HTTP/1.1 {status} {phrase}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in pairs) + "\r\n"
        has_body = self.command != "HEAD" and status not in _WITHOUT_BODY
        self.wfile.write(head.encode("latin-1") + (body if has_body else b""))

    def answer_json(self, status: int, value: object) -> None:
        """Send a value as JSON."""
        self.answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that were free a moment ago, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(opened.getsockname()[1]) for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


def json_object(body: bytes) -> dict[str, object]:
    """The members of a JSON object; none for anything else."""
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _context(certificates: Certificates) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificates.server, certificates.server_key)
    return context
