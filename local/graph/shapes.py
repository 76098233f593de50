"""The shapes in which Microsoft Graph describes a meeting and who took part in it.

They keep what is uneven in the real ones: fractions of a second with two, three or seven digits, times without a zone,
members that are null, identities of three kinds.
https://learn.microsoft.com/graph/api/resources/onlinemeeting
https://learn.microsoft.com/graph/api/resources/attendancerecord
https://learn.microsoft.com/graph/api/resources/meetingengagement?view=graph-rest-beta
"""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local.demo.people import Person

_FRACTION = "6027225"

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """An online meeting or a webinar's session, and its attendance reports with their records."""

    payload: Payload
    reports: tuple[tuple[Payload, list[Payload]], ...]

    @property
    def id(self) -> str:
        """Its id in Graph."""
        return str(self.payload["id"])


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when somebody was there, as minutes after the start."""

    joined: float
    left: float


def stamp(at: datetime, digits: int = 7) -> str:
    """A time in UTC with so many digits after the second."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{_FRACTION[:digits]}Z"


def guid(text: str) -> str:
    """A GUID that is the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://graph.example/{text}"))


def member(person: Person) -> Payload:
    """The identity of a registered user, of whichever organisation."""
    return {"id": person.oid, "displayName": person.display_name, "tenantId": person.tenant.tid}


def nobody_known(name: str) -> Payload:
    """The identity of somebody who did not sign in: a name that they chose, or the number that they dialled from."""
    return {"id": None, "displayName": name, "tenantId": None}


def visitor(name: str) -> Payload:
    """The identity of somebody who came through a contact centre's own software (Azure Communication Services)."""
    kind = "#microsoft.graph.azureCommunicationServicesUserIdentity"
    return {"@odata.type": kind, "id": f"8:acs:{guid(name)}", "displayName": name}


def record(
    identity: Payload, role: str, began: datetime, stays: list[Stay], email: str | None = None, **more: Any
) -> Payload:
    """One who took part, with every time that they joined and left."""
    intervals = [
        {
            "joinDateTime": stamp(began + timedelta(minutes=stay.joined)),
            "leaveDateTime": stamp(began + timedelta(minutes=stay.left)),
            "durationInSeconds": int((stay.left - stay.joined) * 60),
        }
        for stay in stays
    ]
    return {
        "emailAddress": email,
        "totalAttendanceInSeconds": sum(interval["durationInSeconds"] for interval in intervals),
        "role": role,
        "identity": identity,
        "attendanceIntervals": intervals,
        **more,
    }


def engagements(began: datetime, *kinds: tuple[str, str]) -> list[Payload]:
    """What somebody did with the camera, the microphone or their hand: Graph sends it, and nobody may keep it here."""
    return [
        {"engagementType": kind, "engagementSubType": action, "dateTime": stamp(began + timedelta(minutes=minute))}
        for minute, (kind, action) in enumerate(kinds, start=1)
    ]


def report(name: str, began: datetime, ended: datetime, records: list[Payload]) -> tuple[Payload, list[Payload]]:
    """An attendance report as the list shows it, where its records are left out, and the records."""
    shown = {
        "id": guid(name),
        "totalParticipantCount": len(records),
        "meetingStartDateTime": stamp(began, 3),
        "meetingEndDateTime": stamp(ended, 2),
        "attendanceRecords": [],
    }
    return shown, records


def meeting(
    name: str, subject: str, organizer: Person, times: tuple[datetime, datetime], join_url: str | None = None
) -> Payload:
    """An online meeting of `organizer`; `join_url` in place of a link of the older, longer kind."""
    thread = f"19:meeting_{name}@thread.v2"
    return {
        "id": base64.b64encode(f"1*{organizer.oid}*0**{thread}".encode()).decode(),
        "creationDateTime": stamp(times[0] - timedelta(days=7)),
        "startDateTime": f"{times[0]:%Y-%m-%dT%H:%M:%SZ}",
        "endDateTime": f"{times[1]:%Y-%m-%dT%H:%M:%SZ}",
        "joinWebUrl": join_url or join_link(name, organizer),
        "subject": subject,
        "isBroadcast": False,
        "autoAdmittedUsers": "everyoneInCompany",
        "videoTeleconferenceId": None,
        "allowedPresenters": "everyone",
        "audioConferencing": {"tollNumber": "+49 6221 000100", "conferenceId": "900000001"},
        "chatInfo": {"threadId": thread, "messageId": "0"},
        "participants": {
            "organizer": {
                "upn": organizer.username,
                "role": "presenter",
                "identity": {"user": member(organizer)},
            },
            "attendees": [],
        },
    }


def join_link(name: str, organizer: Person) -> str:
    """A link as Teams puts it into an invitation, with the context encoded."""
    context = f"%7b%22Tid%22%3a%22{organizer.tenant.tid}%22%2c%22Oid%22%3a%22{organizer.oid}%22%7d"
    return f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_{name}%40thread.v2/0?context={context}"
