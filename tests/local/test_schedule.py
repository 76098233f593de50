from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.host.ncrontab import parse
from tests.support.every import failing


def _next(expression: str, after: str) -> str:
    return parse(expression).next_after(datetime.fromisoformat(after)).strftime("%Y-%m-%d %H:%M:%S")


def test_next_firing() -> None:
    cases = [
        ("0 0 * * * *", "2026-11-23T09:00:00Z", "2026-11-23 10:00:00"),
        ("0 0 * * * *", "2026-11-23T08:59:59.999Z", "2026-11-23 09:00:00"),
        ("0 */15 * * * *", "2026-11-23T09:46:00Z", "2026-11-23 10:00:00"),
        ("30 5/20 * * * *", "2026-11-23T09:06:00Z", "2026-11-23 09:25:30"),
        ("0 30 9-17/4 * * *", "2026-11-23T09:30:00Z", "2026-11-23 13:30:00"),
        ("0 30 9 * * Mon-Fri", "2026-11-20T10:00:00Z", "2026-11-23 09:30:00"),
        ("0 0 0 * * 0", "2026-11-23T00:00:00Z", "2026-11-29 00:00:00"),
        ("0 0 0 1,15 jan,July *", "2026-07-01T00:00:00Z", "2026-07-15 00:00:00"),
        ("0 0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29 00:00:00"),
        ("59 59 23 31 12 *", "2026-12-31T23:59:59Z", "2027-12-31 23:59:59"),
    ]

    def check(expression: str, after: str, expected: str) -> None:
        assert _next(expression, after) == expected

    assert failing(check, cases) == []


def test_day_and_weekday_must_both_fit() -> None:
    assert _next("0 0 0 13 * Fri", "2026-03-14T00:00:00Z") == "2026-11-13 00:00:00"


def test_times_are_utc() -> None:
    berlin = timezone(timedelta(hours=1))

    found = parse("0 0 12 * * *").next_after(datetime(2026, 11, 23, 12, 30, tzinfo=berlin))

    assert found == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_what_is_no_schedule() -> None:
    cases = [
        "",
        "* * * * *",
        "0 0 0 0 * *",
        "60 * * * * *",
        "* * 24 * * *",
        "* * * * 13 *",
        "* * * * * 7",
        "0 0 0 * foo *",
        "0 0/0 * * * *",
        "0 5-1 * * * *",
        "0 , * * * *",
        "0 -1 * * * *",
        "0 */x * * * *",
        "0 0 0 * ja *",
        "@hourly",
    ]

    def check(expression: str) -> None:
        with pytest.raises(ValueError, match="field"):
            parse(expression)

    assert failing(check, cases) == []


def test_a_day_that_never_comes() -> None:
    with pytest.raises(ValueError, match="never fires"):
        parse("0 0 0 30 2 *").next_after(datetime(2026, 1, 1, tzinfo=UTC))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), st.integers(1, 59))  # noqa: DTZ001 - hypothesis asks for naive bounds
def test_the_next_firing_is_later_and_the_first(instant: datetime, step: int) -> None:
    schedule = parse(f"0 */{step} * * * *")

    found = schedule.next_after(instant)

    assert instant < found <= instant + timedelta(hours=1)
    assert found.second == 0
    assert found.minute % step == 0
    assert schedule.next_after(found - timedelta(microseconds=1)) == found
