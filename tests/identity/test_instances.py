"""Telling a real contact centre of a change: three values and nothing else, and every way in which it may fail."""

from __future__ import annotations

import base64
import json
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from local.contact_center import failures as misbehaviour
from local.contact_center import server as contact_center
from local.demo.people import VENDOR
from local.entra import server as authority
from local.machine import certificates
from local.machine.web import Certificates, Server
from shared.http.bodies import validate
from shared.identity import contact_center as client
from shared.identity.contact_center import ContactCenters
from shared.identity.instances import Instances
from shared.identity.service_tokens import ServiceTokens, TokenRefused
from shared.identity.username import TeamsIdentity
from shared.problems import ContactCenterFailed, ContactCenterTimeout
from shared.tenants.model import Contract
from shared.tenants.registration import Registration
from tests.support.tokens import TENANT_ID
from tests.support.world import contract_body

IDENTITY = TeamsIdentity("anna.schmidt@contoso.example", "contoso.example")
CORRELATION_ID = "c0ffee00-0000-4000-8000-000000000009"
APPLICATION = authority.Application("11111111-1111-4111-8111-111111111111", "for tests only")
THREADS = 8  # two calls of one instance at a time


@dataclass
class Tokens(ServiceTokens):
    """Tokens that the stand-in authority gave, or none."""

    value: str | None
    asked: tuple[str, str] | None = None

    def token(self, tenant_id: str, scope: str) -> str:
        self.asked = (tenant_id, scope)
        if self.value is None:
            raise TokenRefused
        return self.value


@dataclass(frozen=True)
class Instance:
    """A running contact centre as the service knows it."""

    server: Server
    registration: Registration
    centers: ContactCenters
    tokens: Tokens
    trust: ssl.SSLContext

    def tell(self, change: str = "erasure") -> None:
        instances = Instances(self.tokens, self.centers, operator_tenant_id=VENDOR.tid)
        instances.tell(self.registration, IDENTITY, change, CORRELATION_ID)

    def behave(self, mode: str) -> None:
        body = json.dumps({"mode": mode}).encode()
        request = urllib.request.Request(f"{self.server.url}/dev/behaviour", data=body, method="POST")
        urllib.request.urlopen(request, context=self.trust, timeout=5).close()

    def received(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self.server.url}/dev/received", context=self.trust, timeout=5) as answer:
            entries: list[dict[str, Any]] = json.load(answer)
        return entries


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    directory: Path = tmp_path_factory.mktemp("instances") / "certificates"
    return certificates.make(directory, now=datetime.now(UTC))


@pytest.fixture
def instance(files: Certificates, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instance]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(files.authority))
    trust = ssl.create_default_context(cafile=str(files.authority))
    with ExitStack() as running:
        sign_in = authority.serve(0, files, APPLICATION)
        running.callback(sign_in.close)
        server = contact_center.serve(0, files, sign_in.url)
        running.callback(server.close)
        registered = contract_body(
            contactCenterUrl=server.url, contactCenterScope="api://127.0.0.1/.default", launchHosts=["127.0.0.1"]
        )
        registration = Registration(TENANT_ID, validate(Contract, registered))
        centers = ContactCenters(allow_loopback=True, threads=THREADS)
        yield Instance(server, registration, centers, Tokens(_service_token(sign_in, trust)), trust)


def _service_token(sign_in: Server, trust: ssl.SSLContext) -> str:
    form = (
        f"grant_type=client_credentials&client_id={APPLICATION.client_id}&client_secret={APPLICATION.secret}"
        "&scope=api://127.0.0.1/.default"
    )
    url = f"{sign_in.url}/{VENDOR.tid}/oauth2/v2.0/token"
    with urllib.request.urlopen(url, data=form.encode(), context=trust, timeout=5) as answer:
        return str(json.load(answer)["access_token"])


@pytest.mark.parametrize("change", ["erasure", "rectification", "restriction", "restriction_lifted"])
@pytest.mark.clause("R5.1")
def test_a_change_is_told_with_the_same_two_values_and_its_kind_alone(instance: Instance, change: str) -> None:
    instance.tell(change)

    (entry,) = instance.received()
    assert (entry["method"], entry["path"]) == ("POST", "/identity/changed")
    assert json.loads(base64.b64decode(entry["bodyBase64"])) == {
        "username": "anna.schmidt@contoso.example",
        "domain": "contoso.example",
        "change": change,
    }
    assert entry["headers"].keys() <= {
        "host", "authorization", "content-type", "content-length", "accept", "accept-encoding", "connection",
        "x-correlation-id",
    }  # fmt: skip
    assert entry["headers"]["x-correlation-id"] == CORRELATION_ID
    assert instance.tokens.asked == (VENDOR.tid, "api://127.0.0.1/.default")


@pytest.mark.parametrize(
    ("mode", "failure"),
    [
        ("error", ContactCenterFailed),
        ("redirect", ContactCenterFailed),
        ("huge", ContactCenterFailed),
        ("cut", ContactCenterFailed),
        ("hang", ContactCenterTimeout),
        ("drip", ContactCenterTimeout),
    ],
)
def test_an_instance_that_fails_has_not_been_told(
    instance: Instance, monkeypatch: pytest.MonkeyPatch, mode: str, failure: type[Exception]
) -> None:
    monkeypatch.setattr(client, "TOTAL_SECONDS", 0.4)
    monkeypatch.setattr(misbehaviour, "HANG_SECONDS", 0.8)
    instance.behave(mode)

    with pytest.raises(failure):
        instance.tell()

    assert [entry["path"] for entry in instance.received()] == ["/identity/changed"]


def test_what_the_answer_holds_does_not_matter_once_it_is_taken(instance: Instance) -> None:
    instance.behave("garbage")

    instance.tell()


def test_an_instance_that_is_not_there_has_not_been_told(instance: Instance) -> None:
    instance.server.close()

    with pytest.raises(ContactCenterFailed):
        instance.tell()


def test_a_refused_service_token_is_a_failure_and_nothing_goes_out(instance: Instance) -> None:
    instance.tokens.value = None

    with pytest.raises(ContactCenterFailed):
        instance.tell()

    assert instance.received() == []


def test_a_token_that_the_instance_refuses_is_a_failure(instance: Instance) -> None:
    instance.tokens.value = "nonsense"

    with pytest.raises(ContactCenterFailed):
        instance.tell()


def test_an_instance_with_all_its_places_busy_is_not_told_now(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "TURN_SECONDS", 0.01)

    with (
        instance.centers.turn(instance.registration),
        instance.centers.turn(instance.registration),
        pytest.raises(ContactCenterTimeout),
    ):
        instance.tell()

    assert instance.received() == []
    instance.tell()
    assert len(instance.received()) == 1
