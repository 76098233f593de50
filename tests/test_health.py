from __future__ import annotations

import pytest

from shared.problems import Misconfigured
from tests.support.every import failing
from tests.support.world import NewWorld, World


def test_a_healthy_service_says_so_and_nothing_else(world: World) -> None:
    answer = world.call("health")

    assert (answer.status, answer.json) == (200, {"status": "ok"})


@pytest.mark.azurite
def test_without_storage_it_is_unavailable(world: World) -> None:
    with world.failing(lambda _: True):
        answer = world.call("health")

    assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "storage_unavailable", "5")


@pytest.mark.azurite
@pytest.mark.parametrize("is_down", [False, True], ids=["storage answers", "storage is down"])
def test_however_many_ask_storage_is_asked_once_a_second(world: World, is_down: bool) -> None:
    """Anyone may ask, so that there is nobody to limit: it must cost nothing."""
    expected = 503 if is_down else 200
    for _ in range(3):
        world.storage.requests.clear()
        with world.failing(lambda _: is_down):
            assert {world.call("health").status for _ in range(20)} == {expected}
        assert len(world.storage.requests) == 1
        world.clock.advance(seconds=1)


@pytest.mark.azurite
@pytest.mark.parametrize("seconds", [1, -1], ids=["later", "the clock was set back"])
def test_what_is_remembered_does_not_last(world: World, seconds: int) -> None:
    assert world.call("health").status == 200
    world.clock.advance(seconds=seconds)

    with world.failing(lambda _: True):
        assert world.call("health").status == 503
    world.clock.advance(seconds=seconds)
    assert world.call("health").status == 200


@pytest.mark.azurite
def test_bad_settings_are_named_with_the_rule_and_never_with_their_value(new_world: NewWorld) -> None:
    world = new_world({"RETENTION_DAYS": "181canary", "API_CLIENT_ID": "canary"})

    answer = world.call("health")

    assert (answer.status, answer.code) == (503, "misconfigured")
    assert answer.json["settings"] == [
        {"name": "API_CLIENT_ID", "reason": "must be a GUID"},
        {"name": "RETENTION_DAYS", "reason": "must be a whole number of days from 3 to 180"},
    ]
    assert answer.json["detail"] == "Correct these application settings: API_CLIENT_ID, RETENTION_DAYS."
    assert b"canary" not in answer.body
    assert world.storage.requests == []


def test_no_connection_string_is_too_broken_to_be_named() -> None:
    cases = ["", "TableEndpoint=http://[::1", "AccountName=x;AccountKey=y", "UseDevelopmentStorage=true"]

    def check(connection: str) -> None:
        answer = World({"TABLES_CONNECTION_STRING": connection}).call("health")

        assert (answer.status, answer.code) == (503, Misconfigured.code)
        assert answer.json["settings"][0]["name"].startswith("TABLES_")

    assert failing(check, cases) == []
