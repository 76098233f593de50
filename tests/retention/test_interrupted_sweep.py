"""A sweep that is cut short at any of its requests is finished by the next, and the evidence stays whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.problems import StorageUnavailable
from shared.retention.functions import RetentionFailed
from tests.retention import chain
from tests.retention.test_evidence import ENTRY
from tests.support.interference import start_over
from tests.support.reports import stored_id
from tests.support.sweeps import Account, account, answer_lost, dead_from, entries, keep
from tests.support.tokens import TENANT_ID
from tests.support.world import OTHER_TENANT_ID, World

Cut = Callable[[World, int], AbstractContextManager[None]]


def prepared(connection_string: str) -> World:
    """Something due of everything that a sweep deletes, and something of everything that it must leave."""
    world = start_over(connection_string)
    world.match()
    stored_id(world)
    world.services.registry().end(TENANT_ID, world.clock())
    world.services.evidence().append(replace(ENTRY, started_at=ENTRY.started_at - timedelta(days=4 * 365)))
    world.services.evidence().append(ENTRY)
    world.clock.advance(days=200)
    world.register(OTHER_TENANT_ID, name="Fabrikam", domains=["fabrikam.example"])
    keep(world, "activity20270601", "meetings20270601", "reports20270601", "backup")
    return world


def left(world: World) -> Account:
    """What is in storage but for the evidence."""
    found = account(world)
    del found["evidence"]
    return found


@pytest.mark.parametrize("cut", [dead_from, answer_lost], ids=["the worker dies", "an answer is lost"])
def test_a_sweep_cut_short_at_any_request_is_finished_by_the_next(azurite: str, cut: Cut) -> None:
    # GIVEN what a sweep that nothing disturbs needs and leaves
    world = prepared(azurite)
    world.storage.requests.clear()
    world.run_timer()
    requests, expected = len(world.storage.requests), left(world)
    assert set(expected) == {"activity20270601", "meetings20270601", "reports20270601", "backup", "tenants"}
    assert [entry["number"] for entry in entries(world)] == [2, 3]
    dropped = drops(entries(world))

    for number in range(1, requests + 1):
        # WHEN another is cut short at one of its requests, and the next runs an hour later
        world = prepared(azurite)
        with cut(world, number):
            run_quietly(world)
        world.clock.advance(hours=1)
        world.run_timer()

        # THEN nothing can be told from the undisturbed one, and no run that ended is without its evidence
        assert left(world) == expected, f"cut at request {number}"
        found = entries(world)
        assert chain.faults(found) == [], f"cut at request {number}"
        assert [entry["number"] for entry in found] in ([2, 3], [2, 3, 4], [2, 3, 4, 5]), f"cut at request {number}"
        assert found[-1]["outcome"] == "succeeded"
        # ... and every table that went is told of, once
        assert drops(found) == dropped, f"cut at request {number}"
        assert "under-way" not in str(world.rows("evidence")), f"cut at request {number}"


def drops(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every table of which the entries of the evidence tell that it was dropped, as often as they tell it."""
    return sorted(label for entry in found for label in entry["dropped"])


def run_quietly(world: World) -> None:
    """The scheduled run, whether or not it fails."""
    try:
        world.run_timer()
    except (RetentionFailed, StorageUnavailable):
        return
