"""The call to a contact-centre instance: somebody else's machine, trusted with two values and with nothing else.

The checked address is the one connected to; no redirect is followed; 8 s in all, however slowly the answer drips;
64 KiB at most; and no instance holds more than a quarter of the worker's threads.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore, Lock
from typing import Any
from urllib.parse import urlsplit

from shared.identity.username import TeamsIdentity
from shared.outbound.bulkhead import Bulkhead, bulkhead_size
from shared.outbound.connections import Resolve, TimeLimit, first_reachable, resolve, tls_context
from shared.problems import ContactCenterFailed, ContactCenterTimeout, Problem
from shared.tenants.addresses import AddressRefused, permitted_addresses
from shared.tenants.registration import Registration
from shared.times import parse_instant

CONNECT_SECONDS = 2.0
TOTAL_SECONDS = 8.0
MAX_BYTES = 64 * 1024
TAKEN = frozenset({http.client.OK, http.client.ACCEPTED, http.client.NO_CONTENT, http.client.NOT_FOUND})
"""Answers to `identity/changed` that need no repetition: an instance that never knew the person has nothing to do."""
TURN_SECONDS = 0.5
"""How long a call waits for its instance's turn: a healthy instance frees one in that time, a dead one does not."""

_Origin = tuple[str, int]
"""Host and port: what makes two tenants' instances one."""


@dataclass(frozen=True, slots=True)
class Match:
    """The way in that the instance gave for a person it knows."""

    launch_url: str
    expires_at: datetime


class ContactCenters:
    """Asks instances whether they know a person. Shared by all threads."""

    def __init__(self, *, allow_loopback: bool, threads: int, resolve: Resolve = resolve) -> None:
        self._allow_loopback = allow_loopback
        self._look_up = resolve
        share = bulkhead_size(threads)
        self._turns: defaultdict[_Origin, Bulkhead] = defaultdict(lambda: Bulkhead(threads))
        self._lookups: defaultdict[_Origin, BoundedSemaphore] = defaultdict(lambda: BoundedSemaphore(share))
        self._lock = Lock()
        # The system's resolver has no time limit: it is waited for, not run in the caller's thread.
        self._resolver = ThreadPoolExecutor(max_workers=4 * share, thread_name_prefix="resolve")
        self._tls = tls_context()

    @contextmanager
    def turn(self, registration: Registration) -> Iterator[None]:
        """A place among the calls that the tenant's instance may have under way.

        Raises:
            ContactCenterTimeout: the instance keeps all of its places busy.
        """
        with self._lock:
            turns = self._turns[_origin(registration.contract.contact_center_url)]
        with turns.take_place(_not_keeping_up, wait=TURN_SECONDS):
            yield

    def match(
        self, registration: Registration, identity: TeamsIdentity, bearer: str, correlation_id: str
    ) -> Match | None:
        """Ask the tenant's one registered instance (R5.1); None when it does not know the person.

        Raises:
            ContactCenterTimeout: no whole answer within 8 s, or no connection within 2 s.
            ContactCenterFailed: anything else that is not the agreed answer.
        """
        contract = registration.contract
        status, answer = self._ask(registration, "match", _values(identity), bearer, correlation_id)
        if status == http.client.NOT_FOUND:
            return None
        if status != http.client.OK:
            raise ContactCenterFailed
        return _read_match(answer, frozenset(contract.launch_hosts))

    def tell(
        self, registration: Registration, identity: TeamsIdentity, change: str, bearer: str, correlation_id: str
    ) -> None:
        """Tell the instance that a person's data was rectified, erased or restricted (Art. 19).

        Raises:
            ContactCenterTimeout, ContactCenterFailed: it has not taken it.
        """
        values = {**_values(identity), "change": change}
        status, _ = self._ask(registration, "changed", values, bearer, correlation_id)
        if status not in TAKEN:
            raise ContactCenterFailed

    def _ask(
        self, registration: Registration, what: str, values: Mapping[str, str], bearer: str, correlation_id: str
    ) -> tuple[int, bytes]:
        headers = {
            "authorization": f"Bearer {bearer}",
            "content-type": "application/json",
            "accept": "application/json",
            "accept-encoding": "identity",
            "connection": "close",
            "x-correlation-id": correlation_id,
        }
        url = f"{registration.contract.contact_center_url}/identity/{what}"
        return self._post(url, json.dumps(values).encode(), headers)

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        origin = _origin(url)
        limit = TimeLimit(TOTAL_SECONDS)
        connection = http.client.HTTPSConnection(*origin, context=self._tls)
        try:
            with limit, closing(connection):
                connection.sock = self._connect(origin, limit)
                connection.request("POST", urlsplit(url).path, body, dict(headers))
                with connection.getresponse() as response:
                    answer = response.read(MAX_BYTES + 1)
                    is_whole = len(answer) <= MAX_BYTES and not response.length
                    status = response.status
        except TimeoutError:
            raise ContactCenterTimeout from None
        except (OSError, http.client.HTTPException, ValueError, AddressRefused):
            raise _late_or_failed(limit) from None
        if limit.passed or not is_whole:
            raise _late_or_failed(limit)
        return status, answer

    def _connect(self, origin: _Origin, limit: TimeLimit) -> ssl.SSLSocket:
        """Connect to an address that was checked, and prove by certificate that it is the host."""
        host, port = origin
        plain = first_reachable(self._resolve(origin), port, CONNECT_SECONDS)
        limit.ends(plain)
        secured = self._tls.wrap_socket(plain, server_hostname=host)
        limit.ends(secured)
        secured.settimeout(TOTAL_SECONDS)
        return secured

    def _resolve(self, origin: _Origin) -> list[str]:
        """The host's addresses, each checked, within 2 s.

        A lookup that hangs outlives its call, so an instance has a share of them too.
        """
        with self._lock:
            lookups = self._lookups[origin]
        if not lookups.acquire(blocking=False):
            raise TimeoutError

        def look_up() -> list[str]:
            try:
                return permitted_addresses(*origin, self._look_up, allow_loopback=self._allow_loopback)
            finally:
                lookups.release()

        return self._resolver.submit(look_up).result(timeout=CONNECT_SECONDS)


def _not_keeping_up() -> Problem:
    return ContactCenterTimeout("The contact centre is not keeping up. Try again in a few seconds.")


def _origin(url: str) -> _Origin:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or 443


def _late_or_failed(limit: TimeLimit) -> Problem:
    return ContactCenterTimeout() if limit.passed else ContactCenterFailed()


def _values(identity: TeamsIdentity) -> dict[str, str]:
    return {"username": identity.username, "domain": identity.domain}


def _read_match(answer: bytes, launch_hosts: frozenset[str]) -> Match:
    try:
        found: Any = json.loads(answer)
        launch_url, expires_at = found["launchUrl"], parse_instant(found["expiresAt"])
        parts = urlsplit(launch_url)
        is_registered = parts.scheme == "https" and parts.hostname in launch_hosts and parts.username is None
        is_plain = launch_url.isascii() and launch_url.isprintable() and not set(launch_url) & set(' \\"<>')
        port_is_valid = parts.port is None or parts.port > 0
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ContactCenterFailed from None
    if not (is_registered and is_plain and port_is_valid):
        raise ContactCenterFailed
    return Match(launch_url, expires_at)
