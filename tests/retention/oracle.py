"""What must be gone and when, by table (R6.5, R11.2a): from the promises alone, as the simulation has them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from tests.simulation.promises import EARLY, Limits

A_DAY_EARLY = EARLY
WRITING_ENDS = timedelta(hours=1)

_KNOWN = re.compile(r"(activity|meetings|reports)([0-9]{8})|profiles[0-9a-f]{32}[0-9]{8}|tenants|evidence")


def content_deadline(day: date) -> datetime:
    """One calendar month after the day, at most the last day of that month."""
    return Limits().deadline("reports", day)


def header_deadline(day: date) -> datetime:
    """180 days after the day."""
    return Limits().deadline("meetings", day)


def deadline_of_table(name: str) -> datetime | None:
    """When a day's table must be gone; None for a table without a day. An unknown table fails."""
    match = _KNOWN.fullmatch(name)
    assert match, f"{name} is no table of the service"
    family, digits = match[1], match[2]
    if family is None:
        return None
    day = datetime.strptime(digits, "%Y%m%d").replace(tzinfo=UTC).date()
    return content_deadline(day) if family == "reports" else header_deadline(day)
