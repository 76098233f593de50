"""Whether the locked lists fit what people ask for, a step of `dev.py check`. Asks nothing of the network.

Every package that is asked for is locked in that version on every machine, every file of it has its hash, nothing is
locked that nobody asks for, two lists that are installed together agree, and docs/dependencies.md names the same
packages. Of the packages of npm every one has its hash, and all come from npm's own registry.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from local.machine.command_error import CommandError
from local.machine.environment import say
from local.supply import locking, package_page
from local.supply.locked import MACHINES, Package, on, read_asked, read_locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
REGISTRY = "https://registry.npmjs.org/"
_SHA512 = "sha512-"


def complaints(asked: Sequence[Package], locked: Sequence[Package]) -> Iterator[str]:
    """A sentence for each thing in which the locked list does not fit what is asked for."""
    for package in locked:
        if not package.hashes:
            yield f"{package.requirement} has no hash"
    for machine in MACHINES:
        where = f"on Python {machine['python_version']} for {machine['sys_platform']} ({machine['platform_machine']})"
        pins = _pins(on(machine, locked))
        for name, versions in pins.items():
            if len(versions) > 1:
                yield f"{name} is locked in {len(versions)} versions {where}"
        wanted = _pins(on(machine, asked))
        for name, versions in wanted.items():
            if pins.get(name) != versions:
                yield f"{name} is not locked as it is asked for, {versions[0]}, {where}"
        reached = _reached(set(wanted), list(on(machine, locked)))
        yield from (f"{name} is locked and nobody asks for it {where}" for name in sorted(set(pins) - reached))


def disagreements(first: Sequence[Package], second: Sequence[Package]) -> Iterator[str]:
    """A sentence for each package that two lists of one environment hold in other versions or other files."""
    for machine in MACHINES:
        others = {package.name: package for package in on(machine, second)}
        for package in on(machine, first):
            other = others.get(package.name, package)
            if (other.version, other.hashes) != (package.version, package.hashes):
                yield f"{package.requirement} and {other.requirement} are not the same files"


def npm_complaints(root: Path) -> Iterator[str]:
    """A sentence for each package of package-lock.json without a hash or from elsewhere, or asked for otherwise."""
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    asked = json.loads((root / "package.json").read_text(encoding="utf-8"))
    own = lock.pop("")
    for kind in ("dependencies", "devDependencies", "optionalDependencies"):
        if asked.get(kind, {}) != own.get(kind, {}):
            yield f"package-lock.json was made for other {kind} than package.json has"
    for name, wanted in asked["devDependencies"].items():
        if lock.get(f"node_modules/{name}", {}).get("version") != wanted:
            yield f"{name} is not locked as it is asked for, {wanted}"
    for place, package in lock.items():
        if not _is_sha512(package.get("integrity", "")):
            yield f"{place} has no hash"
        if not package.get("resolved", REGISTRY).startswith(REGISTRY):
            yield f"{place} does not come from npm's registry"


def _pins(packages: Iterator[Package]) -> dict[str, list[str]]:
    pins: dict[str, list[str]] = {}
    for package in packages:
        pins.setdefault(package.name, []).append(package.version)
    return pins


def _reached(asked: set[str], locked: Sequence[Package]) -> set[str]:
    """The names that `asked` lead to, over who asks for whom."""
    reached, before = set(asked), set[str]()
    while reached != before:
        before = set(reached)
        reached |= {package.name for package in locked if not reached.isdisjoint(package.via)}
    return reached


def _is_sha512(integrity: str) -> bool:
    try:
        return len(base64.b64decode(integrity.removeprefix(_SHA512), validate=True)) == 64 and integrity.startswith(
            _SHA512
        )
    except ValueError:
        return False


def everything(root: Path) -> Iterator[str]:
    """A sentence for each thing that is wrong with the lists below `root`.

    Raises:
        Failure: a list or the register cannot be read.
    """
    locked = {lists: read_locked(root / lists.locked) for lists in locking.ALL}
    for lists, packages in locked.items():
        found = complaints(read_asked(root / lists.asked), packages)
        yield from (f"{lists.locked}: {sentence}" for sentence in dict.fromkeys(found))
    # These two are installed together.
    yield from dict.fromkeys(disagreements(locked[locking.DEPLOYED], locked[locking.DEVELOPMENT]))
    yield from npm_complaints(root)
    yield from package_page.complaints(root, {lists.locked: packages for lists, packages in locked.items()})


def main() -> int:
    """Print what is wrong, or how much was looked at; 1 when something is wrong."""
    try:
        wrong = list(everything(ROOT))
    except CommandError as failure:
        say(str(failure))
        return 1
    for sentence in wrong:
        print(sentence)
    if wrong:
        print("`python3 dev.py lock` makes the lists anew; docs/dependencies.md is for people to write.")
    else:
        print("The locked lists, package-lock.json and docs/dependencies.md fit what is asked for.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
