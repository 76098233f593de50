"""The bill of materials: valid, whole, and the same bytes for the same commit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import dev
from local.supply import sbom
from local.supply.locked import deployed

ROOT = Path(__file__).parents[2]
PACKAGES = {package.name: package for package in deployed(ROOT)}


@cache
def text() -> str:
    """The bill of materials of this checkout."""
    return sbom.document(ROOT)


def bom() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text())
    return read


def schema(path: str | None) -> dict[str, object]:
    assert path is not None
    read: dict[str, object] = json.loads(Path(path).read_text(encoding="utf-8"))
    return read


def test_it_is_valid_by_the_formats_own_schema() -> None:
    import jsonschema_rs
    from cyclonedx.schema import SchemaVersion, _res

    others = [(f"http://cyclonedx.org/schema/{Path(path).name}", schema(path)) for path in (_res.SPDX_JSON, _res.JSF)]
    registry = jsonschema_rs.Registry(others)
    validator = jsonschema_rs.validator_for(schema(_res.BOM_JSON_STRICT[SchemaVersion.V1_6]), registry=registry)

    assert [str(error) for error in validator.iter_errors(bom())] == []
    assert not validator.is_valid(bom() | {"components": [{"name": "without a type"}]})
    assert (bom()["bomFormat"], bom()["specVersion"]) == ("CycloneDX", "1.6")


def test_it_has_every_deployed_package_and_nothing_else() -> None:
    from packageurl import PackageURL

    components = {component["name"]: component for component in bom()["components"]}

    assert set(components) == set(PACKAGES)
    for name, package in PACKAGES.items():
        component = components[name]
        assert component["version"] == package.version
        assert PackageURL.from_string(component["purl"]) == PackageURL("pypi", None, name, package.version)
        assert [licence["expression"] for licence in component["licenses"]] != []
        [files] = component["externalReferences"]
        assert {one["alg"] for one in files["hashes"]} == {"SHA-256"}
        assert {one["content"] for one in files["hashes"]} == set(package.hashes)


def test_it_says_who_asks_for_what() -> None:
    links = {entry["ref"]: set(entry.get("dependsOn", ())) for entry in bom()["dependencies"]}
    app = bom()["metadata"]["component"]

    assert app["name"] == "contact-center-teams-backend"
    assert links[app["bom-ref"]] == {
        f"pkg:pypi/{one.name}@{one.version}" for one in PACKAGES.values() if one.is_asked_for
    }
    assert links["pkg:pypi/werkzeug@3.1.9"] == {"pkg:pypi/markupsafe@3.0.4"}


def test_it_has_neither_time_nor_chance() -> None:
    again = subprocess.run(
        [sys.executable, "-m", "local.supply.sbom"], cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "7"},
        capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip

    assert again == text()
    assert "timestamp" not in bom()["metadata"]


def test_other_files_make_another_number(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("requirements.txt", "docs/dependencies.md", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    assert sbom.document(tmp_path) == text()

    package = PACKAGES["idna"]
    path = tmp_path / "requirements.txt"
    path.write_text(path.read_text(encoding="utf-8").replace(package.hashes[0], "0" * 64), encoding="utf-8")

    assert json.loads(sbom.document(tmp_path))["serialNumber"] != bom()["serialNumber"]


def test_the_command_prints_it() -> None:
    printed = subprocess.run(
        [sys.executable, dev.__file__, "sbom"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )

    assert printed.stdout == text()
