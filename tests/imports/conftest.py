"""Worlds in which reports may be imported."""

from __future__ import annotations

import pytest

from tests.support.graph_payloads import has_meeting
from tests.support.world import NewWorld, World


@pytest.fixture
def matched(world: World) -> World:
    """Anna has been matched and Graph has a meeting of hers; her organisation has switched nothing on."""
    assert world.match().status == 200
    has_meeting(world.graph)
    return world


@pytest.fixture
def collecting(new_world: NewWorld) -> World:
    """The same, in an organisation that collects times of attendance."""
    world = new_world()
    world.register(collect={"attendanceTimes": True, "chat": False})
    assert world.match().status == 200
    has_meeting(world.graph)
    return world
