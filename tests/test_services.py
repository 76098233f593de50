"""The composition root: each object once a process, nothing before it is needed, and refusals on bad settings."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from shared.graph.client import GraphClients
from shared.identity.contact_center import ContactCenters
from shared.identity.service_tokens import ServiceTokens
from shared.notice.published import CURRENT_VERSION
from shared.problems import Misconfigured
from shared.retention.functions import RetentionFailed
from shared.services import FAN_OUT_THREADS, ExternalServices, Lazy, Services, worker_threads
from shared.settings import Settings, load
from shared.storage.azure_tables import AzureTables
from shared.storage.tables import Tables
from shared.times import utc_now
from tests.support.world import ENVIRONMENT, NewWorld, World

THREADS = 16
PROVIDERS = [
    *("tables", "deadlines", "daily", "activity", "registry", "profiles", "pool", "forwarding", "reports"),
    *("evidence", "sweep", "status", "restrictions", "erasures", "mentions", "instances", "holds", "held"),
    *("hold_service", "notifications", "rights", "graph", "imports", "intents", "drops"),
]
STILL_ANSWERING = {"health", "read_notice", "openapi", "tab"}


def by_many_threads(provider: Any) -> list[Any]:
    """What each of many threads gets that ask a provider at the same time."""
    together = Barrier(THREADS)

    def ask(_: int) -> Any:
        together.wait(timeout=10)
        return provider()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(ask, range(THREADS)))


def test_an_object_is_made_once_however_many_ask_at_the_same_time() -> None:
    made: list[object] = []
    first_is_slow = Barrier(2)

    def make() -> object:
        made.append(object())
        first_is_slow.wait(timeout=10)
        return made[-1]

    once = Lazy(make)
    with ThreadPoolExecutor(THREADS) as pool:
        asked = [pool.submit(once) for _ in range(THREADS - 1)]
        first_is_slow.wait(timeout=10)
        got = {id(future.result()) for future in asked}

    assert got == {id(made[0])}
    assert len(made) == 1


def test_what_could_not_be_made_is_tried_again() -> None:
    attempts = [Misconfigured(), None]

    def make() -> str:
        failure = attempts.pop(0)
        if failure:
            raise failure
        return "made"

    once = Lazy(make)
    with pytest.raises(Misconfigured):
        once()

    assert once() == "made"
    assert once() == "made"


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_service_is_one_per_process(name: str, new_world: NewWorld) -> None:
    services = new_world().services

    got = by_many_threads(getattr(services, name))

    assert {id(made) for made in got} == {id(getattr(services, name)())}


def test_the_client_of_storage_is_made_once_for_all_services(new_world: NewWorld) -> None:
    world = new_world()
    asked = [getattr(world.services, name) for name in PROVIDERS]

    with ThreadPoolExecutor(len(asked)) as pool:
        list(pool.map(lambda provider: provider(), asked))

    reached = {id(world.services.tables()), id(world.services.daily()._tables), id(world.services.sweep()._tables)}
    assert len(reached) == 1


def test_every_provider_is_in_these_tests() -> None:
    services = World().services

    providers = {name for name, value in vars(services).items() if isinstance(value, Lazy) and not name.startswith("_")}

    assert providers == set(PROVIDERS)


def test_wiring_contacts_nothing_and_reads_nothing() -> None:
    class Nothing(ExternalServices):
        def tables(self, settings: Settings) -> Tables:
            raise AssertionError(settings)

        def signing_keys(self, url: str) -> bytes:
            raise AssertionError(url)

    class Unread(dict[str, str]):
        def get(self, name: str, *_: object) -> str:
            raise AssertionError(name)

    services = Services(Unread(), outside=Nothing())

    assert services.clock is utc_now


def test_the_pool_has_a_thread_for_every_reader(new_world: NewWorld) -> None:
    pool = new_world().services.pool()

    assert pool._max_workers == FAN_OUT_THREADS
    pool.shutdown()


def test_outside_are_the_real_things(azurite: str) -> None:
    settings = load({**ENVIRONMENT, "TABLES_CONNECTION_STRING": azurite})
    outside = ExternalServices()

    tables = outside.tables(settings)
    centers = outside.contact_centers(settings, threads=8)
    graph = outside.graph(settings, utc_now)

    assert isinstance(tables, AzureTables)
    assert tables._client.account_name == "contactcenter"
    assert isinstance(outside.service_tokens(settings, utc_now), ServiceTokens)
    assert isinstance(centers, ContactCenters)
    assert isinstance(graph, GraphClients)
    with pytest.raises(ValueError, match="https"):
        outside.signing_keys("http://login.example")
    centers._resolver.shutdown()
    tables._client.close()


@pytest.mark.parametrize(("text", "threads"), [("8", 8), ("1", 1), ("32", 32)])
def test_the_platforms_setting_says_how_many_calls_run_at_once(text: str, threads: int) -> None:
    assert worker_threads({"PYTHON_THREADPOOL_THREAD_COUNT": text}) == threads


@pytest.mark.parametrize("text", [None, "", "0", "-1", "many", "8.0", "\N{SUPERSCRIPT TWO}", "9" * 5000])
def test_else_it_is_the_default_of_a_thread_pool(text: str | None) -> None:
    environ = {} if text is None else {"PYTHON_THREADPOOL_THREAD_COUNT": text}

    with ThreadPoolExecutor() as pool:
        assert worker_threads(environ) == pool._max_workers


@pytest.fixture
def misconfigured(new_world: NewWorld) -> World:
    """An app with storage at hand and one bad setting."""
    return new_world({"RETENTION_DAYS": "181"})


@pytest.mark.azurite
def test_a_misconfigured_app_refuses_everything_that_needs_a_setting(misconfigured: World) -> None:
    answers = {
        name: misconfigured.call(name, misconfigured.token(), body={"noticeSeen": CURRENT_VERSION})
        for name in misconfigured.services.api.operations.keys() - STILL_ANSWERING
    }

    assert {(answer.status, answer.code) for answer in answers.values()} == {(503, "misconfigured")}
    assert len(answers) >= 10
    assert misconfigured.storage.requests == []
    assert misconfigured.contact_center.received == []


@pytest.mark.azurite
@pytest.mark.parametrize("name", sorted(STILL_ANSWERING - {"health"}))
@pytest.mark.clause("R1")
def test_a_misconfigured_app_still_tells_what_it_is(misconfigured: World, name: str) -> None:
    assert misconfigured.call(name).status == 200
    assert misconfigured.storage.requests == []


@pytest.mark.azurite
def test_a_misconfigured_timer_fails_loudly(misconfigured: World) -> None:
    with pytest.raises(RetentionFailed, match="misconfigured"):
        misconfigured.run_timer()
    assert misconfigured.storage.requests == []


def test_the_operator_is_told_which_settings_are_bad_and_not_what_is_in_them(
    misconfigured: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        misconfigured.call("list_reports", misconfigured.token())

    assert [json.loads(record.getMessage()) for record in caplog.records] == [
        {"event": "misconfigured", "settings": "RETENTION_DAYS"}
    ]
