"""Evidence that deletion happened: one entry a run, numbered, without personal data, chained by hash, kept three years.

Whoever changes or removes an entry breaks the chain after it; the newest hash also goes into the run's log event, so
that the chain has an anchor outside the tables.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Any

from shared.retention.intents import FIRST_KEY, PARTITION, TABLE
from shared.storage.tables import Create, Put, Remove, Row, RowChanged, RowExists, Tables
from shared.times import format_instant, parse_instant

KEPT = timedelta(days=3 * 365)
FIRST_PREVIOUS = "0" * 64
_DROPS_AT_ONCE = 50
"""Entries in a page of those that dropped something. A day has one to three of them."""
_NEWEST_FIRST = 10**12
"""Row keys count down from here: Table Storage lists upwards only, and the newest entry is the one asked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One run; `held` counts rows moved aside. Tables stand as `<family> <day>`; unknown ones are only counted."""

    number: int
    trigger: str
    started_at: datetime
    finished_at: datetime
    outcome: str
    dropped: tuple[str, ...]
    overdue: tuple[str, ...]
    failed: tuple[str, ...]
    unknown: int
    skew_seconds: int
    held: int = 0
    previous: str = FIRST_PREVIOUS
    hash: str = ""

    def chained(self, before: Entry | None) -> Entry:
        """This entry as the one after `before`, with its hash."""
        number, previous = (before.number + 1, before.hash) if before else (1, FIRST_PREVIOUS)
        entry = replace(self, number=number, previous=previous)
        return replace(entry, hash=entry.computed_hash())

    @property
    def succeeded(self) -> bool:
        """Whether the run did all it had to."""
        return self.outcome == SUCCEEDED

    def computed_hash(self) -> str:
        return hash_of(self.shown())

    def shown(self) -> dict[str, Any]:
        members = asdict(self)
        return {
            **{name: members[name] for name in ("number", "trigger", "outcome", "unknown", "held", "previous", "hash")},
            "startedAt": format_instant(self.started_at),
            "finishedAt": format_instant(self.finished_at),
            "skewSeconds": self.skew_seconds,
            "dropped": list(self.dropped),
            "overdue": list(self.overdue),
            "failed": list(self.failed),
        }


def hash_of(shown: Mapping[str, Any]) -> str:
    """SHA-256 of an entry as canonical JSON, the hash of the entry before it included and its own left out."""
    members = {name: value for name, value in shown.items() if name != "hash"}
    return hashlib.sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def first_broken_link(entries: Sequence[Mapping[str, Any]]) -> str | None:
    """What is wrong with a chain of entries, oldest first, at its first broken link; None when all of it holds.

    The oldest entry may have lost those before it to their three years; the first of all has no hash before it.
    """
    for index, entry in enumerate(entries):
        number, before = entry["number"], entries[index - 1] if index else None
        if hash_of(entry) != entry["hash"]:
            return f"entry {number} was changed: its hash does not fit"
        if before is None and number == 1 and entry["previous"] != FIRST_PREVIOUS:
            return "entry 1 follows something that is not there"
        if before is not None and number != before["number"] + 1:
            return f"an entry is missing between {before['number']} and {number}"
        if before is not None and entry["previous"] != before["hash"]:
            return f"entry {number} does not follow entry {before['number']}: their hashes do not fit"
    return None


class Evidence:
    """The chain of entries."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def append(self, entry: Entry, settling: Put | Remove | None = None) -> Entry:
        """Add an entry at the end of the chain and return it as written; a loser of a race reads the end again.

        The intent of its run is settled in the same transaction, unless another run has taken it away meanwhile.
        """
        while True:
            chained = entry.chained(next(iter(self.newest(1)), None))
            try:
                self._create(_encode(chained), settling)
            except RowExists:
                continue
            except RowChanged:
                settling = None
                continue
            return chained

    def _create(self, row: Row, settling: Put | Remove | None) -> None:
        if settling is not None:
            self._tables.transact(TABLE, [Create(row), settling])
        else:
            self._tables.with_table(TABLE, lambda: self._tables.create(TABLE, row))

    def newest(self, count: int, *, before: int | None = None) -> list[Entry]:
        """Up to `count` entries, newest first; those numbered below `before`."""
        first = _key(before - 1) if before is not None else _key(_NEWEST_FIRST)
        where = "PartitionKey eq @partition and RowKey ge @first and RowKey lt @end"
        keys = {"partition": PARTITION, "first": first, "end": FIRST_KEY}
        rows = self._tables.query(TABLE, where, keys, page=count)
        return [_decode(row) for row in islice(rows, count)]

    def last_success(self) -> Entry | None:
        """The newest run that did all it had to."""
        where = "PartitionKey eq @partition and outcome eq @outcome"
        rows = self._tables.query(TABLE, where, {"partition": PARTITION, "outcome": SUCCEEDED}, page=1)
        return next((_decode(row) for row in rows), None)

    def drops_since(self, first: datetime) -> dict[str, datetime]:
        """What runs that ended since `first` dropped, by label, with the end of the run that dropped it first.

        Read newest first, and no further back than that: runs that dropped nothing, which are most, are not sent.
        """
        where = "PartitionKey eq @partition and RowKey lt @end and dropped ne @nothing"
        keys = {"partition": PARTITION, "end": FIRST_KEY, "nothing": json.dumps([])}
        rows = self._tables.query(TABLE, where, keys, select=["finishedAt", "dropped"], page=_DROPS_AT_ONCE)
        limit = format_instant(first)
        recent = takewhile(lambda row: str(row["finishedAt"]) >= limit, rows)
        return {
            label: parse_instant(str(row["finishedAt"])) for row in recent for label in json.loads(str(row["dropped"]))
        }

    def expire(self, now: datetime, maximum: int) -> int:
        """Delete up to `maximum` entries that are past their three years; the count of those deleted.

        The oldest first, so that a run that is cut off, or has more to delete, leaves a chain without a gap.
        """
        where = "PartitionKey eq @partition and startedAt lt @limit"
        parameters = {"partition": PARTITION, "limit": format_instant(now - KEPT)}
        rows = self._tables.query(TABLE, where, parameters, select=["PartitionKey", "RowKey"])
        oldest_first = sorted((str(row["RowKey"]) for row in rows), reverse=True)
        return sum(self._tables.remove(TABLE, PARTITION, key) for key in oldest_first[:maximum])


SUCCEEDED = "succeeded"
INCOMPLETE = "incomplete"
CLOCK_REFUSED = "clock_refused"
INTERRUPTED = "interrupted"
"""Of a run that died, or whose drops were not confirmed: the next one tells which of its tables have gone."""


def _key(number: int) -> str:
    return f"{_NEWEST_FIRST - number:013d}"


def _encode(entry: Entry) -> Row:
    shown = entry.shown()
    lists: Mapping[str, Sequence[str]] = {name: shown.pop(name) for name in ("dropped", "overdue", "failed")}
    return {
        "PartitionKey": PARTITION,
        "RowKey": _key(entry.number),
        **shown,
        **{name: json.dumps(labels) for name, labels in lists.items()},
    }


def _decode(row: Row) -> Entry:
    return Entry(
        number=int(row["number"]),
        trigger=str(row["trigger"]),
        started_at=parse_instant(str(row["startedAt"])),
        finished_at=parse_instant(str(row["finishedAt"])),
        outcome=str(row["outcome"]),
        dropped=tuple(json.loads(str(row["dropped"]))),
        overdue=tuple(json.loads(str(row["overdue"]))),
        failed=tuple(json.loads(str(row["failed"]))),
        unknown=int(row["unknown"]),
        skew_seconds=int(row["skewSeconds"]),
        held=int(row["held"]),
        previous=str(row["previous"]),
        hash=str(row["hash"]),
    )
