"""Tokens for Graph on behalf of a person: with that person's rights, and kept until shortly before they end.

msal reads no cache here, and takes the throttling of one person for everybody's. So the cache, the one request at a
time and the pause after a refusal are ours, and each is one person's. No refresh token is asked for.
https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

from shared.auth.confidential_client import AssertionRefused, ConfidentialClients, TimedHttp
from shared.graph.outcomes import OutOfTime
from shared.graph.refusals import token_refusal
from shared.outbound.backoff import retry_after
from shared.problems import GraphFailed, GraphTimeout, Problem, TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from requests import Response

    from shared.auth.principal import Principal
    from shared.settings import Settings
    from shared.times import Clock

MAX_PEOPLE = 2000
RENEWED_BEFORE = timedelta(minutes=5)
PAUSE = timedelta(seconds=2)
"""After a failure, and after a refusal that follows another. Whoever consents after the first is not held up."""
BUSY_SECONDS, MAX_BUSY_SECONDS = 5, 3600

Scopes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class _Refused:
    """What the authority last said instead of giving a token, to which assertion; None: whatever the assertion.

    `number` counts a person's requests: who was waiting for this one gets its answer.
    """

    problem: Callable[[], Problem]
    assertion: bytes | None
    at: datetime
    pause: timedelta
    number: int


@dataclass(slots=True)
class _Person:
    """What is known of one person. The lock keeps their requests one at a time."""

    lock: Lock = field(default_factory=Lock)
    held: dict[Scopes, _Held] = field(default_factory=dict)
    refused: dict[Scopes, _Refused] = field(default_factory=dict)
    busy: _Refused | None = None
    answered: int = 0


class DelegatedTokens:
    """Access tokens by (tid, oid) and scopes, of the 2,000 people who asked last."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._people: OrderedDict[tuple[str, str], _Person] = OrderedDict()
        self._lock = Lock()
        self._clients = ConfidentialClients(
            settings,
            http_client=_Http(clock),
            http_cache=_Forgetful(),
            token_cache=_NoTokens(),
            exclude_scopes=["offline_access"],
        )

    def token(self, principal: Principal, assertion: str, scopes: Scopes, seconds: float) -> str:
        """An access token of the person for Graph, good for a while yet; `assertion` is the token they called with.

        Waits at most `seconds` for another request of the same person.

        Raises:
            ConsentRequired, ClaimsRequired, InvalidToken: the person can do something about it.
            TooManyRequests: the authority throttles the person.
            OutOfTime, GraphTimeout, GraphFailed: no answer, or none that can be used.
        """
        person = self._person(principal)
        answered = person.answered
        with _turn(person, seconds):
            held = person.held.get(scopes)
            if held is not None and self._clock() < held.until:
                return held.token
            digest = hashlib.sha256(assertion.encode()).digest()
            for refused in (person.busy, person.refused.get(scopes)):
                if refused is not None and self._still_counts(refused, digest, answered):
                    raise refused.problem()
            return self._renew(person, principal, assertion, digest, scopes)

    def drop(self, principal: Principal, scopes: Scopes, token: str) -> None:
        """Forget a token that Graph did not take, unless it was renewed meanwhile."""
        person = self._person(principal)
        held = person.held.get(scopes)
        if held is not None and held.token == token:
            person.held.pop(scopes, None)

    def _person(self, principal: Principal) -> _Person:
        key = (principal.tid, principal.oid)
        with self._lock:
            person = self._people.setdefault(key, _Person())
            self._people.move_to_end(key)
            if len(self._people) > MAX_PEOPLE:
                self._people.popitem(last=False)
        return person

    def _still_counts(self, refused: _Refused, digest: bytes, answered: int) -> bool:
        since = self._clock() - refused.at
        is_recent = refused.number > answered or timedelta(0) <= since < refused.pause
        return is_recent and refused.assertion in {None, digest}

    def _renew(self, person: _Person, principal: Principal, assertion: str, digest: bytes, scopes: Scopes) -> str:
        """Ask the authority, and remember what it says. The person's turn is taken."""
        person.held.pop(scopes, None)
        before = person.refused.pop(scopes, None)
        try:
            answer = self._ask(principal.tid, assertion, scopes)
        except _Busy as busy:
            seconds = busy.seconds
            refused = self._refused(person, lambda: TooManyRequests(seconds=seconds), timedelta(seconds=seconds))
            person.busy = refused
            raise refused.problem() from None
        except (GraphFailed, GraphTimeout) as failure:
            person.refused[scopes] = self._refused(person, type(failure), PAUSE)
            raise
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            problem = token_refusal(answer, scopes, principal.tid, self._settings)
            is_first = before is None or before.assertion != digest
            pause = timedelta(0) if is_first else PAUSE
            person.refused[scopes] = self._refused(person, problem, pause, digest)
            raise problem()
        person.busy = None
        person.held[scopes] = _Held(token, self._clock() + _lifetime(answer) - RENEWED_BEFORE)
        return token

    def _refused(
        self, person: _Person, problem: Callable[[], Problem], pause: timedelta, assertion: bytes | None = None
    ) -> _Refused:
        person.answered += 1
        return _Refused(problem, assertion, self._clock(), pause, person.answered)

    def _ask(self, tenant_id: str, assertion: str, scopes: Scopes) -> dict[str, Any]:
        """What msal brings. Raises _Busy, GraphTimeout, GraphFailed."""
        from msal.exceptions import MsalError
        from requests import RequestException, Timeout

        try:
            application = self._clients.application(tenant_id)
            answer: object = application.acquire_token_on_behalf_of(assertion, list(scopes))
        except Timeout:
            raise GraphTimeout from None
        except (MsalError, RequestException, AssertionRefused, ValueError):
            raise GraphFailed from None
        except (AttributeError, LookupError, RuntimeError, TypeError):
            # msal takes for granted that an answer has the members and types that it should
            raise GraphFailed from None
        if not isinstance(answer, dict):
            raise GraphFailed
        return answer


def _lifetime(answer: dict[str, Any]) -> timedelta:
    """How long a token is good for; one that does not say so is used once."""
    seconds = answer.get("expires_in")
    return timedelta(seconds=seconds) if isinstance(seconds, int) and 0 < seconds <= 90_000 else timedelta(0)


@contextmanager
def _turn(person: _Person, seconds: float) -> Iterator[None]:
    if not person.lock.acquire(timeout=max(0.0, seconds)):
        raise OutOfTime
    try:
        yield
    finally:
        person.lock.release()


class _Busy(Exception):
    """The authority asks to be left alone for so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class _Http(TimedHttp):
    """Ends a request that the authority throttles before msal makes it everybody's pause, and keeps Retry-After."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def post(self, url: str, **options: Any) -> Response:
        response = super().post(url, **options)
        asked = retry_after(response.headers.get("Retry-After"), self._clock())
        if response.status_code == 429 or (response.status_code == 503 and asked is not None):
            raise _Busy(min(MAX_BUSY_SECONDS, max(1, math.ceil(BUSY_SECONDS if asked is None else asked))))
        return response


class _Forgetful(dict[str, Any]):
    """msal's HTTP cache: it would repeat one person's refusal to the next, for it does not look at the assertion."""

    def __setitem__(self, key: str, value: Any) -> None:
        """Keep nothing."""


class _NoTokens:
    """msal's token cache: on behalf of a person msal only ever adds to it, without bound."""

    def add(self, *_: Any, **__: Any) -> None:
        """Keep nothing."""

    remove_rt = update_rt = add  # of refresh tokens, which there are none of
