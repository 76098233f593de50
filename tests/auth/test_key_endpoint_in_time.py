"""However slowly the key endpoint answers: 2 s to connect, 5 s in all. Limits are tenths of seconds here."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from local.machine.web import Certificates
from shared.auth import key_endpoint
from shared.auth.key_endpoint import fetch_over_https
from shared.auth.signing_keys import SigningKeys
from shared.problems import KeysUnavailable
from tests.auth.key_endpoint import AUTHORITY, Clock
from tests.identity.tls_server import HandshakeDripping, Instance, Silent, answering, drip, listening, sending
from tests.support.tokens import KEY_ID

pytestmark = pytest.mark.usefixtures("trusted", "impatient")

LONG = b"Content-Length: 4096\r\n\r\n"
BEGINNINGS = {
    "nothing": (b"", b""),
    "the first line": (b"", b"H"),
    "a header": (b"HTTP/1.1 200 OK\r\n", b"x"),
    "interim answers without end": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a body of known length": (b"HTTP/1.1 200 OK\r\n" + LONG, b" "),
    "a body of unknown length": (b"HTTP/1.1 200 OK\r\n\r\n" + AUTHORITY.key_set(), b" "),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits, each a fraction of what it is in service."""
    monkeypatch.setattr(key_endpoint, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(key_endpoint, "TOTAL_SECONDS", 0.4)


@contextmanager
def dripping(certificates: Certificates, head: bytes, byte: bytes) -> Iterator[Instance]:
    """An endpoint that sends `head` and then a byte every now and then."""
    instance = Instance(0, answering())

    def answer(connection: ssl.SSLSocket) -> None:
        sending(head)(connection)
        drip(instance, connection, byte)

    instance.answer = answer
    with listening(instance, certificates):
        yield instance


@pytest.mark.parametrize(("head", "byte"), BEGINNINGS.values(), ids=BEGINNINGS.keys())
def test_an_endpoint_that_drips_is_cut_off(certificates: Certificates, head: bytes, byte: bytes) -> None:
    with dripping(certificates, head, byte) as instance:
        with pytest.raises(TimeoutError):
            fetch_over_https(f"https://localhost:{instance.port}/keys")

        assert not instance.is_exhausted


@pytest.mark.parametrize("failure", [ConnectionResetError, OSError, http.client.IncompleteRead(b"")])
def test_however_reading_ends_when_the_time_is_over_it_was_too_slow(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch, failure: Exception | type[Exception]
) -> None:
    def read_until_cut_off(connection: http.client.HTTPSConnection, _: str) -> bytes:
        connection.sock.recv(1)
        raise failure

    monkeypatch.setattr(key_endpoint, "_receive", read_until_cut_off)
    with dripping(certificates, b"", b"") as instance, pytest.raises(TimeoutError):
        fetch_over_https(f"https://localhost:{instance.port}/keys")


@pytest.mark.parametrize("kind", [Silent, HandshakeDripping])
def test_neither_is_a_handshake_waited_for(certificates: Certificates, kind: type[Instance]) -> None:
    with listening(kind(0, answering()), certificates) as instance:
        with pytest.raises(OSError):  # noqa: PT011 - the class is all that is promised
            fetch_over_https(f"https://localhost:{instance.port}/keys")

        assert instance.requests == []
        assert not instance.is_exhausted


def test_whoever_waits_for_the_first_keys_is_told_that_there_are_none(certificates: Certificates) -> None:
    with dripping(certificates, b"HTTP/1.1 200 OK\r\n" + LONG, b" ") as instance:
        keys = SigningKeys(lambda: fetch_over_https(f"https://localhost:{instance.port}/keys"), Clock())

        with pytest.raises(KeysUnavailable):
            keys.find_key(KEY_ID)

        assert not instance.is_exhausted


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n" + bytes(2 * 1024 * 1024),
        b"HTTP/1.1 200 OK\r\n" + b"x: " + b"y" * 200_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200 + b"\r\n",
        b"not HTTP at all\r\n\r\n",
    ],
    ids=["more than it may send", "a huge header", "headers without end", "no HTTP"],
)
def test_what_is_no_answer_is_a_failure(certificates: Certificates, answer: bytes) -> None:
    instance = Instance(0, sending(answer))

    with listening(instance, certificates), pytest.raises(OSError):  # noqa: PT011 - the class is all that is promised
        fetch_over_https(f"https://localhost:{instance.port}/keys")
