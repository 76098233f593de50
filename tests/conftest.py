"""Fixtures that every test may use, and the lanes that a test belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local.certificates import make
from local.web import Certificates
from tests.identity.sign_in import SignIn
from tests.support.azurite import running_azurite
from tests.support.memory_tables import InMemoryTables
from tests.support.node import Node, find_node
from tests.support.service import RunningService, running
from tests.support.world import Clock, NewWorld, World, empty_tables

NOT_FAST = ("azurite", "browser", "kills", "node", "service", "slow")
NEEDS = {"azurite": "azurite", "browser": "browser", "fresh_service": "service", "node": "node", "service": "service"}
"""The marker of a test that uses a fixture."""
NOT_FAST_FOLDERS = {"browser", "e2e", "faults", "fuzzing", "simulation"}

pytest_plugins = ["tests.support.guards"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what can be asked of a run besides what pytest offers."""
    parser.addoption("--screenshots", metavar="DIR", help="write the pictures of the tab's screens to DIR")
    parser.addoption("--long", action="store_true", help="let attacks, faults and the simulation run long, for a night")
    parser.addoption("--fast", action="store_true", help="leave out what needs more than Python, or takes long")
    parser.addoption("--on-azurite", action="store_true", help="give every test Azurite in place of tables in memory")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Don't even import what the fast lane leaves out as a whole."""
    return True if config.getoption("--fast") and collection_path.name in NOT_FAST_FOLDERS else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test with what it needs, leave out what the lane leaves out, and group what shares a service."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        needs = {marker for fixture, marker in NEEDS.items() if fixture in names}
        needs |= {name for name in NOT_FAST if item.get_closest_marker(name)}
        if needs & {"azurite", "browser", "service"}:
            needs.add("node")
        for name in needs:
            item.add_marker(name)
        if needs & {"browser", "kills", "service"}:
            item.add_marker(pytest.mark.xdist_group("services"))
    if config.getoption("--fast"):
        left_out = [item for item in items if any(item.get_closest_marker(name) for name in NOT_FAST)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Whether suites that search may take hours; by default each ends within minutes."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def node() -> Node:
    """Node.js, with the packages of npm beside it."""
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
