"""The caller's online meetings in Microsoft Graph, and the attendance reports of one of them.

https://learn.microsoft.com/graph/api/onlinemeeting-get
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shared.graph.client import segment
from shared.graph.readings import text
from shared.imports.attendance import LONGEST, Gathering, Listed, identifier, list_reports
from shared.problems import MeetingNotFound

if TYPE_CHECKING:
    from shared.graph.client import Graph
    from shared.imports.model import ImportRequest

SCOPES = ("OnlineMeetings.Read", "OnlineMeetingArtifact.Read.All")
NO_TOPIC = "Meeting"
_MEETINGS = "me/onlineMeetings"


def reports_of(graph: Graph, request: ImportRequest) -> list[Listed]:
    """The attendance reports of the one meeting of the caller's that is asked for. Raises MeetingNotFound."""
    meeting = _meeting(graph, request)
    meeting_id = identifier(meeting)
    topic = text(meeting.get("subject"), LONGEST) or NO_TOPIC
    return list_reports(graph, Gathering(meeting_id, "meeting", topic, f"{_MEETINGS}/{segment(meeting_id)}"))


def _meeting(graph: Graph, request: ImportRequest) -> Mapping[str, Any]:
    if request.online_meeting_id is not None:
        return graph.one(f"{_MEETINGS}/{segment(request.online_meeting_id)}")
    quoted = (request.join_web_url or "").replace("'", "''")
    for meeting in graph.all(_MEETINGS, {"$filter": f"JoinWebUrl eq '{quoted}'"}):
        return meeting
    raise MeetingNotFound
