from __future__ import annotations

import ssl
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local.contact_center import server as contact_center
from local.entra import server as authority
from local.graph import server as graph_server
from local.machine import certificates
from local.machine.run_files import Description
from local.machine.web import Certificates, Server

CLIENT = authority.Application("11111111-1111-4111-8111-111111111111", "for tests only")


def describe(authority: str, certificate_authority: Path) -> Description:
    """A service of which only the authority matters."""
    return Description(
        url="http://127.0.0.1:40001",
        host="none",
        authority=authority,
        contact_center="https://127.0.0.1:2",
        graph="https://127.0.0.1:5",
        azurite="http://127.0.0.1:3",
        teams_client="http://127.0.0.1:4",
        certificate_authority=str(certificate_authority),
        python=sys.executable,
        pid=1,
        pids={"Azurite": 2},
    )


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    directory: Path = tmp_path_factory.mktemp("run") / "certificates"
    return certificates.make(directory, now=datetime.now(UTC))


@pytest.fixture(scope="session")
def trust(files: Certificates) -> ssl.SSLContext:
    """A client that trusts the run's own certificate authority and is as strict as Python 3.13 is by default."""
    context = ssl.create_default_context(cafile=str(files.authority))
    context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


@pytest.fixture
def sign_in(files: Certificates) -> Iterator[Server]:
    server = authority.serve(0, files, CLIENT)
    yield server
    server.close()


@pytest.fixture
def center(files: Certificates, sign_in: Server) -> Iterator[Server]:
    server = contact_center.serve(0, files, sign_in.url)
    yield server
    server.close()


@pytest.fixture
def graph(files: Certificates, sign_in: Server) -> Iterator[Server]:
    server = graph_server.serve(0, files, sign_in.url)
    yield server
    server.close()
