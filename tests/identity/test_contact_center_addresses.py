"""Where a call to an instance goes: to the checked address and nowhere else, proved by certificate to be the host."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from local.machine.certificates import make
from local.machine.web import Certificates
from shared.identity import contact_center
from shared.identity.contact_center import ContactCenters
from shared.identity.username import TeamsIdentity
from shared.outbound import connections as outbound
from shared.problems import ContactCenterFailed, ContactCenterTimeout
from shared.tenants.registration import Registration
from shared.tenants.registry import Registry
from shared.tenants.store import TenantStore
from tests.identity.conftest import registered
from tests.identity.tls_server import Instance, answering, listening
from tests.support.resolver import PUBLIC_ADDRESS, resolving_to
from tests.support.tokens import TENANT_ID
from tests.support.world import World, contract

ANNA = TeamsIdentity("anna.schmidt@contoso.example", "contoso.example")


def centers(*answers: list[str]) -> ContactCenters:
    """Contact centres whose names resolve to these answers, one after the other."""
    return ContactCenters(allow_loopback=True, threads=8, resolve=resolving_to(*answers))


def match(contact_centers: ContactCenters, registration: Registration) -> object:
    return contact_centers.match(registration, ANNA, "made-up-token", "0b2f6c1e-1111-4111-8111-111111111111")


def test_the_name_is_resolved_once_and_the_checked_address_connected_to(instance: Instance, trusted: None) -> None:
    assert match(centers(["127.0.0.1"], ["10.0.0.1"]), registered(instance.port))


def test_the_next_address_is_tried_when_one_is_not_reached(instance: Instance, trusted: None) -> None:
    assert match(centers(["127.0.0.2", "127.0.0.1"]), registered(instance.port))


def test_an_instance_that_came_to_be_inside_is_not_called(world: World, instance: Instance, trusted: None) -> None:
    # GIVEN a registration made while the name had a public address
    resolve = resolving_to([PUBLIC_ADDRESS], ["127.0.0.1"])
    members = registered(instance.port).contract
    registry = Registry(TenantStore(world.tables), world.clock, allow_loopback=False, resolve=resolve)
    registration, _ = registry.register(TENANT_ID, members, world.clock())

    # WHEN the name has become one of this machine's
    with pytest.raises(ContactCenterFailed):
        match(ContactCenters(allow_loopback=False, threads=8, resolve=resolve), registration)

    # THEN nobody connected
    assert instance.connections == 0


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    "addresses", [["169.254.169.254"], ["168.63.129.16"], [PUBLIC_ADDRESS, "10.0.0.1"], ["64:ff9b::1"]]
)
def test_an_inside_address_is_refused_when_called(addresses: list[str]) -> None:
    with pytest.raises(ContactCenterFailed):
        match(centers(addresses), Registration(TENANT_ID, contract()))


def test_a_certificate_of_another_host_is_refused(instance: Instance, trusted: None) -> None:
    with pytest.raises(ContactCenterFailed):
        match(centers(["127.0.0.1"]), registered(instance.port, host="cc.contoso.example"))

    assert (instance.connections, instance.requests) == (1, [])


def test_an_address_needs_a_certificate_too(contact_centers: ContactCenters, instance: Instance) -> None:
    assert match(contact_centers, registered(instance.port, host="127.0.0.1"))
    with pytest.raises(ContactCenterFailed):
        match(contact_centers, registered(instance.port, host="127.0.0.2"))


def test_an_expired_certificate_is_refused(tmp_path: Path, trusted: None, monkeypatch: pytest.MonkeyPatch) -> None:
    expired = make(tmp_path, now=datetime.now(UTC) - timedelta(days=31))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(expired.authority))

    with listening(Instance(0, answering()), expired) as instance, pytest.raises(ContactCenterFailed):
        match(ContactCenters(allow_loopback=True, threads=8), registered(instance.port))

    assert instance.requests == []


def test_a_certificate_of_an_unknown_authority_is_refused(
    instance: Instance, trusted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    with pytest.raises(ContactCenterFailed):
        match(ContactCenters(allow_loopback=True, threads=8), registered(instance.port))

    assert instance.requests == []


def test_the_other_standard_variable_says_whom_to_trust_too(
    instance: Instance, trusted: None, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))

    assert match(ContactCenters(allow_loopback=True, threads=8), registered(instance.port))


def test_addresses_share_the_time_there_is_to_connect(
    instance: Instance, trusted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a first address that fails only after all the time is over
    clock = SimpleNamespace(monotonic=iter([0.0, 0.0, contact_center.CONNECT_SECONDS]).__next__)
    monkeypatch.setattr(outbound, "time", clock)

    with pytest.raises(ContactCenterTimeout):
        match(centers(["127.0.0.2", "127.0.0.1"]), registered(instance.port))

    assert instance.connections == 0
