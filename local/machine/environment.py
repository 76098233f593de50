"""What development needs on this machine: virtual environments and node_modules, with the pinned packages.

Runs on a bare Python. Everything is installed once and again when its list or the interpreter changed; a stamp, written
last, tells that an installation is whole. One process installs at a time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.machine import locks
from local.machine.command_error import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Packages:
    """A virtual environment: its folder's name, the locked lists of what is in it, and further options for pip."""

    folder: str
    requirements: tuple[str, ...]
    pip_options: tuple[str, ...] = ()


DEVELOPMENT = Packages(".venv", ("requirements.txt", "requirements-dev.txt"))
# A file is installed only when its hash is in the list. Nothing is built here: what a build asks for is in no list.
PIP_OPTIONS = ("--disable-pip-version-check", "--require-hashes", "--only-binary=:all:")
STAMP = "installed.sha256"


def prepare_python(root: Path, packages: Packages = DEVELOPMENT) -> Path:
    """Install the Python packages if need be; the interpreter to run them with comes back.

    Raises:
        Failure: no virtual environment can be made, or the packages cannot be installed.
    """
    with _installing(root):
        directory = _directory_for_this_python(root / packages.folder)
        python = interpreter(directory)
        stamp = directory / STAMP
        lists = [root / name for name in packages.requirements]
        wanted = _digest(lists, *PIP_OPTIONS, *packages.pip_options, sys.version, sys.base_prefix)
        if python.exists() and _read(stamp) == wanted:
            return python
        say(f"Making {directory.name} for Python {sys.version.split()[0]}.")
        stamp.unlink(missing_ok=True)
        _run(
            [sys.executable, "-m", "venv", "--clear", str(directory)],
            root,
            f"Cannot make {directory.name}: this Python needs its venv module (python3-venv on Debian and Ubuntu)",
        )
        say(f"Installing the Python packages of {' and '.join(packages.requirements)}.")
        files = [argument for name in packages.requirements for argument in ("-r", name)]
        _run(
            [str(python), "-m", "pip", "install", *PIP_OPTIONS, *packages.pip_options, *files],
            root,
            "Cannot install the Python packages: the first start needs the network and a package index, and every file "
            "has to be the one that was locked",
            show=lambda line: line.startswith(("Collecting ", "Installing collected")),
        )
        stamp.write_text(wanted, encoding="ascii")
        return python


def run_module(root: Path, module: str) -> int:
    """Run `module` with the packages of development; its exit code comes back.

    Raises:
        Failure: they cannot be installed.
    """
    return subprocess.run([str(prepare_python(root)), "-m", module], cwd=root, check=False).returncode


def prepare_node(root: Path) -> str:
    """Install the packages of npm if need be, Azurite and what checks the tab; the path of `node` comes back.

    Raises:
        Failure: node or npm is missing, or npm cannot install.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise CommandError(f"{'npm' if node else 'node'} is missing: install Node.js 20 or later, it brings both.")
    with _installing(root):
        stamp = root / "node_modules" / STAMP
        wanted = _digest([root / "package-lock.json"])
        if _read(stamp) != wanted:
            say("Installing the packages of package-lock.json with npm, Azurite among them.")
            _run(
                [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                root,
                "Cannot install the packages of npm: the first start needs the network and the npm registry",
                show=lambda line: line.startswith("added "),
            )
            stamp.write_text(wanted, encoding="ascii")
    return node


def interpreter(directory: Path) -> Path:
    """The Python of a virtual environment."""
    return directory / "Scripts" / "python.exe" if os.name == "nt" else directory / "bin" / "python"


def say(sentence: str) -> None:
    """Tell the person at the keyboard what is going on; standard output is for results alone."""
    print(sentence, file=sys.stderr, flush=True)


def _directory_for_this_python(first: Path) -> Path:
    """`first` unless that one belongs to another minor version: several versions then live side by side."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    configuration = _read(first / "pyvenv.cfg")
    belongs = configuration is None or any(
        line.replace(" ", "").startswith((f"version={version}.", f"version_info={version}."))
        for line in configuration.splitlines()
    )
    return first if belongs else first.with_name(f"{first.name}-{version}")


def _installing(root: Path) -> AbstractContextManager[None]:
    return locks.held(
        root / ".dev" / "locks" / "install",
        on_wait=lambda: say("Waiting for another dev.py that is installing."),
    )


def _run(command: Sequence[str], root: Path, failure: str, *, show: Callable[[str], bool] | None = None) -> None:
    """Run an installer with the user's own environment; its whole output goes to a log, lines worth seeing on."""
    log = root / ".dev" / "install.log"
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            command, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
        with process:
            try:
                for line in process.stdout or ():
                    file.write(line)
                    if show is not None and show(line):
                        say("  " + line.rstrip())
            except BaseException:
                process.kill()
                raise
    if process.returncode != 0:
        raise CommandError(f"{failure}. What the installer said is in {log.relative_to(root)}.")


def _digest(files: Sequence[Path], *more: str) -> str:
    digest = hashlib.sha256()
    for part in [*(file.read_bytes() for file in files), *(text.encode() for text in more)]:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None
