"""Requests to learn from, for the OpenAPI document. The people and organisations in them are made up.

Their days and times are of one day, on which each was accepted: the meeting of a report has ended within the month.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ANNA = "11a1f0c2-3b4d-4c5e-8f60-7a8b9c0d1e2f"
_ADATUM = "be6a7b8c-9dae-4fb0-8bc1-4d5e6f708192"
_CORRECTION = {
    "corrections": [
        {
            "item": "meetings.20261123.20261123-mfrggzdfmztwq2lknnwg23tpoa",
            "property": "topic",
            "value": "Weekly of the service desk",
        }
    ]
}

BODIES: Mapping[str, Mapping[str, Any]] = {
    "forward_identity": {"noticeSeen": "2023-12-13"},
    "store_report": {
        "meetingId": "MSpkZjE4",
        "reportId": "c9b6db1c-2f3a-4b5c-8d6e-7f8091a2b3c4",
        "type": "webinar",
        "topic": "Opening the new service desk",
        "startedAt": "2026-11-23T09:00:00Z",
        "endedAt": "2026-11-23T09:45:10Z",
        "participantCount": 3,
        "attendees": [
            {"oid": _ANNA, "name": "Anna Schmidt", "role": "organizer"},
            {"oid": None, "name": "Chris Moor", "role": "attendee"},
        ],
        "dialIn": [{"number": "+49 6221 000000"}],
        "questions": [{"askedBy": None, "question": "When does it open?", "answer": "In December."}],
        "surveys": [{"question": "Was this useful?", "answers": [{"choice": "Yes", "count": 2}]}],
        "recording": {
            "announcedAt": "2026-11-23T09:00:30Z",
            "startedAt": "2026-11-23T09:01:00Z",
            "consent": "obtained",
        },
    },
    "import_reports": {"joinWebUrl": "https://teams.microsoft.com/meet/29000000000001?p=MadeUp0000000001"},
    "correct_my_data": _CORRECTION,
    "correct_subject_data": _CORRECTION,
    "restrict_my_data": {"ground": "claims", "until": "2027-06-30", "statement": "I need it for a claim of my own."},
    "put_hold": {
        "ground": "legal_claims",
        "subject": _ANNA,
        "families": ["meetings"],
        "endsOn": "2028-12-31",
        "reviewOn": "2027-12-31",
        "note": "Case 1",
    },
    "put_tenant": {
        "name": "Adatum",
        "domains": ["adatum.example"],
        "contactCenterUrl": "https://cc.adatum.example",
        "contactCenterName": "Adatum Contact Center",
        "contactCenterScope": "api://cc.adatum.example/.default",
        "country": "CH",
        "transferSafeguard": "adequacy decision 2000/518/EC",
        "launchHosts": ["cc.adatum.example"],
        "contractStart": "2026-01-01",
    },
}
"""By operation."""

PARAMETERS: Mapping[str, str] = {
    "oid": _ANNA,
    "tenantId": _ADATUM,
    "holdId": "2026-case-1",
    "x-meeting-id": "MSpkZjE4",
    "x-meeting-date": "2026-11-23",
    "x-utc-offset": "+02:00",
}
"""By name, the same for each operation."""
