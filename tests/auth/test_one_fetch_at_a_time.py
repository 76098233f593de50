"""However many callers there are, one asks the authority; the others wait only when there is nothing to go on with."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.auth import signing_keys
from shared.auth.signing_keys import SigningKey, SigningKeys
from shared.problems import KeysUnavailable
from tests.auth.key_endpoint import AUTHORITY, NEXT_KEY_ID, Clock, KeyServer, SlowKeyServer
from tests.support.tokens import KEY_ID

CALLERS = 8


def find_at_once(pool: ThreadPoolExecutor, keys: SigningKeys) -> list[Future[SigningKey | None]]:
    start = threading.Barrier(CALLERS)

    def find() -> SigningKey | None:
        start.wait(timeout=10)
        return keys.find_key(KEY_ID)

    return [pool.submit(find) for _ in range(CALLERS)]


def test_the_first_callers_wait_for_one_fetch() -> None:
    endpoint = SlowKeyServer()

    with ThreadPoolExecutor(CALLERS) as pool:
        finds = find_at_once(pool, SigningKeys(endpoint, Clock()))
        assert endpoint.reached.wait(timeout=10)
        assert not any(find.done() for find in finds)
        endpoint.released.set()
        found = [find.result(timeout=10) for find in finds]

    assert all(key is not None and key is found[0] for key in found)
    assert endpoint.asked == 1


def test_the_first_callers_share_one_failure() -> None:
    endpoint = SlowKeyServer()
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
    endpoint = SlowKeyServer()
    keys = SigningKeys(endpoint, Clock())

    with ThreadPoolExecutor(1) as pool:
        fetching = pool.submit(keys.find_key, KEY_ID)
        assert endpoint.reached.wait(timeout=10)
        with pytest.raises(KeysUnavailable):
            keys.find_key(KEY_ID)
        endpoint.released.set()
        assert fetching.result(timeout=10) is not None


def test_nobody_waits_for_a_refresh_but_the_one_who_does_it() -> None:
    endpoint = SlowKeyServer()
    endpoint.released.set()
    clock = Clock()
    keys = SigningKeys(endpoint, clock)
    keys.find_key(KEY_ID)
    endpoint.released.clear()
    endpoint.reached.clear()
    endpoint.rotate()
    clock.pass_by(timedelta(hours=1))

    with ThreadPoolExecutor(1) as pool:
        refreshing = pool.submit(keys.find_key, NEXT_KEY_ID)
        assert endpoint.reached.wait(timeout=10)
        # These return although the fetch is still held back.
        assert keys.find_key(KEY_ID) is not None
        assert keys.find_key("unknown") is None
        assert not refreshing.done()
        endpoint.released.set()
        assert refreshing.result(timeout=10) is not None

    assert endpoint.asked == 2


def slow_refresh(clock: Clock, after: timedelta) -> tuple[SlowKeyServer, SigningKeys]:
    """Keys that were fetched so long ago, and an endpoint that has become slow."""
    endpoint = SlowKeyServer()
    endpoint.released.set()
    keys = SigningKeys(endpoint, clock)
    keys.find_key(KEY_ID)
    endpoint.released.clear()
    endpoint.reached.clear()
    clock.pass_by(after)
    return endpoint, keys


def test_who_refreshes_goes_on_with_the_key_at_hand_when_the_endpoint_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_keys, "_REFRESH_WAIT_SECONDS", 0.01)
    clock = Clock()
    endpoint, keys = slow_refresh(clock, timedelta(hours=1))
    endpoint.rotate()

    # This returns although the fetch that it began is still held back, and so do those that follow.
    assert keys.find_key(KEY_ID) is not None
    assert endpoint.reached.wait(timeout=10)
    assert keys.find_key(KEY_ID) is not None
    assert keys.find_key(NEXT_KEY_ID) is None
    assert endpoint.asked == 1

    endpoint.released.set()
    keys._refresher.submit(int).result(timeout=10)  # one at a time: the fetch is over
    assert keys.find_key(NEXT_KEY_ID) is not None
    assert endpoint.asked == 2


def test_keys_of_more_than_a_day_are_not_gone_on_with_while_the_endpoint_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signing_keys, "_REFRESH_WAIT_SECONDS", 0.01)
    clock = Clock()
    endpoint, keys = slow_refresh(clock, timedelta(hours=24))
    endpoint.document = AUTHORITY.key_set(kid=NEXT_KEY_ID)

    with ThreadPoolExecutor(1) as pool:
        finding = pool.submit(keys.find_key, KEY_ID)
        assert endpoint.reached.wait(timeout=10)
        assert not finding.done()
        endpoint.released.set()
        assert finding.result(timeout=10) is None


def test_an_error_of_our_own_making_does_not_block_the_next_refresh() -> None:
    endpoint, clock = KeyServer(), Clock()
    keys = SigningKeys(endpoint, clock)
    keys.find_key(KEY_ID)
    endpoint.failure = ZeroDivisionError()
    clock.pass_by(timedelta(hours=1))
    with pytest.raises(ZeroDivisionError):
        keys.find_key(KEY_ID)

    endpoint.failure = None
    endpoint.rotate()
    clock.pass_by(timedelta(minutes=5))
    assert keys.find_key(NEXT_KEY_ID) is not None
