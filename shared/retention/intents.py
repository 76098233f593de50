"""What a sweep is about to drop, on record before its first drop: no drop goes without evidence.

An intent stands among the evidence, so that one transaction writes a run's entry and settles its intent. What is still
in one when the next run has the lease may have been dropped without being told of: the run died, or an answer was lost.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shared.storage.tables import Put, Remove, Row, Tables
from shared.times import format_instant, parse_instant

TABLE = "evidence"
PARTITION = "run"
FIRST_KEY = "under-way-"
"""After the keys of all entries, which are digits."""
_END = "under-way."
MAX_TABLES = 300
"""Their names and labels fit one property."""


@dataclass(frozen=True, slots=True)
class Intent:
    """A run under way; `labels` is what evidence calls each table that it is about to drop."""

    owner: str
    trigger: str
    started_at: datetime
    labels: Mapping[str, str]

    @property
    def key(self) -> str:
        return f"{FIRST_KEY}{self.owner}"

    def settled(self, dropped: Collection[str]) -> Put | Remove:
        """What the transaction that writes the entry does to it: the tables whose drop nobody confirmed stay."""
        left = {name: label for name, label in self.labels.items() if name not in dropped}
        return Put(_encode(replace(self, labels=left))) if left else Remove(PARTITION, self.key)


class Intents:
    """Reads and writes the rows of runs under way."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def open(self, intent: Intent) -> None:
        """Put on record what a run is about to drop."""
        row = _encode(intent)
        self._tables.with_table(TABLE, lambda: self._tables.put(TABLE, row))

    def all(self) -> list[Intent]:
        """Those of every run that has not written its entry."""
        where = "PartitionKey eq @partition and RowKey ge @first and RowKey lt @end"
        keys = {"partition": PARTITION, "first": FIRST_KEY, "end": _END}
        return [_decode(row) for row in self._tables.query(TABLE, where, keys)]

    def forget(self, intent: Intent) -> None:
        """Take away one that came to nothing."""
        self._tables.remove(TABLE, PARTITION, intent.key)


def _encode(intent: Intent) -> Row:
    return {
        "PartitionKey": PARTITION,
        "RowKey": intent.key,
        "trigger": intent.trigger,
        "startedAt": format_instant(intent.started_at),
        "intended": json.dumps(dict(intent.labels)),
    }


def _decode(row: Row) -> Intent:
    return Intent(
        owner=str(row["RowKey"]).removeprefix(FIRST_KEY),
        trigger=str(row["trigger"]),
        started_at=parse_instant(str(row["startedAt"])),
        labels=json.loads(str(row["intended"])),
    )
