"""The rules of contracts: what a registration must keep to, and when one ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shared.problems import Conflict, ContractEnded, InvalidBody, NotFound, TenantNotContracted
from shared.tenants.registry import Registry
from shared.tenants.store import TABLE, TenantStore
from tests.support.resolver import PUBLIC_ADDRESS
from tests.support.tokens import TENANT_ID
from tests.support.world import OTHER_TENANT_ID, START, NewWorld, World, contract


@pytest.fixture
def registry(world: World) -> Registry:
    return world.services.registry()


def in_azure(world: World) -> Registry:
    """The registry as it is where loopback is refused."""
    return Registry(TenantStore(world.tables), world.clock, allow_loopback=False, resolve=world.names)


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1", "https://localhost:8443", "https://[::1]", "https://10.0.0.1", "https://[fd00::1]:8443"],
)
def test_a_contact_centre_is_nowhere_inside(world: World, url: str) -> None:
    host = url.removeprefix("https://").removesuffix(":8443").strip("[]")
    inside = contract(contactCenterUrl=url, contactCenterScope=f"api://{host}/.default", domains=["b.example"])

    with pytest.raises(InvalidBody) as refused:
        in_azure(world).register(OTHER_TENANT_ID, inside, world.clock())

    assert [(found.pointer, found.code) for found in refused.value.pointers] == [
        ("/contactCenterUrl", "address_refused")
    ]
    assert in_azure(world).find_registration(OTHER_TENANT_ID) is None


def test_one_inside_address_among_public_ones_is_refused(world: World) -> None:
    world.names.addresses["cc.contoso.example"] = [PUBLIC_ADDRESS, "168.63.129.16"]

    with pytest.raises(InvalidBody):
        in_azure(world).register(TENANT_ID, contract(), world.clock())


@pytest.mark.parametrize(
    "names", [{}, {"cc.contoso.example": [PUBLIC_ADDRESS]}], ids=["does not resolve yet", "public"]
)
def test_any_other_name_is_accepted(world: World, names: dict[str, list[str]]) -> None:
    world.names.addresses = names

    registration, is_new = in_azure(world).register(TENANT_ID, contract(name="Renamed"), world.clock())

    assert (registration.contract.name, is_new) == ("Renamed", False)


def test_loopback_is_accepted_on_azurite(registry: Registry, world: World) -> None:
    local = contract(
        contactCenterUrl="https://127.0.0.1:8443", contactCenterScope="api://127.0.0.1/.default", domains=["b.example"]
    )

    assert registry.register(OTHER_TENANT_ID, local, world.clock())[1]


def test_a_domain_belongs_to_one_tenant(registry: Registry, world: World) -> None:
    with pytest.raises(Conflict) as refused:
        registry.register(OTHER_TENANT_ID, contract(domains=["new.example", "CONTOSO.example"]), world.clock())

    assert [(found.pointer, found.code) for found in refused.value.pointers] == [("/domains/1", "registered_elsewhere")]
    assert registry.find_registration(OTHER_TENANT_ID) is None


@pytest.mark.azurite
def test_of_two_writers_who_want_one_domain_one_gets_it(new_world: NewWorld) -> None:
    first, second = new_world(), new_world()
    first.services.registry().all()

    def overtake(request: Any) -> None:
        if request.url.endswith("$batch"):
            first.storage.before = None
            second.register(OTHER_TENANT_ID)

    first.storage.before = overtake
    with pytest.raises(Conflict):
        first.register(TENANT_ID)

    assert {row.get("tenantId", row["RowKey"]) for row in first.rows(TABLE)} == {
        OTHER_TENANT_ID,
        f"tenant:{OTHER_TENANT_ID}",
    }


@pytest.mark.azurite
def test_of_two_writers_of_one_tenant_one_is_told(world: World, registry: Registry) -> None:
    def overtake(request: Any) -> None:
        if request.url.endswith("$batch"):
            world.storage.before = None
            world.register(name="The other's")

    world.storage.before = overtake
    with pytest.raises(Conflict):
        world.register(name="Mine")

    found = registry.find_registration(TENANT_ID)
    assert found is not None
    assert found.contract.name == "The other's"


@pytest.mark.parametrize("start", ["2025-12-31", "2026-01-02"])
def test_the_start_of_a_running_contract_stays(registry: Registry, world: World, start: str) -> None:
    with pytest.raises(Conflict) as refused:
        registry.register(TENANT_ID, contract(contractStart=start), world.clock())

    assert [(found.pointer, found.code) for found in refused.value.pointers] == [("/contractStart", "running")]


def test_a_contract_that_has_not_begun_keeps_its_start_too(registry: Registry, world: World) -> None:
    registry.register(OTHER_TENANT_ID, contract(contractStart="2027-01-01", domains=["b.example"]), world.clock())

    with pytest.raises(Conflict):
        registry.register(OTHER_TENANT_ID, contract(contractStart="2027-02-01", domains=["b.example"]), world.clock())


@pytest.mark.parametrize("start", ["2026-01-01", "2025-06-01"])
@pytest.mark.parametrize("ended_by", ["hand", "date"])
@pytest.mark.clause("R11.2b")
def test_an_ended_contract_does_not_come_back(world: World, registry: Registry, ended_by: str, start: str) -> None:
    if ended_by == "hand":
        registry.end(TENANT_ID, world.clock())
    else:
        world.register(contractEnd="2026-11-23")
        world.clock.now = datetime(2026, 11, 24, tzinfo=UTC)

    with pytest.raises(Conflict) as refused:
        registry.register(TENANT_ID, contract(contractStart=start), world.clock())

    assert [(found.pointer, found.code) for found in refused.value.pointers] == [
        ("/contractStart", "not_after_the_ended_contract")
    ]


def test_after_an_ended_contract_a_later_one_may_begin(registry: Registry, world: World) -> None:
    registry.end(TENANT_ID, world.clock())

    registry.register(TENANT_ID, contract(contractStart="2026-11-23"), world.clock())

    running = registry.running(TENANT_ID, world.clock())
    assert running.contract.contract_start == date(2026, 11, 23)
    assert running.ended_at is None


def test_the_end_of_a_running_contract_can_be_moved(registry: Registry, world: World) -> None:
    world.register(contractEnd="2026-11-23")
    world.register(contractEnd="2026-12-31")

    assert registry.running(TENANT_ID, datetime(2026, 12, 31, 23, 59, tzinfo=UTC))


def test_ending_ends_now(registry: Registry, world: World) -> None:
    now = START + timedelta(milliseconds=700)

    ended = registry.end(TENANT_ID, now)

    assert ended.ends_at == START
    assert ended.state(now) == "ended"


def test_ending_twice_keeps_the_first_end(registry: Registry, world: World) -> None:
    registry.end(TENANT_ID, world.clock())

    assert registry.end(TENANT_ID, world.clock.advance(hours=1)).ends_at == START


def test_nobody_can_be_ended_who_is_not_there(registry: Registry) -> None:
    with pytest.raises(NotFound):
        registry.end(OTHER_TENANT_ID, START)


def test_who_runs(registry: Registry, world: World) -> None:
    world.register(OTHER_TENANT_ID, domains=["b.example"], contractStart="2026-11-24", contractEnd="2026-11-24")

    with pytest.raises(TenantNotContracted):
        registry.running("e5a1c0de-0000-4000-8000-000000000009", START)
    with pytest.raises(TenantNotContracted):
        registry.running(OTHER_TENANT_ID, datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC))
    assert registry.running(OTHER_TENANT_ID, datetime(2026, 11, 24, tzinfo=UTC))
    with pytest.raises(ContractEnded):
        registry.running(OTHER_TENANT_ID, datetime(2026, 11, 25, tzinfo=UTC))


def test_a_tenant_that_is_leaving_is_not_registered_anew_before_its_rows_have_gone(world: World) -> None:
    world.services.registry().end(TENANT_ID, world.clock(), is_leaving=True)

    with pytest.raises(Conflict):
        world.register(contractStart="2026-11-23")

    world.run_timer()
    assert world.register(contractStart="2026-11-23").state(world.clock()) == "running"
