"""A contact-centre instance whose every byte a test decides: real TLS on 127.0.0.1, raw sockets above it."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from local.machine.web import Certificates

WAY_IN = {"userId": "4711", "launchUrl": "https://localhost/s/1", "expiresAt": "2026-11-23T10:05:10Z"}
DRIPS = 500
"""So many bytes drip, every 10 ms; an instance that could send all of them met a client without a deadline."""


@dataclass
class Instance:
    """The server's side of every connection: `answer` is handed the secured connection once a request is read."""

    port: int
    answer: Callable[[ssl.SSLSocket], None]
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    is_exhausted: bool = False
    ended: threading.Event = field(default_factory=threading.Event)

    def serve(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        """Shake hands, read one request, answer it, hang up."""
        with context.wrap_socket(connection, server_side=True) as secured:
            request = read_request(secured)
            if request:
                self.requests.append(request)
                self.answer(secured)

    def wait(self) -> bool:
        """Wait as long as a byte drips; False when the test is over."""
        return not self.ended.wait(0.01)


class Silent(Instance):
    """Accepts connections and then says nothing, not even in the handshake."""

    def serve(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        drip(self, connection, b"")


class HandshakeDripping(Instance):
    """Sends the first record of its handshake, far too long, byte by byte."""

    def serve(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        connection.sendall(b"\x16\x03\x03\x3f\xff")
        drip(self, connection, b"\x02")


@contextmanager
def listening(instance: Instance, certificates: Certificates) -> Iterator[Instance]:
    """Serve `instance`, each connection in a thread of its own, all of them ended at the end."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server, certificates.server_key)
    threads: list[threading.Thread] = []

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):  # the client hung up, as it should
            instance.serve(connection, context)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            instance.connections += 1
            threads.append(threading.Thread(target=serve, args=(connection,)))
            threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        instance.port = int(listener.getsockname()[1])
        acceptor = threading.Thread(target=accept)
        acceptor.start()
        try:
            yield instance
        finally:
            instance.ended.set()
            listener.shutdown(socket.SHUT_RDWR)
            for thread in [acceptor, *threads]:
                thread.join()


def read_request(connection: ssl.SSLSocket) -> bytes:
    """One request with its Content-Length; what there is when the client hangs up earlier."""
    request = b""
    while not _is_whole(request) and (more := connection.recv(65536)):
        request += more
    return request


def _is_whole(request: bytes) -> bool:
    head, end, body = request.partition(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end) and len(body) >= sum(int(length) for length in lengths)


def answering(
    status: str = "200 OK", body: bytes | None = None, headers: tuple[str, ...] = (), length: int | None = None
) -> Callable[[ssl.SSLSocket], None]:
    """An answer in one piece; `length` is what Content-Length claims."""
    content = json.dumps(WAY_IN).encode() if body is None else body
    claimed = len(content) if length is None else length
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {claimed}", *headers, "", ""])
    return sending(head.encode() + content)


def sending(raw: bytes) -> Callable[[ssl.SSLSocket], None]:
    """Exactly these bytes."""
    return lambda connection: connection.sendall(raw)


def way_in(**members: object) -> bytes:
    """The agreed answer; each argument overrides the member of its name."""
    return json.dumps({**WAY_IN, **members}).encode()


def drip(instance: Instance, connection: socket.socket, byte: bytes) -> None:
    """Send a byte now and then until the client has had enough."""
    for _ in range(DRIPS):
        if not instance.wait():
            return
        connection.sendall(byte)
    instance.is_exhausted = True
