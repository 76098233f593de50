"""A contact-centre instance and a sign-in authority on this machine, and limits of tenths of seconds."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from local.machine.web import Certificates
from shared.identity import contact_center
from shared.identity.contact_center import ContactCenters
from shared.tenants.registration import Registration
from tests.identity.tls_server import Instance, answering, listening
from tests.support.resolver import Names
from tests.support.tokens import TENANT_ID
from tests.support.world import Clock, contract

Serve = Callable[[Instance | Callable[[ssl.SSLSocket], None]], Instance]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits, each a fraction of what it is in service."""
    monkeypatch.setattr(contact_center, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(contact_center, "TOTAL_SECONDS", 0.4)


@pytest.fixture
def serve(certificates: Certificates) -> Iterator[Serve]:
    """Start an instance, or one that shakes hands and then answers as given."""
    with ExitStack() as running:

        def start(instance: Instance | Callable[[ssl.SSLSocket], None]) -> Instance:
            found = instance if isinstance(instance, Instance) else Instance(0, instance)
            return running.enter_context(listening(found, certificates))

        yield start


@pytest.fixture
def instance(serve: Serve) -> Instance:
    """An instance that knows everybody."""
    return serve(answering())


@pytest.fixture
def contact_centers(trusted: None) -> ContactCenters:
    return ContactCenters(allow_loopback=True, threads=8, resolve=Names())


def registered(port: int, *, host: str = "localhost", path: str = "", tenant_id: str = TENANT_ID) -> Registration:
    """A tenant whose instance listens on this port of this machine."""
    return Registration(
        tenant_id,
        contract(
            contactCenterUrl=f"https://{host}:{port}{path}",
            contactCenterScope=f"api://{host}/.default",
            launchHosts=["localhost", "cc.contoso.example"],
        ),
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()
