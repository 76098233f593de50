"""What the stand-in for Microsoft Graph answers to a path: the object or the list, and the permission that it takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.graph.demo import Holdings
    from local.graph.shapes import Event, Payload
    from local.graph.webinar import Webinar

MEETINGS, ARTIFACTS, VIRTUAL_EVENTS = "OnlineMeetings.Read", "OnlineMeetingArtifact.Read.All", "VirtualEvent.Read"
REPORTS_A_PAGE, RECORDS_A_PAGE, REGISTRATIONS_A_PAGE, OTHERS_A_PAGE = 1, 100, 2, 50

_BY_LINK = re.compile(r"\s*joinWebUrl\s+eq\s+'((?:[^']|'')*)'\s*", re.IGNORECASE)


class BadRequest(Exception):
    """Graph would answer 400; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands at a path: one object, or a list of which a page has `page_size` entries. None: nothing does.

    With `relative` the address of the next page is given without scheme and host.
    """

    scope: str
    one: Payload | None = None
    many: Sequence[Payload] | None = None
    page_size: int = OTHERS_A_PAGE
    relative: bool = False


def find(holdings: Holdings, path: Sequence[str], query: dict[str, str]) -> Answer | None:
    """The answer to the decoded segments of a path behind the version, None where Graph has nothing of the kind.

    Raises:
        BadRequest: the list of meetings without a filter that it understands.
    """
    match path:
        case ["me", "onlineMeetings"]:
            return Answer(MEETINGS, many=_by_link(holdings, query.get("$filter", "")))
        case ["me", "onlineMeetings", meeting_id]:
            meeting = _named(holdings.meetings, meeting_id)
            return Answer(MEETINGS, one=meeting.payload if meeting else None)
        case ["me", "onlineMeetings", meeting_id, *rest]:
            return _artifacts(_named(holdings.meetings, meeting_id), rest)
        case ["solutions", "virtualEvents", "webinars", webinar_id, *rest]:
            webinar = next((each for each in holdings.webinars if each.id == webinar_id), None)
            return _of_webinar(webinar, rest)
        case _:
            return None


def _by_link(holdings: Holdings, text: str) -> list[Payload]:
    found = _BY_LINK.fullmatch(text)
    if found is None:
        raise BadRequest("Filter expression expected - /onlineMeetings?$filter=joinWebUrl eq '{joinWebUrl}'.")
    wanted = unquote(found[1].replace("''", "'"))
    return [meeting.payload for meeting in holdings.meetings if unquote(meeting.payload["joinWebUrl"]) == wanted]


def _artifacts(event: Event | None, rest: Sequence[str]) -> Answer | None:
    match rest:
        case ["attendanceReports"]:
            reports = None if event is None else [report for report, _ in event.reports]
            return Answer(ARTIFACTS, many=reports, page_size=REPORTS_A_PAGE, relative=True)
        case ["attendanceReports", report_id, "attendanceRecords"]:
            reports_of_event = () if event is None else event.reports
            records = next((records for report, records in reports_of_event if report["id"] == report_id), None)
            return Answer(ARTIFACTS, many=records, page_size=RECORDS_A_PAGE)
        case _:
            return None


def _of_webinar(webinar: Webinar | None, rest: Sequence[str]) -> Answer | None:
    match rest:
        case []:
            return Answer(VIRTUAL_EVENTS, one={"value": webinar.payload} if webinar else None)
        case ["sessions"]:
            return Answer(VIRTUAL_EVENTS, many=[session.payload for session in webinar.sessions] if webinar else None)
        case ["registrations"]:
            entries = webinar.registrations if webinar else None
            return Answer(VIRTUAL_EVENTS, many=entries, page_size=REGISTRATIONS_A_PAGE)
        case ["registrationConfiguration", "questions"]:
            return Answer(VIRTUAL_EVENTS, many=webinar.questions if webinar else None)
        case ["sessions", session_id, *artifacts]:
            return _artifacts(_named(webinar.sessions if webinar else (), session_id), artifacts)
        case _:
            return None


def _named(events: Sequence[Event], wanted: str) -> Event | None:
    return next((event for event in events if event.id == wanted), None)
