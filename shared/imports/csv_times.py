"""Times as the organiser's CSV has them: in the local form of whoever downloaded it, without a zone.

`9/10/26` is a day of September or of October. The meeting's date is known and tells which: two readings of the same
digits lie 27 days apart or more, so that never more than one of them is at the meeting's date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from shared.problems import MeetingDateMismatch
from shared.reports.rules import LONGEST_MEETING

_LONGEST_TEXT = 40
_CENTURY = 2000
_AFTERNOON = ("pm", "nachm", "μμ", "下午", "午後", "오후")
_HALF_DAY = r"[ap]\.?\s?m\.?|vorm\.|nachm\.|[πμ]\.?\s?μ\.?|上午|下午|午前|午後|오전|오후"
_CLOCK = (
    rf"(?:(?P<before>{_HALF_DAY})\s?)?(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.](?P<second>\d{{2}}))?"
    rf"(?:\s?(?P<after>{_HALF_DAY}))?"
)
_DATE = r"(?P<a>\d{1,4})\s?(?P<separator>[./-])\s?(?P<b>\d{1,2})\s?(?P=separator)\s?(?P<c>\d{1,4})\.?"
_FORMS = (
    re.compile(rf"{_DATE}(?:[,،]\s?|\s|t){_CLOCK}"),
    re.compile(rf"{_CLOCK},?\s{_DATE}"),
)
_CLOCK_ALONE = re.compile(_CLOCK)
_ORDERS = ((2, 1, 0), (2, 0, 1), (0, 1, 2))
"""Where year, month and day stand: d/m/y, m/d/y, y/m/d."""
_MONTH_FIRST = (2, 0, 1)

_CLOCK_DURATION = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_PART = r"(\d{1,5})\s?([^\W\d_]{1,12})\.?"
_DURATION = re.compile(rf"{_PART}(?:[\s,]*{_PART})?(?:[\s,]*{_PART})?(?:[\s,]*{_PART})?")
_UNITS = {
    unit: timedelta(seconds=seconds)
    for seconds, units in {
        86400: "d day days tag tage tagen j jour jours día días dia dias giorno giorni 日 天",
        3600: "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore u uur uren godz tim t 時間 小时",
        60: "m min mins minute minutes minuten minuto minutos minuti minuut minuter 分 分钟",
        1: "s sec secs second seconds sek sekunde sekunden seg segundo segundos seconde secondes secondi sekund 秒",
    }.items()
    for unit in units.split()
}


@dataclass(frozen=True, slots=True)
class _Written:
    """A time taken apart, before it is known which number is the day."""

    numbers: tuple[str, str, str]
    separator: str
    clock: time

    def read(self, order: tuple[int, int, int]) -> datetime | None:
        """The time when its numbers stand in that order; None when there is no such day."""
        year, month, day = (self.numbers[place] for place in order)
        if self.separator == "." and order == _MONTH_FIRST:
            return None  # nobody writes the month first with dots
        try:
            found = date(int(year) + (_CENTURY if len(year) == 2 else 0), int(month), int(day))
        except ValueError:
            return None
        return datetime.combine(found, self.clock)


def is_moment(cell: str) -> bool:
    """Whether a cell is a date with a time of day, in whatever order."""
    return _written(cell) is not None


def is_clock(cell: str) -> bool:
    """Whether a cell is a time of day without a date. `1:02:03` is one as well as a duration."""
    return len(cell) <= _LONGEST_TEXT and _CLOCK_ALONE.fullmatch(_plain(cell)) is not None


def read_moments(cells: Iterable[str], meeting_date: date, offset: timedelta) -> dict[str, datetime]:
    """The instants of cells that are moments, all in the one order in which they are times of that meeting.

    The meeting's date may be another zone's, so the day before and the day after are right as well; from the first
    time to the last are 30 hours at most. `offset` is what local time is ahead of UTC.

    Raises:
        MeetingDateMismatch: in no order.
    """
    written = {cell: found for cell in cells if (found := _written(cell))}
    for order in _ORDERS:
        read = {cell: moment for cell, found in written.items() if (moment := found.read(order))}
        if len(read) == len(written) and _fits(read.values(), meeting_date):
            return {cell: moment.replace(tzinfo=UTC) - offset for cell, moment in read.items()}
    raise MeetingDateMismatch


def read_duration(cell: str) -> timedelta | None:
    """`1h 2m 3s`, `59 Min. 0 Sek.`, `3 h` or `1:02:03`, of 30 hours at most; None when a cell is something else."""
    if not cell[:1].isdigit() or len(cell) > _LONGEST_TEXT:
        return None
    plain = _plain(cell)
    clock = _CLOCK_DURATION.fullmatch(plain)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return _of_a_meeting(timedelta(hours=hours, minutes=minutes, seconds=seconds))
    parts = _DURATION.fullmatch(plain)
    if parts is None:
        return None
    found = timedelta()
    numbers = parts.groups()
    for number, unit in zip(numbers[0::2], numbers[1::2], strict=True):
        if unit is not None and unit not in _UNITS:
            return None
        found += int(number) * _UNITS[unit] if unit else timedelta()
    return _of_a_meeting(found)


def _of_a_meeting(duration: timedelta) -> timedelta | None:
    return duration if duration <= LONGEST_MEETING else None


def _fits(moments: Iterable[datetime], meeting_date: date) -> bool:
    days = sorted(moments)
    if not days:
        return True
    return abs(days[0].date() - meeting_date) <= timedelta(days=1) and days[-1] - days[0] <= LONGEST_MEETING


def _written(cell: str) -> _Written | None:
    # Most cells are none, and a large file has a million.
    if not 8 <= len(cell) <= _LONGEST_TEXT or not any(map(str.isdigit, cell[:5])):
        return None
    plain = _plain(cell)
    match = next((found for form in _FORMS if (found := form.fullmatch(plain))), None)
    clock = _clock(match) if match else None
    if match is None or clock is None:
        return None
    return _Written((match["a"], match["b"], match["c"]), match["separator"], clock)


def _clock(match: re.Match[str]) -> time | None:
    hour, half = int(match["hour"]), match["before"] or match["after"]
    if half:
        if hour > 12:
            return None
        is_afternoon = re.sub(r"[.\s]", "", half) in _AFTERNOON
        hour = hour % 12 + (12 if is_afternoon else 0)
    try:
        return time(hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return None


def _plain(cell: str) -> str:
    """Without invisible marks of direction, in lower case, every kind of space and digit as the ordinary one."""
    if cell.isascii():
        return " ".join(cell.split()).casefold()
    visible = "".join(character for character in cell if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", visible).split()).casefold()
