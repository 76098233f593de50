"""The authority's signing keys: fetched when they are needed, kept, and trusted for a limited time only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.auth import base64url
from shared.problems import KeysUnavailable, Problem
from shared.strict_json import parse
from shared.telemetry import Event, emit

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    from shared.times import Clock

__all__ = ["FetchKeys", "KeysUnavailable", "SigningKey", "SigningKeys"]

FetchKeys = Callable[[], bytes]
"""Returns the authority's JSON Web Key Set as it came, or raises OSError."""

_MIN_KEY_BITS = 2048

_REFRESHED_AFTER = timedelta(hours=1)
_TRUSTED_FOR = timedelta(hours=24)
_SERVED_STALE_FOR = timedelta(hours=24)
_BETWEEN_FETCHES = timedelta(minutes=5)
_BETWEEN_FETCHES_WITHOUT_KEYS = timedelta(seconds=5)  # nobody can be let in meanwhile; what Retry-After promises
_LONGEST_WAIT_SECONDS = 10  # longer than a fetch that times out
_REFRESH_WAIT_SECONDS = 0.2  # longer than a fetch from an authority that is well


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One RSA key. `issuer` is the `iss` it signs for, with `{tenantid}` as a placeholder; None: it does not say."""

    key_id: str
    public_key: RSAPublicKey
    issuer: str | None


@dataclass(frozen=True, slots=True)
class _KeySet:
    keys: Mapping[str, SigningKey]
    fetched_at: datetime


class SigningKeys:
    """The keys by id. Thread-safe; one fetch at a time, and nobody waits for it who can go on without.

    A set is refreshed hourly by the caller that notices it is due; when that one's key is in the set, it waits 0.2 s
    and then leaves the fetch to itself. A set is trusted for 24 hours, and served for 24 more while the endpoint is
    down; a fetch that fails or holds no usable key never displaces it.

    An unknown key id is looked for in a new set, but a fetch follows the last one, failed or not, after 5 minutes
    at the earliest. Until then it stays unknown at no cost, so unknown ids need no memory of their own.
    """

    def __init__(self, fetch: FetchKeys, now: Clock) -> None:
        self._fetch = fetch
        self._now = now
        self._held: _KeySet | None = None  # replaced as one object, never changed
        self._attempted_at: datetime | None = None
        self._flight = threading.Lock()
        self._refresher = ThreadPoolExecutor(1, thread_name_prefix="signing-keys")

    def find_key(self, key_id: str) -> SigningKey | None:
        """The key with this id; None when the authority does not list it.

        Raises:
            KeysUnavailable: there is no set that may still be used, and none can be had.
        """
        if self._is_fetch_due(key_id):
            self._fetch_unless_under_way(key_id)
        held = self._usable()
        if held is None:
            raise KeysUnavailable
        return held.keys.get(key_id)

    def _usable(self) -> _KeySet | None:
        # A fetch is tried from the first hour on: a set this old is met only when the endpoint has not answered.
        held = self._held
        if held is None or self._now() - held.fetched_at >= _TRUSTED_FOR + _SERVED_STALE_FOR:
            return None
        return held

    def _is_fetch_due(self, key_id: str) -> bool:
        held = self._usable()
        pause = _BETWEEN_FETCHES if held else _BETWEEN_FETCHES_WITHOUT_KEYS
        if self._attempted_at is not None and self._is_within(pause, self._attempted_at):
            return False
        return held is None or key_id not in held.keys or not self._is_within(_REFRESHED_AFTER, held.fetched_at)

    def _is_within(self, span: timedelta, instant: datetime) -> bool:
        # An instant in the future means that the clock was set back: then nothing is known, and a fetch tells.
        return timedelta(0) <= self._now() - instant < span

    def _fetch_unless_under_way(self, key_id: str) -> None:
        patience = 0 if self._usable() else _LONGEST_WAIT_SECONDS
        if not self._flight.acquire(timeout=patience):
            return
        if self._is_trusted(key_id):
            with suppress(TimeoutError):
                self._refresher.submit(self._fetch_in_flight, key_id).result(_REFRESH_WAIT_SECONDS)
        else:
            self._fetch_in_flight(key_id)

    def _is_trusted(self, key_id: str) -> bool:
        held = self._held
        return held is not None and key_id in held.keys and self._is_within(_TRUSTED_FOR, held.fetched_at)

    def _fetch_in_flight(self, key_id: str) -> None:
        try:
            if self._is_fetch_due(key_id):  # the fetch that was waited for may have brought it
                self._fetch_now()
        finally:
            self._flight.release()

    def _fetch_now(self) -> None:
        started_at = self._now()
        try:
            keys = _read_key_set(self._fetch())
        except OSError:
            keys = {}
        finally:
            self._attempted_at = self._now()
        if keys:
            self._held = _KeySet(keys, started_at)
        else:  # as often as is fetched: every five minutes, and every five seconds while nobody can be let in
            emit(Event.SIGNING_KEYS_UNAVAILABLE, outcome="earlier_ones_serve" if self._usable() else "none_left")


def _read_key_set(document: bytes) -> Mapping[str, SigningKey]:
    """The usable keys of a JSON Web Key Set (RFC 7517); of two with one id the first counts."""
    try:
        entries = parse(document)["keys"]
    except (Problem, TypeError, KeyError):
        return {}
    if not isinstance(entries, list):
        return {}
    keys: dict[str, SigningKey] = {}
    for entry in entries:
        key = _read_key(entry)
        if key is not None:
            keys.setdefault(key.key_id, key)
    return keys


def _read_key(entry: Any) -> SigningKey | None:
    """An RSA signature key of at least 2048 bits, made of `n` and `e` only; None when the entry is not one."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    if not isinstance(entry, dict) or entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig":
        return None
    key_id, issuer = entry.get("kid"), entry.get("issuer")
    if not isinstance(key_id, str) or not key_id or not isinstance(issuer, str | None):
        return None
    try:
        numbers = RSAPublicNumbers(e=_read_integer(entry.get("e")), n=_read_integer(entry.get("n")))
        if numbers.n.bit_length() < _MIN_KEY_BITS:
            return None
        return SigningKey(key_id, numbers.public_key(), issuer)
    except ValueError:
        return None


def _read_integer(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - a wrong type in a document is a wrong value
    return int.from_bytes(base64url.decode(value), "big")
