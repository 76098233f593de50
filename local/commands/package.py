"""The app package that a Teams administrator uploads: the manifest of teams/ filled for one host, and its icons.

Runs on a bare Python. The same arguments make the same bytes, so that a package can be compared with a later one.
"""

from __future__ import annotations

import json
import re
import uuid
import zipfile
from typing import TYPE_CHECKING

from local.machine.command_error import CommandError
from shared.guids import canonical_guid
from shared.tenants.names import domain_label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST = "manifest.json"
FILES = (MANIFEST, "de.json", "color.png", "outline.png")
"""What is in the package, all of it in its root, as Teams wants it."""

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o644 << 16


def write(root: Path, host: str, client_id: str, output: Path | None = None) -> str:
    """Write the package and say where it is and what to do with it. It goes to .dev/teams/ where `output` is None.

    `host` is where the service answers, `client_id` that of its app registration.

    Raises:
        Failure: the host is no host name, the client id no GUID, or the file cannot be written.
    """
    host, client_id = _host(host), _client_id(client_id)
    output = output or root / ".dev" / "teams" / f"{host}.zip"
    manifest = filled((root / "teams" / MANIFEST).read_text(encoding="utf-8"), host, client_id)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(output, "w") as package:
            for name in FILES:
                content = manifest.encode() if name == MANIFEST else (root / "teams" / name).read_bytes()
                package.writestr(_entry(name), content)
    except OSError as error:
        raise CommandError(f"Cannot write {output}: {error.strerror}.") from error
    told = json.loads(manifest)
    return (
        f"{output}\n"
        f"Version {told['version']} of the app {told['id']}, for https://{host}.\n"
        "Upload it in the Teams admin center: Teams apps, Manage apps, Actions, Upload new app (docs/teams.md)."
    )


def filled(template: str, host: str, client_id: str) -> str:
    """The manifest for this host and registration."""
    values: Mapping[str, str] = {"host": host, "clientId": client_id, "appId": app_id(host, client_id)}
    return _PLACEHOLDER.sub(lambda found: values[found[1]], template)


def app_id(host: str, client_id: str) -> str:
    """The app's id in Teams: stable, so that an upload updates, and another one for every environment, so that a
    trial and the real app can be installed side by side."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"api://{host}/{client_id}"))


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry that tells nothing of the machine or the time. It is stored: compressors differ."""
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.create_system = _UNIX
    entry.external_attr = _READABLE
    return entry


def _host(text: str) -> str:
    """Raises Failure. Teams opens a tab by https on the usual port, under a name that its cloud can resolve."""
    host = domain_label(text) if text.isascii() else None
    if host is None:
        raise CommandError(
            "--host is the name alone under which the service answers, such as cc.vendor.example: no https://, no"
            " port, no path, and letters beyond ASCII as xn--."
        )
    return host


def _client_id(text: str) -> str:
    client_id = canonical_guid(text)
    if client_id is None:
        raise CommandError(
            "--client-id is the client id of the app registration, such as 2c9a7e51-6d0b-4f83-9a24-c1d5e8f7b360: the"
            " output 'apiClientId' of the deployment."
        )
    return client_id
