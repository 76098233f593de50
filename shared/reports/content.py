"""A report's content as JSON and as a row: who it mentions goes with it, as digests to find it by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.storage.rows import pack_content, pack_people, unpack_content
from shared.storage.tables import Row, Value

Content = Mapping[str, Any]
"""The members of a report that are not its header's: attendees, dialIn, questions, surveys, chat, recording."""

_FORMAT = "json+zlib"
_KEPT = ("PartitionKey", "RowKey", "storedAt")


def people_of(content: Content) -> frozenset[str]:
    """The registered users whom it mentions: who took part, who asked, who wrote."""
    mentioned = [entry["oid"] for entry in content["attendees"]]
    mentioned += [entry["askedBy"] for entry in content.get("questions") or ()]
    mentioned += [entry["author"] for entry in (content.get("chat") or {}).get("messages", ())]
    return frozenset(oid for oid in mentioned if oid is not None)


def rests_on_consent(content: Content) -> bool:
    """Whether it holds facts about a recording that somebody consented to (R7)."""
    return bool((content.get("recording") or {}).get("consent") == "obtained")


def unpack(row: Row) -> Content:
    return unpack_content(row)


def with_content(row: Row, tenant_id: str, content: Content) -> Row:
    """The row with this content in place of what it held. Raises TooLarge."""
    kept: dict[str, Value] = {name: row[name] for name in _KEPT if name in row}
    return {**kept, "format": _FORMAT, "people": pack_people(tenant_id, people_of(content)), **pack_content(content)}


def without_words(content: Content, people: frozenset[str]) -> Content:
    """Content without what these people asked or wrote."""
    changed = dict(content)
    if content.get("questions") is not None:
        changed["questions"] = [entry for entry in content["questions"] if entry["askedBy"] not in people]
    if content.get("chat") is not None:
        messages = [entry for entry in content["chat"]["messages"] if entry["author"] not in people]
        changed["chat"] = {**content["chat"], "messages": messages}
    return changed
