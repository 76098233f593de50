"""A person about whom something is kept in almost every family."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.problems import ContactCenterFailed
from tests.support.access import ben_token, match_ben
from tests.support.world import ANNA, BEN, START, World, report_body


@pytest.fixture
def busy(world: World) -> World:
    """Anna and Ben have stored reports that name each other; Anna claims, is told on, and is held on to."""
    world.register(collect={"attendanceTimes": True, "chat": True})
    world.match()
    match_ben(world)
    attendees = [
        {"oid": ANNA, "name": "Anna Schmidt", "role": "organizer", "joinedAt": "2026-11-23T09:00:00Z"},
        {"oid": BEN, "name": "Ben Weber", "role": "attendee", "joinedAt": "2026-11-23T09:01:02Z"},
        {"oid": None, "name": "Chris Moor", "role": "attendee"},
    ]
    full: dict[str, Any] = {
        "type": "webinar",
        "attendees": attendees,
        "dialIn": [{"number": "+496221000000"}],
        "questions": [
            {"askedBy": ANNA, "question": "What about Anna?"},
            {"askedBy": BEN, "question": "What about Ben?", "answer": "Ben wrote this"},
        ],
        "surveys": [{"question": "Useful?", "answers": [{"choice": "yes", "count": 4}]}],
        "chat": {
            "purpose": "result_log",
            "necessity": "needed",
            "messages": [
                {"at": "2026-11-23T09:10:00Z", "author": ANNA, "text": "Anna wrote this"},
                {"at": "2026-11-23T09:11:00Z", "author": BEN, "text": "Ben wrote this"},
            ],
        },
        "recording": {
            "announcedAt": "2026-11-23T08:59:00Z",
            "startedAt": "2026-11-23T09:00:00Z",
            "consent": "obtained",
            "basis": "Ben Weber's idea",
        },
    }
    anna_recorded = full["recording"] | {"basis": "asked everyone"}
    assert world.call("store_report", world.token(), report_body(**full | {"recording": anna_recorded})).status == 201
    assert world.call("store_report", ben_token(world), report_body(**full | {"reportId": "bens"})).status == 201
    plain = report_body(START - timedelta(days=3), reportId="earlier")
    assert world.call("store_report", world.token(), plain).status == 201
    world.contact_center.failure = ContactCenterFailed()
    restriction = {"ground": "claims", "until": "2027-06-30", "statement": "I claim"}
    assert world.call("restrict_my_data", world.token(), restriction).status == 200
    world.contact_center.failure = None
    return world
