"""What connections to other machines share: where they go, whom they trust, and when they end."""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Lock, Timer
from typing import Self

Resolve = Callable[[str, int], list[str]]
"""Looks up the addresses of a host, as `resolve` does."""


def resolve(host: str, port: int) -> list[str]:
    """Look up the addresses of `host` with the system's resolver, which has no time limit. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def tls_context() -> ssl.SSLContext:
    """Trust what every other outbound call trusts: the standard variables, else the bundle that requests brings."""
    import certifi

    bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or certifi.where()
    context = ssl.create_default_context(cafile=bundle)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def first_reachable(addresses: Sequence[str], port: int, seconds: float) -> socket.socket:
    """Connect to one of several addresses, within `seconds` for all of them. Raises OSError."""
    ends_at = time.monotonic() + seconds
    failure = OSError("no address")
    for address in addresses:
        left = ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        try:
            return socket.create_connection((address, port), timeout=left)
        except OSError as error:
            failure = error
    raise failure


class TimeLimit:
    """Shuts a connection's socket when its time is over, so that a blocked read returns however it is blocked.

    A socket's own time limit starts anew with every byte that arrives; this one does not. A socket of which it has
    taken charge it also closes at the end, unless it is released before.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._lock = Lock()
        self._timer = Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            if self._socket is not None:
                self._socket.close()

    def ends(self, connected: socket.socket) -> None:
        """Take charge of a socket. Raises TimeoutError when its time is already over."""
        with self._lock:
            self._socket = connected
            if self.passed:
                raise TimeoutError

    def release(self) -> None:
        """Leave the socket open: its exchange is done and another may follow."""
        with self._lock:
            self._socket = None

    def _expire(self) -> None:
        with self._lock:
            self.passed = True
            if self._socket is not None:
                # The plain socket's shutdown: an SSLSocket's own would pull its state from under the reading thread.
                with suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
