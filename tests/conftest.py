"""Fixtures that every test may use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest

from local.machine.certificates import make
from local.machine.web import Certificates
from tests.identity.sign_in import SignIn
from tests.support.azurite import running_azurite
from tests.support.memory_tables import InMemoryTables
from tests.support.node import Node, find_node
from tests.support.service import RunningService, running
from tests.support.world import Clock, NewWorld, World, empty_tables

pytest_plugins = ["tests.support.guards", "tests.support.lanes"]


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Whether suites that search may take hours; by default each ends within minutes."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def node() -> Node:
    """Node.js with the installed npm packages."""
    return find_node()


@pytest.fixture(scope="session")
def azurite() -> Iterator[str]:
    """The connection string of this process's own Azurite, which runs until the last test has."""
    with running_azurite() as connection_string:
        yield connection_string


@pytest.fixture
def new_world(request: pytest.FixtureRequest) -> NewWorld:
    """Makes worlds over one account, empty at first, and one clock: two worlds are two workers.

    The account is in memory, unless the test is marked `azurite` or the run was asked for `--on-azurite`.
    """
    first: list[World] = []

    def make(environment: Mapping[str, str] | None = None, *, clock: Clock | None = None) -> World:
        if first:
            assert clock in {None, first[0].clock}, "an account has one clock"
            return first[0].another_worker(environment)
        clock = clock or Clock()
        on_azurite = request.node.get_closest_marker("azurite") or request.config.getoption("--on-azurite")
        tables = empty_tables(request.getfixturevalue("azurite"), clock) if on_azurite else InMemoryTables(clock)
        first.append(World(environment, tables=tables, clock=clock))
        return first[0]

    return make


@pytest.fixture
def world(new_world: NewWorld) -> World:
    """An app whose one tenant is registered and whose person anna the contact centre knows, but has not met."""
    world = new_world()
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
