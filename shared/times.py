"""Instants and days: everything is UTC, stored and answered as `2026-11-23T09:45:10Z`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

Clock = Callable[[], datetime]

_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COMPACT_DAY = re.compile(r"[0-9]{8}")
_FIRST_YEAR, _LAST_YEAR = 1601, 9998  # what Table Storage and date arithmetic both bear

_REMEMBERED = 4096  # thousands of attendees come and go within the seconds of an hour


def utc_now() -> datetime:
    return datetime.now(UTC)


@lru_cache(_REMEMBERED)
def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 time with its offset; fractions of a second are cut.

    Raises:
        ValueError: no offset, no such day or time, or a year outside 1601 to 9998.
    """
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise ValueError("not an RFC 3339 time with an offset")
    day, clock, offset = match.groups()
    try:
        instant = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if offset in 'Zz' else offset}").astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of range") from error
    _check_year(instant.year)
    return instant


@lru_cache(_REMEMBERED)
def format_instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def parse_day(text: str) -> date:
    """Read `2026-11-23`. Raises ValueError."""
    if not _DAY.fullmatch(text):
        raise ValueError("not a day")
    day = date.fromisoformat(text)
    _check_year(day.year)
    return day


def parse_compact_day(text: str) -> date:
    """Read `20261123`. Raises ValueError."""
    if not _COMPACT_DAY.fullmatch(text):
        raise ValueError("not a day")
    return parse_day(f"{text[:4]}-{text[4:6]}-{text[6:]}")


def compact_day(day: date) -> str:
    return f"{day:%Y%m%d}"


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def end_of(day: date) -> datetime:
    """The end of a day that counts in full: 00:00 UTC of the next."""
    return start_of(day + timedelta(days=1))


def one_month_after(day: date) -> date:
    """The same day of the next calendar month, or that month's last day (31 January: 28 or 29 February)."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def same_day_in(day: date, *, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return date(day.year + years, day.month, min(day.day, last))


def _check_year(year: int) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError("out of range")
