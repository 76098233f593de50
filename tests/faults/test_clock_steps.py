"""The wall clock steps, forwards and backwards, between requests and in the middle of a sweep.

Storage keeps its own time (its `Date`), which does not step. A sweep on a wrong clock at its beginning drops nothing:
tests/retention/test_sweep.py; leases: tests/retention/test_lease.py; keys: tests/auth/test_signing_keys.py.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.faults.operations import confirmed, is_kept, is_swept, store
from tests.retention import chain
from tests.support.interference import once_at
from tests.support.sweeps import entries, keep, names, sweep
from tests.support.tokens import TENANT_ID
from tests.support.world import World

pytestmark = [pytest.mark.azurite, pytest.mark.slow]

STEPS = [timedelta(minutes=4), timedelta(minutes=6), timedelta(hours=3), timedelta(days=1), timedelta(days=400)]
BOTH_WAYS = [*STEPS, *(-step for step in STEPS)]
NOT_DUE = ("activity20261122", "meetings20261122", "reports20261122")


def step(world: World, by: timedelta) -> None:
    """Our clock steps; storage's does not."""
    world.clock.now += by
    world.storage.offset -= by


@pytest.mark.parametrize("by", BOTH_WAYS, ids=str)
def test_a_step_in_the_middle_of_a_sweep_drops_nothing_that_is_not_due(world: World, by: timedelta) -> None:
    key = confirmed(world)
    keep(world, *NOT_DUE, "activity20240101", "meetings20240101", "reports20240101")

    with once_at(world, "DELETE", "20240101", lambda: step(world, by)):
        assert sweep(world).status in {200, 503}
    step(world, -by)
    world.clock.advance(minutes=16)
    world.run_timer()

    assert set(NOT_DUE) <= names(world)
    is_swept(world, "20240101")
    is_kept(world, key)


@pytest.mark.parametrize("by", BOTH_WAYS, ids=str)
def test_a_sweep_and_requests_on_a_stepped_clock_lose_nothing(world: World, by: timedelta) -> None:
    key = confirmed(world)
    keep(world, *NOT_DUE)

    step(world, by)
    outcome = sweep(world).json["outcome"]
    store(world, "while the clock was wrong")
    world.match()
    step(world, -by)

    assert outcome == ("succeeded" if abs(by) <= timedelta(minutes=5) else "clock_refused")
    assert set(NOT_DUE) <= names(world)
    is_kept(world, key)
    assert store(world, "when it was right again").status == 201
    assert world.match().status == 200
    world.clock.advance(minutes=16)
    assert sweep(world).json["outcome"] == "succeeded"
    assert chain.faults(entries(world)) == []


@pytest.mark.parametrize("by", [timedelta(minutes=6), timedelta(days=3)], ids=str)
def test_what_was_cached_on_a_fast_clock_is_not_kept_until_then(world: World, by: timedelta) -> None:
    confirmed(world)
    other = world.another_worker()
    step(world, by)
    assert world.match().status in {200, 403}  # reads the registration into this worker's cache
    step(world, -by)

    other.call("delete_tenant", other.operator_token(), path={"tenantId": TENANT_ID})
    world.clock.advance(seconds=61)

    assert world.match().code == "contract_ended"
