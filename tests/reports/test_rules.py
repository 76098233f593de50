"""What a well-formed report is refused for, and where the refusal points (R6.2, R6.3, R6.4, R6.5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.times import format_instant
from tests.support.reports import ALL_PERMITTED, ended, full_webinar, pointers, store
from tests.support.world import ANNA, START, NewWorld, World, report_body

ENDED = START - timedelta(minutes=5)
BEGAN = ENDED - timedelta(minutes=45)
CHAT = {"purpose": "result_log", "necessity": "Decisions were taken in writing.", "messages": []}
RECORDING = {"announcedAt": format_instant(BEGAN), "startedAt": format_instant(ENDED), "consent": "obtained"}


def without(members: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in members.items() if name not in names}


PERMITTED_REFUSALS: dict[str, tuple[dict[str, Any], str, list[tuple[str, str]]]] = {
    "chat without a purpose": (
        {"chat": without(CHAT, "purpose")},
        "chat_not_permitted",
        [("/chat/purpose", "required")],
    ),
    "chat for another purpose": (
        {"chat": {**CHAT, "purpose": "curiosity"}},
        "chat_not_permitted",
        [("/chat/purpose", "not_allowed")],
    ),
    "chat without necessity": (
        {"chat": without(CHAT, "necessity")},
        "chat_not_permitted",
        [("/chat/necessity", "required")],
    ),
    "chat with a blank necessity": (
        {"chat": {**CHAT, "necessity": " \n"}},
        "chat_not_permitted",
        [("/chat/necessity", "required")],
    ),
    "questions of a meeting": (
        {"questions": [{"askedBy": None, "question": "Who?"}]},
        "questions_only_for_webinars",
        [("/questions", "questions_only_for_webinars")],
    ),
    "a recording never announced": (
        {"recording": without(RECORDING, "announcedAt")},
        "recording_not_announced",
        [("/recording/announcedAt", "required")],
    ),
    "a recording announced as it began": (
        {"recording": {**RECORDING, "announcedAt": RECORDING["startedAt"]}},
        "recording_not_announced",
        [("/recording/announcedAt", "after_the_start")],
    ),
    "a recording without consent": (
        {"recording": without(RECORDING, "consent")},
        "recording_consent_missing",
        [("/recording/consent", "required")],
    ),
    "a recording that needs no consent, on no basis": (
        {"recording": {**RECORDING, "consent": "not_required"}},
        "recording_consent_missing",
        [("/recording/basis", "required")],
    ),
    "an end before the start": (
        {"startedAt": format_instant(ENDED + timedelta(seconds=1))},
        "invalid_body",
        [("/endedAt", "before_the_start")],
    ),
    "a meeting of more than 30 hours": (
        {"startedAt": format_instant(ENDED - timedelta(hours=30, seconds=1))},
        "invalid_body",
        [("/endedAt", "longer_than_30_hours")],
    ),
    "an attendee who left before joining": (
        {
            "attendees": [
                {
                    "oid": ANNA,
                    "name": "Anna Schmidt",
                    "role": "organizer",
                    "joinedAt": format_instant(ENDED),
                    "leftAt": format_instant(BEGAN),
                }
            ]
        },
        "invalid_body",
        [("/attendees/0/leftAt", "before_the_start")],
    ),
    "telephones, of which the second left before joining": (
        {
            "dialIn": [
                {"number": "+496221000042", "joinedAt": format_instant(BEGAN), "leftAt": format_instant(BEGAN)},
                {"number": "+496221000043", "joinedAt": format_instant(ENDED), "leftAt": format_instant(BEGAN)},
            ]
        },
        "invalid_body",
        [("/dialIn/1/leftAt", "before_the_start")],
    ),
}


@pytest.mark.parametrize(("members", "code", "places"), PERMITTED_REFUSALS.values(), ids=PERMITTED_REFUSALS)
@pytest.mark.clause("R6.2", "R6.3", "R6.4")
def test_a_broken_rule_is_named_and_nothing_is_stored(
    permitted: World, members: dict[str, Any], code: str, places: list[tuple[str, str]]
) -> None:
    reply = store(permitted, report_body(ENDED, **members))

    assert (reply.status, reply.code) == (422, code)
    assert pointers(reply) == places
    assert permitted.rows("meetings") == permitted.rows("reports") == []


@pytest.mark.parametrize(
    "members",
    [
        {"chat": CHAT},
        {"recording": RECORDING},
        {"recording": {**RECORDING, "consent": "not_required", "basis": "works agreement"}},
        {"type": "webinar", "questions": [{"askedBy": None, "question": "Who?"}]},
        {"questions": []},
        {"startedAt": format_instant(ENDED)},
        {"startedAt": format_instant(ENDED - timedelta(hours=30))},
    ],
    ids=["chat", "recording", "consent not required", "webinar questions", "no questions", "no duration", "30 hours"],
)
@pytest.mark.clause("R6.2", "R6.3", "R6.4")
def test_what_keeps_to_the_rules_is_stored(permitted: World, members: dict[str, Any]) -> None:
    assert store(permitted, report_body(ENDED, **members)).status == 201


@pytest.mark.parametrize("chat", [CHAT, {"messages": []}], ids=["with purpose and necessity", "without"])
@pytest.mark.clause("R6.3")
def test_chat_needs_the_switch_of_the_organisation(matched: World, chat: dict[str, Any]) -> None:
    reply = store(matched, report_body(chat=chat))

    assert (reply.status, reply.code) == (422, "chat_not_permitted")
    assert ("/chat", "switched_off") in pointers(reply)


def test_times_of_attendance_need_the_switch_and_each_is_pointed_at(matched: World) -> None:
    at = format_instant(BEGAN)
    attendee = {"oid": None, "name": "Chris Moor", "role": "attendee"}
    body = report_body(
        attendees=[attendee, {**attendee, "joinedAt": at}, {**attendee, "joinedAt": None, "leftAt": at}],
        dialIn=[{"number": "+496221000042", "joinedAt": at, "leftAt": at}, {"number": "+496221000043"}],
    )

    reply = store(matched, body)

    assert (reply.status, reply.code) == (422, "attendance_times_not_permitted")
    code = "attendance_times_not_permitted"
    assert pointers(reply) == [
        ("/attendees/1/joinedAt", code),
        ("/attendees/2/leftAt", code),
        ("/dialIn/0/joinedAt", code),
        ("/dialIn/0/leftAt", code),
    ]


def test_a_switch_that_is_turned_off_again_refuses_from_then_on(permitted: World) -> None:
    assert store(permitted, full_webinar()).status == 201

    permitted.register(collect={**ALL_PERMITTED, "chat": False})

    assert store(permitted, full_webinar()).code == "chat_not_permitted"


def test_the_first_rule_names_the_refusal_and_every_broken_one_is_pointed_at(matched: World) -> None:
    questions = [{"askedBy": None, "question": "Who?"}]
    body = report_body(chat={"messages": []}, questions=questions, recording={"startedAt": format_instant(BEGAN)})

    reply = store(matched, body)

    assert reply.code == "chat_not_permitted"
    assert [pointer for pointer, _ in pointers(reply)] == [
        "/chat",
        "/chat/purpose",
        "/chat/necessity",
        "/questions",
        "/recording/announcedAt",
        "/recording/consent",
    ]


@pytest.mark.parametrize(
    ("after_its_end", "status"), [(timedelta(0), 201), (timedelta(seconds=-1), 422)], ids=["at its end", "before"]
)
@pytest.mark.clause("R6.5")
def test_a_meeting_must_have_ended(matched: World, after_its_end: timedelta, status: int) -> None:
    reply = store(matched, ended(matched.clock() - after_its_end))

    assert reply.status == status
    if status == 422:
        assert (reply.code, pointers(reply)) == ("not_ended_yet", [("/endedAt", "not_ended_yet")])


@pytest.mark.parametrize(
    ("ended_at", "last_moment"),
    [
        (datetime.fromisoformat("2026-11-23T09:40:10Z"), datetime.fromisoformat("2026-12-21T22:59:59Z")),
        (datetime.fromisoformat("2026-11-23T00:00:00Z"), datetime.fromisoformat("2026-12-21T22:59:59Z")),
        (datetime.fromisoformat("2026-12-31T23:59:59Z"), datetime.fromisoformat("2027-01-29T22:59:59Z")),
        (datetime.fromisoformat("2027-01-31T12:00:00Z"), datetime.fromisoformat("2027-02-26T22:59:59Z")),
        (datetime.fromisoformat("2028-01-30T12:00:00Z"), datetime.fromisoformat("2028-02-27T22:59:59Z")),
    ],
    ids=["November", "midnight", "the year's last second", "31 January", "30 January of a leap year"],
)
@pytest.mark.clause("R6.5")
def test_a_meeting_is_too_old_an_hour_before_its_content_goes(
    matched: World, ended_at: datetime, last_moment: datetime
) -> None:
    matched.clock.now = last_moment
    assert store(matched, ended(ended_at)).status == 201

    matched.clock.advance(seconds=1)
    reply = store(matched, ended(ended_at, "another"))

    assert (reply.status, reply.code) == (422, "retention_elapsed")
    assert pointers(reply) == [("/endedAt", "retention_elapsed")]
    assert len(matched.rows("reports")) == len(matched.rows("meetings")) == 1


@pytest.mark.clause("R6.5")
def test_a_lower_limit_for_content_refuses_earlier(new_world: NewWorld) -> None:
    world = new_world({"CONTENT_RETENTION_DAYS": "3"})
    world.register()
    world.match()

    assert store(world, ended(START - timedelta(days=1))).json["contentUntil"] == "2026-11-25T00:00:00Z"
    assert store(world, ended(START - timedelta(days=2))).code == "retention_elapsed"


@pytest.mark.parametrize("name", ["contentUntil", "deleteBy", "expiresAt", "ttl"])
@pytest.mark.clause("R6.5")
def test_a_client_gives_no_expiry(matched: World, name: str) -> None:
    reply = store(matched, {**report_body(), name: "2099-01-01T00:00:00Z"})

    assert (reply.code, pointers(reply)) == ("invalid_body", [(f"/{name}", "unknown")])
