"""Reads the lists of packages: what people ask for (`.in`) and what is locked (`.txt`).

A locked list may hold pinned packages with their hashes and the names of who asks for them, and nothing else: an option
such as an index, a package by its address or a range of versions is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from local.machine.command_error import CommandError
from local.supply import locking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "aarch64"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
)
_PYTHON = {"platform_python_implementation": "CPython", "implementation_name": "cpython"}
MACHINES = tuple(
    system | _PYTHON | {"python_version": minor, "python_full_version": f"{minor}.9"}
    for minor in ("3.11", "3.12", "3.13")
    for system in _SYSTEMS
)
"""The machines that the lists are for, as markers see them."""
DEPLOYED_TO = next(machine for machine in MACHINES if machine["python_version"] == "3.12")
"""Where the functions run: Linux and the Python that `infra/` names."""

_HASH = re.compile(r"\s+--hash=sha256:([0-9a-f]{64})(?: \\)?")
_VIA = re.compile(r"\s+#\s+(?:via(?: |$))?(.*)")


@dataclass(frozen=True, slots=True)
class Package:
    """A package in one version: when it is installed, from which files, and at whose request.

    `via` has names of packages, `-r <file>` where people ask for it.
    """

    requirement: Requirement
    name: str
    version: str
    hashes: list[str] = field(default_factory=list)
    via: list[str] = field(default_factory=list)

    def applies(self, machine: dict[str, str]) -> bool:
        """Whether it is installed on `machine`, one of MACHINES."""
        return self.requirement.marker is None or self.requirement.marker.evaluate(machine)

    @property
    def is_asked_for(self) -> bool:
        """Whether people ask for it, be it that packages do too."""
        return any(who.startswith("-r ") for who in self.via)


def read_asked(path: Path) -> list[Package]:
    """What people ask for.

    Raises:
        Failure: a line is no package in exactly one version.
    """
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [_package(path.name, line) for line in lines if line and not line.startswith("#")]


def read_locked(path: Path) -> list[Package]:
    """What is locked, in the form that uv writes.

    Raises:
        Failure: a line is neither a package in exactly one version, nor a hash, nor a comment.
    """
    packages: list[Package] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if not line.startswith(" "):
            packages.append(_package(path.name, line.removesuffix("\\")))
        elif packages and (found := _HASH.fullmatch(line)):
            packages[-1].hashes.append(found[1])
        elif packages and (found := _VIA.fullmatch(line)):
            packages[-1].via.extend([found[1]] if found[1] else [])
        else:
            raise CommandError(f"{path.name}: {line.strip()!r} is neither a hash nor a comment.")
    return packages


def on(machine: dict[str, str], packages: Iterable[Package]) -> Iterator[Package]:
    """Those of `packages` that are installed on `machine`."""
    return (package for package in packages if package.applies(machine))


def deployed(root: Path) -> list[Package]:
    """The packages that Azure installs, with the Python that runs the functions there.

    Raises:
        Failure: the list cannot be read.
    """
    return list(on(DEPLOYED_TO, read_locked(root / locking.DEPLOYED.locked)))


def _package(file: str, line: str) -> Package:
    try:
        requirement = Requirement(line)
    except InvalidRequirement as error:
        raise CommandError(f"{file}: {line.strip()!r} is no package.") from error
    pins = list(requirement.specifier)
    if requirement.url or requirement.extras or len(pins) != 1 or pins[0].operator != "==" or "*" in pins[0].version:
        raise CommandError(f"{file}: {line.strip()!r} is no package in exactly one version.")
    return Package(requirement, canonicalize_name(requirement.name), pins[0].version)
