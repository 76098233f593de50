from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.times import (
    COMPACT_DAY,
    compact_day,
    end_of,
    format_instant,
    one_month_after,
    parse_compact_day,
    parse_day,
    parse_instant,
    start_of,
    utc_now,
)

days = st.dates(date(1601, 1, 1), date(9998, 11, 30))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-23T09:45:10Z", datetime(2026, 11, 23, 9, 45, 10, tzinfo=UTC)),
        ("2026-11-23t09:45:10z", datetime(2026, 11, 23, 9, 45, 10, tzinfo=UTC)),
        ("2026-11-23T10:45:10+01:00", datetime(2026, 11, 23, 9, 45, 10, tzinfo=UTC)),
        ("2026-11-23T23:30:00-05:30", datetime(2026, 11, 24, 5, 0, tzinfo=UTC)),
        ("2026-11-23T09:45:10.999999999Z", datetime(2026, 11, 23, 9, 45, 10, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("1601-01-01T00:00:00Z", datetime(1601, 1, 1, tzinfo=UTC)),
        ("9998-12-31T23:59:59Z", datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_instants_are_read_with_their_offset_and_fractions_are_cut(text: str, instant: datetime) -> None:
    read = parse_instant(text)

    assert read == instant
    assert read.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T09:45:10",
        "2026-11-23 09:45:10Z",
        "2026-11-23T09:45Z",
        "2026-11-23T09:45:10,5Z",
        "2026-11-23T09:45:10.Z",
        "2026-11-23T09:45:10.1234567890Z",
        "2026-11-23T09:45:10+0100",
        "2026-11-23T09:45:10+24:00",
        "2026-11-23T25:00:00Z",
        "2026-11-23T23:59:60Z",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "1600-12-31T23:59:59Z",
        "1601-01-01T00:00:00+00:01",
        "9999-01-01T00:00:00Z",
        "20261123T094510Z",
        "2026-11-23T09:45:10Z\n",
        "٢٠٢٦-11-23T09:45:10Z",
        "",
    ],
)
def test_what_is_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_instant(text)


def test_what_is_no_instant_is_none_the_second_time_either() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match=r"."):
            parse_instant("2026-11-31T09:45:10Z")


def test_one_instant_is_written_alike_whatever_its_offset_and_another_is_not() -> None:
    instant = datetime(2026, 11, 23, 22, 15, 30, tzinfo=UTC)

    assert format_instant(instant) == "2026-11-23T22:15:30Z"
    assert format_instant(instant.astimezone(timezone(timedelta(hours=2)))) == "2026-11-23T22:15:30Z"
    assert format_instant(instant + timedelta(seconds=1)) == "2026-11-23T22:15:31Z"


def test_instants_are_written_in_utc_to_the_second() -> None:
    instant = datetime(2026, 11, 24, 0, 15, 30, 999999, tzinfo=timezone(timedelta(hours=2)))

    assert format_instant(instant) == "2026-11-23T22:15:30Z"


@given(st.builds(datetime.combine, days, st.times(timezones=st.just(UTC))))
def test_what_is_written_is_read_back(instant: datetime) -> None:
    assert parse_instant(format_instant(instant)) == instant.replace(microsecond=0)


@given(days, days)
def test_days_are_read_back_and_sort_as_text(one: date, other: date) -> None:
    assert parse_day(one.isoformat()) == one
    assert parse_compact_day(compact_day(one)) == one
    assert (compact_day(one) < compact_day(other)) == (one < other)


@pytest.mark.parametrize(
    "text", ["20261123", "2026-W48-1", "2026-11-31", "1600-12-31", "9999-01-01", "2026-11-23 ", ""]
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_day(text)


@pytest.mark.parametrize(
    "text", ["2026-11-23", "20261131", "00000000", "2026112", "\N{FULLWIDTH DIGIT TWO}0261123", ""]
)
def test_what_is_no_compact_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_compact_day(text)


def test_the_pattern_of_a_compact_day_is_the_calendar() -> None:
    years = [f"{year:04}" for year in (0, 1600, 1601, 1604, 1900, 2000, 2023, 2024, 2100, 9998, 9999)]
    fitting = {
        f"{year}{rest:04}" for year in years for rest in range(10_000) if re.fullmatch(COMPACT_DAY, f"{year}{rest:04}")
    }

    every_day = (date(int(year), 1, 1) + timedelta(days=day) for year in years[2:-1] for day in range(366))
    assert fitting == {compact_day(day) for day in every_day if f"{day.year:04}" in years[2:-1]}


@given(days)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    assert start_of(day).isoformat() == f"{day.isoformat()}T00:00:00+00:00"
    assert end_of(day) == start_of(day) + timedelta(hours=24) == start_of(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2100, 1, 31), date(2100, 2, 28)),
        (date(2026, 2, 28), date(2026, 3, 28)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 11, 23), date(2026, 12, 23)),
    ],
)
@pytest.mark.clause("R6.5")
def test_a_calendar_month_later_clamped_to_the_months_end(day: date, after: date) -> None:
    assert one_month_after(day) == after


def test_now_is_in_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)
