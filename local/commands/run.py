"""The whole service on this machine: Azurite, the stand-ins, the demo data, a functions host.

Runs on a bare Python; what needs packages runs in child processes with the virtual environment's Python.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from local.demo.people import VENDOR
from local.machine import azurite, environment, locks
from local.machine.command_error import CommandError
from local.machine.processes import START_SECONDS, Children
from local.machine.run_files import Description, Files
from local.machine.web import Certificates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

API_CLIENT_ID = "2c9a7e51-6d0b-4f83-9a24-c1d5e8f7b360"  # made up, the same in each run
READY = r"^ready (\S+)"
POLL_SECONDS = 0.5
HOSTS = ("func", "local", "none")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line chose. `host` is one of HOSTS or None for `func` where it is installed, else `local`."""

    port: int
    data: Path | None
    host: str | None


@dataclass(frozen=True, slots=True)
class Fakes:
    """The origins of what stands in for other people's services."""

    authority: str
    contact_center: str
    graph: str


def run(root: Path, options: Options) -> None:
    """Run the service until a signal ends it or a part of it dies.

    Raises:
        SystemExit: a signal came before all of it was up.
        Failure: the port is taken, something cannot be installed or started, or a part of it died.
    """
    files = Files(root / ".dev", options.port)
    try:
        with locks.held(files.lock, on_wait=None):
            _require_free(options.port)
            python = environment.prepare_python(root)
            node = environment.prepare_node(root)
            files.remove()
            try:
                _run(root, options, files, python, node)
            finally:
                files.remove()
    except locks.LockedError:
        raise CommandError(f"Another dev.py runs on port {options.port}: choose one with --port.") from None


def _run(root: Path, options: Options, files: Files, python: Path, node: str) -> None:
    host = options.host or ("func" if shutil.which("func") else "local")
    url = f"http://127.0.0.1:{options.port}"
    client = {"API_CLIENT_ID": API_CLIENT_ID, "API_CLIENT_SECRET": secrets.token_urlsafe(32)}
    certificate_authority = str(Certificates.below(files.certificates).authority)
    with Children(root) as children:
        environment.say("Starting Azurite, the sign-in authority, the contact centre and what stands in for Graph.")
        # Only the real host needs blobs and queues; with `none`, somebody may start one.
        storage = azurite.start(children, node, root, data=options.data, with_blobs_and_queues=host != "local")
        stand_ins = _start_stand_ins(children, root, python, files.certificates, client)
        settings = client | {
            "OPERATOR_TENANT_ID": VENDOR.tid,
            "ENTRA_AUTHORITY": stand_ins.authority,
            "GRAPH_URL": f"{stand_ins.graph}/v1.0",
            "TABLES_CONNECTION_STRING": storage.connection_string(azurite.SERVICE_ACCOUNT),
            "AzureWebJobsStorage": storage.connection_string(azurite.HOST_ACCOUNT),
            "FUNCTIONS_WORKER_RUNTIME": "python",
            "REQUESTS_CA_BUNDLE": certificate_authority,
            "SSL_CERT_FILE": certificate_authority,
        }
        environ = os.environ | settings
        environment.say("Loading the demo data.")
        demo_environ = environ | {"DEMO_CONTACT_CENTER_URL": stand_ins.contact_center}
        _run_once([str(python), "-m", "local.demo.data"], root, demo_environ, "load the demo data")
        if host != "none":
            environment.say(f"Starting the functions host ({'func' if host == 'func' else 'the local stand-in'}).")
            _start_host(children, host, python, options.port, environ)
        teams_client = _start_teams_client(children, python, files.certificates, url, stand_ins.authority)
        description = Description(
            url=url,
            host=host,
            authority=stand_ins.authority,
            contact_center=stand_ins.contact_center,
            graph=stand_ins.graph,
            azurite=storage.origins["table"],
            teams_client=teams_client,
            certificate_authority=certificate_authority,
            python=str(python),
            pid=os.getpid(),
            pids=children.pids,
        )
        files.write(description, settings)
        environment.say(f"Open {teams_client} in a browser: a stand-in for Microsoft Teams shows the tab there.")
        environment.say(f"Meetings of Anna that can be imported are listed on {stand_ins.graph}/dev/.")
        print(f"ready {url}", flush=True)
        with suppress(SystemExit):  # who is told to end, and does, has not failed
            ended = children.wait_until_one_ends()
            raise CommandError(
                f"{ended.name} stopped unexpectedly (exit code {ended.exit_code}). The whole service was stopped."
            )


def _start_stand_ins(
    children: Children, root: Path, python: Path, certificates: Path, client: Mapping[str, str]
) -> Fakes:
    """Start the authority, which knows `client`, and the contact centre and Graph, which trust its tokens."""
    module = [str(python), "-m"]
    _run_once([*module, "local.machine.certificates", str(certificates)], root, os.environ, "make the certificates")
    common = ["--certificates", str(certificates), "--end-with-parent"]
    command = [*module, "local.entra.server", *common]
    authority = children.start("authority", command, environ={**os.environ, **client}).wait_for_line(READY)[1]
    command = [*module, "local.contact_center.server", "--authority", authority, *common]
    contact_center = children.start("contact centre", command, environ=os.environ).wait_for_line(READY)[1]
    command = [*module, "local.graph.server", "--authority", authority, *common]
    graph = children.start("Microsoft Graph", command, environ=os.environ).wait_for_line(READY)[1]
    return Fakes(authority, contact_center, graph)


def _start_teams_client(children: Children, python: Path, certificates: Path, url: str, authority: str) -> str:
    """Start the stand-in that shows the tab of the functions host at `url`, present or yet to come; its origin."""
    command = [str(python), "-m", "local.teams.server", "--functions", url, "--authority", authority]
    command += ["--certificates", str(certificates), "--end-with-parent"]
    return children.start("Teams client", command, environ=os.environ).wait_for_line(READY)[1]


def _start_host(children: Children, host: str, python: Path, port: int, environ: Mapping[str, str]) -> None:
    if host == "local":
        command = [str(python), "-m", "local.host.server", "--port", str(port), "--end-with-parent"]
        children.start("functions host", command, environ=environ).wait_for_line(READY)
        return
    func = shutil.which("func")
    if func is None:
        raise CommandError("func is missing: install the Azure Functions Core Tools, or choose --host local.")
    worker = {
        "VIRTUAL_ENV": str(python.parent.parent),
        "PATH": f"{python.parent}{os.pathsep}{environ['PATH']}",
        "languageWorkers__python__defaultExecutablePath": str(python),
    }
    child = children.start(
        "func", [func, "start", "--port", str(port)], environ={**environ, **worker}, watches_input=False
    )
    deadline = time.monotonic() + START_SECONDS
    while not _answers(f"http://127.0.0.1:{port}/api/health"):
        if child.exit_code is not None or time.monotonic() > deadline:
            raise CommandError("func did not come up: what it says is above.")
        time.sleep(POLL_SECONDS)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError as error:
        return error.code != HTTPStatus.NOT_FOUND  # not yet indexed
    except OSError:
        return False
    return True


def _run_once(command: list[str], root: Path, environ: Mapping[str, str], purpose: str) -> None:
    if subprocess.run(command, cwd=root, env=environ, stdout=sys.stderr, check=False).returncode != 0:
        raise CommandError(f"Cannot {purpose}: what went wrong is above.")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        if os.name != "nt":  # there the option would take the port from its owner
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(
                f"Port {port} is in use: end what listens there, or choose another with --port."
            ) from None
