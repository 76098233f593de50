"""A webinar as Microsoft Graph describes it: sessions, registrations, and the questions that registrants answered.

https://learn.microsoft.com/graph/api/resources/virtualeventwebinar
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from local.graph.shapes import Event, Payload, Stay, guid, join_link, member, nobody_known, record, report

if TYPE_CHECKING:
    from local.demo.people import Person

TOPIC = "How we answer"
JOB_TITLE, REASON, CHANNELS, AGAIN, WISH = (guid(f"question {number}") for number in range(5))
REASONS = ("To learn about the topic", "To meet others")
CHANNEL_CHOICES = ("Telephone", "Chat", "E-mail")


@dataclass(frozen=True, slots=True)
class Webinar:
    """What Graph answers about one webinar."""

    payload: Payload
    sessions: tuple[Event, ...]
    registrations: list[Payload]
    questions: list[Payload]

    @property
    def id(self) -> str:
        """Its id in Graph: a GUID, and the tenant's behind an @."""
        return str(self.payload["id"])


def demo_webinar(organizer: Person, registrant: Person, ended: datetime) -> Webinar:
    """A webinar of two sessions, a day apart; the later one has just ended at `ended`."""
    began = ended - timedelta(days=1, hours=1)
    payload = {
        "@odata.type": "#microsoft.graph.virtualEventWebinar",
        "id": f"{guid('webinar')}@{organizer.tenant.tid}",
        "status": "published",
        "displayName": TOPIC,
        "description": {"content": "Two afternoons about good answers.", "contentType": "text"},
        "startDateTime": {"dateTime": f"{began:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
        "endDateTime": {"dateTime": f"{ended:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
        "createdBy": {"application": None, "device": None, "user": member(organizer)},
        "audience": "everyone",
        "coOrganizers": [],
    }
    registrations = _registrations(registrant, began)
    ends = (ended - timedelta(days=1), ended)
    sessions = tuple(_session(number, organizer, registrations, end) for number, end in enumerate(ends, start=1))
    return Webinar(payload, sessions, registrations, _questions())


def _session(number: int, organizer: Person, registrations: list[Payload], ended: datetime) -> Event:
    began = ended - timedelta(hours=1)
    name = f"webinar-session-{number}"
    payload: Payload = {
        "@odata.type": "#microsoft.graph.virtualEventSession",
        "id": guid(name),
        "startDateTime": f"{began:%Y-%m-%dT%H:%M:%SZ}",
        "endDateTime": f"{ended:%Y-%m-%dT%H:%M:%SZ}",
        "joinWebUrl": join_link(name, organizer),
        "subject": f"{TOPIC}, part {number}",
        "isBroadcast": None,
        "broadcastSettings": None,
        "capabilities": [],
        "audioConferencing": None,
        "chatInfo": None,
        "allowTeamworkReactions": None,
        "allowAttendeeToEnableCamera": None,
        "allowAttendeeToEnableMic": None,
    }
    records = [record(member(organizer), "Organizer", began, [Stay(0, 60)], organizer.username)]
    records += [
        record(
            _identity(entry, organizer),
            "Attendee",
            began,
            [Stay(index, 55)],
            entry["email"],
            registrationId=entry["id"],
            externalRegistrationInformation=None,
        )
        for index, entry in enumerate(registrations, start=1)
        if entry["status"] == "registered"
    ]
    return Event(payload, (report(name, began, ended, records),))


def _identity(entry: Payload, organizer: Person) -> Payload:
    name = f"{entry['firstName']} {entry['lastName']}"
    if entry["userId"] is None:
        return nobody_known(name)
    return {"id": entry["userId"], "displayName": name, "tenantId": organizer.tenant.tid}


def _registrations(registrant: Person, began: datetime) -> list[Payload]:
    first, last = registrant.display_name.split()
    return [
        _registration(first, last, registrant.username, registrant.oid, began, "Clerk", REASONS[0], ["Chat"], True, ""),
        _registration(
            "Ines", "Falk", "ines@falk.example", None, began, "Head", REASONS[0], ["Chat", "E-mail"], True, ""
        ),
        _registration("Joel", "Kern", "joel@kern.example", None, began, "", REASONS[1], [], False, "Shorter talks."),
        {
            **_registration("Kim", "Lenz", "kim@lenz.example", None, began, "", REASONS[1], ["Chat"], True, ""),
            "status": "canceled",
            "cancelationDateTime": f"{began - timedelta(days=1):%Y-%m-%dT%H:%M:%S}",
        },
    ]


def _registration(
    first: str,
    last: str,
    email: str,
    user_id: str | None,
    began: datetime,
    job_title: str,
    reason: str,
    channels: list[str],
    again: bool,
    wish: str,
) -> Payload:
    answers = [
        _answer(JOB_TITLE, "Job title", value=job_title or None),
        _answer(REASON, None, value=reason),
        _answer(CHANNELS, None, multiChoiceValues=channels),
        _answer(AGAIN, None, booleanValue=again),
        _answer(WISH, None, value=wish or None),
    ]
    return {
        "@odata.type": "#microsoft.graph.virtualEventRegistration",
        "id": guid(f"registration {email}"),
        "userId": user_id,
        "firstName": first,
        "lastName": last,
        "email": email,
        "status": "registered",
        "registrationDateTime": f"{began - timedelta(days=3):%Y-%m-%dT%H:%M:%S}",  # in UTC, and without saying so
        "cancelationDateTime": None,
        "registrationQuestionAnswers": answers,
    }


def _answer(question: str, name: str | None, **given: Any) -> Payload:
    return {
        "questionId": question,
        "displayName": name,
        "value": None,
        "booleanValue": None,
        "multiChoiceValues": [],
        **given,
    }


def _questions() -> list[Payload]:
    predefined = "#microsoft.graph.virtualEventRegistrationPredefinedQuestion"
    return [
        {
            "@odata.type": predefined,
            "id": JOB_TITLE,
            "displayName": "Job title",
            "isRequired": False,
            "label": "jobTitle",
        },
        _question(REASON, "Why do you come?", "singleChoice", REASONS),
        _question(CHANNELS, "Which channels do you work with?", "multiChoice", CHANNEL_CHOICES),
        _question(AGAIN, "Would you come again?", "boolean", ()),
        _question(WISH, "What would you like to hear?", "multilineText", ()),
    ]


def _question(question: str, text: str, kind: str, choices: tuple[str, ...]) -> Payload:
    return {
        "@odata.type": "#microsoft.graph.virtualEventRegistrationCustomQuestion",
        "id": question,
        "displayName": text,
        "isRequired": False,
        "answerInputType": kind,
        "answerChoices": list(choices),
    }
