"""Whatever report is stored, what is read is what was sent, but for what is announced as minimised."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.times import format_instant
from tests.support.reports import read, store
from tests.support.world import START, World

LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=256)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\r\n"), max_size=300)
OIDS = st.uuids().map(str) | st.none()
COUNTS = st.integers(0, 1_000_000)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_stored_is_read_back_but_for_guests_and_numbers(permitted: World, data: st.DataObject) -> None:
    body, expected = data.draw(_reports())

    stored = store(permitted, body)
    report = read(permitted, stored.json["id"]).json

    assert stored.status in {200, 201}, stored.json
    terms = {name: report.pop(name) for name in ("id", "contentUntil", "deleteBy", "minimised")}
    assert terms == stored.json
    assert report == expected


@st.composite
def _reports(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A report that is fine to store, and what reading it is expected to give."""
    kind = draw(st.sampled_from(["meeting", "webinar"]))
    sent_start, started = draw(_instants(30 * 60, 15 * 60))
    sent_end, ended = draw(_instants(15 * 60, 0))
    body: dict[str, Any] = {
        "meetingId": draw(LINES),
        "reportId": draw(LINES),
        "type": kind,
        "topic": draw(LINES),
        "startedAt": sent_start,
        "endedAt": sent_end,
        "participantCount": draw(COUNTS),
        "attendees": draw(st.lists(_attendees(), max_size=5)),
    }
    body |= draw(st.fixed_dictionaries({}, optional={"dialIn": st.none(), "chat": st.none() | _chats()}))
    body |= draw(st.fixed_dictionaries({}, optional={"surveys": st.none() | st.lists(_surveys(), max_size=3)}))
    if kind == "webinar":
        body |= draw(st.fixed_dictionaries({}, optional={"questions": st.lists(_questions(), max_size=3)}))
    guests = iter(range(1, 6))
    attendees = [
        who if who["oid"] is not None else {**who, "name": f"Guest {next(guests)}"} for who in body["attendees"]
    ]
    return body, {**body, "startedAt": started, "endedAt": ended, "attendees": attendees}


@st.composite
def _instants(draw: st.DrawFn, earliest: int, latest: int) -> tuple[str, str]:
    """A time from `earliest` to `latest` seconds before now, as sent and as it comes back."""
    instant = START - timedelta(seconds=draw(st.integers(latest, earliest)))
    fraction = draw(st.sampled_from(["", ".0", ".123456789"]))
    local = instant.astimezone(draw(OFFSETS)).isoformat()
    return f"{local[:19]}{fraction}{local[19:]}", format_instant(instant)


def _attendees() -> st.SearchStrategy[dict[str, Any]]:
    roles = st.sampled_from(["organizer", "coorganizer", "presenter", "attendee", "unknown"])
    return st.fixed_dictionaries({"oid": OIDS, "name": LINES, "role": roles}, optional={"joinedAt": st.none()})


def _questions() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"askedBy": OIDS, "question": TEXTS}, optional={"answer": TEXTS | st.none()})


def _surveys() -> st.SearchStrategy[dict[str, Any]]:
    choices = st.fixed_dictionaries({"choice": LINES, "count": COUNTS})
    return st.fixed_dictionaries({"question": TEXTS, "answers": st.lists(choices, max_size=3)})


def _chats() -> st.SearchStrategy[dict[str, Any]]:
    messages = st.fixed_dictionaries({"at": st.just("2026-11-23T09:00:00Z"), "author": OIDS, "text": TEXTS})
    necessity = TEXTS.filter(str.strip)
    chat = {"purpose": st.just("result_log"), "necessity": necessity, "messages": st.lists(messages, max_size=3)}
    return st.fixed_dictionaries(chat)
