"""docs/dependencies.md: the register of the packages, with what each is for or who brings it, as checks read it.

The page has a section for each locked list, with the list's name in its heading. In its tables the first column is a
package, the last what it is for or, under a heading `brought by`, which packages ask for it. Of packages that are
deployed the licence stands between them; of those that are not, what they bring is a number.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from local.machine.command_error import CommandError
from local.supply import locking

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from local.supply.locked import Package

PAGE = "docs/dependencies.md"
NPM = "package-lock.json"
_SECTION = re.compile(r"^## [^\n]*`([\w.-]+)`\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"\| `([^`]+)` \|(?: ([^|`]+) \|)? ([^|]+) \|")
_BRING = re.compile(r"^Brought along: (\d+) packages\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """What the page says of one list: reasons, who brings what, licences, and how many are brought without a name."""

    reasons: dict[str, str] = field(default_factory=dict)
    brought: dict[str, set[str]] = field(default_factory=dict)
    licences: dict[str, str] = field(default_factory=dict)
    unnamed: int = 0


def read(root: Path) -> dict[str, Section]:
    """The page's sections by the names of their lists.

    Raises:
        Failure: a row of a table cannot be read.
    """
    page = (root / PAGE).read_text(encoding="utf-8")
    return {name: _section(text) for name, text in _SECTION.findall(page)}


def complaints(root: Path, locked: Mapping[str, Sequence[Package]]) -> Iterator[str]:
    """A sentence for each thing in which the page does not fit `locked`, packages by list, or package.json.

    Raises:
        Failure: the page cannot be read.
    """
    sections = read(root)
    deployed = {package.name for package in locked[locking.DEPLOYED.locked]}
    for name, packages in locked.items():
        section = sections.get(name, Section())
        # The two lists that are installed together share packages; they are told of once.
        together = deployed if name == locking.DEVELOPMENT.locked else set()
        own = [package for package in packages if package.name not in together]
        asked = {package.name for package in own if package.is_asked_for}
        yield from _differences(name, "asked for", set(section.reasons), asked)
        brought = {package.name for package in own} - asked
        if name == locking.DEPLOYED.locked:
            yield from _differences(name, "brought along", set(section.brought), brought)
            yield from _brought_otherwise(name, section, own)
            yield from (f"{PAGE}, {name}: {one} has no licence" for one in sorted(deployed - set(section.licences)))
        elif section.unnamed != len(brought):
            yield f"{PAGE}, {name}: {len(brought)} packages are brought along, and it says {section.unnamed}"
    yield from _npm_complaints(root, sections.get(NPM, Section()))


def _npm_complaints(root: Path, section: Section) -> Iterator[str]:
    asked = set(json.loads((root / "package.json").read_text(encoding="utf-8"))["devDependencies"])
    places = json.loads((root / NPM).read_text(encoding="utf-8"))["packages"]
    brought = len(places) - 1 - len(asked)  # one place is our own
    yield from _differences(NPM, "asked for", set(section.reasons), asked)
    if section.unnamed != brought:
        yield f"{PAGE}, {NPM}: {brought} packages are brought along, and it says {section.unnamed}"


def _differences(file: str, kind: str, told: set[str], true: set[str]) -> Iterator[str]:
    yield from (f"{PAGE}, {file}: {name} is {kind} and not in the table" for name in sorted(true - told))
    yield from (f"{PAGE}, {file}: {name} is in the table and not {kind}" for name in sorted(told - true))


def _brought_otherwise(file: str, section: Section, packages: Sequence[Package]) -> Iterator[str]:
    for package in packages:
        told = section.brought.get(package.name)
        if told is not None and told != set(package.via):
            yield f"{PAGE}, {file}: {package.name} is brought by {', '.join(package.via)}"


def _section(text: str) -> Section:
    section = Section(unnamed=sum(int(number) for number in _BRING.findall(text)))
    names_bringers = False
    for line in text.splitlines():
        if line.startswith("| package "):
            names_bringers = line.endswith("| brought by |")
        elif line.startswith("| ") and not line.startswith("| ---"):
            row = _ROW.fullmatch(line)
            if row is None:
                raise CommandError(f"{PAGE}: this row names no package, or nothing about it: {line}")
            name, licence, last = row.groups()
            # A package of npm is named as npm does, with its scope.
            name = name if name.startswith("@") else canonicalize_name(name)
            if names_bringers:
                section.brought[name] = set(re.findall(r"`([^`]+)`", last))
            else:
                section.reasons[name] = last
            if licence:
                section.licences[name] = licence
    return section
