"""Ids of tenants, people and clients have one form here: 8-4-4-4-12 hexadecimal digits in lower case."""

from __future__ import annotations

import re

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def canonical_guid(text: str) -> str | None:
    """The id in lower case; None when it is not one (other .NET forms of a GUID are none)."""
    if _GUID.fullmatch(text):  # as nearly all come
        return text
    folded = text.lower() if text.isascii() else ""
    return folded if _GUID.fullmatch(folded) else None
