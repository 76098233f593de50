"""However an instance behaves: 2 s to connect, 8 s in all, and no more of the threads than its share."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable

import pytest

from shared.identity.contact_center import ContactCenters
from shared.identity.username import TeamsIdentity
from shared.outbound import connections as outbound
from shared.problems import ContactCenterFailed, ContactCenterTimeout
from shared.tenants.registration import Registration
from tests.identity.conftest import Serve, registered
from tests.identity.tls_server import (
    HandshakeDripping,
    Instance,
    Silent,
    answering,
    drip,
    sending,
)

ANNA = TeamsIdentity("anna.schmidt@contoso.example", "contoso.example")


def match(contact_centers: ContactCenters, registration: Registration) -> object:
    return contact_centers.match(registration, ANNA, "made-up-token", "0b2f6c1e-1111-4111-8111-111111111111")


def dripping(instance: Instance, head: bytes, byte: bytes) -> Callable[[ssl.SSLSocket], None]:
    def answer(connection: ssl.SSLSocket) -> None:
        sending(head)(connection)
        drip(instance, connection, byte)

    return answer


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("head", "byte"),
    [
        pytest.param(b"", b"H", id="the first line"),
        pytest.param(b"HTTP/1.1 200 OK\r\n", b"x", id="a header"),
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n", id="interim answers without end"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n", b" ", id="a body of known length"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n", b" ", id="a body of unknown length"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", id="chunks"),
        pytest.param(b"HTTP/1.1 404 Not Found\r\nContent-Length: 4096\r\n\r\n", b" ", id="the body of a 404"),
    ],
)
def test_an_answer_that_drips_is_cut_off(
    contact_centers: ContactCenters, serve: Serve, head: bytes, byte: bytes
) -> None:
    instance = Instance(0, answering())
    instance.answer = dripping(instance, head, byte)
    serve(instance)

    with pytest.raises(ContactCenterTimeout):
        match(contact_centers, registered(instance.port))

    assert not instance.is_exhausted


@pytest.mark.usefixtures("impatient")
def test_an_answer_that_never_comes_is_not_waited_for(contact_centers: ContactCenters, serve: Serve) -> None:
    instance = Instance(0, answering())
    instance.answer = dripping(instance, b"", b"")
    serve(instance)

    with pytest.raises(ContactCenterTimeout):
        match(contact_centers, registered(instance.port))

    assert not instance.is_exhausted


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("kind", [Silent, HandshakeDripping])
def test_a_handshake_that_does_not_end_is_not_waited_for(
    contact_centers: ContactCenters, serve: Serve, kind: type[Instance]
) -> None:
    instance = serve(kind(0, answering()))

    with pytest.raises(ContactCenterTimeout):
        match(contact_centers, registered(instance.port))

    assert instance.requests == []
    assert not instance.is_exhausted


def test_time_that_is_over_before_there_is_a_connection(
    contact_centers: ContactCenters, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AtOnce(threading.Timer):
        """Its time is over as it starts."""

        def start(self) -> None:
            self.function(*self.args, **self.kwargs)

    monkeypatch.setattr(outbound, "Timer", AtOnce)

    with pytest.raises(ContactCenterTimeout):
        match(contact_centers, registered(instance.port))

    assert instance.requests == []


def test_a_port_where_nobody_listens_is_a_failure(contact_centers: ContactCenters) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(ContactCenterFailed):
        match(contact_centers, registered(port))


def test_a_name_that_does_not_resolve_is_a_failure(contact_centers: ContactCenters) -> None:
    with pytest.raises(ContactCenterFailed):
        match(contact_centers, registered(443, host="nowhere.invalid"))
