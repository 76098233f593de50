"""Who to turn to, and where to complain: stands in every answer about a right (R2, R3, R10.c)."""

from __future__ import annotations

from typing import Any

from shared.notice.published import CURRENT_VERSION, read_version
from shared.settings import Contact, Settings


def contacts(settings: Settings) -> list[dict[str, Any]]:
    """The controller and the officer of the running settings, and the authority of the notice in force."""
    authority = read_version(CURRENT_VERSION, "en")[1]["supervisoryAuthority"]
    return [
        _shown("controller", settings.controller),
        _shown("data_protection_officer", settings.data_protection_officer),
        {"role": "supervisory_authority", **authority},
    ]


def _shown(role: str, contact: Contact) -> dict[str, Any]:
    return {"role": role, "name": contact.name, "address": contact.address, "contact": contact.contact}
