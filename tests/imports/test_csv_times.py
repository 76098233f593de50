"""Dates by the known day of the meeting, and durations as Teams writes them."""

# ruff: noqa: RUF001 - digits that look like letters are what some of it is about

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from shared.imports.csv_times import is_clock, is_moment, read_duration, read_moments
from shared.problems import CsvDatesAmbiguous, MeetingDateMismatch
from tests.support.csv_files import AMERICAN, DAY, NO_OFFSET, STARTED, Visitor, numbered, read

TENTH_OF_SEPTEMBER = date(2026, 9, 10)
AT = datetime(2026, 9, 10, 14, 48, 5, tzinfo=UTC)

WRITTEN = {
    "American": "9/10/26, 2:48:05 PM",
    "American, four digits of the year": "9/10/2026, 2:48:05 PM",
    "American, no comma": "9/10/2026 2:48:05 PM",
    "narrow no-break space": "9/10/26, 2:48:05\u202fPM",
    "marks of direction": "\u200e9\u200e/\u200e10\u200e/\u200e2026\u200e, \u200e2\u200e:\u200e48\u200e:\u200e05 PM",
    "small letters with dots": "10/9/2026, 2:48:05 p.m.",
    "small letters with dots and a space": "10/9/26, 2:48:05 p. m.",
    "British": "10/09/2026, 14:48:05",
    "German": "10.09.26, 14:48:05",
    "German, four digits": "10.9.2026 14:48:05",
    "Finnish": "10.9.2026 14.48.05",
    "Dutch": "10-09-2026 14:48:05",
    "Swedish": "2026-09-10 14:48:05",
    "ISO 8601": "2026-09-10T14:48:05",
    "Japanese": "2026/09/10 14:48:05",
    "Chinese": "2026/9/10 下午2:48:05",
    "Korean": "2026. 9. 10. 오후 2:48:05",
    "Greek": "10/9/2026, 2:48:05 μ.μ.",
    "Czech": "10. 9. 2026 14:48:05",
    "Vietnamese": "14:48:05 10/9/2026",
    "Arabic digits": "١٠/٩/٢٠٢٦، ١٤:٤٨:٠٥",
    "full width": "１０／０９／２０２６，１４：４８：０５",
}
HOURS = {"12:00:00 AM": 0, "12:30:00 AM": 0, "1:00:00 AM": 1, "11:59:00 AM": 11, "12:00:00 PM": 12, "11:00:00 PM": 23}
DURATIONS = {
    "1h 2m 3s": (1, 2, 3),
    "3h": (3, 0, 0),
    "3 h": (3, 0, 0),
    "1h 7s": (1, 0, 7),
    "43m 12s": (0, 43, 12),
    "0s": (0, 0, 0),
    "30h": (30, 0, 0),
    "1d 2h": (26, 0, 0),
    "59 Min. 0 Sek.": (0, 59, 0),
    "59 Min.": (0, 59, 0),
    "1 Std. 2 Min. 3 Sek.": (1, 2, 3),
    "1 hr 2 min": (1, 2, 0),
    "2 h 5 min 1 s": (2, 5, 1),
    "1:02:03": (1, 2, 3),
    "0:45": (0, 45, 0),
}


@pytest.mark.parametrize("cell", WRITTEN.values(), ids=WRITTEN)
def test_a_time_is_read_in_the_form_of_any_country(cell: str) -> None:
    assert read_moments([cell], TENTH_OF_SEPTEMBER, NO_OFFSET) == {cell: AT}


@pytest.mark.parametrize(("clock", "hour"), HOURS.items(), ids=HOURS)
def test_noon_and_midnight_on_the_clock_of_twelve(clock: str, hour: int) -> None:
    cell = f"9/10/26, {clock}"

    assert read_moments([cell], TENTH_OF_SEPTEMBER, NO_OFFSET)[cell].hour == hour


@pytest.mark.parametrize(
    "cell",
    ["", "yesterday", "9/10/26", "2:48:05 PM", "9/10/26, 25:00:00", "9/10/26, 13:00:00 PM", "9/10/26, 2:61:00 PM",
     "9/10-26, 14:00:00", "1h 2m 3s", "+49 6221 000000", "9/10/26, 14:00:00 and so on"],
)  # fmt: skip
def test_what_is_no_time_is_none(cell: str) -> None:
    assert not is_moment(cell)


def test_the_meeting_s_date_tells_the_day_from_the_month() -> None:
    cell = "9/10/26, 14:48:05"

    in_september = read_moments([cell], date(2026, 9, 10), NO_OFFSET)[cell]
    in_october = read_moments([cell], date(2026, 10, 9), NO_OFFSET)[cell]

    assert (in_september.month, in_october.month) == (9, 10)


def test_nobody_writes_the_month_first_with_dots() -> None:
    with pytest.raises(MeetingDateMismatch):
        read_moments(["9.10.26, 14:48:05"], TENTH_OF_SEPTEMBER, NO_OFFSET)


def test_all_times_of_a_file_are_in_one_order() -> None:
    with pytest.raises(MeetingDateMismatch):
        read_moments(["9/10/26, 14:00:00", "10/9/26, 15:00:00"], TENTH_OF_SEPTEMBER, NO_OFFSET)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_date_may_be_that_of_another_zone(days: int) -> None:
    cell = "9/10/26, 2:48:05 PM"

    assert read_moments([cell], TENTH_OF_SEPTEMBER + timedelta(days=days), NO_OFFSET)[cell] == AT


@pytest.mark.parametrize("days", [-2, 2, 365])
def test_another_day_is_refused(days: int) -> None:
    with pytest.raises(MeetingDateMismatch):
        read_moments(["9/10/26, 2:48:05 PM"], TENTH_OF_SEPTEMBER + timedelta(days=days), NO_OFFSET)


def test_a_meeting_lasts_30_hours_at_most() -> None:
    began = "9/10/26, 12:00:00 AM"

    assert len(read_moments([began, "9/11/26, 6:00:00 AM"], TENTH_OF_SEPTEMBER, NO_OFFSET)) == 2
    with pytest.raises(MeetingDateMismatch):
        read_moments([began, "9/11/26, 6:00:01 AM"], TENTH_OF_SEPTEMBER, NO_OFFSET)


@pytest.mark.parametrize("cell", ["31.02.26, 10:00:00", "0.9.26, 10:00:00", "10.9.026, 10:00:00", "10.9.2, 10:00:00"])
def test_a_day_that_there_is_not_is_of_no_meeting(cell: str) -> None:
    with pytest.raises(MeetingDateMismatch):
        read_moments([cell], TENTH_OF_SEPTEMBER, NO_OFFSET)


def test_no_digits_are_two_days_at_one_meeting() -> None:
    """Why nobody has to guess: of all dates of a century's quarter, none has a second reading within a month of it."""
    for year, month, day in product(range(20, 46), range(1, 13), range(1, 29)):
        for written in ((day, month, year), (month, day, year), (year, month, day)):
            readings = set()
            for y, m, d in ((2, 1, 0), (2, 0, 1), (0, 1, 2)):
                if 1 <= written[m] <= 12 and 1 <= written[d] <= 28:
                    readings.add(date(2000 + written[y], written[m], written[d]))
            near = {found for found in readings if abs(found - date(2000 + year, month, day)) < timedelta(days=27)}
            assert len(near) == 1


def test_times_without_dates_are_ambiguous() -> None:
    rows = numbered([Visitor("Anna Schmidt", "anna@contoso.example")])
    bare = [[cell.partition(", ")[2] if is_moment(cell) else cell for cell in row] for row in rows]

    with pytest.raises(CsvDatesAmbiguous):
        read(bare)


def test_a_file_of_another_day_is_refused() -> None:
    with pytest.raises(MeetingDateMismatch):
        read(numbered([Visitor("Anna Schmidt")]), day=DAY + timedelta(days=7))


def test_a_day_that_is_a_month_as_well_is_read_by_the_date() -> None:
    rows = numbered([Visitor("Anna Schmidt")], language=AMERICAN)

    assert read(rows, day=date(2026, 3, 4)).report["startedAt"] == "2026-03-04T09:00:05Z"
    assert read(rows, day=date(2026, 4, 3)).report["startedAt"] == "2026-04-03T09:00:05Z"


@pytest.mark.parametrize(("cell", "length"), DURATIONS.items(), ids=DURATIONS)
def test_a_duration_is_read(cell: str, length: tuple[int, int, int]) -> None:
    hours, minutes, seconds = length

    assert read_duration(cell) == timedelta(hours=hours, minutes=minutes, seconds=seconds)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "12",
        "h",
        "3h 12",
        "31h",
        "99999d 99999d",
        "99:00:00",
        "about 3h",
        "3 people",
        "9:30 AM",
        "1:75:00",
        "10.09.26, 14:48",
    ],
)
def test_what_is_no_duration_is_none(cell: str) -> None:
    assert read_duration(cell) is None


def test_a_clock_is_a_time_of_day_alone() -> None:
    assert is_clock("9:30 AM")
    assert is_clock("14:48:05")
    assert not is_clock(AMERICAN.moment(STARTED))
