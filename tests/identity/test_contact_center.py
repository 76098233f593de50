"""What goes to an instance, over a real connection, and what of its answer is believed."""

from __future__ import annotations

import gzip
import json
import ssl
from datetime import UTC, datetime

import pytest

from shared.identity.contact_center import MAX_BYTES, ContactCenters, Match
from shared.identity.username import TeamsIdentity
from shared.problems import ContactCenterFailed
from tests.identity.conftest import Serve, registered
from tests.identity.tls_server import Instance, answering, sending, way_in

ANNA = TeamsIdentity("anna.schmidt@contoso.example", "contoso.example")
CORRELATION_ID = "0b2f6c1e-1111-4111-8111-111111111111"


def match(contact_centers: ContactCenters, instance: Instance, path: str = "") -> Match | None:
    return contact_centers.match(registered(instance.port, path=path), ANNA, "made-up-token", CORRELATION_ID)


def test_a_known_person_gets_the_way_in(contact_centers: ContactCenters, instance: Instance) -> None:
    assert match(contact_centers, instance) == Match(
        "https://localhost/s/1", datetime(2026, 11, 23, 10, 5, 10, tzinfo=UTC)
    )


def test_a_call_does_not_read_whom_to_trust_anew(
    contact_centers: ContactCenters, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        pytest.fail("reading the trusted certificates takes longer than all the rest of a call")

    for name in ("load_default_certs", "load_verify_locations", "set_default_verify_paths"):
        monkeypatch.setattr(ssl.SSLContext, name, read)

    assert match(contact_centers, instance) is not None


@pytest.mark.clause("R5.1")
def test_these_bytes_go_out_and_no_others(contact_centers: ContactCenters, instance: Instance) -> None:
    match(contact_centers, instance, path="/teams/v1")

    (request,) = instance.requests
    head, _, body = request.partition(b"\r\n\r\n")
    line, *headers = head.decode().split("\r\n")
    assert line == "POST /teams/v1/identity/match HTTP/1.1"
    assert sorted(headers) == sorted(
        [
            "accept: application/json",
            "accept-encoding: identity",
            "authorization: Bearer made-up-token",
            "connection: close",
            f"Content-Length: {len(body)}",
            "content-type: application/json",
            f"Host: localhost:{instance.port}",
            f"x-correlation-id: {CORRELATION_ID}",
        ]
    )
    assert json.loads(body) == {"username": "anna.schmidt@contoso.example", "domain": "contoso.example"}


@pytest.mark.parametrize(
    "name", ["anna\r\nx-evil: 1@contoso.example", 'anna","oid":"1@contoso.example', "jörg@c.example"]
)
@pytest.mark.clause("R5.1")
def test_a_name_cannot_leave_its_place(contact_centers: ContactCenters, instance: Instance, name: str) -> None:
    contact_centers.match(registered(instance.port), TeamsIdentity(name, "c.example"), "t", CORRELATION_ID)

    head, _, body = instance.requests[0].partition(b"\r\n\r\n")
    assert b"evil" not in head
    assert json.loads(body) == {"username": name, "domain": "c.example"}


@pytest.mark.parametrize("bearer", ["a\r\nx-evil: 1", "a\nb", "tökén\u2603"])
def test_a_header_cannot_be_injected(contact_centers: ContactCenters, instance: Instance, bearer: str) -> None:
    with pytest.raises(ContactCenterFailed):
        contact_centers.match(registered(instance.port), ANNA, bearer, CORRELATION_ID)

    assert instance.requests == []


def test_a_person_who_is_not_known(contact_centers: ContactCenters, serve: Serve) -> None:
    assert match(contact_centers, serve(answering("404 Not Found", b""))) is None


@pytest.mark.parametrize(
    "status", ["201 Created", "204 No Content", "400 Bad Request", "401 Unauthorized", "403 Forbidden", "500 Oops"]
)
def test_any_other_status_is_a_failure(contact_centers: ContactCenters, serve: Serve, status: str) -> None:
    with pytest.raises(ContactCenterFailed):
        match(contact_centers, serve(answering(status, b"" if status.startswith("204") else None)))


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
def test_a_redirect_is_not_followed(
    contact_centers: ContactCenters, serve: Serve, instance: Instance, status: str
) -> None:
    elsewhere = f"Location: https://localhost:{instance.port}/identity/match"

    with pytest.raises(ContactCenterFailed):
        match(contact_centers, serve(answering(status, b"", (elsewhere,))))

    assert instance.connections == 0


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
CLOSED = b"HTTP/1.1 200 OK\r\n\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(way_in()), way_in()), id="chunked"),
        pytest.param(CLOSED + way_in(), id="until it hangs up"),
        pytest.param(CLOSED + way_in().ljust(MAX_BYTES), id="64 KiB"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" + CLOSED + way_in(), id="after a 100"),
    ],
)
def test_an_answer_may_come_in_any_framing(contact_centers: ContactCenters, serve: Serve, raw: bytes) -> None:
    assert match(contact_centers, serve(sending(raw)))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Le", id="cut in the head"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n" + way_in(), id="cut in the body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n", id="cut before the body"),
        pytest.param(b"HTTP/1.1 404 Not Found\r\nContent-Length: 4096\r\n\r\n", id="cut in a 404"),
        pytest.param(CHUNKED + b"fff\r\n" + way_in(), id="cut in a chunk"),
        pytest.param(CHUNKED + b"%x\r\n%s\r\n" % (len(way_in()), way_in()), id="cut before the last chunk"),
        pytest.param(CHUNKED + b"no number\r\n", id="not chunked"),
        pytest.param(CLOSED + way_in()[:-1], id="cut, framing unknown"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", id="not HTTP"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200, id="200 headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 70_000, id="a header of 70 kB"),
    ],
)
def test_an_answer_that_is_not_whole_is_a_failure(contact_centers: ContactCenters, serve: Serve, raw: bytes) -> None:
    with pytest.raises(ContactCenterFailed):
        match(contact_centers, serve(sending(raw)))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(CLOSED + way_in().ljust(MAX_BYTES + 1), id="a byte too many"),
        pytest.param(CHUNKED + b"20000\r\n" + b" " * 0x20000 + b"\r\n0\r\n\r\n", id="chunked"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + b" " * 200_000, id="announced"),
        pytest.param(b"HTTP/1.1 404 Not Found\r\n\r\n" + b" " * 200_000, id="of a 404"),
    ],
)
def test_more_than_64_kib_is_not_read(contact_centers: ContactCenters, serve: Serve, raw: bytes) -> None:
    with pytest.raises(ContactCenterFailed):
        match(contact_centers, serve(sending(raw)))


def test_a_compressed_answer_is_not_unpacked(contact_centers: ContactCenters, serve: Serve) -> None:
    bomb = gzip.compress(way_in().ljust(20_000_000))
    assert len(bomb) < MAX_BYTES

    with pytest.raises(ContactCenterFailed):
        match(contact_centers, serve(answering(body=bomb, headers=("Content-Encoding: gzip",))))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html></html>", id="HTML"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b"[" * 60_000, id="nested"),
        pytest.param(b"1" * 60_000, id="a long number"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="list"),
        pytest.param(b'"launchUrl"', id="text"),
        pytest.param(b"{}", id="no members"),
        pytest.param(way_in(expiresAt=None), id="no time"),
        pytest.param(way_in(expiresAt="tomorrow"), id="not a time"),
        pytest.param(way_in(expiresAt="2026-11-23T10:05:10"), id="a time without offset"),
        pytest.param(way_in(expiresAt=1795428310), id="a number as time"),
        pytest.param(way_in(launchUrl=None), id="no URL"),
        pytest.param(way_in(launchUrl=["https://localhost/"]), id="a list as URL"),
        pytest.param(way_in(launchUrl=""), id="an empty URL"),
        pytest.param(way_in(launchUrl="/s/1"), id="a path"),
        pytest.param(way_in(launchUrl="http://localhost/s/1"), id="http"),
        pytest.param(way_in(launchUrl="javascript:alert(1)//localhost"), id="a script"),
        pytest.param(way_in(launchUrl="https://evil.example/s/1"), id="another host"),
        pytest.param(way_in(launchUrl="https://localhost.evil.example/"), id="a host that begins alike"),
        pytest.param(way_in(launchUrl="https://sub.localhost/"), id="a host below"),
        pytest.param(way_in(launchUrl="https://user@localhost/"), id="user"),
        pytest.param(way_in(launchUrl="https://:@localhost/"), id="empty user and password"),
        pytest.param(way_in(launchUrl="https://evil.example\\@localhost/"), id="backslash"),
        pytest.param(way_in(launchUrl="https://localhost/\n"), id="line end"),
        pytest.param(way_in(launchUrl="https://local\thost/"), id="tab"),
        pytest.param(way_in(launchUrl=" https://localhost/"), id="space"),
        pytest.param(way_in(launchUrl='https://localhost/"><script>'), id="markup"),
        pytest.param(way_in(launchUrl="https://localhost:99999/"), id="port too high"),
        pytest.param(way_in(launchUrl="https://localhost:0/"), id="port 0"),
        pytest.param(way_in(launchUrl="https://[localhost/"), id="half an address"),
        pytest.param(way_in(launchUrl="https://l\u043ecalhost/"), id="a look-alike letter"),
        pytest.param(way_in(launchUrl="https://localhost/\ud800"), id="lone surrogate"),
    ],
)
def test_an_answer_that_is_not_the_agreed_one_is_a_failure(
    contact_centers: ContactCenters, serve: Serve, body: bytes
) -> None:
    with pytest.raises(ContactCenterFailed):
        match(contact_centers, serve(answering(body=body)))


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/s/1?a=b&c=%20#d",
        "https://LOCALHOST:8443/",
        "https://cc.contoso.example",
    ],
)
def test_the_way_in_may_be_anywhere_on_a_registered_host(
    contact_centers: ContactCenters, serve: Serve, url: str
) -> None:
    found = match(contact_centers, serve(answering(body=way_in(launchUrl=url))))

    assert found is not None
    assert found.launch_url == url
