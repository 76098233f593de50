"""The benchmarks, in the development environment. Runs on a bare Python."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from local.machine import environment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def run(root: Path, arguments: Sequence[str]) -> int:
    """Run `bench` with `arguments`; its exit code comes back. Servers that it starts end with it.

    Raises:
        Failure: something cannot be installed.
    """
    python = environment.prepare_python(root)
    environment.prepare_node(root)
    return subprocess.run([str(python), "-m", "bench", *arguments], cwd=root, check=False).returncode
