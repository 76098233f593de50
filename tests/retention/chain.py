"""The evidence as an auditor checks it: from the published entries alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

START = "0" * 64


def faults(entries: Sequence[dict[str, Any]], head: str | None = None) -> list[int]:
    """Numbers of the entries, oldest first, that are not as written or do not follow the one before.

    `head` is the newest hash, as the last run's log event has it: it shows that the end of the chain is not missing.
    """
    found = [entry["number"] for entry in entries if entry["hash"] != recomputed(entry)]
    for before, entry in pairwise(entries):
        if entry["previous"] != before["hash"] or entry["number"] != before["number"] + 1:
            found.append(entry["number"])
    if head is not None and (not entries or entries[-1]["hash"] != head):
        found.append(entries[-1]["number"] + 1 if entries else 1)
    return sorted(set(found))


def recomputed(entry: dict[str, Any]) -> str:
    """SHA-256 of an entry but for its own hash, as canonical JSON."""
    members = {name: value for name, value in entry.items() if name != "hash"}
    return hashlib.sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
