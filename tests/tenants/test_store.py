"""The rows of tenants: what is written, and that a change of a tenant and its domains is one change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.families import unknown_properties
from shared.problems import Conflict
from shared.tenants.registration import Registration
from shared.tenants.store import TABLE, Stored, TenantStore
from tests.support.tokens import TENANT_ID
from tests.support.world import OTHER_TENANT_ID, START, NewWorld, World, contract

FULL = contract(
    domains=["contoso.example", "contoso.test"],
    contactCenterTenantId=OTHER_TENANT_ID,
    country="US",
    transferSafeguard="standard contractual clauses",
    contractEnd="2027-12-31",
    collect={"attendanceTimes": True, "chat": True},
)


@pytest.fixture
def empty(new_world: NewWorld) -> World:
    return new_world()


@pytest.fixture
def store(empty: World) -> TenantStore:
    return TenantStore(empty.tables)


def rows_of(world: World) -> dict[str, str]:
    return {row["RowKey"]: row.get("tenantId", row.get("name", "")) for row in world.rows(TABLE)}


@pytest.mark.parametrize(
    "registration",
    [
        pytest.param(Registration(TENANT_ID, contract()), id="ordinary"),
        pytest.param(Registration(TENANT_ID, FULL, ended_at=START), id="with everything"),
    ],
)
def test_what_was_saved_is_found(store: TenantStore, registration: Registration) -> None:
    store.save(registration, None)

    found = store.find_stored(TENANT_ID)

    assert found is not None
    assert found.registration == registration
    assert store.all() == [registration]


def test_nothing_is_found_before_anything_was_saved(store: TenantStore) -> None:
    assert store.find_stored(TENANT_ID) is None
    assert store.owner_of("contoso.example") is None
    assert store.all() == []


@pytest.mark.clause("R5.3")
def test_every_stored_property_is_in_the_register(empty: World, store: TenantStore) -> None:
    store.save(Registration(TENANT_ID, FULL, ended_at=START), None)

    assert all(not unknown_properties("tenants", row) for row in empty.rows(TABLE))


def test_domains_come_and_go_with_the_contract(empty: World, store: TenantStore) -> None:
    store.save(Registration(TENANT_ID, contract(domains=["a.example", "b.example"])), None)

    store.save(Registration(TENANT_ID, contract(domains=["b.example", "c.example"])), store.find_stored(TENANT_ID))

    assert rows_of(empty) == {
        f"tenant:{TENANT_ID}": "Contoso",
        "domain:b.example": TENANT_ID,
        "domain:c.example": TENANT_ID,
    }
    assert store.owner_of("b.example") == TENANT_ID
    assert store.owner_of("a.example") is None


def test_forty_domains_change_at_once(store: TenantStore) -> None:
    store.save(Registration(TENANT_ID, contract(domains=[f"a{number}.example" for number in range(40)])), None)
    others = Registration(TENANT_ID, contract(domains=[f"b{number}.example" for number in range(40)]))

    store.save(others, store.find_stored(TENANT_ID))

    assert store.all() == [others]


def test_a_taken_domain_leaves_nothing_half_done(empty: World, store: TenantStore) -> None:
    store.save(Registration(TENANT_ID, contract(domains=["a.example"])), None)
    before = rows_of(empty)

    with pytest.raises(Conflict):
        store.save(Registration(OTHER_TENANT_ID, contract(domains=["b.example", "a.example"])), None)

    assert rows_of(empty) == before


def test_a_registration_that_changed_meanwhile_is_not_overwritten(empty: World, store: TenantStore) -> None:
    store.save(Registration(TENANT_ID, contract()), None)
    read_early = store.find_stored(TENANT_ID)
    store.save(Registration(TENANT_ID, contract(name="Contoso, renamed")), store.find_stored(TENANT_ID))

    with pytest.raises(Conflict):
        store.save(Registration(TENANT_ID, contract(domains=["late.example"])), read_early)

    assert rows_of(empty) == {f"tenant:{TENANT_ID}": "Contoso, renamed", "domain:contoso.example": TENANT_ID}


def stored(store: TenantStore) -> Stored:
    found = store.find_stored(TENANT_ID)
    assert found is not None
    return found


def test_a_registration_that_went_meanwhile_does_not_come_back(empty: World, store: TenantStore) -> None:
    registration = Registration(TENANT_ID, contract())
    store.save(registration, None)
    read_early = stored(store)
    store.forget(read_early)

    with pytest.raises(Conflict):
        store.save(registration, read_early)

    assert empty.rows(TABLE) == []


def test_forgetting_frees_the_domains(empty: World, store: TenantStore) -> None:
    registration = Registration(TENANT_ID, FULL, ended_at=START)
    store.save(registration, None)

    store.forget(stored(store))

    assert empty.rows(TABLE) == []
    store.save(Registration(OTHER_TENANT_ID, contract(domains=["contoso.test"])), None)


def test_forgetting_is_all_or_nothing(empty: World, store: TenantStore) -> None:
    registration = Registration(TENANT_ID, contract(), ended_at=START)
    store.save(registration, None)
    with_another_domain = Registration(TENANT_ID, contract(domains=["contoso.example", "never.example"]))

    with pytest.raises(Conflict):
        store.forget(Stored(with_another_domain, stored(store).etag))

    assert rows_of(empty).keys() == {f"tenant:{TENANT_ID}", "domain:contoso.example"}


def test_a_tenant_registered_anew_is_not_forgotten(empty: World, store: TenantStore) -> None:
    store.save(Registration(TENANT_ID, contract(), ended_at=START), None)
    read_early = stored(store)
    store.save(Registration(TENANT_ID, contract(name="Contoso, again")), read_early)

    with pytest.raises(Conflict):
        store.forget(read_early)

    assert rows_of(empty)[f"tenant:{TENANT_ID}"] == "Contoso, again"


def test_tenants_are_listed_in_the_order_of_their_ids(store: TenantStore) -> None:
    ended = Registration(OTHER_TENANT_ID, contract(domains=["z.example"]), ended_at=START - timedelta(days=1))
    running = Registration(TENANT_ID, contract())
    for registration in (ended, running):
        store.save(registration, None)

    assert [registration.tenant_id for registration in store.all()] == sorted([TENANT_ID, OTHER_TENANT_ID])
