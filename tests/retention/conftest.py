"""Log events are read by many tests of retention."""

from __future__ import annotations

import logging

import pytest

from tests.support.world import World


@pytest.fixture(autouse=True)
def all_events(caplog: pytest.LogCaptureFixture) -> None:
    """Events of every level are captured."""
    caplog.set_level(logging.INFO, "contact_center")


@pytest.fixture
def matched(world: World) -> World:
    """Anna has been matched."""
    assert world.match().status == 200
    return world
