"""An Azurite for the tests of one process, started by the first test that needs it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.machine import azurite
from local.machine.processes import Children

ROOT = Path(__file__).parents[2]


@contextmanager
def running_azurite() -> Iterator[str]:
    """Run an Azurite whose tables are in memory; its connection string comes back. It ends with the context."""
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "azurite").is_dir():
        pytest.fail(
            "This test needs Azurite: `python3 dev.py test` installs it, `python3 dev.py test --fast` leaves it out."
        )
    with Children(ROOT) as children:
        running = azurite.start(children, node, ROOT, data=None, with_blobs_and_queues=False)
        yield running.connection_string(azurite.SERVICE_ACCOUNT)
