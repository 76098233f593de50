"""What the demo people have in Microsoft Graph: Anna three meetings and a webinar, everybody else nothing.

Times are counted back from the start of the stand-in; ids and links are the same in every run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from local.demo.people import PEOPLE, Person
from local.graph.shapes import (
    Event,
    Payload,
    Stay,
    engagements,
    guid,
    meeting,
    member,
    nobody_known,
    record,
    report,
    visitor,
)
from local.graph.webinar import Webinar, demo_webinar

HANDOVER, ALL_HANDS, TOO_OLD = "Service desk handover", "All hands", "Plans of last year"
MANY = 1_000
DIALLED_FROM = "+49 6221 000001"
SHORT_LINK = "https://teams.microsoft.com/meet/29000000000001?p=MadeUp0000000001"


@dataclass(frozen=True, slots=True)
class Holdings:
    """The meetings and the webinars of one person."""

    meetings: tuple[Event, ...] = ()
    webinars: tuple[Webinar, ...] = ()


def demo_holdings(now: datetime) -> dict[str, Holdings]:
    """By the person's oid, what they have; who has nothing is left out."""
    people = {person.name: person for person in PEOPLE}
    anna = people["anna"]
    hour = now.replace(minute=0, second=0, microsecond=0)
    meetings = (
        _handover(people, hour - timedelta(days=1)),
        _all_hands(anna, hour - timedelta(days=2)),
        _too_old(anna, hour - timedelta(days=200)),
    )
    return {anna.oid: Holdings(meetings, (demo_webinar(anna, people["ben"], hour - timedelta(days=3)),))}


def _handover(people: dict[str, Person], ended: datetime) -> Event:
    """Held twice, a week apart: by members, somebody of another organisation, a guest, a telephone and a visitor."""
    anna, ben, nora, eve = (people[name] for name in ("anna", "ben", "nora", "eve"))
    began = ended - timedelta(hours=1)
    bens = engagements(began, ("camera", "cameraOn"), ("hand", "raiseHand"), ("reaction", "applause"))
    latest = [
        record(member(anna), "Organizer", began, [Stay(0, 20), Stay(25, 60)], anna.username),
        record(
            {**member(ben), "tenantId": None},  # as Graph's own examples have it for the organisation's members
            "Presenter",
            began,
            [Stay(31, 40), Stay(2, 12), Stay(15, 30)],
            ben.username,
            meetingEngagements=bens,
        ),
        record(member(nora), "Attendee", began, [Stay(5, 60)], nora.username, meetingEngagements=[]),
        record(member(eve), "Attendee", began, [Stay(6, 59)], eve.username),
        record(nobody_known("Chris Moor (Guest)"), "Attendee", began, [Stay(7, 50)]),
        record(nobody_known(DIALLED_FROM), "Attendee", began, [Stay(8, 49)]),
    ]
    week = timedelta(days=7)
    before = [
        record(member(anna), "Organizer", began - week, [Stay(0, 60)], anna.username),
        record(member(ben), "Presenter", began - week, [Stay(1, 60)], ben.username),
        record(visitor("Visitor 12"), "None", began - week, [Stay(3, 42)]),
    ]
    return Event(
        meeting("handover", HANDOVER, anna, (began, ended)),
        (
            report("handover, the second time", began, ended, latest),
            report("handover, the first time", began - week, ended - week, before),
        ),
    )


def _all_hands(organizer: Person, ended: datetime) -> Event:
    """A thousand people, every tenth a guest."""
    began = ended - timedelta(hours=1)
    records = [record(member(organizer), "Organizer", began, [Stay(0, 60)], organizer.username)]
    records += [_one_of_many(number, organizer, began) for number in range(1, MANY)]
    payload = meeting("allhands", ALL_HANDS, organizer, (began, ended), SHORT_LINK)
    return Event(payload, (report("all hands", began, ended, records),))


def _one_of_many(number: int, organizer: Person, began: datetime) -> Payload:
    name = f"Person {number}"
    if number % 10 == 0:
        return record(nobody_known(f"{name} (Guest)"), "Attendee", began, [Stay(1, 60)])
    identity = {"id": guid(name), "displayName": name, "tenantId": organizer.tenant.tid}
    return record(identity, "Attendee", began, [Stay(1, 60)], f"person.{number}@{organizer.tenant.domain}")


def _too_old(organizer: Person, ended: datetime) -> Event:
    """Graph keeps a report for a year, this service its content for a month."""
    began = ended - timedelta(hours=1)
    records = [record(member(organizer), "Organizer", began, [Stay(0, 60)], organizer.username)]
    payload = meeting("lastyear", TOO_OLD, organizer, (began, ended))
    return Event(payload, (report("last year", began, ended, records),))
