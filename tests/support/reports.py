"""What the tests of reports share: a person's requests for reports, and a report that holds all there is."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from shared.times import format_instant
from tests.support.world import ANNA, BEN, START, Reply, World, report_body

ALL_PERMITTED = {"attendanceTimes": True, "chat": True}
_REPORT_ID = re.compile(r"[0-9]{8}-[a-z2-7]{26}")


def store(world: World, body: object = None, oid: str = ANNA) -> Reply:
    """Store a report; the ordinary one when no body is given."""
    return world.call("store_report", world.token(oid), report_body() if body is None else body)


def stored_id(world: World, body: object = None, oid: str = ANNA) -> str:
    """Store a report that must be accepted; its id comes back."""
    reply = store(world, body, oid)
    assert reply.status in {200, 201}, reply.json
    assert _REPORT_ID.fullmatch(reply.json["id"])
    return str(reply.json["id"])


def read(world: World, report_id: str, oid: str = ANNA, **headers: str) -> Reply:
    return world.call("read_report", world.token(oid), path={"reportId": report_id}, headers=headers)


def delete(world: World, report_id: str, oid: str = ANNA) -> Reply:
    return world.call("delete_report", world.token(oid), path={"reportId": report_id})


def listed(world: World, oid: str = ANNA, **query: str) -> Reply:
    return world.call("list_reports", world.token(oid), query=query)


def ids(reply: Reply) -> list[str]:
    """The ids of a list's reports, in its order."""
    return [report["id"] for report in reply.json["reports"]]


def pointers(reply: Reply) -> list[tuple[str, str]]:
    """Each place that a refusal points at, with its code."""
    return [(found["pointer"], found["code"]) for found in reply.json["errors"]]


def ended(at: datetime, report_id: str = "c9b6db1c", **members: Any) -> dict[str, Any]:
    """A report on a meeting that ended then."""
    return report_body(at, reportId=report_id, **members)


def full_webinar(ended_at: datetime = START - timedelta(minutes=5)) -> dict[str, Any]:
    """A webinar's report with every member that there is, for an organisation that permits all of it."""
    began, joined = ended_at - timedelta(minutes=45), format_instant(ended_at - timedelta(minutes=44))
    left = format_instant(ended_at - timedelta(minutes=1))
    return report_body(
        ended_at,
        type="webinar",
        attendees=[
            {"oid": ANNA, "name": "Anna Schmidt", "role": "organizer", "joinedAt": joined, "leftAt": left},
            {"oid": None, "name": "Chris Moor", "role": "attendee", "joinedAt": joined, "leftAt": None},
        ],
        dialIn=[{"number": "+496221000042", "joinedAt": joined, "leftAt": left}],
        questions=[{"askedBy": BEN, "question": "When?", "answer": "In May."}, {"askedBy": None, "question": "Who?"}],
        surveys=[{"question": "Useful?", "answers": [{"choice": "yes", "count": 4}, {"choice": "no", "count": 0}]}],
        chat={
            "purpose": "result_log",
            "necessity": "The decisions were taken in writing.",
            "messages": [{"at": joined, "author": ANNA, "text": "Agreed."}],
        },
        recording={
            "announcedAt": format_instant(began - timedelta(minutes=1)),
            "startedAt": format_instant(began),
            "consent": "not_required",
            "basis": "works agreement of 2025",
        },
    )
