"""What a test needs, which lane leaves it out, and which tests share a worker.

Registered as a plugin by `tests/conftest.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.nodeid import coerce_node_id

NOT_FAST = ("azurite", "browser", "kills", "node", "service", "slow")
NEEDS = {"azurite": "azurite", "browser": "browser", "fresh_service": "service", "node": "node", "service": "service"}
"""The marker of a test that uses a fixture."""
NOT_FAST_FOLDERS = {"browser", "e2e", "faults", "fuzzing", "simulation"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what can be asked of a run besides what pytest offers."""
    parser.addoption("--screenshots", metavar="DIR", help="write the pictures of the tab's screens to DIR")
    parser.addoption("--long", action="store_true", help="let attacks, faults and the simulation run long, for a night")
    parser.addoption("--fast", action="store_true", help="leave out what needs more than Python, or takes long")
    parser.addoption("--on-azurite", action="store_true", help="give every test Azurite in place of tables in memory")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Don't even import what the fast lane leaves out as a whole."""
    return True if config.getoption("--fast") and collection_path.name in NOT_FAST_FOLDERS else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test with what it needs, leave out what the lane leaves out, and group what shares a service."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        needs = {marker for fixture, marker in NEEDS.items() if fixture in names}
        needs |= {name for name in NOT_FAST if item.get_closest_marker(name)}
        if needs & {"azurite", "browser", "service"}:
            needs.add("node")
        for name in needs:
            item.add_marker(name)
        if needs & {"browser", "kills", "service"}:
            _put_on_one_worker(item)
    if config.getoption("--fast"):
        left_out = [item for item in items if any(item.get_closest_marker(name) for name in NOT_FAST)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def _put_on_one_worker(item: pytest.Item) -> None:
    """Group a test with all others that start services, browsers or kill processes.

    `--dist loadgroup` reads the group behind the @ of an id. xdist 3.8 would write it there for the mark `xdist_group`,
    but into an attribute that pytest 9.2 no longer has.
    """
    if hasattr(item.config, "workerinput"):
        item._id = coerce_node_id(f"{item.nodeid}@services")
