"""Signing a demo person in to the running service, and what the person allows it. Runs on a bare Python."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

from local.machine.command_error import CommandError

if TYPE_CHECKING:
    from pathlib import Path

    from local.machine.run_files import Files


def token(files: Files, name: str) -> str:
    """An access token for the demo person `name`, from the authority of the service that `files` describe.

    Raises:
        Failure: no service runs there, or it knows nobody of that name.
    """
    description = files.read()
    not_running = f"No service runs on port {files.port}: start one with 'dev.py run --port {files.port}'."
    if description is None:
        raise CommandError(not_running)
    try:
        return token_of(name, description.authority, description.certificate_authority)
    except OSError:
        raise CommandError(not_running) from None


def token_of(name: str, authority: str, certificate_authority: str | Path) -> str:
    """An access token for the demo person `name` from the authority at this origin, with the certificates it has.

    Raises:
        Failure: it knows nobody of that name.
        OSError: it does not answer.
    """
    url = f"{authority}/dev/token?{urllib.parse.urlencode({'name': name})}"
    context = ssl.create_default_context(cafile=certificate_authority)
    try:
        with urllib.request.urlopen(url, timeout=10, context=context) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        raise CommandError(error.read().decode()) from None


def change_consent(name: str, authority: str, certificate_authority: str | Path, *, granted: bool) -> None:
    """Say for the demo person `name` whether the service may read Microsoft Graph on their behalf.

    Raises:
        Failure: the authority at this origin knows nobody of that name.
        OSError: it does not answer.
    """
    body = json.dumps({"name": name, "granted": granted}).encode()
    request = urllib.request.Request(f"{authority}/dev/consent", body, {"Content-Type": "application/json"})
    context = ssl.create_default_context(cafile=certificate_authority)
    try:
        urllib.request.urlopen(request, timeout=10, context=context).close()
    except urllib.error.HTTPError as error:
        raise CommandError(error.read().decode()) from None
