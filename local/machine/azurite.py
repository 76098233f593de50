"""Azurite, Microsoft's storage emulator, on free ports of 127.0.0.1.

The service's tables and the functions host's own live in two accounts, so that neither finds the other's.
https://learn.microsoft.com/azure/storage/common/storage-use-azurite
"""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.machine.command_error import CommandError
from local.machine.web import free_ports

if TYPE_CHECKING:
    from pathlib import Path

    from local.machine.processes import Children

SERVICE_ACCOUNT = "contactcenter"
HOST_ACCOUNT = "functionshost"
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Azurite:
    """A running emulator: origins by service (`table`, and `blob` and `queue` when asked for), keys by account."""

    origins: dict[str, str]
    keys: dict[str, str]

    def connection_string(self, account: str) -> str:
        """How an account is reached."""
        endpoints = "".join(f"{name.title()}Endpoint={origin}/{account};" for name, origin in self.origins.items())
        return f"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={self.keys[account]};{endpoints}"


def start(
    children: Children,
    node: str,
    root: Path,
    *,
    data: Path | None,
    with_blobs_and_queues: bool,
    heap_mb: int | None = None,
    preload: Path | None = None,
) -> Azurite:
    """Start Azurite and wait until it answers.

    `data` is the directory that keeps its tables, None for memory; `heap_mb` how much of it Node.js may take, in place
    of its own default; `preload` a script of Node.js that is loaded into it first.

    Raises:
        Failure: it does not come up.
    """
    services = ("blob", "queue", "table") if with_blobs_and_queues else ("table",)
    program = "azurite.js" if with_blobs_and_queues else "table/main.js"
    accounts = {name: base64.b64encode(secrets.token_bytes(64)).decode() for name in (SERVICE_ACCOUNT, HOST_ACCOUNT)}
    environ = os.environ | {"AZURITE_ACCOUNTS": ";".join(f"{name}:{key}" for name, key in accounts.items())}
    place = ["--location", str(data)] if data else ["--inMemoryPersistence"]
    for attempt in range(1, ATTEMPTS + 1):
        ports = dict(zip(services, free_ports(len(services)), strict=True))
        listening = [part for name, port in ports.items() for part in (f"--{name}Port", str(port))]
        hosts = [part for name in ports for part in (f"--{name}Host", "127.0.0.1")]
        child = children.start(
            "Azurite",
            [
                node,
                *([f"--max-old-space-size={heap_mb}"] if heap_mb else []),
                "--require",
                str(root / "local" / "machine" / "end_with_parent.cjs"),
                *(["--require", str(preload)] if preload else []),
                str(root / "node_modules" / "azurite" / "dist" / "src" / program),
                *(*listening, *hosts, *place, "--silent", "--disableTelemetry", "--skipApiVersionCheck"),
            ],
            environ=environ,
        )
        try:
            child.wait_for_line(r"Table service .*success")
        except CommandError:
            if attempt == ATTEMPTS:
                raise
            children.forget(child)  # another process took the port meanwhile
        else:
            return Azurite({name: f"http://127.0.0.1:{port}" for name, port in ports.items()}, accounts)
    raise AssertionError("the last attempt returns or raises")
