"""`dev.py lock`: makes each locked list of packages out of what people ask for in the `.in` file of the same name.

A locked list holds every package, those that packages ask for included, for Python 3.11 and later on every system, with
the hash of each file that the index offers of that version. Versions stay as they are unless the `.in` file asks for
others or an upgrade is asked for. Runs on a bare Python.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.machine import environment
from local.machine.command_error import CommandError

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = environment.Packages(".venv-supply", ("requirements-supply.txt",))
"""The environment of uv, which locks, and pip-audit, which knows of vulnerabilities."""


@dataclass(frozen=True, slots=True)
class Lists:
    """What is asked for, what is locked, and further options for uv."""

    asked: str
    locked: str
    options: tuple[str, ...] = ()


DEPLOYED = Lists("requirements.in", "requirements.txt")
DEVELOPMENT = Lists("requirements-dev.in", "requirements-dev.txt", ("--constraint", DEPLOYED.locked))
INFRA = Lists("requirements-infra.in", "requirements-infra.txt", ("--override", "requirements-infra.in"))
SUPPLY = Lists("requirements-supply.in", "requirements-supply.txt")
ALL = (DEPLOYED, DEVELOPMENT, INFRA, SUPPLY)
"""In the order in which they are made: a list keeps to what stands in those before it."""


def run(root: Path, *, upgrade: bool) -> None:
    """Make every locked list anew; with `upgrade`, what is not asked for by version is taken as new as there is.

    Raises:
        Failure: uv finds no versions that fit together, or no index.
    """
    python = environment.prepare_python(root, TOOLS)
    for lists in ALL:
        environment.say(f"Locking {lists.locked}.")
        found = subprocess.run(
            [
                str(python), "-m", "uv", "pip", "compile", "--no-config", "--quiet", "--universal",
                "--python-version", "3.11", "--generate-hashes",
                "--custom-compile-command", "python3 dev.py lock", *(["--upgrade"] if upgrade else []),
                *lists.options, "--output-file", lists.locked, lists.asked,
            ],
            cwd=root, check=False,
        )  # fmt: skip
        if found.returncode != 0:
            raise CommandError(f"Cannot lock {lists.asked}: the reason stands above.")
