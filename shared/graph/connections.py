"""Https connections to Graph: kept from one request to the next, and never waited for longer than was agreed.

Not the requests library: its time limits start anew with every byte that arrives, so that an answer which drips would
hold the worker's thread for hours. No redirect is followed and no proxy used.
"""

from __future__ import annotations

import http.client
import ssl
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from shared.outbound.connections import TimeLimit, first_reachable, resolve, tls_context
from shared.problems import GraphFailed

CONNECT_SECONDS = 2.0
MAX_BYTES = 4 * 1024 * 1024
MAX_KEPT = 8
KEPT_SECONDS = 60.0
"""Idle for longer, a connection may be gone without a word: Azure's network forgets it after four minutes."""


@dataclass(frozen=True, slots=True)
class Received:
    """An answer, whole. `headers` are read by any spelling of their names."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Connections:
    """What is open to one origin (host and port). Shared by all threads; one request at a time on each connection."""

    def __init__(self, origin: tuple[str, int]) -> None:
        self._origin = origin
        self._kept: deque[tuple[http.client.HTTPSConnection, float]] = deque()  # with when it was last used

    def get(self, target: str, headers: Mapping[str, str], seconds: float) -> Received:
        """Ask for `target`, path and query.

        Raises:
            TimeoutError: no whole answer within `seconds`, or no connection within 2 s.
            GraphFailed: no connection, no HTTP, not whole, more than 4 MiB, or compressed though we did not ask.
        """
        with TimeLimit(seconds) as limit:
            try:
                return self._get(target, headers, seconds, limit)
            except (OSError, http.client.HTTPException, ValueError) as error:
                is_late = limit.passed or isinstance(error, TimeoutError)
                raise (TimeoutError if is_late else GraphFailed) from None

    def close(self) -> None:
        """Close what is kept."""
        with suppress(IndexError):
            while True:
                self._kept.pop()[0].close()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return tls_context()

    def _get(self, target: str, headers: Mapping[str, str], seconds: float, limit: TimeLimit) -> Received:
        kept = self._take()
        if kept is not None:
            # Graph may have closed it meanwhile: that is no failure, and a GET can be repeated.
            with suppress(ConnectionError, ssl.SSLError):
                return self._exchange(kept, target, headers, limit)
        if limit.passed:
            raise TimeoutError
        connection = http.client.HTTPSConnection(*self._origin, context=self._tls)
        connection.sock = self._connect(min(CONNECT_SECONDS, seconds), limit)
        return self._exchange(connection, target, headers, limit)

    def _take(self) -> http.client.HTTPSConnection | None:
        """The connection that was used last, unless that is too long ago: then all others are older still."""
        try:
            connection, used_at = self._kept.pop()
        except IndexError:
            return None
        if time.monotonic() - used_at < KEPT_SECONDS:
            return connection
        connection.close()
        self.close()
        return None

    def _connect(self, seconds: float, limit: TimeLimit) -> ssl.SSLSocket:
        host, port = self._origin
        plain = first_reachable(resolve(host, port), port, seconds)
        limit.ends(plain)
        secured = self._tls.wrap_socket(plain, server_hostname=host)
        secured.settimeout(None)  # from here on the limit ends it
        return secured

    def _exchange(
        self, connection: http.client.HTTPSConnection, target: str, headers: Mapping[str, str], limit: TimeLimit
    ) -> Received:
        is_open = False
        try:
            limit.ends(connection.sock)
            received = _receive(connection, target, headers)
            is_open = connection.sock is not None and not limit.passed
        finally:
            if is_open:
                self._keep(connection, limit)
            else:
                connection.close()
        if limit.passed:
            raise TimeoutError
        return received

    def _keep(self, connection: http.client.HTTPSConnection, limit: TimeLimit) -> None:
        limit.release()
        self._kept.append((connection, time.monotonic()))
        if len(self._kept) > MAX_KEPT:
            with suppress(IndexError):
                self._kept.popleft()[0].close()


def _receive(connection: http.client.HTTPSConnection, target: str, headers: Mapping[str, str]) -> Received:
    """Raises ValueError: not whole, too much of it, or compressed though we did not ask."""
    connection.request("GET", target, headers={"accept-encoding": "identity", **headers})
    with connection.getresponse() as response:
        body = response.read(MAX_BYTES + 1)
        is_whole = len(body) <= MAX_BYTES and not response.length
        is_plain = response.headers.get("content-encoding", "identity").lower() == "identity"
    if not (is_whole and is_plain):
        raise ValueError("not an answer that can be used")
    return Received(response.status, response.headers, body)
