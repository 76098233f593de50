"""No instance holds more than a quarter of the worker's threads, and nobody else waits for one that is dead."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from shared.identity import contact_center
from shared.identity.contact_center import ContactCenters
from shared.identity.username import TeamsIdentity
from shared.outbound.connections import Resolve, resolve
from shared.problems import ContactCenterTimeout
from shared.tenants.registration import Registration
from tests.identity.conftest import registered
from tests.identity.tls_server import Instance
from tests.support.tokens import TENANT_ID
from tests.support.world import OTHER_TENANT_ID, contract

ANNA = TeamsIdentity("anna.schmidt@contoso.example", "contoso.example")
DEAD = "dead.contoso.example"


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch, trusted: None) -> None:
    monkeypatch.setattr(contact_center, "TURN_SECONDS", 0.01)


def at(url: str, tenant_id: str = TENANT_ID) -> Registration:
    host = url.removeprefix("https://").partition(":")[0].partition("/")[0]
    return Registration(tenant_id, contract(contactCenterUrl=url, contactCenterScope=f"api://{host.lower()}/.default"))


def turns(contact_centers: ContactCenters, registration: Registration) -> int:
    """How many calls the instance may have under way."""
    with ExitStack() as under_way:
        for taken in range(100):
            try:
                under_way.enter_context(contact_centers.turn(registration))
            except ContactCenterTimeout:
                return taken
    return 100


@pytest.mark.parametrize(("threads", "share"), [(1, 1), (3, 1), (4, 1), (8, 2), (32, 8), (35, 8)])
def test_an_instance_has_a_quarter_of_the_threads(threads: int, share: int) -> None:
    contact_centers = ContactCenters(allow_loopback=True, threads=threads)

    assert turns(contact_centers, at("https://cc.contoso.example")) == share
    assert turns(contact_centers, at("https://cc.contoso.example")) == share, "every turn was given back"


def test_a_turn_is_given_back_after_a_failure() -> None:
    contact_centers = ContactCenters(allow_loopback=True, threads=4)

    with pytest.raises(ZeroDivisionError), contact_centers.turn(at("https://cc.contoso.example")):
        raise ZeroDivisionError

    assert turns(contact_centers, at("https://cc.contoso.example")) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://cc.contoso.example/other/path",
        "https://CC.contoso.example",
        "https://cc.contoso.example:443",
    ],
)
def test_tenants_of_one_instance_share_its_turns(url: str) -> None:
    contact_centers = ContactCenters(allow_loopback=True, threads=8)

    with contact_centers.turn(at("https://cc.contoso.example")):
        assert turns(contact_centers, at(url, OTHER_TENANT_ID)) == 1


@pytest.mark.parametrize("url", ["https://cc.fabrikam.example", "https://cc.contoso.example:8443"])
def test_another_instance_has_turns_of_its_own(url: str) -> None:
    contact_centers = ContactCenters(allow_loopback=True, threads=8)

    with ExitStack() as under_way:
        for _ in range(2):
            under_way.enter_context(contact_centers.turn(at("https://cc.contoso.example")))

        assert turns(contact_centers, at(url, OTHER_TENANT_ID)) == 2


@pytest.fixture
def hanging() -> Iterator[Resolve]:
    """Never resolves the dead instance's name while the test lasts."""
    over = threading.Event()

    def look_up(host: str, port: int) -> list[str]:
        if host != DEAD:
            return resolve(host, port)
        over.wait(10)
        return []

    yield look_up
    over.set()


def test_a_name_whose_resolver_hangs_holds_nobody_else_up(
    instance: Instance, hanging: Resolve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_center, "CONNECT_SECONDS", 0.1)
    contact_centers = ContactCenters(allow_loopback=True, threads=4, resolve=hanging)

    # GIVEN more calls to the dead instance than there are threads, one after another and at once
    def call_the_dead(_: int) -> None:
        with pytest.raises(ContactCenterTimeout):
            contact_centers.match(at(f"https://{DEAD}"), ANNA, "made-up-token", "c")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(call_the_dead, range(8)))

    # WHEN another tenant's person is forwarded
    monkeypatch.setattr(contact_center, "CONNECT_SECONDS", 2.0)
    found = contact_centers.match(registered(instance.port, tenant_id=OTHER_TENANT_ID), ANNA, "made-up-token", "c")

    # THEN it is as if nothing were wrong
    assert found is not None
