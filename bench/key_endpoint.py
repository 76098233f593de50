"""A sign-in authority's key endpoint over https on this machine: it answers after a while, or never."""

from __future__ import annotations

import os
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from local.machine.certificates import make
from local.machine.web import Certificates, Handler, Server
from tests.support.tokens import Authority

ANSWER_SECONDS = 0.05
"""What an answer takes: a near authority's, over the internet."""


class KeyEndpoint(Server):
    """Counts how often it is asked. While it is down it accepts requests and keeps them waiting."""

    def __init__(self, certificates: Certificates) -> None:
        super().__init__(0, KeyHandler, certificates)
        self.keys_url = f"{self.url}/organizations/discovery/v2.0/keys"
        self.tls = ssl.create_default_context(cafile=str(certificates.authority))
        self.asked = 0
        self._is_up = threading.Event()
        self._is_up.set()

    @property
    def authority(self) -> Authority:
        """Whoever signs with the keys that are listed here, now."""
        return Authority(self.url, datetime.now(UTC))

    @contextmanager
    def down(self) -> Iterator[Callable[[], None]]:
        """Nobody is answered inside until the given function is called, or the end: whoever waits gets an error."""
        self._is_up.clear()
        try:
            yield self._is_up.set
        finally:
            self._is_up.set()

    def answer(self, handler: Handler) -> None:
        """Answer one request, when it is time."""
        self.asked += 1
        was_up = self._is_up.is_set()
        self._is_up.wait()
        time.sleep(ANSWER_SECONDS)
        handler.close_connection = True
        handler.answer(200 if was_up else 503, self.authority.key_set(), {"Content-Type": "application/json"})


class KeyHandler(Handler):
    """One connection to the endpoint."""

    server: KeyEndpoint

    def respond(self) -> None:
        """Whatever the path is."""
        self.server.answer(self)


@contextmanager
def trusted_certificates() -> Iterator[Certificates]:
    """Certificates for servers on this machine; outbound calls of this process and its children trust them inside."""
    before = os.environ.get("REQUESTS_CA_BUNDLE")
    with tempfile.TemporaryDirectory() as directory:
        certificates = make(Path(directory) / "certificates", now=datetime.now(UTC))
        os.environ["REQUESTS_CA_BUNDLE"] = str(certificates.authority)
        try:
            yield certificates
        finally:
            os.environ.pop("REQUESTS_CA_BUNDLE")
            if before is not None:
                os.environ["REQUESTS_CA_BUNDLE"] = before


@contextmanager
def key_endpoint() -> Iterator[KeyEndpoint]:
    """An endpoint that is up, and trusted."""
    with trusted_certificates() as certificates:
        endpoint = KeyEndpoint(certificates)
        endpoint.start()
        try:
            yield endpoint
        finally:
            endpoint.close()
