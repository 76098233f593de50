"""Demo data: contracts for the demo tenants, reports of several ages, and rows that the first sweep removes.

It goes through the service's own objects, on a clock set to when each thing would have happened.
"""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from local.demo.people import CONTOSO, FABRIKAM, Person, Tenant, find
from shared.auth.caller import Caller
from shared.auth.principal import Principal
from shared.http.bodies import validate
from shared.problems import Conflict
from shared.reports.model import Report
from shared.services import Services
from shared.tenants.model import Contract
from shared.times import format_instant, utc_now

AGES_IN_DAYS = {"Weekly": 0, "Opening the new service desk": 10, "Quarterly review": 40, "Spring planning": 190}
"""Topic -> how long ago it ended. At forty days the content is past its month, at 190 the header is past its time."""


def load(environ: Mapping[str, str], contact_center_url: str, now: datetime) -> None:
    """Load everything; loading it again changes nothing but the rows that a sweep has removed."""
    for tenant in (CONTOSO, FABRIKAM):
        _register(environ, tenant, contact_center_url, now)
    for topic, age in AGES_IN_DAYS.items():
        _store_report(environ, topic, now - timedelta(days=age, minutes=30))
    for age in (181, 185, 200):
        _record_forward(environ, now - timedelta(days=age), contact_center_url)


def _register(environ: Mapping[str, str], tenant: Tenant, contact_center_url: str, now: datetime) -> None:
    host = urlsplit(contact_center_url).hostname
    contract = {
        "name": tenant.name,
        "domains": [tenant.domain],
        "contactCenterUrl": contact_center_url,
        "contactCenterName": f"{tenant.name} Contact Center",
        "contactCenterScope": f"api://{host}/.default",
        "country": "DE",
        "launchHosts": [host],
        "contractStart": f"{now.year - 1}-01-01",
    }
    try:
        Services(environ).registry().register(tenant.tid, validate(Contract, contract), now)
    except Conflict as conflict:
        print(f"{tenant.name} stays as it is: {conflict.detail}", file=sys.stderr)


def _store_report(environ: Mapping[str, str], topic: str, ended_at: datetime) -> None:
    now = ended_at + timedelta(minutes=10)
    services = Services(environ, clock=lambda: now)
    registration = services.registry().find_registration(CONTOSO.tid)
    if registration is None:
        return
    report = validate(Report, _report(topic, ended_at))
    services.reports().store(_caller("anna"), registration, report, now, str(uuid.uuid4()))


def _report(topic: str, ended_at: datetime) -> dict[str, Any]:
    anna, ben = _person("anna"), _person("ben")
    report: dict[str, Any] = {
        "meetingId": f"MSp{uuid.uuid5(uuid.NAMESPACE_URL, topic).hex}",
        "reportId": str(uuid.uuid5(uuid.NAMESPACE_OID, topic)),
        "type": "meeting",
        "topic": topic,
        "startedAt": format_instant(ended_at - timedelta(minutes=45)),
        "endedAt": format_instant(ended_at),
        "participantCount": 3,
        "attendees": [
            {"oid": anna.oid, "name": anna.display_name, "role": "organizer"},
            {"oid": ben.oid, "name": ben.display_name, "role": "attendee"},
            {"oid": None, "name": "Chris Moor", "role": "attendee"},
        ],
        "dialIn": [{"number": "+49 6221 000000"}],
    }
    if topic.startswith("Opening"):
        report |= {
            "type": "webinar",
            "questions": [
                {"askedBy": ben.oid, "question": "When does it open?", "answer": "In December."},
                {"askedBy": None, "question": "Is there a telephone line?"},
            ],
            "surveys": [
                {
                    "question": "Was this useful?",
                    "answers": [{"choice": "Yes", "count": 14}, {"choice": "Partly", "count": 5}],
                }
            ],
        }
    return report


def _record_forward(environ: Mapping[str, str], at: datetime, contact_center_url: str) -> None:
    host = urlsplit(contact_center_url).hostname
    services = Services(environ, clock=lambda: at)
    services.activity().record(_caller("anna"), "forward", at, str(uuid.uuid4()), outcome="matched", instance=host)


def _caller(name: str) -> Caller:
    person = _person(name)
    principal = Principal(
        tid=person.tenant.tid,
        oid=person.oid,
        client_id="",
        username=person.username,
        scopes=frozenset(),
        roles=frozenset(person.roles),
        app_only=False,
        guest=False,
    )
    return Caller(principal, None, None)


def _person(name: str) -> Person:
    person = find(name)
    if person is None:
        raise KeyError(name)
    return person


if __name__ == "__main__":
    load(os.environ, os.environ["DEMO_CONTACT_CENTER_URL"], utc_now())
