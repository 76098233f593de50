"""What other people's reports say about a person: found by digest, shown, corrected, and erased (Art. 15 to 17).

A scan reads the digests of one tenant's rows on one day; only rows that match are read whole. Every change carries
the ETag, so that a write in between is not lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.reports.content import Content, people_of, unpack, with_content, without_words
from shared.reports.keys import CONTENTS
from shared.storage.daily import table_name
from shared.storage.rows import DIGEST_BYTES, person_digest
from shared.storage.tables import Row, Tables
from shared.times import parse_instant

_FACTS = ("announcedAt", "startedAt", "consent")
"""What a recording was for everyone in it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One report that mentions a person. `owner` is the organiser's id, which is not shown."""

    day: date
    owner: str
    key: str
    stored_at: datetime
    content: Content

    def about(self, oid: str) -> dict[str, Any]:
        """What the report says about the person, and nothing about anyone else."""
        recording = self.content.get("recording") or {}
        found = {
            "attendees": [entry for entry in self.content["attendees"] if entry["oid"] == oid],
            "questions": [entry for entry in self.content.get("questions") or () if entry["askedBy"] == oid],
            "messages": [
                entry for entry in (self.content.get("chat") or {}).get("messages", ()) if entry["author"] == oid
            ],
            "recording": {name: recording[name] for name in _FACTS if name in recording},
        }
        return {name: entries for name, entries in found.items() if entries}

    def names(self, oid: str) -> bool:
        """Whether the person is an attendee, and not only somebody who asked or wrote."""
        return any(entry["oid"] == oid for entry in self.content["attendees"])


class Mentions:
    """Finds and changes mentions in one tenant's reports."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def find_mentions(self, tenant_id: str, oid: str, day: date, *, after: str = "") -> Iterator[Mention]:
        """The reports of a day that mention the person, except the person's own, in the order of their keys.

        Those up to `after` are not read.

        Raises:
            TableMissing, TableBeingDeleted: the day's table is not there, or no longer.
        """
        for key, owner in sorted(self._matching(tenant_id, oid, day)):
            mention = self._read(tenant_id, owner, oid, day, key) if key > after else None
            if mention is not None:
                yield mention

    def at(self, tenant_id: str, oid: str, day: date, key: str) -> Mention | None:
        """One of the reports that `find` gives. Raises TableMissing, TableBeingDeleted."""
        owner = next((owner for found, owner in self._matching(tenant_id, oid, day) if found == key), None)
        return self._read(tenant_id, owner, oid, day, key) if owner is not None else None

    def own(self, tenant_id: str, oid: str, day: date, key: str) -> Mention | None:
        """The person's own report, if it mentions them."""
        whole = self._tables.get(table_name(CONTENTS, day), f"{tenant_id}:{oid}", key)
        return mention_in(day, oid, key, whole.row, oid) if whole else None

    def change(
        self,
        tenant_id: str,
        mention: Mention,
        alter: Callable[[Content], Content],
        keep: Callable[[Row], object] = lambda _: None,
    ) -> bool:
        """Alter a report's content as it now is; False when it has gone meanwhile. `keep` is given it first.

        Raises:
            RowChanged: it changed again at every attempt.
        """

        def altered(row: Row) -> Row:
            content = unpack(row)
            changed = alter(content)
            if changed != content:
                keep(row)
            return with_content(row, tenant_id, changed)

        return self._tables.change(
            table_name(CONTENTS, mention.day), f"{tenant_id}:{mention.owner}", mention.key, altered
        )

    def _matching(self, tenant_id: str, oid: str, day: date) -> Iterator[tuple[str, str]]:
        """Key and owner of the reports that bear the person's digest, the person's own left out."""
        digest = person_digest(tenant_id, oid)
        where = "PartitionKey ge @first and PartitionKey lt @last"
        keys = {"first": f"{tenant_id}:", "last": f"{tenant_id};"}  # ";" follows ":" in ASCII
        select = ["PartitionKey", "RowKey", "people"]
        for found in self._tables.search(table_name(CONTENTS, day), where, keys, select=select):
            owner = str(found.row["PartitionKey"]).partition(":")[2]
            if owner != oid and is_among(found.row["people"], digest):
                yield str(found.row["RowKey"]), owner

    def _read(self, tenant_id: str, owner: str, oid: str, day: date, key: str) -> Mention | None:
        """By a query, not a get: a table that is gone must not look like a row that is."""
        where = "PartitionKey eq @owner and RowKey eq @key"
        keys = {"owner": f"{tenant_id}:{owner}", "key": key}
        whole = next(iter(self._tables.search(table_name(CONTENTS, day), where, keys)), None)
        return mention_in(day, owner, key, whole.row, oid) if whole else None


def mention_in(day: date, owner: str, key: str, row: Row, oid: str) -> Mention | None:
    """A report as a mention; None when it does not name the person (a digest may be another person's, too)."""
    content = unpack(row)
    stored_at = parse_instant(str(row["storedAt"]))
    return Mention(day, owner, key, stored_at, content) if oid in people_of(content) else None


def without_person(content: Content, oid: str) -> Content:
    """Content that no longer names a person: an attendee becomes the next guest, what they asked or wrote goes."""
    guests = sum(1 for entry in content["attendees"] if entry["oid"] is None)
    attendees: list[Mapping[str, Any]] = []
    for entry in content["attendees"]:
        if entry["oid"] == oid:
            guests += 1
            attendees.append({**entry, "oid": None, "name": f"Guest {guests}"})
        else:
            attendees.append(entry)
    return without_words({**content, "attendees": attendees}, frozenset({oid}))


def without_sight_of(content: Content, hidden: frozenset[str]) -> Content:
    """Content as others see it while some people are not to be seen; what is stored stays as it is."""
    attendees = [
        {"oid": None, "name": "Hidden", "role": entry["role"]} if entry["oid"] in hidden else entry
        for entry in content["attendees"]
    ]
    return without_words({**content, "attendees": attendees}, hidden)


def renamed(content: Content, oid: str, name: str) -> Content:
    """Content in which a person bears another name."""
    attendees = [{**entry, "name": name} if entry["oid"] == oid else entry for entry in content["attendees"]]
    return {**content, "attendees": attendees}


def is_among(people: object, digest: bytes) -> bool:
    """Whether a person's digest is among those of a content row."""
    packed = people if isinstance(people, bytes) else b""
    return any(packed[start : start + DIGEST_BYTES] == digest for start in range(0, len(packed), DIGEST_BYTES))
