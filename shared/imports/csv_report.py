"""The CSV that Teams lets organisers download, as a report that `POST reports` would take.

Shapes: the numbered sections of today (summary, participants, activities, engagement), the 'Meeting Summary' of 2021,
and the list of comings and goings of 2020. Who has no times where others have some registered and did not come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from shared.imports.csv_columns import Columns, columns_of
from shared.imports.csv_file import AttendanceFile, Table, read_file
from shared.imports.csv_people import Moments, Person, people_of, sightings_by_name, sightings_in
from shared.imports.csv_times import is_moment, read_duration, read_moments
from shared.imports.csv_words import is_count, is_registration, is_title
from shared.imports.engagement import Dropped
from shared.imports.telephones import number_in
from shared.problems import CsvDatesAmbiguous, CsvUnreadable
from shared.reports.attention import names_attention_data
from shared.times import format_instant

NO_TOPIC = "Meeting"
_LONGEST_TOPIC = 256
_MAX_ACTIONS = 3
"""Joined, joined before, left."""
_COUNT = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class CsvReport:
    """A report whose attendees have a `username` (lower-case UPN or e-mail address, or None) in place of an oid."""

    report: dict[str, Any]
    dropped: Dropped


def read_csv(content: bytes, meeting_id: str, meeting_date: date, offset: timedelta) -> CsvReport:
    """Read a file of 4 MiB at most; the meeting began on `meeting_date`, give or take a day.

    The times in it have no zone: `offset` is what they are ahead of UTC. What is unknown is not read, and what is
    about attention is counted. The report's id is its start, so that the same file is the same report.

    Raises:
        CsvUnreadable: no attendance report, or one of more people than a report holds.
        CsvDatesAmbiguous: its times have no date.
        MeetingDateMismatch: it is of another day.
    """
    file = read_file(content)
    sections = _Sections.of(file)
    summary = _Summary.of(file)
    moments = read_moments((*summary.times, *sections.cells_with_times()), meeting_date, offset)
    people = sections.people(moments)
    if not people:
        raise CsvUnreadable
    started, ended = summary.span(moments, people)
    dial_in = [person for person in people if _number(person) is not None]
    attendees = [person for person in people if _number(person) is None]
    _check_limits(attendees, dial_in)
    report: dict[str, Any] = {
        "meetingId": meeting_id,
        "reportId": f"csv-{format_instant(started)}",
        "type": "webinar" if sections.has_registration else "meeting",
        "topic": summary.topic,
        "startedAt": format_instant(started),
        "endedAt": format_instant(ended),
        "participantCount": len(people) if summary.count is None else summary.count,
        "attendees": [
            {"username": person.username, "name": person.name, "role": person.role, **person.times}
            for person in attendees
        ],
    }
    if dial_in:
        report["dialIn"] = [{"number": _number(person), **person.times} for person in dial_in]
    return CsvReport(report, sections.dropped())


def _check_limits(attendees: Sequence[Person], dial_in: Sequence[Person]) -> None:
    from shared.reports.model import MAX_ATTENDEES, MAX_ENTRIES

    if len(attendees) > MAX_ATTENDEES or len(dial_in) > MAX_ENTRIES:
        raise CsvUnreadable


def _number(person: Person) -> str | None:
    return number_in(person.name) if person.username is None else None


@dataclass(frozen=True, slots=True)
class _Sections:
    """The tables of a file: those that list people, the list of comings and goings of 2020, and all others."""

    people_in: tuple[tuple[Table, Columns], ...]
    events_in: tuple[tuple[Table, Columns], ...]
    others: tuple[tuple[Table, Columns], ...]

    @classmethod
    def of(cls, file: AttendanceFile) -> _Sections:
        """Tell the tables apart. Where some have joining and leaving, one with a single time is of moments in between.

        An organisation may let Teams collect who attended without the times: then the first list of people it is.
        `9:30 AM` alone may be of the meeting's date, or of the day before or after it.

        Raises:
            CsvDatesAmbiguous: times of day stand alone.
        """
        every = [(table, columns_of(table)) for table in file.tables]
        lists = [found for found in every if found[1].lists_people and not is_registration(found[0].title)]
        complete = [found for found in lists if found[1].left is not None]
        begun = [found for found in lists if found[1].has_times and not names_attention_data(found[0].title)]
        if not complete and not begun and any(columns.has_bare_clocks for _, columns in every):
            raise CsvDatesAmbiguous
        untimed = [found for found in lists if not found[1].has_times]
        chosen = complete or begun or untimed[:1]
        events = [found for found in every if _is_event_list(*found)][:1] if not chosen else []
        others = [found for found in every if found not in chosen and found not in events]
        return cls(tuple(chosen), tuple(events), tuple(others))

    @property
    def has_registration(self) -> bool:
        return any(columns.registration for _, columns in (*self.people_in, *self.others))

    def cells_with_times(self) -> Iterator[str]:
        for table, columns in (*self.people_in, *self.events_in):
            for place in (columns.joined, columns.left):
                if place is not None:
                    yield from (row[place] for row in table.rows if is_moment(row[place]))

    def people(self, moments: Moments) -> list[Person]:
        """Everybody who took part."""
        tables = [list(sightings_in(table, columns, moments)) for table, columns in self.people_in]
        for table, columns in self.events_in:
            tables.append(list(sightings_by_name(table, columns, _action(columns), moments)))
        if any(sighting.joined or sighting.left for found in tables for sighting in found):
            tables = [[sighting for sighting in found if sighting.joined or sighting.left] for found in tables]
        return people_of(tables[0], [sighting for found in tables[1:] for sighting in found]) if tables else []

    def dropped(self) -> Dropped:
        """The cells of columns that nobody reads, and the rows of sections; a webinar's questions are columns too."""
        engagement = free_text = 0
        for table, columns in self.people_in:
            for place in columns.unknown:
                filled = sum(bool(row[place]) for row in table.rows)
                label = table.header[place] if place < len(table.header) else ""
                if columns.registration and not names_attention_data(label):
                    free_text += filled
                else:
                    engagement += filled
        for table, columns in self.others:
            engagement += 0 if is_registration(table.title) or columns.registration else len(table.rows)
        return Dropped(engagement=engagement, free_text=free_text)


def _is_event_list(table: Table, columns: Columns) -> bool:
    """Whether a table is the list of 2020, which looks like one of reactions but for what happens in it."""
    action = _action(columns)
    actions = {row[action] for row in table.rows} if action is not None else set()
    is_one = columns.names and columns.has_times and not columns.lists_people and 0 < len(actions) <= _MAX_ACTIONS
    return bool(is_one) and not any(map(names_attention_data, (table.title, *table.header, *actions)))


def _action(columns: Columns) -> int | None:
    """What happened stands in the only other column."""
    return columns.unknown[0] if len(columns.unknown) == 1 else None


@dataclass(frozen=True, slots=True)
class _Summary:
    """What the summary says, where there is one."""

    topic: str
    count: int | None
    times: tuple[str, ...]
    duration: timedelta | None

    @classmethod
    def of(cls, file: AttendanceFile) -> _Summary:
        lines = [(label, value) for label, value in file.summary if not is_registration(label)]
        times = [value for _, value in lines if is_moment(value)]
        counts = [(label, value) for label, value in lines if _COUNT.fullmatch(value) and not is_title(label)]
        counted = [value for label, value in counts if is_count(label)] or [value for _, value in counts[:1]]
        durations = (read_duration(value) for _, value in lines if not is_moment(value))
        return cls(
            topic=_topic(lines)[:_LONGEST_TOPIC].rstrip(),
            count=int(counted[0]) if counted else None,
            times=tuple(times[:2]),
            duration=next((found for found in durations if found is not None), None),
        )

    def span(self, moments: Moments, people: Iterable[Person]) -> tuple[datetime, datetime]:
        """From when to when the meeting was: as the summary has it, else from the first joining to the last leaving.

        Raises:
            CsvUnreadable: nothing in the file has a time.
        """
        stated = [moments[cell] for cell in self.times]
        known = sorted(moment for person in people for moment in (person.joined, person.left) if moment is not None)
        if not stated and not known:
            raise CsvUnreadable
        started = stated[0] if stated else known[0]
        if len(stated) > 1:
            ended = stated[1]
        else:
            ended = started + self.duration if self.duration is not None and not known else (known or stated)[-1]
        # The last leaving is later than a summary's end where the clocks were put back in between.
        return started, max(started, ended)


def _topic(lines: Sequence[tuple[str, str]]) -> str:
    """The value that is called a title, else the first one that is words."""
    named = (value for label, value in lines if value and is_title(label))
    words = (value for _, value in lines if value and not _is_figure(value))
    return next(named, "") or next(words, "") or NO_TOPIC


def _is_figure(value: str) -> bool:
    return bool(_COUNT.fullmatch(value)) or is_moment(value) or read_duration(value) is not None
