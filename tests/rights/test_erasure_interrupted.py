"""An erasure whose process dies after any one of its storage requests is finished by a repeat, and by the sweep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.support.erasure import erase, fill, kept_state, left_of, told
from tests.support.holds import place_hold
from tests.support.interference import killed_after, start_over
from tests.support.world import World

HELD = ["activity", "meetings"]
"""Some families are held and some are not, so that both ways of leaving are cut off."""


def prepared(azurite: str) -> World:
    world = start_over(azurite)
    fill(world)
    place_hold(world, families=HELD)
    world.clock.advance(minutes=1)
    return world


def repeated(world: World) -> None:
    world.clock.advance(minutes=1)
    erase(world)


def swept(world: World) -> None:
    world.clock.advance(minutes=15)
    world.run_timer()


def requests_of_an_erasure(azurite: str) -> int:
    world = prepared(azurite)
    world.storage.requests.clear()
    erase(world)
    return len(world.storage.requests)


def end_of_undisturbed(azurite: str, finish: Callable[[World], None]) -> Counter[str]:
    world = prepared(azurite)
    erase(world)
    finish(world)
    return kept_state(world)


@pytest.mark.clause("R10.17")
def test_a_repeat_finishes_it(azurite: str) -> None:
    expected = without_log(end_of_undisturbed(azurite, repeated))

    for requests in range(requests_of_an_erasure(azurite)):
        world = prepared(azurite)
        with killed_after(world, requests):
            assert world.call("erase_my_data", world.token()).status == 503

        repeated(world)

        assert without_log(kept_state(world)) == expected, f"after {requests} requests"
        assert left_of(world)["activity"] == ["data_erased"], f"after {requests} requests"
        assert set(told(world)) == {"erasure"}, f"after {requests} requests"


@pytest.mark.clause("R10.17")
def test_the_sweep_finishes_it_once_it_is_on_record(azurite: str) -> None:
    expected = without_log(end_of_undisturbed(azurite, swept))
    finished: list[int] = []

    for requests in range(requests_of_an_erasure(azurite)):
        world = prepared(azurite)
        with killed_after(world, requests):
            assert world.call("erase_my_data", world.token()).status == 503

        on_record = bool(world.rows("erasures"))
        swept(world)

        if on_record:
            finished.append(requests)
            assert without_log(kept_state(world)) == expected, f"after {requests} requests"
            assert left_of(world)["activity"] == ["data_erased"], f"after {requests} requests"
            assert set(told(world)) == {"erasure"}, f"after {requests} requests"
        else:
            assert {"profiles", "reports", "meetings"} <= left_of(world).keys(), "nothing goes that is not on record"
    assert len(finished) > 20


def without_log(state: Counter[str]) -> Counter[str]:
    """The log of the requests themselves differs: one that was cut off was not answered, and says so."""
    return Counter({row: count for row, count in state.items() if "'data_erased'" not in row})


@pytest.mark.parametrize("minutes", [14, 15])
@pytest.mark.clause("R10.17")
def test_the_sweep_leaves_an_erasure_alone_while_its_function_may_still_run(azurite: str, minutes: int) -> None:
    world = prepared(azurite)
    with killed_after(world, 8):
        world.call("erase_my_data", world.token())

    world.clock.advance(minutes=minutes)
    world.run_timer()

    assert ("profiles" in left_of(world)) == (minutes == 14)


@pytest.mark.clause("R10.17")
def test_a_sweep_that_dies_while_finishing_one_is_followed_by_another(azurite: str) -> None:
    expected = without_log(end_of_undisturbed(azurite, swept))
    world = prepared(azurite)
    with killed_after(world, 5):
        world.call("erase_my_data", world.token())
    world.clock.advance(minutes=15)
    requests = 0

    while "profiles" in left_of(world):
        requests += 3
        with killed_after(world, requests):
            world.call("run_retention", world.operator_token())
        world.clock.advance(minutes=16)

    swept(world)
    assert without_log(kept_state(world)) == expected
