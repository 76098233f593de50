"""Worlds in which reports may be stored."""

from __future__ import annotations

import pytest

from tests.support.reports import ALL_PERMITTED
from tests.support.world import NewWorld, World


@pytest.fixture
def matched(world: World) -> World:
    """Anna has been matched; her organisation has switched nothing on."""
    assert world.match().status == 200
    return world


@pytest.fixture
def permitted(new_world: NewWorld) -> World:
    """Anna has been matched; her organisation permits times of attendance and chat."""
    world = new_world()
    world.register(collect=ALL_PERMITTED)
    assert world.match().status == 200
    return world
