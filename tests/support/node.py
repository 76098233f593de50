"""Node.js and the packages of npm, for tests that run JavaScript or read what npm has installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_SECONDS = 120


class Node:
    """The program `node`, run in the root of the repository, where it finds `node_modules`."""

    def __init__(self, program: str) -> None:
        self._program = program

    def run(self, *arguments: str | Path, given: Any = None, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        """Run a script to its end. It reads `given` as JSON from its standard input."""
        return subprocess.run(
            [self._program, *map(str, arguments)],
            input=json.dumps(given), cwd=cwd, capture_output=True, encoding="utf-8", check=False,
            timeout=LONGEST_SECONDS,
        )  # fmt: skip

    def answer(self, script: Path, *arguments: str | Path, given: Any = None) -> Any:
        """What a script prints as JSON. A script that fails fails the test with its output."""
        done = self.run(script, *arguments, given=given)
        if done.returncode != 0:
            pytest.fail(f"{script.name} failed:\n{done.stdout}{done.stderr}", pytrace=False)
        return json.loads(done.stdout)

    def test(self, *files: Path) -> None:
        """Run files of Node's own test runner. When one fails, its report is the message."""
        assert files
        done = self.run("--test", "--test-reporter=spec", *files)
        if done.returncode != 0:
            pytest.fail(f"{done.stdout}{done.stderr}", pytrace=False)


def find_node(root: Path = ROOT) -> Node:
    """Find Node.js and what npm has installed in `root`, or fail the test with what to install."""
    program = shutil.which("node")
    if program is None:
        pytest.fail("This test needs Node.js: install Node.js 20 or later.", pytrace=False)
    if not (root / "node_modules").is_dir():
        pytest.fail("This test needs the packages of npm: `python3 dev.py test` installs them.", pytrace=False)
    return Node(program)
