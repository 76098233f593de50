"""Six-field NCRONTAB schedules as the functions host reads them: second minute hour day month weekday, UTC.

A field is `*`, a number, a range `a-b`, a step `*/n`, `a/n` or `a-b/n`, or several of these with commas. Months and
weekdays may be named by three letters or more; Sunday is 0. Day and weekday must both fit: the host asks for both where
Unix cron asks for either.
https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

SHORTEST_WORD = 3
SEARCH_DAYS = 366 * 9  # 29 February comes back within eight years, 1900-style gaps included

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    minimum: int
    maximum: int
    words: tuple[str, ...] = ()


_FIELDS = (
    _Field("second", 0, 59),
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("weekday", 0, 6, _WEEKDAYS),
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a timer fires. Numbers are sorted; weekdays count from Sunday = 0."""

    times: tuple[time, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def next_after(self, instant: datetime) -> datetime:
        """The first firing later than `instant` (aware), as UTC.

        Raises:
            ValueError: there is none in the next nine years, as for 30 February.
        """
        start = instant.astimezone(UTC)
        for offset in range(SEARCH_DAYS):
            day = start.date() + timedelta(days=offset)
            if not self._fits(day):
                continue
            for fires_at in self.times:
                candidate = datetime.combine(day, fires_at, tzinfo=UTC)
                if candidate > start:
                    return candidate
        raise ValueError("the schedule never fires")

    def _fits(self, day: date) -> bool:
        return day.day in self.days and day.month in self.months and day.isoweekday() % 7 in self.weekdays


def parse(text: str) -> Schedule:
    """Read a six-field expression.

    Raises:
        ValueError: it is not six well-formed fields; the message names the field.
    """
    parts = text.split()
    if len(parts) != len(_FIELDS):
        raise ValueError(f"a schedule has six fields (second minute hour day month weekday), not {len(parts)}")
    seconds, minutes, hours, days, months, weekdays = (
        _numbers(part, field) for part, field in zip(parts, _FIELDS, strict=True)
    )
    times = tuple(time(hour, minute, second) for hour in hours for minute in minutes for second in seconds)
    return Schedule(times, frozenset(days), frozenset(months), frozenset(weekdays))


def _numbers(text: str, field: _Field) -> list[int]:
    return sorted({number for part in text.split(",") for number in _range(part, field)})


def _range(text: str, field: _Field) -> range:
    span, slash, step = text.partition("/")
    if slash and (not step.isdecimal() or int(step) == 0):
        raise ValueError(f"the step of the field {field.name} is not a positive number")
    first, dash, last = span.partition("-")
    if span == "*":
        low, high = field.minimum, field.maximum
    elif dash:
        low, high = _number(first, field), _number(last, field)
    else:
        low = _number(first, field)
        high = field.maximum if slash else low
    if low > high:
        raise ValueError(f"a range of the field {field.name} runs backwards")
    return range(low, high + 1, int(step) if slash else 1)


def _number(text: str, field: _Field) -> int:
    if text.isdecimal() and field.minimum <= int(text) <= field.maximum:
        return int(text)
    for position, word in enumerate(field.words):
        if len(text) >= SHORTEST_WORD and word.startswith(text.lower()):
            return field.minimum + position
    raise ValueError(f"the field {field.name} takes {field.minimum} to {field.maximum}")
