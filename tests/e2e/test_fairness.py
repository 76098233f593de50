"""One caller at full speed beside others, over HTTP: what is counted is who gets answers, never how fast."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

from shared.http.rate_limits import MIN_AT_ONCE

if TYPE_CHECKING:
    from tests.support.service import HttpAnswer, RunningService

GREEDY_CALLS_AT_ONCE = 2 * MIN_AT_ONCE
NORMAL_CALLS = 20


def get(service: RunningService, path: str, token: str) -> HttpAnswer:
    return service.call("GET", path, headers={"authorization": f"Bearer {token}"})


@contextmanager
def at_full_speed(service: RunningService, token: str) -> Iterator[list[Future[Counter[int]]]]:
    """The same call, many at once, without a pause and whatever is answered; by status."""
    over, begun = Event(), Event()

    def hammer() -> Counter[int]:
        seen: Counter[int] = Counter()
        while not over.is_set():
            seen[get(service, "/api/me/restriction", token).status] += 1
            if seen[429]:
                begun.set()
        return seen

    with ThreadPoolExecutor(GREEDY_CALLS_AT_ONCE) as pool:
        hammering = [pool.submit(hammer) for _ in range(GREEDY_CALLS_AT_ONCE)]
        try:
            assert begun.wait(120), "never limited"
            yield hammering
        finally:
            over.set()


def test_a_caller_at_full_speed_is_limited_and_nobody_else_is(fresh_service: RunningService) -> None:
    tokens = {name: fresh_service.token(name) for name in ("anna", "ben", "eve")}

    # GIVEN anna, who calls as fast as she can
    with at_full_speed(fresh_service, tokens["anna"]) as hammering:
        # WHEN a colleague and somebody of another organisation work as people do
        answers = [
            (name, get(fresh_service, path, tokens[name]).status)
            for _ in range(NORMAL_CALLS // 2)
            for name in ("ben", "eve")
            for path in ("/api/reports", "/api/me/restriction")
        ]

    # THEN each of their calls is answered, and anna has been refused meanwhile
    assert Counter(answers) == {("ben", 200): NORMAL_CALLS, ("eve", 200): NORMAL_CALLS}
    greedy = sum((future.result() for future in hammering), Counter[int]())
    assert set(greedy) == {200, 429}


def test_who_waits_as_long_as_retry_after_says_is_let_in(fresh_service: RunningService) -> None:
    token = fresh_service.token("nora")
    refused = next(
        answer
        for answer in (get(fresh_service, "/api/me/restriction", token) for _ in range(3000))
        if answer.status == 429
    )

    assert refused.json["code"] == "too_many_requests"
    assert int(refused.headers["retry-after"]) == 1
    time.sleep(int(refused.headers["retry-after"]))
    assert get(fresh_service, "/api/me/restriction", token).status == 200
