"""The whole service, as `python3 dev.py run` starts it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from local.machine.run_files import Description, Files
from local.machine.web import free_ports

ROOT = Path(__file__).parents[2]
START_SECONDS, STOP_SECONDS, ANSWER_SECONDS = 120, 30, 60


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What came over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service on a port of 127.0.0.1, called over HTTP as the tab and operators call it."""

    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def description(self) -> Description:
        """What it tells of itself."""
        description = Files(ROOT / ".dev", self.port).read()
        assert description is not None
        return description

    def token(self, name: str) -> str:
        """A demo person's token, from the command that developers use."""
        command = [sys.executable, "dev.py", "token", name, "--port", str(self.port)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

    def call(
        self,
        method: str,
        path: str,
        *,
        by: str | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpAnswer:
        """One request to `path` as the demo person `by`; `body` is JSON, or bytes whose type is in `headers`."""
        sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = Request(f"{self.url}{path}", data=sent, method=method)
        if sent is not None:
            request.add_header("content-type", "application/json")
        if by is not None:
            request.add_header("authorization", f"Bearer {self.token(by)}")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urlopen(request, timeout=ANSWER_SECONDS) as answer:
                return HttpAnswer(answer.status, _lower(answer.headers), answer.read())
        except HTTPError as error:
            with error:
                return HttpAnswer(error.code, _lower(error.headers), error.read())


@contextmanager
def running(log: Path) -> Iterator[RunningService]:
    """A service that has just started, with its demo data; what it says goes to `log`."""
    port = free_ports(1)[0]
    command = [sys.executable, "dev.py", "run", "--port", str(port), "--host", "local"]
    with (
        log.open("w") as written,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=written, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == f"ready http://127.0.0.1:{port}\n", log.read_text()
            yield RunningService(port, log)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(STOP_SECONDS)


def _lower(headers: Any) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}
