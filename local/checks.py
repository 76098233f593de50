"""What `dev.py check` runs: each step is a command that exits with 0 when all is well.

A step that needs what this machine does not have exits with LEFT_OUT; the last line then names it.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.environment import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    """A check with a name for people; the arguments go to the virtual environment's Python."""

    name: str
    arguments: tuple[str, ...]


STEPS = (
    Step("format", ("-m", "ruff", "format", "--check", ".")),
    Step("lint", ("-m", "ruff", "check", ".")),
    Step("types", ("-m", "mypy")),
    Step("import cost", ("-m", "local.import_cost")),
    Step("infra", ("-m", "pytest", "-q", "tests/infra")),
    Step("checkov", ("-m", "local.checkov")),
    Step("bicep", ("-m", "local.bicep")),
)
LEFT_OUT = 77


def run(root: Path, python: Path, steps: Sequence[Step] = STEPS) -> int:
    """Run every step, whatever the others say; 1 when one failed, and the last line names those that did."""
    failed, left_out = [], []
    for step in steps:
        say(f"== {step.name}")
        code = subprocess.run([str(python), *step.arguments], cwd=root, check=False).returncode
        if code == LEFT_OUT:
            left_out.append(step.name)
        elif code != 0:
            failed.append(step.name)
    if failed:
        say(f"Failed: {', '.join(failed)}.")
    else:
        say(
            f"All checks passed but for what was left out: {', '.join(left_out)}." if left_out else "All checks passed."
        )
    return 1 if failed else 0
