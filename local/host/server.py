"""A stand-in for the Azure Functions host, FOR DEVELOPMENT ONLY: no keys, no scaling, no limits but those named here.

It serves the functions of `function_app.py` the way the real host does where callers can tell: routing, methods,
bodies, headers, failures, timers. Requests and answers pass through the converters of azure-functions themselves.
Where the real `func` is installed, that one is used instead.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from local.host.functions import Functions
from local.machine import lifetime
from local.machine.web import Handler, Server

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BODY_BYTES = 104_857_600
DISABLE_HOME_PAGE = "AzureWebJobsDisableHomepage"

_logger = logging.getLogger("local.host.server")


class HostHandler(Handler):
    """One connection to the host."""

    functions: Functions

    def respond(self) -> None:
        """Refuse what the real host refuses before it looks at the path; hand on the rest."""
        length = self.headers.get("content-length", "0")
        if not length.isdecimal():
            self.close_connection = True
            self.answer(400)
        elif int(length) > MAX_BODY_BYTES:
            self.close_connection = True
            self.answer(413)
        else:
            self._dispatch(self.read_body())

    def _dispatch(self, body: bytes) -> None:
        path = urlsplit(self.path).path
        if path == "/" and self.command == "GET":
            self._home_page()
        elif path.lower().startswith("/admin/functions/") and self.command == "POST":
            self._run_by_hand(path.rpartition("/")[2], body)
        else:
            self._call(body)

    def _call(self, body: bytes) -> None:
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            lower = name.lower()
            headers[lower] = f"{headers[lower]},{value}" if lower in headers else value
        url = f"http://{headers.get('host', '')}{self.path}"
        try:
            answer = self.functions.call(self.command, url, headers, body)
        except Exception as error:
            # With the message, as the real host logs it: what would leak there has to be seen here.
            _logger.exception("%s %s failed: %s", self.command, urlsplit(self.path).path, error)  # noqa: TRY401 - see above
            self.answer(500)
            return
        if answer is None:
            self.answer(404)
        else:
            self.answer(answer.status, answer.body, answer.headers)

    def _run_by_hand(self, name: str, body: bytes) -> None:
        try:
            has_input = isinstance(json.loads(body), dict)
        except ValueError:
            has_input = False
        if not has_input:
            self.answer(400)
        else:
            self.answer(202 if self.functions.run_timer(name) else 404)

    def _home_page(self) -> None:
        if os.environ.get(DISABLE_HOME_PAGE, "").lower() == "true":
            self.answer(204)
        else:
            page = b"<!DOCTYPE html><title>Functions</title><p>The local functions host is up. For development only."
            self.answer(200, page, {"Content-Type": "text/html; charset=utf-8"})


def serve(functions: Functions, port: int) -> Server:
    """Accept requests for `functions` on 127.0.0.1 in a thread of its own.

    Raises:
        OSError: the port is in use.
    """
    handler = type("BoundHostHandler", (HostHandler,), {"functions": functions})
    server = Server(port, handler)
    server.start()
    return server


def thread_count(environ: Mapping[str, str]) -> int:
    """How many functions run at once, as the Python worker decides it."""
    configured = environ.get("PYTHON_THREADPOOL_THREAD_COUNT", "")
    return int(configured) if configured else min(32, (os.cpu_count() or 1) + 4)


def route_prefix(host_json: Path) -> str:
    """`extensions.http.routePrefix` of a host.json, "api" where it says nothing."""
    content = json.loads(host_json.read_text(encoding="utf-8")) if host_json.exists() else {}
    return str(content.get("extensions", {}).get("http", {}).get("routePrefix", "api"))


def main() -> None:
    """Serve `function_app.app` of the working directory until told to end."""
    parser = argparse.ArgumentParser(prog="local.host.server", description="The functions host for development only.")
    parser.add_argument("--port", type=int, default=7071)
    lifetime.add_argument(parser)
    arguments = parser.parse_args()
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="[%(asctime)s] %(levelname)s %(name)s: %(message)s"
    )
    _logger.info("local functions host, for development only")
    app = importlib.import_module("function_app").app
    functions = Functions(app, prefix=route_prefix(Path("host.json")), threads=thread_count(os.environ))
    for line in functions.describe():
        _logger.info(line)
    server = serve(functions, arguments.port)
    functions.start_timers()
    print(f"ready {server.url}", flush=True)
    lifetime.wait_for_end(with_parent=arguments.end_with_parent)
    server.close()
    functions.close()


if __name__ == "__main__":
    main()
