"""However many callers there are, one asks the authority; the others wait only when there is nothing to go on with."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.auth import signing_keys
from shared.auth.signing_keys import SigningKey, SigningKeys
from shared.problems import KeysUnavailable
from tests.auth.key_endpoint import NEXT_KEY_ID, Clock, SlowEndpoint
from tests.auth.minting import KEY_ID

CALLERS = 8


def find_at_once(pool: ThreadPoolExecutor, keys: SigningKeys) -> list[Future[SigningKey | None]]:
    start = threading.Barrier(CALLERS)

    def find() -> SigningKey | None:
        start.wait(timeout=10)
        return keys.find(KEY_ID)

    return [pool.submit(find) for _ in range(CALLERS)]


def test_the_first_callers_wait_for_one_fetch() -> None:
    endpoint = SlowEndpoint()

    with ThreadPoolExecutor(CALLERS) as pool:
        finds = find_at_once(pool, SigningKeys(endpoint, Clock()))
        assert endpoint.reached.wait(timeout=10)
        assert not any(find.done() for find in finds)
        endpoint.released.set()
        found = [find.result(timeout=10) for find in finds]

    assert all(key is not None and key is found[0] for key in found)
    assert endpoint.asked == 1


def test_the_first_callers_share_one_failure() -> None:
    endpoint = SlowEndpoint()
    endpoint.failure = TimeoutError()

    with ThreadPoolExecutor(CALLERS) as pool:
        finds = find_at_once(pool, SigningKeys(endpoint, Clock()))
        assert endpoint.reached.wait(timeout=10)
        assert not any(find.done() for find in finds)
        endpoint.released.set()
        failures = [find.exception(timeout=10) for find in finds]

    assert {type(failure) for failure in failures} == {KeysUnavailable}
    assert endpoint.asked == 1


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_keys, "_LONGEST_WAIT_SECONDS", 0.01)
    endpoint = SlowEndpoint()
    keys = SigningKeys(endpoint, Clock())

    with ThreadPoolExecutor(1) as pool:
        fetching = pool.submit(keys.find, KEY_ID)
        assert endpoint.reached.wait(timeout=10)
        with pytest.raises(KeysUnavailable):
            keys.find(KEY_ID)
        endpoint.released.set()
        assert fetching.result(timeout=10) is not None


def test_nobody_waits_for_a_refresh_but_the_one_who_does_it() -> None:
    endpoint = SlowEndpoint()
    endpoint.released.set()
    clock = Clock()
    keys = SigningKeys(endpoint, clock)
    keys.find(KEY_ID)
    endpoint.released.clear()
    endpoint.reached.clear()
    endpoint.rotate()
    clock.pass_by(timedelta(hours=1))

    with ThreadPoolExecutor(1) as pool:
        refreshing = pool.submit(keys.find, NEXT_KEY_ID)
        assert endpoint.reached.wait(timeout=10)
        # These return although the fetch is still held back.
        assert keys.find(KEY_ID) is not None
        assert keys.find("unknown") is None
        assert not refreshing.done()
        endpoint.released.set()
        assert refreshing.result(timeout=10) is not None

    assert endpoint.asked == 2
