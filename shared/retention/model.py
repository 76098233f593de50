"""The answers of the retention routes (imports pydantic)."""

from __future__ import annotations

from shared.http.bodies import Body, Day, Instant


class EvidenceEntry(Body):
    """One run of the sweep. Tables stand as `<family> <day>`."""

    number: int
    trigger: str
    outcome: str
    started_at: Instant
    finished_at: Instant
    dropped: list[str]
    overdue: list[str]
    failed: list[str]
    unknown: int
    skew_seconds: int
    held: int
    previous: str
    hash: str


class EvidencePage(Body):
    """Newest first; `next` is the cursor of the next page, or null."""

    entries: list[EvidenceEntry]
    next: str | None


class RunAnswer(EvidenceEntry):
    """A run by hand; a dry run has number 0 and no hash, for it is not in the chain."""

    dry_run: bool
    unknown_tables: list[str]


class LimitsAnswer(Body):
    """The limits in force, in days; content null means one calendar month."""

    retention_days: int
    content_retention_days: int | None


class FamilyStatus(Body):
    """A family's tables: oldest and newest day, and when the first of them is dropped."""

    family: str
    tables: int
    oldest_day: str | None
    newest_day: str | None
    next_drop_from: Instant | None
    next_gone_by: Instant | None


class Drop(Body):
    """How many tables of a family go."""

    family: str
    tables: int


class CalendarDay(Body):
    """What the sweep drops on a day, UTC."""

    day: Day
    drops: list[Drop]


class StatusAnswer(Body):
    """What is held, what is due and overdue, and when a run last succeeded.

    The calendar has the days of the next 180 on which something goes, in order; what is due already stands at today.
    """

    as_of: Instant
    limits: LimitsAnswer
    last_run: EvidenceEntry | None
    last_success_at: Instant | None
    overdue: list[str]
    due: list[str]
    families: list[FamilyStatus]
    calendar: list[CalendarDay]
    unknown_tables: list[str]
    unknown_count: int
