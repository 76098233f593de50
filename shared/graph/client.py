"""Microsoft Graph, read as JSON: page after page, as patiently as it asks, and no longer than there is time."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.graph.connections import Connections, Received
from shared.graph.delegated_tokens import DelegatedTokens, Scopes
from shared.graph.links import Links, segment
from shared.graph.outcomes import GraphNotFound, GraphRefused, OutOfTime
from shared.graph.refusals import challenged, consent_required, names_a_policy, refusal
from shared.outbound.backoff import backoff, retry_after
from shared.problems import AccessPolicyMissing, GraphFailed

if TYPE_CHECKING:
    from shared.auth.principal import Principal
    from shared.settings import Settings
    from shared.times import Clock

__all__ = ["Graph", "GraphClients", "segment"]

ANSWER_SECONDS = 10.0
MAX_PAGES = 500
MAX_WAITS = 8
"""For one page: whoever is put off as often will be put off again."""

_NEXT = "@odata.nextLink"
_LATER = frozenset({429, 503, 504})


@dataclass(frozen=True, slots=True)
class Waiting:
    """How the time passes. `monotonic` is what deadlines are measured by; `jitter` gives 0 up to 1."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.SystemRandom().random


class GraphClients:
    """What a process needs to ask Graph: its connections, the people's tokens, and the clocks."""

    def __init__(self, settings: Settings, clock: Clock, waiting: Waiting | None = None) -> None:
        self.settings = settings
        self.clock = clock
        self.waiting = waiting or Waiting()
        self.links = Links(settings.graph_url)
        self.connections = Connections(self.links.origin)
        self.tokens = DelegatedTokens(settings, clock)

    def open(self, principal: Principal, assertion: str, scopes: Scopes, deadline: float, correlation_id: str) -> Graph:
        """Graph with the rights of `principal`, who called with the token `assertion`; nothing is asked yet.

        `scopes` are names of delegated permissions of Graph. `deadline` is an instant of `time.monotonic()`.
        """
        return Graph(self, principal, assertion, scopes, deadline, correlation_id)

    def close(self) -> None:
        """Close the connections that are kept."""
        self.connections.close()


class Graph:
    """Microsoft Graph as one caller sees it, for the length of one import.

    Both ways of reading raise:
        ConsentRequired, ClaimsRequired, InvalidToken, AccessPolicyMissing: somebody has to do something about it.
        GraphNotFound, GraphForbidden: there is nothing, or nothing of this person's.
        GraphRefused, GraphFailed: Graph does not take the request, or gives no answer that can be used.
        OutOfTime: the deadline is reached, or the wait that Graph asks for would reach beyond it.
        TooManyRequests, GraphTimeout: the sign-in authority gives no token.
    """

    def __init__(
        self,
        clients: GraphClients,
        principal: Principal,
        assertion: str,
        scopes: Scopes,
        deadline: float,
        correlation_id: str,
    ) -> None:
        self._clients = clients
        self._principal = principal
        self._assertion = assertion
        self._scopes = scopes
        self._deadline = deadline
        self._correlation_id = correlation_id

    def one(self, path: str, query: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """The one thing at `path`, which is below GRAPH_URL and whose segments are quoted with `segment`.

        A thing that comes wrapped in `value`, or as the only one of a list, is unwrapped; none in it: GraphNotFound.
        """
        body = self._read(self._clients.links.target(path, query))
        if not _is_wrapping(body):
            return body
        entries = _entries(body)
        if not entries:
            raise GraphNotFound
        if len(entries) > 1:
            raise GraphFailed
        return entries[0]

    def all(self, path: str, query: Mapping[str, str] | None = None) -> Iterator[Mapping[str, Any]]:
        """Every entry of every page at `path`, each page asked for when it is needed.

        What was yielded before something is raised stays valid. A single thing is taken for a list of one.
        """
        target = self._clients.links.target(path, query)
        seen: set[str] = set()
        while target not in seen:
            if len(seen) >= MAX_PAGES:
                raise GraphFailed
            seen.add(target)
            page = self._read(target)
            yield from _entries(page)
            link = page.get(_NEXT)
            if not link:
                return
            if not isinstance(link, str):
                raise GraphFailed
            target = self._clients.links.follow(link, target)
        raise GraphRefused  # the pages go round in a circle

    def _read(self, target: str) -> Mapping[str, Any]:
        is_second_token = False
        for attempt in range(MAX_WAITS + 1):
            received, token = self._ask(target)
            if received is not None and received.status == 401 and not is_second_token:
                self._give_up_token(received, token)
                is_second_token = True
                received, token = self._ask(target)
            if received is not None and received.status not in _LATER:
                return self._judge(received, token)
            self._wait(received, attempt)
        raise OutOfTime

    def _ask(self, target: str) -> tuple[Received | None, str]:
        """The answer, None when there was none in time; and the token that it was asked for with."""
        token = self._clients.tokens.token(self._principal, self._assertion, self._scopes, self._left())
        headers = {
            "authorization": f"Bearer {token}",
            "accept": "application/json",
            "client-request-id": self._correlation_id,
        }
        try:
            return self._clients.connections.get(target, headers, min(ANSWER_SECONDS, self._left())), token
        except TimeoutError:
            return None, token

    def _left(self) -> float:
        left = self._deadline - self._clients.waiting.monotonic()
        if left <= 0:
            raise OutOfTime
        return left

    def _wait(self, received: Received | None, attempt: int) -> None:
        asked = None if received is None else retry_after(received.headers["retry-after"], self._clients.clock())
        seconds = asked or backoff(attempt, self._clients.waiting.jitter)
        if seconds >= self._left():
            raise OutOfTime
        self._clients.waiting.sleep(seconds)

    def _give_up_token(self, received: Received, token: str) -> None:
        """Forget the token of a 401. Raises what a new token would not change."""
        self._clients.tokens.drop(self._principal, self._scopes, token)
        challenge = challenged(" ".join(received.headers.get_all("www-authenticate", [])))
        if challenge is not None:
            raise challenge
        if names_a_policy(received.body):
            raise AccessPolicyMissing

    def _judge(self, received: Received, token: str) -> Mapping[str, Any]:
        """The body of a 200; anything else is raised."""
        if received.status == 200:
            return _object(received.body)
        if received.status == 401:
            self._give_up_token(received, token)
        if received.status < 300:
            raise GraphFailed
        problem = refusal(received.status, received.body)
        if problem is None:
            # The next token may carry what was consented to meanwhile.
            self._clients.tokens.drop(self._principal, self._scopes, token)
            raise consent_required(self._scopes, self._principal.tid, self._clients.settings)
        raise problem


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise GraphFailed from None
    if not isinstance(found, dict):
        raise GraphFailed
    return found


def _is_wrapping(body: Mapping[str, Any]) -> bool:
    """Whether `value` is the answer; a thing that merely has a property of that name has an id."""
    return "value" in body and "id" not in body


def _entries(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The entries of one page, whether `value` is a list, one object, or the page is the object itself."""
    if not _is_wrapping(page):
        if "id" not in page:
            raise GraphFailed
        return [page]
    value = page["value"]
    entries = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(entry, dict) for entry in entries):
        raise GraphFailed
    return entries
