"""What `dev.py check` runs: each step is a command that exits with 0 when all is well.

A step that needs what this machine does not have exits with LEFT_OUT; the last line then names it.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from local.machine.environment import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    """A check with a name for people: a program of Programs and its arguments."""

    name: str
    program: Literal["python", "node"]
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programs:
    """What runs the steps: the virtual environment's Python, and node with `node_modules` installed."""

    python: Path
    node: str


CONTRACTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"
"""import-linter has a command of its own, but no module that Python could run on every system."""
STEPS = (
    Step("format", "python", ("-m", "ruff", "format", "--check", ".")),
    Step("lint", "python", ("-m", "ruff", "check", ".")),
    Step("types", "python", ("-m", "mypy")),
    Step("import contracts", "python", ("-c", CONTRACTS)),
    Step(
        "format and lint of the tab",
        "node",
        ("node_modules/@biomejs/biome/bin/biome", "ci", "--error-on-warnings", "--colors=off"),
    ),
    Step("types of the tab", "node", ("node_modules/typescript/bin/tsc",)),
    Step("locked packages", "python", ("-m", "local.supply.agreement")),
    Step("known vulnerabilities", "python", ("-m", "local.supply.audit")),
    Step("app package", "python", ("-m", "pytest", "-q", "tests/teams")),
    Step("import cost", "python", ("-m", "local.checks.import_cost")),
    Step("infra", "python", ("-m", "pytest", "-q", "tests/infra")),
    Step("checkov", "python", ("-m", "local.checks.checkov")),
    Step("bicep", "python", ("-m", "local.checks.bicep")),
)
LEFT_OUT = 77


def run(root: Path, programs: Programs, steps: Sequence[Step] = STEPS) -> int:
    """Run every step, whatever the others say; 1 when one failed, and the last line names those that did."""
    failed, left_out = [], []
    for step in steps:
        say(f"== {step.name}")
        program = str(getattr(programs, step.program))
        code = subprocess.run([program, *step.arguments], cwd=root, check=False).returncode
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
