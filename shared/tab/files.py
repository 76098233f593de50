"""The tab's static files, as they are deployed: no build step, so what is reviewed is what browsers get.

Every file has an address with the version in it and never changes under that address. Only the index, which names
the version, has none: a browser asks for it anew each time and so never mixes two deployments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

ADDRESS = "/api/tab"
"""Where the host serves the tab; the prefix is host.json's."""

MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""What is served, by suffix. Anything else in the folder, such as what an editor leaves there, is not."""

_STATIC = Path(__file__).parent / "static"
_INDEX = "index.html"
_PLACEHOLDER = b"{{assets}}"
_VERSION_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the index refers to."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class TabFiles:
    """All files of one deployment. `assets` are named by their path after the address, `<version>/main.js`."""

    version: str
    index: bytes
    assets: Mapping[str, Asset]


@cache
def deployed() -> TabFiles:
    """The files beside this module, read once a process: they change with a deployment only, and that starts anew."""
    return read_files(_STATIC)


def read_files(directory: Path) -> TabFiles:
    """The files below `directory`, with the index's placeholder filled.

    The version is made of every name and content, the index's included: equal deployments have equal addresses.
    """
    index = (directory / _INDEX).read_bytes()
    bodies = {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.suffix in MEDIA_TYPES and path.is_file()
    }
    version = _version({_INDEX: index, **bodies})
    assets = {f"{version}/{name}": Asset(body, MEDIA_TYPES[Path(name).suffix]) for name, body in bodies.items()}
    return TabFiles(version, index.replace(_PLACEHOLDER, f"{ADDRESS}/{version}".encode()), assets)


def _version(bodies: Mapping[str, bytes]) -> str:
    digest = sha256()
    for name in sorted(bodies):
        for part in (name.encode(), bodies[name]):
            digest.update(sha256(part).digest())  # of equal length, so that no name can continue into a content
    return digest.hexdigest()[:_VERSION_DIGITS]
