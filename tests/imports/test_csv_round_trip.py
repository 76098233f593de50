"""A meeting reads back the same in every language, shape, encoding and delimiter, and no file breaks the reader."""

from __future__ import annotations

import codecs
import contextlib
import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.problems import CsvDatesAmbiguous, CsvUnreadable, MeetingDateMismatch
from shared.times import format_instant, start_of
from tests.support.csv_files import (
    AMERICAN,
    DAY,
    LANGUAGES,
    MEETING_ID,
    STARTED,
    Language,
    Visitor,
    accepted,
    attendee,
    encoded,
    numbered,
    read,
)

REFUSALS = (CsvUnreadable, CsvDatesAmbiguous, MeetingDateMismatch)
ENCODINGS = {
    "UTF-16 LE": ("utf-16-le", codecs.BOM_UTF16_LE),
    "UTF-16 BE": ("utf-16-be", codecs.BOM_UTF16_BE),
    "UTF-16 LE without a mark": ("utf-16-le", b""),
    "UTF-16 BE without a mark": ("utf-16-be", b""),
    "UTF-8 with a mark": ("utf-8", codecs.BOM_UTF8),
    "UTF-8": ("utf-8", b""),
}
ANNA = Visitor("Anna Schmidt", "Anna@contoso.example", "organizer")
BEN = Visitor("Moor, Ben", "ben@contoso.example", "presenter", left=STARTED.replace(hour=13, minute=1, second=2))

_words = st.text("abcdefgäßłéйИ东京 ,'\"-\n", min_size=1, max_size=20).map(lambda text: f"T{text}")
_names = _words.map(lambda text: " ".join(text.split()))
_moments = st.integers(0, 86_399).map(lambda seconds: start_of(DAY) + timedelta(seconds=seconds))


@st.composite
def visitors(draw: st.DrawFn, address: str) -> Visitor:
    joined, left = sorted((draw(_moments), draw(_moments)))
    role = draw(st.sampled_from(["organizer", "coorganizer", "presenter", "attendee"]))
    return Visitor(draw(_names), address, role, joined, left)


@st.composite
def meetings(draw: st.DrawFn) -> list[Visitor]:
    count = draw(st.integers(1, 5))
    return [draw(visitors(f"user{place}@contoso.example")) for place in range(count)]


@pytest.mark.parametrize("delimiter", ["\t", ",", ";"], ids=["tab", "comma", "semicolon"])
@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_a_meeting_reads_the_same_however_it_is_written(
    language: Language, encoding: tuple[str, bytes], delimiter: str
) -> None:
    rows = numbered([ANNA, BEN], title='Plans, "old"\nand new', language=language)

    found = accepted(encoded(rows, delimiter=delimiter, encoding=encoding[0], mark=encoding[1]))

    assert found.report == {
        "meetingId": MEETING_ID,
        "reportId": "csv-2026-03-04T09:00:05Z",
        "type": "meeting",
        "topic": 'Plans, "old" and new',
        "startedAt": "2026-03-04T09:00:05Z",
        "endedAt": "2026-03-04T13:01:02Z",
        "participantCount": 2,
        "attendees": [attendee(ANNA), attendee(BEN)],
    }
    assert found.dropped.engagement == found.dropped.free_text == 0


@given(meetings(), st.sampled_from(sorted(LANGUAGES)), _words)
@settings(deadline=None)
def test_any_meeting_reads_back(people: list[Visitor], language: str, title: str) -> None:
    report = read(numbered(people, title=title, language=LANGUAGES[language])).report

    assert report["topic"] == " ".join(title.split())
    assert report["startedAt"] == format_instant(min(each.joined for each in people))
    assert report["endedAt"] == format_instant(max(each.left for each in people))
    by_address = {each["username"]: each for each in report["attendees"]}
    assert by_address == {each.address: attendee(each) for each in people}


@given(meetings(), st.integers(-14 * 4, 14 * 4))
@settings(deadline=None)
def test_the_offset_is_what_local_time_is_ahead(people: list[Visitor], quarters: int) -> None:
    offset = timedelta(minutes=15 * quarters)

    report = read(numbered(people), offset=offset).report

    assert report["startedAt"] == format_instant(min(each.joined for each in people) - offset)


@given(meetings(), st.randoms())
@settings(deadline=None)
def test_the_order_of_rows_does_not_matter(people: list[Visitor], shuffler: random.Random) -> None:
    guests = [Visitor(each.name, joined=each.joined, left=each.left) for each in people]
    shuffled = [*people, *guests]
    shuffler.shuffle(shuffled)

    assert read(numbered(shuffled)) == read(numbered([*people, *guests]))


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_a_truncated_file_is_refused_or_read_as_far_as_it_goes(language: Language) -> None:
    content = encoded(numbered([ANNA, BEN], language=language))

    for end in range(0, len(content), 7):
        try:
            found = accepted(content[:end])
        except REFUSALS:
            continue
        assert {each["name"] for each in found.report["attendees"]} <= {ANNA.name, BEN.name}


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_no_bytes_break_the_reader(content: bytes) -> None:
    _read_or_refused(content)


_cells = st.one_of(
    st.sampled_from(
        ["", "Name", "1. Summary", "3/4/26, 9:00 AM", "04.03.2026 09:00", "9:30 AM", "1h 2m", "0:59:00", "a@b.example",
         "Organizer", "Join", "Joined", "Left", "Registration Time", "Engagement: Camera", "+49 6221 0000", "12",
         "(Guest)"]
    ),
    st.text(max_size=8),
)  # fmt: skip


@given(st.lists(st.lists(_cells, max_size=8), max_size=12), st.sampled_from("\t,;"))
@settings(max_examples=300, deadline=None)
def test_no_table_breaks_the_reader(rows: list[list[str]], delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in rows)
    _read_or_refused(text.encode("utf-8", "replace"))


@given(st.data())
@settings(deadline=None)
def test_a_damaged_file_is_refused_or_read(data: st.DataObject) -> None:
    content = bytearray(encoded(numbered([ANNA, BEN], language=AMERICAN), encoding="utf-8", mark=b""))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.sampled_from(b'"\t\r\n, 9/\xff\0(@'))

    _read_or_refused(bytes(content))


def _read_or_refused(content: bytes) -> None:
    """`accepted` holds what was read to the schema; everything but the three refusals comes through."""
    with contextlib.suppress(*REFUSALS):
        accepted(content)
