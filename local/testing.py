"""The tests, against an Azurite of their own. Runs on a bare Python."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

from local import azurite, environment
from local.processes import SIGNALLED, Children

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CONNECTION_STRING = "TEST_TABLES_CONNECTION_STRING"


def run(root: Path, arguments: Sequence[str]) -> int:
    """Run pytest with `arguments`; its exit code comes back. Tests find the tables in TEST_TABLES_CONNECTION_STRING.

    Raises:
        Failure: something cannot be installed, or Azurite does not start.
    """
    python = environment.prepare_python(root)
    node = environment.prepare_node(root)
    with Children(root) as children:
        storage = azurite.start(children, node, root, data=None, with_blobs_and_queues=False)
        environ = os.environ | {CONNECTION_STRING: storage.connection_string(azurite.SERVICE_ACCOUNT)}
        with subprocess.Popen([str(python), "-m", "pytest", *arguments], cwd=root, env=environ) as pytest:
            try:
                return pytest.wait()
            except SystemExit as told:
                # Let pytest leave its fixtures in order. Ctrl-C in a terminal has reached it already.
                if told.code != SIGNALLED + signal.SIGINT and os.name != "nt":
                    pytest.send_signal(signal.SIGINT)
                pytest.wait()
                raise
