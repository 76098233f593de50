"""Run the tests in one of their lanes. Needs nothing but Python."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING

from local.machine import environment
from local.machine.processes import SIGNALLED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FAST = "--fast"
WORKERS = 2
GRACE_SECONDS = 60
"""How long pytest may take to end its fixtures."""
# With these, the caller wants one process or chooses the workers.
_OWN_CHOICE = {"no:xdist", "-n", "--numprocesses", "--pdb", "--trace", "--collect-only", "--markers", "--fixtures"}


def run(root: Path, arguments: Sequence[str]) -> int:
    """Run pytest with `arguments` and return its exit code.

    `--fast` leaves out what needs Azurite, a browser, a service process, npm's packages or a long time; Node.js is then
    neither needed nor installed. Tests run on two workers unless `arguments` name one test or ask for something else.

    Raises:
        Failure: something cannot be installed.
    """
    python = environment.prepare_python(root)
    if FAST not in arguments:
        environment.prepare_node(root)
    command = [str(python), "-m", "pytest", *_workers(arguments), *arguments]
    with subprocess.Popen(command, cwd=root, env=_environ()) as pytest:
        try:
            return pytest.wait()
        except SystemExit as stopped:
            # Let pytest end its fixtures in order. Ctrl-C in a terminal has reached it already.
            if stopped.code != SIGNALLED + signal.SIGINT and os.name != "nt":
                pytest.send_signal(signal.SIGINT)
            try:
                pytest.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:  # a shell's background job ignores SIGINT
                pytest.terminate()
            raise


def _workers(arguments: Sequence[str]) -> list[str]:
    chosen = {argument.partition("=")[0] for argument in arguments} & _OWN_CHOICE
    names_one_test = len([argument for argument in arguments if "::" in argument]) == 1
    return [] if chosen or names_one_test else ["-n", str(WORKERS), "--dist", "loadgroup"]


def _environ() -> dict[str, str]:
    """Ours, but that compiled modules are kept: each worker would compile every test and every assertion again."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
