"""The key store: what is trusted for how long, and how often the authority is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.auth.signing_keys import SigningKeys
from shared.problems import KeysUnavailable
from tests.auth.key_endpoint import AUTHORITY, NEXT_KEY_ID, Clock, KeyServer
from tests.support.sweeps import events
from tests.support.tokens import AUTHORITY_URL, KEY_ID, private_key

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def endpoint() -> KeyServer:
    return KeyServer()


@pytest.fixture
def keys(endpoint: KeyServer, clock: Clock) -> SigningKeys:
    return SigningKeys(endpoint, clock)


# How often the authority is asked.


def test_nothing_is_fetched_before_a_key_is_wanted(keys: SigningKeys, endpoint: KeyServer) -> None:
    assert endpoint.asked == 0
    key = keys.find_key(KEY_ID)

    assert key is not None
    assert (key.key_id, key.issuer) == (KEY_ID, f"{AUTHORITY_URL}/{{tenantid}}/v2.0")
    assert key.public_key.public_numbers() == private_key("good").public_key().public_numbers()


def test_keys_are_refreshed_hourly(keys: SigningKeys, endpoint: KeyServer, clock: Clock) -> None:
    keys.find_key(KEY_ID)
    clock.pass_by(HOUR - timedelta(seconds=1))
    keys.find_key(KEY_ID)
    assert endpoint.asked == 1

    clock.pass_by(timedelta(seconds=1))
    keys.find_key(KEY_ID)
    keys.find_key(KEY_ID)
    assert endpoint.asked == 2


def test_a_key_that_is_no_longer_listed_is_gone_with_the_next_refresh(
    keys: SigningKeys, endpoint: KeyServer, clock: Clock
) -> None:
    keys.find_key(KEY_ID)
    endpoint.document = AUTHORITY.key_set(kid=NEXT_KEY_ID)
    clock.pass_by(HOUR)

    assert keys.find_key(KEY_ID) is None
    assert keys.find_key(NEXT_KEY_ID) is not None


def test_an_unknown_id_is_looked_for_every_five_minutes_at_most(
    keys: SigningKeys, endpoint: KeyServer, clock: Clock
) -> None:
    keys.find_key(KEY_ID)
    endpoint.rotate()

    assert [keys.find_key(f"unknown-{number}") for number in range(100)] == [None] * 100
    assert keys.find_key(NEXT_KEY_ID) is None
    assert endpoint.asked == 1

    clock.pass_by(5 * MINUTE)
    assert keys.find_key(NEXT_KEY_ID) is not None
    assert [keys.find_key(f"unknown-{number}") for number in range(100)] == [None] * 100
    assert endpoint.asked == 2


def test_failures_count_as_well(keys: SigningKeys, endpoint: KeyServer, clock: Clock) -> None:
    keys.find_key(KEY_ID)
    endpoint.failure = OSError()
    clock.pass_by(HOUR)

    for _ in range(10):
        assert keys.find_key(KEY_ID) is not None
        assert keys.find_key("unknown") is None
        clock.pass_by(MINUTE)

    assert endpoint.asked == 1 + 2


def test_unknown_ids_leave_nothing_behind(keys: SigningKeys) -> None:
    keys.find_key(KEY_ID)
    held = keys._held
    for number in range(1000):
        keys.find_key(f"unknown-{number}")

    assert keys._held is held
    assert held is not None
    assert list(held.keys) == [KEY_ID]


def test_a_clock_that_was_set_back_does_not_stop_the_refresh(
    keys: SigningKeys, endpoint: KeyServer, clock: Clock
) -> None:
    keys.find_key(KEY_ID)
    clock.pass_by(-24 * HOUR)

    assert keys.find_key(KEY_ID) is not None
    assert keys.find_key(KEY_ID) is not None
    assert endpoint.asked == 2


# When the authority does not answer, or not with keys.

FRUITLESS: dict[str, bytes | Exception] = {
    "no connection": ConnectionRefusedError(),
    "time-out": TimeoutError(),
    "empty answer": b"",
    "no JSON": b"<html>",
    "no object": b"[]",
    "no keys": b"{}",
    "keys are null": b'{"keys": null}',
    "keys are an object": b'{"keys": {}}',
    "empty set": b'{"keys": []}',
    "members twice": AUTHORITY.key_set()[:-1] + b', "keys": []}',
    "only unusable keys": AUTHORITY.key_set(use="enc"),
}


@pytest.mark.parametrize("answer", FRUITLESS.values(), ids=FRUITLESS.keys())
def test_a_fruitless_fetch_never_displaces_what_is_there(
    answer: bytes | Exception, keys: SigningKeys, endpoint: KeyServer, clock: Clock
) -> None:
    keys.find_key(KEY_ID)
    if isinstance(answer, Exception):
        endpoint.failure = answer
    else:
        endpoint.document = answer
    clock.pass_by(HOUR)

    assert keys.find_key(KEY_ID) is not None
    assert endpoint.asked == 2


@pytest.mark.parametrize("answer", FRUITLESS.values(), ids=FRUITLESS.keys())
def test_without_any_keys_they_are_unavailable(
    answer: bytes | Exception, keys: SigningKeys, endpoint: KeyServer, clock: Clock
) -> None:
    good = endpoint.document
    if isinstance(answer, Exception):
        endpoint.failure = answer
    else:
        endpoint.document = answer

    for _ in range(10):
        with pytest.raises(KeysUnavailable):
            keys.find_key(KEY_ID)
    assert endpoint.asked == 1

    endpoint.failure, endpoint.document = None, good
    clock.pass_by(timedelta(seconds=5))
    assert keys.find_key(KEY_ID) is not None


def test_stale_keys_are_served_for_a_second_day_and_no_longer(
    keys: SigningKeys, endpoint: KeyServer, clock: Clock
) -> None:
    keys.find_key(KEY_ID)
    endpoint.failure = OSError()

    clock.pass_by(48 * HOUR - timedelta(seconds=1))
    assert keys.find_key(KEY_ID) is not None
    clock.pass_by(timedelta(seconds=1))
    with pytest.raises(KeysUnavailable):
        keys.find_key(KEY_ID)

    endpoint.failure = None
    clock.pass_by(5 * MINUTE)
    assert keys.find_key(KEY_ID) is not None


def test_old_keys_are_not_served_while_the_authority_answers(
    keys: SigningKeys, endpoint: KeyServer, clock: Clock
) -> None:
    keys.find_key(KEY_ID)
    endpoint.document = AUTHORITY.key_set(kid=NEXT_KEY_ID)
    clock.pass_by(30 * HOUR)

    assert keys.find_key(KEY_ID) is None


@pytest.mark.parametrize("answer", FRUITLESS.values(), ids=FRUITLESS.keys())
def test_each_fruitless_fetch_is_told_to_operations_and_no_more_than_those(
    answer: bytes | Exception,
    keys: SigningKeys,
    endpoint: KeyServer,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    keys.find_key(KEY_ID)
    good = endpoint.document
    if isinstance(answer, Exception):
        endpoint.failure = answer
    else:
        endpoint.document = answer

    clock.pass_by(HOUR)
    for _ in range(100):
        keys.find_key(KEY_ID)
        keys.find_key("unknown")
    clock.pass_by(48 * HOUR)
    for _ in range(100):
        with pytest.raises(KeysUnavailable):
            keys.find_key(KEY_ID)
    endpoint.failure, endpoint.document = None, good
    clock.pass_by(5 * MINUTE)
    keys.find_key(KEY_ID)

    told = events(caplog, "signing_keys_unavailable")
    assert [event["outcome"] for event in told] == ["earlier_ones_serve", "none_left"]
    assert endpoint.asked == 1 + len(told) + 1


def test_an_error_of_our_own_making_does_not_block_the_next_fetch(
    keys: SigningKeys, endpoint: KeyServer, clock: Clock
) -> None:
    endpoint.failure = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        keys.find_key(KEY_ID)

    endpoint.failure = None
    clock.pass_by(MINUTE)
    assert keys.find_key(KEY_ID) is not None
