"""Which days' tables were dropped: such a name is never used again, also when limits are raised (R6.5, R11.2a).

Nothing is kept for it beside what is on record of every drop anyway: before it an intent, after it the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.persons.table_inventory import label_of
from shared.retention.evidence import Evidence
from shared.retention.intents import Intents
from shared.times import Clock, start_of

FRESH = timedelta(minutes=10)
_A_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class _Remembered:
    drops: dict[str, datetime]
    read_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        return timedelta(0) <= now - self.read_at < FRESH


class DroppedTables:
    """Asks intents and evidence. That costs pages of rows: for the rare case that something is missing."""

    def __init__(self, evidence: Evidence, intents: Intents, clock: Clock) -> None:
        self._evidence = evidence
        self._intents = intents
        self._clock = clock
        self._remembered: _Remembered | None = None

    def dropped_at(self, family: str, day: date) -> datetime | None:
        """When a sweep dropped a day's table that is not there; None when none has.

        Ask of nothing else: a table that a sweep was about to drop, and did not, is on record as well.
        """
        label = label_of(family, day)
        # The intents first: one that is settled between the two readings is found among the entries.
        for intent in self._intents.all():
            if label in intent.labels.values():
                return intent.started_at
        return self._evidence.drops_since(start_of(day)).get(label)

    def recently_dropped_at(self, family: str, day: date) -> datetime | None:
        """As `dropped_at`, of a day of the last month and by the evidence alone, as it was up to ten minutes ago.

        For what is shown of many reports at once. Limits are a process's own: one with raised limits begins by asking,
        and its own sweeps add no day to those that lower ones have taken.
        """
        now = self._clock()
        remembered = self._remembered
        if remembered is None or not remembered.is_fresh(now):
            remembered = self._remembered = _Remembered(self._evidence.drops_since(now - _A_MONTH), now)
        return remembered.drops.get(label_of(family, day))
