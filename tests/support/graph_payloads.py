"""What Microsoft Graph has of a made-up meeting and webinar, in the shapes of its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shared.times import format_instant
from tests.support.memory_graph import InMemoryGraph
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, START, Reply, World

MEETING_ID = "MSphMGEwYTBhMC0wMDAwKjAqKjE5Om1lZXRpbmdfTldVMQ=="
MEETING = f"me/onlineMeetings/{MEETING_ID.replace('=', '%3D')}"
JOIN_URL = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NWU1%40thread.v2/0?context=%7b%22Tid%22%3a%22x%22%7d"
WEBINAR_ID = "f1b39f1c-520e-4e75-805a-4b0f2016a0c6@e5a1c0de-0000-4000-8000-000000000001"
WEBINAR = f"solutions/virtualEvents/webinars/{WEBINAR_ID.replace('@', '%40')}"
ENDED = START - timedelta(minutes=5)


def meeting(**members: Any) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.onlineMeeting",
        "id": MEETING_ID,
        "joinWebUrl": JOIN_URL,
        "subject": "Weekly",
        "allowTeamworkReactions": True,
        **members,
    }


def attendance_report(report_id: str = "c9b6db1c", ended_at: datetime = ENDED, **members: Any) -> dict[str, Any]:
    return {
        "id": report_id,
        "totalParticipantCount": 2,
        "meetingStartDateTime": f"{(ended_at - timedelta(minutes=45)):%Y-%m-%dT%H:%M:%S}.945Z",
        "meetingEndDateTime": f"{ended_at:%Y-%m-%dT%H:%M:%S}.7702391Z",
        "attendanceRecords": [],
        **members,
    }


def interval(joined: datetime, left: datetime) -> dict[str, Any]:
    return {
        "joinDateTime": f"{joined:%Y-%m-%dT%H:%M:%S}.6027225Z",
        "leaveDateTime": f"{left:%Y-%m-%dT%H:%M:%S}.77Z",
        "durationInSeconds": int((left - joined).total_seconds()),
    }


def record(identity: Mapping[str, Any], role: str | None = "Attendee", **members: Any) -> dict[str, Any]:
    return {
        "emailAddress": "",
        "totalAttendanceInSeconds": 322,
        "role": role,
        "identity": identity,
        "attendanceIntervals": [interval(ENDED - timedelta(minutes=44), ENDED - timedelta(minutes=1))],
        "registrationId": None,
        "externalRegistrationInformation": None,
        **members,
    }


def user(oid: str = ANNA, name: str | None = "Anna Schmidt", tenant_id: str | None = TENANT_ID) -> dict[str, Any]:
    odata_type = "#microsoft.graph.communicationsUserIdentity"
    return {"@odata.type": odata_type, "id": oid, "displayName": name, "tenantId": tenant_id}


ANNAS = record(user(), "Organizer", emailAddress="anna.schmidt@contoso.example")
BENS = record({"id": BEN, "displayName": "Ben Krüger", "tenantId": None}, "Presenter")
STRANGER = record(user("57caaef9-5ed0-48d5-8862-e5abfa71b3e7", "Chris Moor", OTHER_TENANT_ID))
CALLER = record({"id": None, "displayName": "+49 6221 000042", "tenantId": None})


def nested(depth: int = 100_000) -> Any:
    """A value in lists in lists, deeper than Python's recursion goes."""
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


def has_meeting(graph: InMemoryGraph, *reports: Mapping[str, Any], records: list[Any] | None = None) -> None:
    """Graph has Anna's meeting with these attendance reports, each with these records (else Anna and a stranger)."""
    graph.at[f"me/onlineMeetings?$filter=JoinWebUrl eq '{JOIN_URL}'"] = [meeting()]
    graph.at[MEETING] = meeting()
    listed = list(reports) or [attendance_report()]
    graph.at[f"{MEETING}/attendanceReports"] = listed
    for report in listed:
        graph.at[records_of(report["id"])] = [ANNAS, STRANGER] if records is None else records


def records_of(report_id: str) -> str:
    return f"{MEETING}/attendanceReports/{report_id}/attendanceRecords"


def has_webinar(graph: InMemoryGraph, questions: list[Any], registrations: list[Any], sessions: int = 1) -> None:
    """Graph has Anna's webinar with sessions on the days up to yesterday and today, the last one listed first."""
    graph.at[WEBINAR] = {"id": WEBINAR_ID, "displayName": "The new app"}
    began = {f"s{index}": ENDED - timedelta(days=index, minutes=45) for index in range(sessions)}
    graph.at[f"{WEBINAR}/sessions"] = [
        {"id": name, "subject": f"Part {name}", "startDateTime": format_instant(at), "allowTeamworkReactions": None}
        for name, at in began.items()
    ]
    for name, at in began.items():
        report = attendance_report(f"report-{name}", at + timedelta(minutes=45))
        graph.at[f"{WEBINAR}/sessions/{name}/attendanceReports"] = [report]
        graph.at[f"{WEBINAR}/sessions/{name}/attendanceReports/report-{name}/attendanceRecords"] = [ANNAS, STRANGER]
    graph.at[f"{WEBINAR}/registrationConfiguration/questions"] = questions
    graph.at[f"{WEBINAR}/registrations"] = registrations


def fetch(world: World, body: object = None, oid: str = ANNA) -> Reply:
    """Import Anna's meeting, or what the body names."""
    return world.call("import_reports", world.token(oid), {"joinWebUrl": JOIN_URL} if body is None else body)
