"""The closed schema of a report: what is unknown, missing or malformed is pointed at, and nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest

from shared.http.bodies import validate
from shared.reports.model import ReadReport, ReportList, StoredReport
from tests.support.reports import full_webinar, listed, pointers, read, store
from tests.support.world import World, report_body

LEVELS = {
    "the report": (),
    "an attendee": ("attendees", 0),
    "a dial-in": ("dialIn", 0),
    "a question": ("questions", 0),
    "a survey": ("surveys", 0),
    "a choice": ("surveys", 0, "answers", 0),
    "the chat": ("chat",),
    "a message": ("chat", "messages", 0),
    "the recording": ("recording",),
}
REQUIRED = (
    ("meetingId",),
    ("reportId",),
    ("type",),
    ("topic",),
    ("startedAt",),
    ("endedAt",),
    ("participantCount",),
    ("attendees",),
    ("attendees", 0, "oid"),
    ("attendees", 0, "name"),
    ("attendees", 0, "role"),
    ("dialIn", 0, "number"),
    ("questions", 0, "askedBy"),
    ("questions", 0, "question"),
    ("surveys", 0, "question"),
    ("surveys", 0, "answers"),
    ("surveys", 0, "answers", 0, "choice"),
    ("surveys", 0, "answers", 0, "count"),
    ("chat", "messages"),
    ("chat", "messages", 0, "at"),
    ("chat", "messages", 0, "author"),
    ("chat", "messages", 0, "text"),
    ("recording", "startedAt"),
)
FAULTS: dict[str, tuple[tuple[str | int, ...], object, str]] = {
    "an id of no characters": (("meetingId",), "", "too_short"),
    "an id of 513": (("reportId",), "x" * 513, "too_long"),
    "an id with a control character": (("meetingId",), "a\x00b", "characters"),
    "another type": (("type",), "call", "not_allowed"),
    "a topic of none": (("topic",), "", "too_short"),
    "a topic of 257": (("topic",), "x" * 257, "too_long"),
    "a topic of two lines": (("topic",), "a\nb", "characters"),
    "a time without offset": (("startedAt",), "2026-11-23T09:00:00", "format"),
    "a time that is a number": (("endedAt",), 1795000000, "type"),
    "a count as text": (("participantCount",), "3", "type"),
    "a count that is true": (("participantCount",), True, "type"),
    "a count with a fraction": (("participantCount",), 2.5, "type"),
    "a count below none": (("participantCount",), -1, "out_of_range"),
    "attendees that are no list": (("attendees",), {}, "type"),
    "an oid that is no GUID": (("attendees", 0, "oid"), "anna", "format"),
    "an empty oid": (("attendees", 0, "oid"), "", "format"),
    "another role": (("attendees", 0, "role"), "boss", "not_allowed"),
    "a name of 257": (("attendees", 1, "name"), "x" * 257, "too_long"),
    "a number that is none": (("dialIn", 0, "number"), "+49 ask Anna", "format"),
    "a number of two digits": (("dialIn", 0, "number"), "+49", "format"),
    "a number of 41 characters": (("dialIn", 0, "number"), "0" * 41, "too_long"),
    "a question of 4,001": (("questions", 0, "question"), "x" * 4001, "too_long"),
    "an answer with a bell": (("questions", 0, "answer"), "\x07", "characters"),
    "a count of a survey that is negative": (("surveys", 0, "answers", 0, "count"), -4, "out_of_range"),
    "messages that are null": (("chat", "messages"), None, "type"),
    "consent as a yes": (("recording", "consent"), "yes", "not_allowed"),
    "a link to the recording": (("recording",), "https://files.example/recording.mp4", "type"),
}


@pytest.mark.clause("R5.3")
def test_a_report_with_all_there_is_is_stored(permitted: World) -> None:
    assert store(permitted, full_webinar()).status == 201


def test_answers_have_exactly_the_members_that_are_documented(permitted: World) -> None:
    body = full_webinar() | {"dialIn": None}  # a number that was cut is no number to send

    stored = store(permitted, body)

    validate(StoredReport, stored.json)
    validate(ReadReport, read(permitted, stored.json["id"]).json)
    validate(ReportList, listed(permitted).json)
    permitted.clock.advance(days=40)
    validate(ReadReport, read(permitted, stored.json["id"]).json)


@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
@pytest.mark.clause("R5.3")
def test_an_unknown_member_is_refused_at_every_level(permitted: World, level: tuple[str | int, ...]) -> None:
    body = full_webinar()
    _at(body, level)["recordingUrl"] = "https://files.example/1"

    reply = store(permitted, body)

    assert (reply.status, reply.code) == (422, "invalid_body")
    assert pointers(reply) == [(_pointer((*level, "recordingUrl")), "unknown")]
    assert permitted.rows("reports") == []


@pytest.mark.parametrize("path", REQUIRED, ids=["/".join(map(str, path)) for path in REQUIRED])
def test_a_required_member_is_missed(permitted: World, path: tuple[str | int, ...]) -> None:
    body = full_webinar()
    del _at(body, path[:-1])[path[-1]]

    reply = store(permitted, body)

    assert (reply.status, reply.code) == (422, "invalid_body")
    assert (_pointer(path), "required") in pointers(reply)


@pytest.mark.parametrize(("path", "value", "code"), FAULTS.values(), ids=FAULTS)
def test_a_malformed_member_is_pointed_at(
    permitted: World, path: tuple[str | int, ...], value: object, code: str
) -> None:
    body = full_webinar()
    _at(body, path[:-1])[path[-1]] = value

    reply = store(permitted, body)

    assert (reply.status, reply.code) == (422, "invalid_body")
    assert pointers(reply) == [(_pointer(path), code)]


def test_every_fault_is_told_at_once_and_none_of_the_input(matched: World) -> None:
    reply = store(matched, report_body(topic="", type="Secret", passphrase="made-up"))

    assert set(pointers(reply)) == {("/topic", "too_short"), ("/type", "not_allowed"), ("/passphrase", "unknown")}
    assert b"Secret" not in reply.body
    assert b"made-up" not in reply.body


def test_names_of_members_are_taken_as_they_are_documented_only(matched: World) -> None:
    body = report_body()
    body["meeting_id"] = body.pop("meetingId")

    assert set(pointers(store(matched, body))) == {("/meetingId", "required"), ("/meeting_id", "unknown")}


@pytest.mark.parametrize("body", [[], None, "report", 1], ids=["a list", "null", "text", "a number"])
def test_a_body_that_is_no_object_is_refused(matched: World, body: object) -> None:
    reply = store(matched, b"null" if body is None else body)

    assert (reply.status, reply.code, pointers(reply)) == (422, "invalid_body", [("", "type")])


def _at(body: dict[str, Any], path: tuple[str | int, ...]) -> Any:
    found: Any = body
    for part in path:
        found = found[part]
    return found


def _pointer(path: tuple[str | int, ...]) -> str:
    return "".join(f"/{part}" for part in path)
