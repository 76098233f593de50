"""docs/dependencies.md and the lists against the code and the packages themselves."""

from __future__ import annotations

import ast
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from local.supply import locking, package_page
from local.supply.locked import deployed, read_locked
from tests.support.every import failing

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DEPLOYED = deployed(ROOT)
LOCKED = {lists: read_locked(ROOT / lists.locked) for lists in locking.ALL}
TOGETHER = [package for lists in (locking.DEPLOYED, locking.DEVELOPMENT) for package in LOCKED[lists]]
INSTALLED = {
    package.name: package
    for package in TOGETHER
    if package.requirement.marker is None or package.requirement.marker.evaluate()
}
VIA = {name: {who for package in TOGETHER if package.name == name for who in package.via} for name in INSTALLED}
OWN = {"bench", "dev", "function_app", "local", "shared", "tests"}
# As the packages that still write their licence in their own words write it.
IN_OTHER_WORDS = {"MIT License": "MIT", "Apache Software License": "Apache-2.0", "BSD License": "BSD-3-Clause"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def packages_of(names: set[str]) -> set[str]:
    """The installed packages that have the modules `names`; one that no package has is left out."""
    modules = {}
    for name in INSTALLED:
        for file in metadata.files(name) or ():
            if file.suffix in {".py", ".so", ".pyd", ".pyi"}:
                parts = [part.partition(".")[0] for part in file.parts]
                modules[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = name
    return {modules[name] for name in names if name in modules}


def code(*folders: str) -> set[str]:
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    names = {name for path in [*paths, ROOT / "function_app.py"] for name in imported(path)}
    return {name for name in names if name.partition(".")[0] not in OWN | sys.stdlib_module_names}


def asked(lists: locking.Lists) -> set[str]:
    return {package.name for package in LOCKED[lists] if package.is_asked_for and package.name in INSTALLED}


def test_what_is_deployed_asks_for_what_it_imports_and_for_nothing_else() -> None:
    names = code("shared")

    assert len(names) > 15
    assert packages_of(names) == asked(locking.DEPLOYED)


def test_what_tests_and_checks_import_is_asked_for() -> None:
    assert packages_of(code("shared", "local", "tests")) <= asked(locking.DEPLOYED) | asked(locking.DEVELOPMENT)


def test_everything_that_a_package_asks_for_is_locked_with_who_asks() -> None:
    for package in INSTALLED.values():
        for text in metadata.requires(package.name) or ():
            wanted = Requirement(text)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                found = INSTALLED[canonicalize_name(wanted.name)]
                assert wanted.specifier.contains(found.version)
                assert package.name in VIA[found.name]


def test_nobody_is_said_to_ask_who_does_not() -> None:
    for package in INSTALLED.values():
        for asking in INSTALLED.keys() & set(package.via):
            wanted = {canonicalize_name(Requirement(text).name) for text in metadata.requires(asking) or ()}
            assert package.name in wanted


def test_what_is_installed_is_what_is_locked() -> None:
    assert {name: metadata.version(name) for name in INSTALLED} == {
        name: package.version for name, package in INSTALLED.items()
    }


def test_the_licence_is_the_packages_own() -> None:
    def check(name: str) -> None:
        about = metadata.metadata(name)
        classified = [
            one.rpartition(" :: ")[2] for one in about.get_all("Classifier", []) if one.startswith("License ::")
        ]
        [own, *_] = [*about.get_all("License-Expression", []), *classified, *about.get_all("License", [])]
        own = re.sub(r"^Mozilla Public License 2\.0 \(MPL 2\.0\)$", "MPL-2.0", own)

        assert package_page.read(ROOT)[locking.DEPLOYED.locked].licences[name] == IN_OTHER_WORDS.get(own, own)

    assert failing(check, [package.name for package in DEPLOYED]) == []


def test_the_page_counts_what_is_deployed() -> None:
    page = (ROOT / package_page.PAGE).read_text(encoding="utf-8")
    direct = sum(package.is_asked_for for package in DEPLOYED)

    assert (
        f"**Deployed are {len(DEPLOYED)} packages, {direct} that the code imports and {len(DEPLOYED) - direct} " in page
    )


@pytest.mark.parametrize(
    ("old", "new", "file", "sentence"),
    [
        ("| `idna` |", "| `idnb` |", "requirements.txt", "idna is asked for and not in the table"),
        ("| `idna` |", "| `idnb` |", "requirements.txt", "idnb is in the table and not asked for"),
        ("MIT-0 | `cryptography` |", "MIT-0 | `msal` |", "requirements.txt", "cffi is brought by cryptography"),
        ("| `cffi` | MIT-0 |", "| `cffi` |", "requirements.txt", "cffi has no licence"),
        ("| `ruff` |", "| `rough` |", "requirements-dev.txt", "ruff is asked for and not in the table"),
        ("along: 29", "along: 28", "requirements-dev.txt", "29 packages are brought along, and it says 28"),
        ("along: 422", "along: 421", "package-lock.json", "422 packages are brought along, and it says 421"),
        ("| `azurite` |", "| `azurit` |", "package-lock.json", "azurite is asked for and not in the table"),
        ("`requirements-infra.txt`\n", "x\n", "requirements-infra.txt", "checkov is asked for and not in the table"),
    ],
)
def test_a_page_that_does_not_fit_is_told(old: str, new: str, file: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    page = (ROOT / package_page.PAGE).read_text(encoding="utf-8")
    assert old in page
    (tmp_path / package_page.PAGE).write_text(page.replace(old, new), encoding="utf-8")

    told = package_page.complaints(tmp_path, {lists.locked: packages for lists, packages in LOCKED.items()})

    assert [one for one in told if one.startswith(f"docs/dependencies.md, {file}: {sentence}")] != []
