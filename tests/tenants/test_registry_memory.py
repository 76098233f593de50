"""What a registry remembers: a registration for a minute, a missing one for ten seconds, its own writes never late."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.exceptions import ServiceResponseError
from azure.core.pipeline.transport import RequestsTransport

from shared.problems import StorageUnavailable
from shared.tenants import registry as registry_module
from shared.tenants.registration import Registration
from shared.tenants.registry import Registry
from shared.tenants.store import Stored, TenantStore
from tests.support.tokens import TENANT_ID
from tests.support.world import OTHER_TENANT_ID, START, World


@pytest.fixture
def registry(world: World) -> Registry:
    return world.services.registry()


def name_at(registry: Registry, tenant_id: str = TENANT_ID) -> str | None:
    found = registry.find_registration(tenant_id)
    return found.contract.name if found else None


@pytest.mark.azurite
def test_a_registration_is_read_once_a_minute(registry: Registry, world: World) -> None:
    registry.find_registration(TENANT_ID)
    asked = len(world.storage.requests)

    world.clock.advance(seconds=59.9)
    registry.find_registration(TENANT_ID)
    assert len(world.storage.requests) == asked

    world.clock.advance(seconds=0.1)
    registry.find_registration(TENANT_ID)
    assert len(world.storage.requests) == asked + 1


@pytest.mark.azurite
def test_a_missing_one_is_read_every_ten_seconds(registry: Registry, world: World) -> None:
    registry.find_registration(OTHER_TENANT_ID)
    asked = len(world.storage.requests)

    world.clock.advance(seconds=9.9)
    registry.find_registration(OTHER_TENANT_ID)
    assert len(world.storage.requests) == asked

    world.clock.advance(seconds=0.1)
    registry.find_registration(OTHER_TENANT_ID)
    assert len(world.storage.requests) == asked + 1


@pytest.mark.azurite
def test_a_clock_set_back_does_not_prolong_what_is_remembered(registry: Registry, world: World) -> None:
    registry.find_registration(TENANT_ID)
    asked = len(world.storage.requests)

    world.clock.advance(hours=-1)
    registry.find_registration(TENANT_ID)

    assert len(world.storage.requests) == asked + 1


def test_own_writes_are_seen_at_once(registry: Registry, world: World) -> None:
    assert name_at(registry, OTHER_TENANT_ID) is None

    world.register(OTHER_TENANT_ID, domains=["b.example"])
    assert name_at(registry, OTHER_TENANT_ID) == "Contoso"

    world.register(OTHER_TENANT_ID, domains=["b.example"], name="Renamed")
    assert name_at(registry, OTHER_TENANT_ID) == "Renamed"

    ended = registry.end(OTHER_TENANT_ID, world.clock())
    assert registry.find_registration(OTHER_TENANT_ID) == ended

    registry.remove(ended)
    assert name_at(registry, OTHER_TENANT_ID) is None


def test_another_worker_sees_a_change_after_a_minute(world: World) -> None:
    other = world.another_worker().services.registry()
    assert name_at(other) == "Contoso"
    world.register(name="Renamed")
    assert name_at(other) == "Contoso"

    world.clock.advance(seconds=60)

    assert name_at(other) == "Renamed"


def test_whoever_must_not_act_on_old_news_reads_afresh(world: World) -> None:
    other = world.another_worker().services.registry()
    other.find_registration(TENANT_ID)
    world.services.registry().end(TENANT_ID, START)

    fresh = other.find_registration(TENANT_ID, fresh=True)

    assert fresh is not None
    assert fresh.state(START) == "ended"
    assert other.find_registration(TENANT_ID) == fresh


def test_a_read_that_a_write_overtook_is_not_remembered(world: World) -> None:
    class Overtaken(TenantStore):
        """Its answer comes after the end of the contract."""

        def find_stored(self, tenant_id: str) -> Stored | None:
            found = super().find_stored(tenant_id)
            if not ended:
                ended.append(tenant_id)
                registry.end(tenant_id, START)
            return found

    ended: list[str] = []
    registry = Registry(Overtaken(world.tables), world.clock, allow_loopback=True, resolve=world.names)

    registry.find_registration(TENANT_ID)

    found = registry.find_registration(TENANT_ID)
    assert found is not None
    assert found.state(START) == "ended"


@pytest.mark.azurite
def test_a_write_whose_answer_was_lost_is_seen_at_once(registry: Registry, world: World) -> None:
    registry.find_registration(TENANT_ID)

    def lose_the_answer(request: Any) -> None:
        if request.url.endswith("$batch"):
            world.storage.before = None
            RequestsTransport.send(world.storage, request)
            raise ServiceResponseError("dropped")

    world.storage.before = lose_the_answer
    with pytest.raises(StorageUnavailable):
        registry.end(TENANT_ID, START)

    found = registry.find_registration(TENANT_ID)
    assert isinstance(found, Registration)
    assert found.state(START) == "ended"


@pytest.mark.azurite
def test_what_is_remembered_of_strangers_is_bounded(
    registry: Registry, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_module, "MAX_REMEMBERED", 3)
    strangers = [f"e5a1c0de-0000-4000-8000-10000000000{number}" for number in range(4)]
    for stranger in strangers:
        registry.find_registration(stranger)
    asked = len(world.storage.requests)

    for stranger in strangers[1:]:
        registry.find_registration(stranger)
    assert len(world.storage.requests) == asked

    registry.find_registration(strangers[0])
    assert len(world.storage.requests) == asked + 1
