"""What must be gone and when, from the promises alone (R6.5, R11.2a): written without a look at the service's own."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

A_DAY_EARLY = timedelta(hours=24)
WRITING_ENDS = timedelta(hours=1)

_KNOWN = re.compile(r"(activity|meetings|reports)([0-9]{8})|profiles[0-9a-f]{32}[0-9]{8}|tenants|evidence")


def content_deadline(day: date) -> datetime:
    """One calendar month after the day, at most the last day of that month."""
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    first_after_that = (first_of_next + timedelta(days=32)).replace(day=1)
    same_day = first_of_next + timedelta(days=day.day - 1)
    return midnight(min(same_day, first_after_that - timedelta(days=1)))


def header_deadline(day: date) -> datetime:
    """180 days after the day."""
    return midnight(day) + 180 * timedelta(days=1)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def deadline_of_table(name: str) -> datetime | None:
    """When a day's table must be gone; None for a table without a day. An unknown table fails."""
    match = _KNOWN.fullmatch(name)
    assert match, f"{name} is no table of the service"
    family, digits = match[1], match[2]
    if family is None:
        return None
    day = datetime.strptime(digits, "%Y%m%d").replace(tzinfo=UTC).date()
    return content_deadline(day) if family == "reports" else header_deadline(day)
