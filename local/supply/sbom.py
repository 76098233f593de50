"""`dev.py sbom`: the bill of materials of what is deployed, in CycloneDX's JSON, on standard output.

It follows from the locked list, the licences in docs/dependencies.md and the project's name and version: no time and no
chance is in it, so the same commit gives the same bytes on every machine.
"""

from __future__ import annotations

import sys
import tomllib
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from local.supply import locking, package_page
from local.supply.locked import deployed

if TYPE_CHECKING:
    from local.supply.locked import Package

ROOT = Path(__file__).resolve().parents[2]


def document(root: Path) -> str:
    """The bill of materials of the checkout at `root`.

    Raises:
        Failure: the list or the register of packages cannot be read.
    """
    licences = package_page.read(root)[locking.DEPLOYED.locked].licences
    packages = deployed(root)
    components = {package.name: _component(package, licences[package.name]) for package in packages}
    app = _app(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"])
    bom = Bom(components=components.values())
    bom.metadata.component = app
    bom.register_dependency(app, [components[package.name] for package in packages if package.is_asked_for])
    for name, component in components.items():
        bom.register_dependency(component, [components[one.name] for one in packages if name in one.via])
    bom.metadata.timestamp = None  # type: ignore[assignment]  # the format has it optional, the library only its type not
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(sorted(_identity(package) for package in packages)))
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _app(project: dict[str, Any]) -> Component:
    name, version = project["name"], project["version"]
    return Component(type=ComponentType.APPLICATION, name=name, version=version, bom_ref=f"{name}=={version}")


def _component(package: Package, licence: str) -> Component:
    purl = PackageURL("pypi", name=package.name, version=package.version)
    # A version has many files, one for each system: the hashes are those of its distribution, not of one component.
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(f"https://pypi.org/project/{package.name}/{package.version}/#files"),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in package.hashes],
    )
    return Component(
        type=ComponentType.LIBRARY, name=package.name, version=package.version, bom_ref=purl.to_string(), purl=purl,
        licenses=[LicenseExpression(licence)], external_references=[files],
    )  # fmt: skip


def _identity(package: Package) -> str:
    return " ".join([package.name, package.version, *sorted(package.hashes)])


if __name__ == "__main__":
    sys.stdout.write(document(ROOT))
