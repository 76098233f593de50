"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from azure.data.tables import TableServiceClient

from local.certificates import make
from local.web import Certificates
from tests.identity.sign_in import SignIn
from tests.running import RunningService, running
from tests.world import World


def pytest_addoption(parser: pytest.Parser) -> None:
    """What may be asked of a run besides what pytest offers: where pictures go, and how long the search may take."""
    parser.addoption("--screenshots", metavar="DIR", help="write the pictures of the tab's screens to DIR")
    parser.addoption("--long", action="store_true", help="let attacks, faults and the simulation run long, for a night")


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Whether suites that search may take hours; by default each ends within minutes."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def azurite() -> str:
    """The connection string of the run's own Azurite, which `python3 dev.py test` starts."""
    connection_string = os.environ.get("TEST_TABLES_CONNECTION_STRING")
    if not connection_string:
        pytest.fail("There is no Azurite: run the tests with `python3 dev.py test [pytest arguments]`.")
    return connection_string


@pytest.fixture
def empty_storage(azurite: str) -> str:
    """An account without tables."""
    with TableServiceClient.from_connection_string(azurite) as client:
        for table in client.list_tables():
            client.delete_table(table.name)
    return azurite


@pytest.fixture
def world(empty_storage: str) -> World:
    """An app whose one tenant is registered and whose person anna the contact centre knows, but has not met."""
    world = World(empty_storage)
    world.register()
    world.contact_center.usernames.add("anna.schmidt@contoso.example")
    return world


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """One running service for all tests that leave its demo people as they are, with its demo data."""
    with running(tmp_path_factory.mktemp("service") / "log") as started:
        yield started


@pytest.fixture(scope="module")
def fresh_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service that has just started, for one module's tests: they may erase whom they like."""
    with running(tmp_path_factory.mktemp("fresh-service") / "log") as started:
        yield started


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make(tmp_path_factory.mktemp("certificates"), now=datetime.now(UTC))


@pytest.fixture
def trusted(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outbound calls trust the certificate authority of the test."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.authority))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture
def sign_in(certificates: Certificates, trusted: None) -> Iterator[SignIn]:
    server = SignIn(certificates)
    server.start()
    yield server
    server.close()
