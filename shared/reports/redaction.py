"""A report in an export of one person: everyone else in it is left out (Art. 15(4))."""

from __future__ import annotations

from typing import Any

from shared.reports.content import Content, unpack, with_content
from shared.storage.tables import Row

REDACTED = "[another person]"


def redacted_row(row: Row, tenant_id: str, oid: str) -> Row:
    """A report's row of content with the other people in it redacted."""
    return with_content(row, tenant_id, redacted_for(unpack(row), oid))


def redacted_for(content: Content, oid: str) -> dict[str, Any]:
    """The organiser's own report with the other people in it redacted; numbers and structure stay."""
    shown: dict[str, Any] = {
        **content,
        "attendees": [
            entry if entry["oid"] == oid else {"oid": None, "name": REDACTED, "role": entry["role"]}
            for entry in content["attendees"]
        ],
    }
    if content.get("dialIn") is not None:
        shown["dialIn"] = [{"number": REDACTED} for _ in content["dialIn"]]
    if content.get("questions") is not None:
        shown["questions"] = [
            entry if entry["askedBy"] == oid else {"askedBy": None, "question": REDACTED}
            for entry in content["questions"]
        ]
    if content.get("chat") is not None:
        messages = [
            entry if entry["author"] == oid else {"at": entry["at"], "author": None, "text": REDACTED}
            for entry in content["chat"]["messages"]
        ]
        shown["chat"] = {**content["chat"], "messages": messages}
    return shown
