"""When a day of a family is gone (R6.5, R11.2a): the arithmetic of every deadline, in one place.

A row of day D lives until its deadline at the latest, 00:00 UTC of the day D + 180 (content: one calendar month).
"At the latest" means gone before, so the sweep drops a table a day early; it survives a day of outage. From the
deadline on no read returns the row, even if no sweep ever runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.families import Deadline, family
from shared.settings import MIN_RETENTION_DAYS
from shared.times import one_month_after, start_of

DROPPED_EARLY = timedelta(hours=24)
WRITING_ENDS = timedelta(hours=1)
"""Before the drop: no write can meet the sweep, and a dropped name is never used again."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The limits in force: `retention_days` up to 180, `content_retention_days` up to 28 or None for a month."""

    retention_days: int
    content_retention_days: int | None

    def deadline(self, family_name: str, day: date) -> datetime:
        """From this instant on nothing of the family's day may be there. Raises KeyError for a family without days."""
        header = start_of(day + timedelta(days=self.retention_days))
        rule = family(family_name).deadline
        if rule is Deadline.RETENTION:
            return header
        if rule is not Deadline.CONTENT:
            raise KeyError(family_name)
        if self.content_retention_days is None:
            return min(header, start_of(one_month_after(day)))
        return min(header, start_of(day + timedelta(days=self.content_retention_days)))

    def dropped_from(self, family_name: str, day: date) -> datetime:
        """From this instant on the sweep drops the day's table."""
        return self.deadline(family_name, day) - DROPPED_EARLY

    def writable_until(self, family_name: str, day: date) -> datetime:
        """From this instant on nothing more is written to the day."""
        return self.dropped_from(family_name, day) - WRITING_ENDS


LOWEST = Deadlines(MIN_RETENTION_DAYS, MIN_RETENTION_DAYS)
"""The lowest limits there can have been: what these have not dropped, no sweep has."""
