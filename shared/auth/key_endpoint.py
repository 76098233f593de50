"""The authority's key endpoint: read whole and in time, or not at all.

Not the requests library: its time limits start anew with every byte that arrives, so that an endpoint which drips
would keep everybody waiting who has no key yet. No redirect is followed and no proxy used.
"""

from __future__ import annotations

import http.client
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shared.outbound.connections import TimeLimit, first_reachable, resolve, tls_context

if TYPE_CHECKING:
    import ssl

CONNECT_SECONDS = 2.0
TOTAL_SECONDS = 5.0
MAX_BYTES = 1024 * 1024
TOO_SLOW = "the key endpoint was too slow"


def fetch_over_https(url: str) -> bytes:
    """Read a key set: 200 and at most 1 MiB, no redirects; 2 s to connect, 5 s in all, however slowly it drips.

    REQUESTS_CA_BUNDLE, else SSL_CERT_FILE, names the certificate authorities when set.

    Raises:
        OSError: no such answer; TimeoutError among them.
        ValueError: not an https URL.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("keys are fetched over https only")
    tls = tls_context()
    # The context is given, though the socket is made here: else one is made, with every authority the system knows.
    connection = http.client.HTTPSConnection(parts.hostname, parts.port or 443, context=tls)
    limit = TimeLimit(TOTAL_SECONDS)
    try:
        with limit, closing(connection):
            connection.sock = _connect(parts.hostname, connection.port, tls, limit)
            body = _receive(connection, parts.path or "/")
    except (OSError, http.client.HTTPException) as error:
        if limit.passed:  # what the limit cuts off ends in many ways, a reset among them
            raise TimeoutError(TOO_SLOW) from error
        if isinstance(error, OSError):
            raise
        raise OSError(f"the key endpoint gave no whole answer: {type(error).__name__}") from error
    if limit.passed:  # what ended without a length may have been cut off as well
        raise TimeoutError(TOO_SLOW)
    return body


def _connect(host: str, port: int, tls: ssl.SSLContext, limit: TimeLimit) -> ssl.SSLSocket:
    plain = first_reachable(resolve(host, port), port, CONNECT_SECONDS)
    limit.ends(plain)
    secured = tls.wrap_socket(plain, server_hostname=host)
    limit.ends(secured)
    secured.settimeout(TOTAL_SECONDS)
    return secured


def _receive(connection: http.client.HTTPSConnection, path: str) -> bytes:
    connection.request("GET", path, headers={"accept": "application/json", "accept-encoding": "identity"})
    with connection.getresponse() as response:
        if response.status != http.client.OK:
            raise OSError(f"the key endpoint answered {response.status}")
        body = response.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES or response.length:
            raise OSError("the key set is too large, or not whole")
    return body
