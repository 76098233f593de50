"""A contact-centre instance and a sign-in authority on this machine, and limits of tenths of seconds."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from local.certificates import make
from local.web import Certificates
from shared.identity import contact_center
from shared.identity.contact_center import ContactCenters
from shared.settings import Settings, load
from shared.tenants.registration import Registration
from tests.auth.minting import TENANT_ID
from tests.identity.sign_in import SignIn
from tests.identity.tls_server import Instance, answering, listening
from tests.world import ENVIRONMENT, Clock, contract

SECRET = "a-made-up-secret"
Serve = Callable[[Instance | Callable[[ssl.SSLSocket], None]], Instance]


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
    return ContactCenters(allow_loopback=True, threads=8)


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
def sign_in(certificates: Certificates, trusted: None) -> Iterator[SignIn]:
    server = SignIn(certificates)
    server.start()
    yield server
    server.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def signing_in_at(authority: str, **credential: str) -> Settings:
    """Settings with this authority, and with a secret unless another credential is given."""
    others = {name: value for name, value in ENVIRONMENT.items() if name != "API_CLIENT_SECRET"}
    connection = "AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:10002/a"
    return load(
        {
            **others,
            "TABLES_CONNECTION_STRING": connection,
            "ENTRA_AUTHORITY": authority,
            **(credential or {"API_CLIENT_SECRET": SECRET}),
        }
    )
