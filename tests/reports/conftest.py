"""Worlds in which reports may be stored."""

from __future__ import annotations

import pytest

from tests.reports.filing import ALL_PERMITTED
from tests.world import World


@pytest.fixture
def matched(world: World) -> World:
    """Anna has been matched; her organisation has switched nothing on."""
    assert world.match().status == 200
    return world


@pytest.fixture
def permitted(empty_storage: str) -> World:
    """Anna has been matched; her organisation permits times of attendance and chat."""
    world = World(empty_storage)
    world.register(collect=ALL_PERMITTED)
    assert world.match().status == 200
    return world
