"""Somebody else's machine sends without end: it is hung up on, and no more is read than was agreed.

What the server could send until the client had gone is counted, for that is all that can have reached our memory; the
sockets' own buffers are part of it. Dripping, hanging and cutting off: tests/identity/test_contact_center_limits.py,
tests/graph/test_connections.py and tests/auth/test_key_endpoint_in_time.py.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import suppress

import pytest

from shared.auth import key_endpoint
from shared.auth.key_endpoint import fetch_over_https
from shared.graph.connections import Connections
from shared.identity import contact_center
from shared.identity.contact_center import ContactCenters
from shared.identity.username import TeamsIdentity
from shared.problems import ContactCenterTimeout, Problem
from tests.identity.conftest import Serve, registered
from tests.identity.tls_server import Instance, answering

pytestmark = pytest.mark.slow

GIGABYTE = 1024 * 1024 * 1024
PIECE = bytes(64 * 1024)
IN_BUFFERS = 16 * 1024 * 1024
"""More than the sockets of one connection hold on any system, and far less than was announced."""
SEND_SECONDS = 5.0
"""Not every system tells a sender at once that nobody reads any more."""

OK = b"HTTP/1.1 200 OK\r\n"
FLOODS: dict[str, tuple[bytes, bytes]] = {
    "a body that was announced": (OK + f"Content-Length: {GIGABYTE}\r\n\r\n".encode(), PIECE),
    "a body without a length": (OK + b"\r\n", PIECE),
    "chunks": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + PIECE + b"\r\n"),
    "one chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n40000000\r\n", PIECE),
    "one header": (OK + b"x-long: ", b"a" * len(PIECE)),
    "many headers": (OK, b"x-one: 1\r\n" * 1000),
    "a redirect's body": (b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", PIECE),
    "an error's body": (b"HTTP/1.1 500 Oops\r\n\r\n", PIECE),
}

Ask = Callable[[ContactCenters, int], object]


def match(contact_centers: ContactCenters, port: int) -> object:
    person = TeamsIdentity("anna.schmidt@contoso.example", "contoso.example")
    return contact_centers.match(registered(port), person, "made-up-token", "0b2f6c1e-1111-4111-8111-111111111111")


def tell(contact_centers: ContactCenters, port: int) -> object:
    person = TeamsIdentity("anna.schmidt@contoso.example", "contoso.example")
    contact_centers.tell(registered(port), person, "erasure", "made-up-token", "0b2f6c1e")
    return None


def ask_graph(_: ContactCenters, port: int) -> object:
    connections = Connections(("localhost", port))
    try:
        return connections.get("/", {}, 8).body
    finally:
        connections.close()


def fetch_keys(_: ContactCenters, port: int) -> object:
    return fetch_over_https(f"https://localhost:{port}/keys")


@pytest.mark.parametrize(("head", "piece"), FLOODS.values(), ids=FLOODS.keys())
@pytest.mark.parametrize("ask", [match, tell, ask_graph, fetch_keys])
def test_a_gigabyte_is_not_read(
    contact_centers: ContactCenters, serve: Serve, ask: Ask, head: bytes, piece: bytes
) -> None:
    sent: list[int] = []
    instance = serve(flooding(head, piece, sent))

    with suppress(Problem, OSError):  # that it is an answer at all is judged elsewhere: here, how much is read
        ask(contact_centers, instance.port)

    instance.ended.set()
    assert sum(sent) < IN_BUFFERS


@pytest.mark.parametrize(
    ("ask", "refusal"), [(match, ContactCenterTimeout), (tell, ContactCenterTimeout), (fetch_keys, TimeoutError)]
)
def test_trailers_without_end_end_with_the_time(
    contact_centers: ContactCenters,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    ask: Ask,
    refusal: type[Exception],
) -> None:
    """They are thrown away as they come, so that time is what they cost, and an answer before them is none."""
    for module in (contact_center, key_endpoint):
        monkeypatch.setattr(module, "TOTAL_SECONDS", 0.4)
    instance = serve(flooding(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", b"x-one: 1\r\n" * 1000, []))

    with pytest.raises(refusal):
        ask(contact_centers, instance.port)


def flooding(head: bytes, piece: bytes, sent: list[int]) -> Instance:
    """An instance that sends `head`, and `piece` after `piece` up to a gigabyte; `sent` is how much got away."""
    instance = Instance(0, answering())

    def flood(connection: ssl.SSLSocket) -> None:
        connection.settimeout(SEND_SECONDS)
        connection.sendall(head)
        while sum(sent[-1:]) * len(sent) < GIGABYTE and not instance.ended.is_set():
            connection.sendall(piece)
            sent.append(len(piece))

    instance.answer = flood
    return instance
