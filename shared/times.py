"""Instants and days: everything is UTC, stored and answered as `2026-11-23T09:45:10Z`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

Clock = Callable[[], datetime]

# What is read, as regular expressions that the OpenAPI document gives as well (ECMA-262, to be matched as a whole).
# Years are those that Table Storage and date arithmetic both bear, 1601 to 9998; where an offset could lead out of
# them, on their first and last day, it is Z. A clock has no leap second.
_OF_THESE_YEARS = "(?!0|1[0-5]|1600|9999)"
_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
DAY = f"{_OF_THESE_YEARS}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
INSTANT = rf"(?!(?:1601-01-01|9998-12-31)[^Zz]*$){DAY}[Tt]{_CLOCK}:[0-5][0-9](?:\.[0-9]{{1,9}})?(?:[Zz]|[+-]{_CLOCK})"
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
COMPACT_DAY = (
    f"{_OF_THESE_YEARS}(?:[0-9]{{4}}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
    f"|{_LEAP_YEAR}0229)"
)
_DAY, _INSTANT, _COMPACT_DAY = re.compile(DAY), re.compile(INSTANT), re.compile(COMPACT_DAY)
_FRACTION = re.compile(r"\.[0-9]+")

_REMEMBERED = 4096  # thousands of attendees come and go within the seconds of an hour


def utc_now() -> datetime:
    return datetime.now(UTC)


@lru_cache(_REMEMBERED)
def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 time with its offset; fractions of a second are cut.

    Raises:
        ValueError: no offset, no such day or time, or a year outside 1601 to 9998.
    """
    if not _INSTANT.fullmatch(text):
        raise ValueError("not an RFC 3339 time with an offset, of the years 1601 to 9998")
    return datetime.fromisoformat(_FRACTION.sub("", text.upper())).astimezone(UTC)


@lru_cache(_REMEMBERED)
def format_instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def parse_day(text: str) -> date:
    """Read `2026-11-23`. Raises ValueError: no such day, or a year outside 1601 to 9998."""
    if not _DAY.fullmatch(text):
        raise ValueError("not a day")
    return date.fromisoformat(text)


def parse_compact_day(text: str) -> date:
    """Read `20261123`. Raises ValueError: no such day, or a year outside 1601 to 9998."""
    if not _COMPACT_DAY.fullmatch(text):
        raise ValueError("not a day")
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


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
