"""An attendance report of Microsoft Graph, of a meeting or a webinar, as a report that `POST reports` would take.

What is not for us stays here: times where the organisation does not collect them, names of guests, e-mail addresses,
ids of registrations, and whatever measures attention.
https://learn.microsoft.com/graph/api/resources/meetingattendancereport
https://learn.microsoft.com/graph/api/resources/attendancerecord
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from shared.graph.client import segment
from shared.graph.readings import guid_or_none, instant, text
from shared.imports.engagement import Dropped, engagement_in
from shared.imports.telephones import number_in
from shared.problems import GraphFailed, NotEndedYet, TooLarge
from shared.reports.model import MAX_ATTENDEES
from shared.times import format_instant

if TYPE_CHECKING:
    from shared.graph.client import Graph

GUEST = "Guest"
UNNAMED = "Unknown"
LONGEST = 4096
"""Of texts that are read at all. What is longer than a report may hold refuses it, so this is no limit of reports."""
_ROLES = {
    "organizer": "organizer",
    "coorganizer": "coorganizer",
    "co-organizer": "coorganizer",
    "presenter": "presenter",
    "attendee": "attendee",
}
# Identities of the organisations' registered users. Others have ids too: guests, telephones, bots, other services.
_USER_TYPES = ("#microsoft.graph.identity", "#microsoft.graph.communicationsUserIdentity")
_TELEPHONE = "4:"
"""Begins the id of a telephone, which goes on with its number."""


@dataclass(frozen=True, slots=True)
class Found:
    """A report as `POST reports` takes it, and what its source sent besides."""

    report: dict[str, Any]
    dropped: Dropped


@dataclass(frozen=True, slots=True)
class Gathering:
    """The meeting, or the session of a webinar, that attendance reports are about; `path` leads to it."""

    meeting_id: str
    type: Literal["meeting", "webinar"]
    topic: str
    path: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An attendance report as a list of Graph's has it, without its records.

    `registrations_of` is the path of the webinar whose registrations are counted into this report.
    """

    gathering: Gathering
    report_id: str
    entry: Mapping[str, Any]
    registrations_of: str | None = None

    @property
    def started_at(self) -> datetime:
        """Raises GraphFailed."""
        return _instant(self.entry.get("meetingStartDateTime"))

    @property
    def ended_at(self) -> datetime:
        """Raises GraphFailed; NotEndedYet while the meeting goes on."""
        ended = self.entry.get("meetingEndDateTime")
        if ended is None:
            raise NotEndedYet
        return _instant(ended)


def list_reports(graph: Graph, gathering: Gathering) -> list[Listed]:
    """The attendance reports of a meeting or session; Graph has the 50 most recent. Raises GraphFailed."""
    found = graph.all(f"{gathering.path}/attendanceReports")
    return [Listed(gathering, identifier(entry), entry) for entry in found]


def read_report(graph: Graph, listed: Listed, tenant_id: str, *, with_times: bool) -> Found:
    """Read the records of an attendance report; `with_times` where the organisation collects times of attendance.

    Several intervals of a person become the first time of joining and the last of leaving.

    Raises:
        GraphFailed: a shape that cannot be read.
        TooLarge: more people than a report may hold.
    """
    gathering = listed.gathering
    people = _People(tenant_id, with_times=with_times)
    engagement = engagement_in({**listed.entry, "attendanceRecords": None})  # they are read below, and counted there
    path = f"{gathering.path}/attendanceReports/{segment(listed.report_id)}/attendanceRecords"
    for record in graph.all(path):
        engagement += engagement_in(record)
        people.add(record)
    report: dict[str, Any] = {
        "meetingId": gathering.meeting_id,
        "reportId": listed.report_id,
        "type": gathering.type,
        "topic": gathering.topic,
        "startedAt": format_instant(listed.started_at),
        "endedAt": format_instant(listed.ended_at),
        "participantCount": _count(listed.entry.get("totalParticipantCount"), people.count),
        "attendees": people.attendees,
    }
    if people.dial_in:
        report["dialIn"] = people.dial_in
    return Found(report, Dropped(engagement=engagement))


def identifier(entry: Mapping[str, Any]) -> str:
    """The id by which Graph knows it. Raises GraphFailed when it has none that could be asked for again."""
    found = text(entry.get("id"), LONGEST)
    if found is None or found != entry["id"]:
        raise GraphFailed
    return found


def entries(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a list inside an entry; one object alone counts as a list of it, anything else as none."""
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            yield entry


class _People:
    """Who took part, record by record."""

    def __init__(self, tenant_id: str, *, with_times: bool) -> None:
        self._tenant_id = tenant_id
        self._with_times = with_times
        self.attendees: list[dict[str, Any]] = []
        self.dial_in: list[dict[str, Any]] = []

    @property
    def count(self) -> int:
        return len(self.attendees) + len(self.dial_in)

    def add(self, record: Mapping[str, Any]) -> None:
        identity = next(entries(record.get("identity")), {})
        name = text(identity.get("displayName"), LONGEST)
        times = _times(record) if self._with_times else {}
        number = _number(identity, name)
        if number is not None:
            self.dial_in.append({"number": number, **times})
        else:
            oid = self._own(identity)
            role = _ROLES.get((text(record.get("role"), LONGEST) or "").lower(), "unknown")
            self.attendees.append({"oid": oid, "name": (name or UNNAMED) if oid else GUEST, "role": role, **times})
        if self.count > MAX_ATTENDEES:
            raise TooLarge

    def _own(self, identity: Mapping[str, Any]) -> str | None:
        """The id of a registered user of the caller's organisation."""
        if (identity.get("@odata.type") or _USER_TYPES[0]) not in _USER_TYPES:
            return None
        tenant_id = identity.get("tenantId")
        is_own = tenant_id is None or guid_or_none(tenant_id) == self._tenant_id
        return guid_or_none(identity.get("id")) if is_own else None


def _number(identity: Mapping[str, Any], name: str | None) -> str | None:
    """The number of a telephone: it stands as the name, or where there is no name in the id."""
    if name is not None:
        return number_in(name)
    prefix, _, number = (text(identity.get("id"), LONGEST) or "").partition(_TELEPHONE)
    return number_in(number) if not prefix else None


def _times(record: Mapping[str, Any]) -> dict[str, str]:
    intervals = list(entries(record.get("attendanceIntervals")))
    joined = [_instant(entry["joinDateTime"]) for entry in intervals if entry.get("joinDateTime") is not None]
    left = [_instant(entry["leaveDateTime"]) for entry in intervals if entry.get("leaveDateTime") is not None]
    first, last = min(joined, default=None), max(left, default=None)
    times = {"joinedAt": first, "leftAt": last}
    return {name: format_instant(time) for name, time in times.items() if time is not None}


def _count(value: Any, counted: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else counted


def _instant(value: Any) -> datetime:
    try:
        return instant(value)
    except ValueError:
        raise GraphFailed from None
