"""The Bicep compiler and linter over infra/, a step of `dev.py check`: for machines that have the Bicep CLI on PATH."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from local.commands.check import LEFT_OUT
from local.machine.environment import say

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    ("build", "--stdout", "infra/main.bicep"),
    ("build", "--stdout", "infra/entra/main.bicep"),
    ("lint", "infra/main.bicep"),
    ("lint", "infra/entra/main.bicep"),
    ("build-params", "--stdout", "infra/main.bicepparam"),
    ("build-params", "--stdout", "infra/entra/main.bicepparam"),
)
# What an operator sets before a deployment; the parameter files do not compile without.
VARIABLES = {
    "ALERT_EMAIL": "operations@contoso.example",
    "API_CLIENT_ID": "11111111-1111-4111-8111-111111111111",
    "AZURE_ENV_NAME": "check",
    "AZURE_LOCATION": "swedencentral",
    "BUDGET_START_DATE": "2026-01-01",
    "MONTHLY_BUDGET": "100",
}
# The compiler exits with 0 on a warning.
_DIAGNOSTIC = re.compile(r"\) : (?:Error|Warning) ")


def main() -> int:
    """Run each command and print what it complains of; 1 when one does, LEFT_OUT without the Bicep CLI."""
    program = shutil.which("bicep")
    if program is None:
        say("bicep is not on PATH: compiling and linting infra/ IS LEFT to a machine that has the Bicep CLI.")
        return LEFT_OUT
    failed = False
    for arguments in COMMANDS:
        found = subprocess.run(
            [program, *arguments], cwd=ROOT, env=os.environ | VARIABLES, capture_output=True, text=True,
            encoding="utf-8", errors="replace", check=False,
        )  # fmt: skip
        # With --stdout the compiled template goes to standard output, and complaints to the other.
        said = found.stderr if "--stdout" in arguments else found.stdout + found.stderr
        if found.returncode != 0 or _DIAGNOSTIC.search(said):
            failed = True
            print(f"bicep {' '.join(arguments)} (exit code {found.returncode})\n{said}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
