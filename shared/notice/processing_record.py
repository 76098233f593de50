"""The record of processing activities (Art. 30 GDPR), from the register and the running settings."""

from __future__ import annotations

from typing import Any

from shared.families import FAMILIES
from shared.notice.contacts import contacts
from shared.notice.document import build_notice
from shared.settings import Settings

TRANSFERS = (
    "All rows are stored and processed in one region of the EU. A contact-centre instance outside the EEA is "
    "registered with a recorded safeguard only (Art. 46)."
)
MEASURES = (
    "no stored secrets: a managed identity with least privilege",
    "TLS on every connection; encryption at rest by the platform",
    "access by validated token, in the caller's own partition only",
    "pseudonymous keys; no personal data in telemetry",
    "deletion by table and day, with evidence chained by hash",
)


def build_register(settings: Settings) -> dict[str, Any]:
    """The record: who is responsible, and for each family why, about whom, for whom and how long."""
    notice = build_notice(settings, "en")
    return {
        "contacts": contacts(settings),
        "activities": [
            {
                **entry,
                "subjects": "users of the customers' organisations; of guests and telephones no name is kept",
                "properties": {
                    name: described.meaning for name, described in FAMILIES[entry["name"]].properties.items()
                },
            }
            for entry in notice["families"]
        ],
        "transfers": TRANSFERS,
        "measures": list(MEASURES),
    }
