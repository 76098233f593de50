"""A Graph whose every byte a test decides: what is taken for an answer, and how long one is waited for."""

from __future__ import annotations

import gzip
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from time import monotonic

import pytest

from local.machine.web import Certificates
from shared.graph import connections
from shared.graph.connections import MAX_BYTES, MAX_KEPT, Connections
from shared.problems import GraphFailed
from tests.graph.site import Reply, Site, origin
from tests.identity.tls_server import (
    HandshakeDripping,
    Instance,
    Silent,
    answering,
    drip,
    listening,
    sending,
)

Answer = Callable[[ssl.SSLSocket], None]
Serve = Callable[[Instance], Connections]
HEADERS = {"authorization": "Bearer a"}
HEAD = b"HTTP/1.1 200 OK\r\n"
PATIENCE = 0.4
MAX_SECONDS = 5
"""What a limit of tenths of seconds may take on a busy machine; an answer that drips takes longer."""


@pytest.fixture
def serve(certificates: Certificates, trusted: None) -> Iterator[Serve]:
    with ExitStack() as running:

        def start(instance: Instance) -> Connections:
            running.enter_context(listening(instance, certificates))
            opened = Connections(("127.0.0.1", instance.port))
            running.callback(opened.close)
            return opened

        yield start


@pytest.fixture
def to_site(site: Site) -> Iterator[Connections]:
    opened = Connections(origin(site.url))
    yield opened
    opened.close()


def test_what_is_sent(serve: Serve) -> None:
    instance = Instance(0, answering(body=b"{}"))

    received = serve(instance).get("/v1.0/me?$top=1", HEADERS, 5)

    assert (received.status, received.body) == (200, b"{}")
    (request,) = instance.requests
    assert request.startswith(b"GET /v1.0/me?$top=1 HTTP/1.1\r\n")
    sent = {line.partition(b":")[0].lower() for line in request.split(b"\r\n")[1:] if line}
    assert sent == {b"host", b"accept-encoding", b"authorization"}
    assert b"identity" in request


def test_a_connection_is_kept_from_one_request_to_the_next(to_site: Connections, site: Site) -> None:
    site.put("a", Reply({"a": 1}))
    for _ in range(3):
        assert to_site.get("/v1.0/a", HEADERS, 5).status == 200

    assert (site.connections, len(site.requests)) == (1, 3)


def test_one_that_the_server_closes_is_not_kept(to_site: Connections, site: Site) -> None:
    site.put("a", Reply(ends_connection=True))
    for _ in range(2):
        assert to_site.get("/v1.0/a", HEADERS, 5).status == 200

    assert site.connections == 2


def test_one_that_was_closed_meanwhile_is_replaced(serve: Serve) -> None:
    """The server says that it keeps the connection, and hangs up."""
    instance = Instance(0, answering(body=b"{}"))
    opened = serve(instance)

    assert [opened.get("/", HEADERS, 5).status for _ in range(3)] == [200] * 3
    assert instance.connections == 3


def test_one_that_was_idle_for_a_minute_is_replaced(
    to_site: Connections, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.put("a", Reply())
    to_site.get("/v1.0/a", HEADERS, 5)
    to_site.get("/v1.0/a", HEADERS, 5)
    assert site.connections == 1

    monkeypatch.setattr(connections, "KEPT_SECONDS", 0.0)
    to_site.get("/v1.0/a", HEADERS, 5)
    assert (site.connections, len(to_site._kept)) == (2, 1)


def test_each_thread_has_a_connection_for_as_long_as_it_asks(to_site: Connections, site: Site) -> None:
    site.put("a", Reply())
    start = threading.Barrier(MAX_KEPT + 4)

    def ask(_: int) -> int:
        start.wait(timeout=10)
        return to_site.get("/v1.0/a", HEADERS, 10).status

    with ThreadPoolExecutor(MAX_KEPT + 4) as pool:
        assert set(pool.map(ask, range(MAX_KEPT + 4))) == {200}

    assert len(to_site._kept) <= MAX_KEPT


def test_an_answer_of_four_mebibytes_is_taken_and_not_one_byte_more(serve: Serve) -> None:
    assert len(serve(Instance(0, answering(body=b" " * MAX_BYTES))).get("/", HEADERS, 20).body) == MAX_BYTES

    instance = Instance(0, answering(body=b" " * (MAX_BYTES + 1)))
    with pytest.raises(GraphFailed):
        serve(instance).get("/", HEADERS, 20)
    assert instance.connections == 1


def chunked(*chunks: bytes) -> bytes:
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks)


def test_an_answer_in_chunks(serve: Serve) -> None:
    opened = serve(Instance(0, sending(chunked(b'{"a":', b"1}", b""))))

    assert opened.get("/", HEADERS, 5).body == b'{"a":1}'


UNUSABLE: dict[str, Answer] = {
    "endless chunks": sending(chunked(*[b" " * 65536] * (MAX_BYTES // 65536 + 1))),
    "less than announced": answering(body=b"{}", length=3),
    "chunks without an end": sending(chunked(b"{}")),
    "a chunk of no size": sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\nnone\r\n{}"),
    "no HTTP": sending(b"SSH-2.0-OpenSSH\r\n"),
    "nothing": sending(b""),
    "an endless head": sending(HEAD + b"a: b\r\n" * 200 + b"\r\n"),
    "an endless line": sending(HEAD + b"a: " + b"b" * 70_000 + b"\r\n\r\n"),
    "compressed": answering(body=gzip.compress(b"{}"), headers=("Content-Encoding: gzip",)),
}


@pytest.mark.parametrize("answer", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_is_no_answer(serve: Serve, answer: Answer) -> None:
    with pytest.raises(GraphFailed):
        serve(Instance(0, answer)).get("/", HEADERS, 10)


def test_a_redirect_is_an_answer_and_not_followed(serve: Serve) -> None:
    instance = Instance(0, answering("302 Found", b"", ("Location: https://graph.example/",)))

    assert serve(instance).get("/", HEADERS, 5).status == 302
    assert len(instance.requests) == 1


def late(opened: Connections) -> None:
    began = monotonic()
    with pytest.raises(TimeoutError):
        opened.get("/", HEADERS, PATIENCE)
    assert monotonic() - began < MAX_SECONDS


DRIPPING = {
    "the head": HEAD + b"a: ",
    "the body": HEAD + b"Content-Length: 1000000\r\n\r\n",
    "a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffff\r\n",
    "a body without a length": HEAD + b"\r\n",
}


@pytest.mark.parametrize("beginning", DRIPPING.values(), ids=DRIPPING.keys())
def test_an_answer_that_drips_is_cut_off(serve: Serve, beginning: bytes) -> None:
    def answer(connection: ssl.SSLSocket) -> None:
        connection.sendall(beginning)
        drip(instance, connection, b"x")

    instance = Instance(0, answer)
    late(serve(instance))

    assert not instance.is_exhausted


def test_an_answer_that_does_not_come_is_not_waited_for(serve: Serve) -> None:
    def answer(_: ssl.SSLSocket) -> None:
        instance.ended.wait(20)

    instance = Instance(0, answer)
    late(serve(instance))


@pytest.mark.parametrize("kind", [Silent, HandshakeDripping])
def test_neither_is_a_handshake(serve: Serve, kind: type[Instance]) -> None:
    instance = kind(0, answering())
    late(serve(instance))

    assert not instance.is_exhausted


def test_a_kept_connection_that_falls_silent_is_late_as_well(to_site: Connections, site: Site) -> None:
    site.put("a", Reply())
    to_site.get("/v1.0/a", HEADERS, 5)
    with site.lock, pytest.raises(TimeoutError):
        to_site.get("/v1.0/a", HEADERS, PATIENCE)

    assert to_site.get("/v1.0/a", HEADERS, 5).status == 200


def test_a_host_that_is_not_there(trusted: None) -> None:
    with pytest.raises(GraphFailed):
        Connections(("127.0.0.1", 1)).get("/", HEADERS, 5)


def test_a_host_of_another_name_gets_no_token(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate is for 127.0.0.1 and localhost."""
    instance = Instance(0, answering(body=b"{}"))
    opened = serve(instance)
    monkeypatch.setattr(opened, "_origin", ("127.0.0.2", instance.port))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("127.0.0.1", 0))])

    with pytest.raises(GraphFailed):
        opened.get("/", HEADERS, 5)
    assert instance.requests == []


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_standard_variables_name_whom_to_trust(
    serve: Serve, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    instance = Instance(0, answering(body=b"{}"))
    with pytest.raises(GraphFailed):
        serve(instance).get("/", HEADERS, 5)
    assert instance.requests == []

    monkeypatch.setenv(variable, str(certificates.authority))
    assert serve(Instance(0, answering(body=b"{}"))).get("/", HEADERS, 5).status == 200
