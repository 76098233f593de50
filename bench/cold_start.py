"""What a cold start costs: the import of the app, and the first answer of a process that has just been started.

*Import*: the processor time of `import function_app` beside `import azure.functions` alone, each in fresh interpreters.

*First answer*: from starting the process of the local functions host to its first answer, over HTTP: the tab's page
(no storage), the health check (a request to storage), and a person's restriction (a token, and so the authority's
keys, and storage). Beside it: the same host with an app of one file that does the least of the kind, as the documents
of its libraries show it: say hello, list tables, decode a token with PyJWT and list tables. Which call is the first
decides what it imports, so each is made to processes of its own, in turns.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from bench.key_endpoint import key_endpoint
from bench.measuring import Scale, in_turns, most, progress
from bench.results import Result
from bench.storage import ROOT, tables_in_memory
from local.checks import import_cost
from local.machine.web import free_ports
from tests.support.world import ENVIRONMENT

POLL_SECONDS = 0.002
PATHS = {
    "the tab's page": ("tab/", "hello"),
    "health": ("health", "tables"),
    "a person's restriction": ("me/restriction", "person"),
}
"""What is called first, in our app and in the least one."""
MIN_APP = """import os

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route("hello")
def hello(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("Hello")


@app.route("tables")
def tables(req: func.HttpRequest) -> func.HttpResponse:
    from azure.data.tables import TableServiceClient

    client = TableServiceClient.from_connection_string(os.environ["TABLES_CONNECTION_STRING"])
    return func.HttpResponse(str(len(list(client.list_tables()))))


@app.route("person")
def person(req: func.HttpRequest) -> func.HttpResponse:
    import ssl

    import jwt

    url = os.environ["ENTRA_AUTHORITY"] + "/organizations/discovery/v2.0/keys"
    keys = jwt.PyJWKClient(url, ssl_context=ssl.create_default_context(cafile=os.environ["REQUESTS_CA_BUNDLE"]))
    token = req.headers["authorization"].removeprefix("Bearer ")
    key = keys.get_signing_key_from_jwt(token)
    jwt.decode(token, key, audience=os.environ["API_CLIENT_ID"], algorithms=["RS256"])
    return tables(req)
"""


@dataclass(frozen=True, slots=True)
class First:
    """The first call to a process: the directory that holds its app, its settings, and the call."""

    directory: Path
    environ: Mapping[str, str]
    path: str
    token: str

    def __call__(self) -> None:
        """Start the process, get its first answer, end it."""
        port = free_ports(1)[0]
        command = [sys.executable, "-m", "local.host.server", "--port", str(port), "--end-with-parent"]
        with subprocess.Popen(
            command,
            cwd=self.directory,
            env={**self.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,  # it ends when this is closed
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            connection = _connected(port, process)
            connection.request("GET", self.path, headers={"authorization": f"Bearer {self.token}"})
            status = connection.getresponse().status
            process.kill()  # how it ends is not measured
        if status != HTTPStatus.OK:
            raise ValueError(f"{self.path} answered {status}")


def run(scale: Scale) -> list[Result]:
    """The import, then first answers."""
    progress("imports")
    imported = import_cost.ratio()
    results = [
        Result(
            "import function_app, of what azure.functions costs",
            imported,
            "times",
            figure=imported,
            bound=most(import_cost.MOST),
        )
    ]
    with tables_in_memory() as connection_string, key_endpoint() as endpoint, _least_app() as least:
        # Installed packages come compiled; without this, compiling our own would be counted anew with each start.
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ |= {**ENVIRONMENT, "TABLES_CONNECTION_STRING": connection_string, "ENTRA_AUTHORITY": endpoint.url}
        token = endpoint.authority.token()
        progress("first answers of processes that were just started")
        times = in_turns(
            [
                First(directory, environ, f"/api/{path}", token)
                for paths in PATHS.values()
                for directory, path in zip((ROOT, least), paths, strict=True)
            ],
            scale.of(10),
        )
    pairs = zip(PATHS, times[::2], times[1::2], strict=True)
    beside = "the least app of the kind"
    return results + [Result(f"first answer: {what}", ours, "s", beside, base) for what, ours, base in pairs]


@contextmanager
def _least_app() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "function_app.py").write_text(MIN_APP, encoding="utf-8")
        yield Path(directory)


def _connected(port: int, process: subprocess.Popen[bytes]) -> HTTPConnection:
    while process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port)
        try:
            connection.connect()
        except ConnectionRefusedError:
            time.sleep(POLL_SECONDS)
        else:
            return connection
    raise ValueError(f"the host ended by itself with {process.returncode}")
