"""The promises as arithmetic: what kinds of things there are, and when each is gone. Written as `oracle` is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

Thing = tuple[str, str, str, str]
"""Of what kind it is, of which tenant and of whom ("" when of nobody), and which one it is."""

Fact = tuple[str, str, str]
"""What a report says: of what kind it is, of whom (`NOBODY` when of nobody who is known), and the words."""

Said = frozenset[Fact]
NOBODY = ""

EARLY = timedelta(hours=24)
MOVED_WITHIN = timedelta(hours=2)
"""What goes that soon is moved aside as soon as a hold on it is placed."""
SUPPRESSED = timedelta(days=31)
STILL_TO_BE_TOLD = timedelta(days=30)
HOLDABLE = frozenset({"activity", "meetings", "reports", "profiles"})
DAILY = frozenset({"activity", "meetings", "reports"})
WITH_THE_CONTRACT = frozenset({"profiles", "bindings"})
AFTER_THE_CONTRACT = frozenset({"tenants", "domains"})
NEVER = datetime.max.replace(tzinfo=UTC)


def digest(username: str) -> str:
    """What is kept of the username that is bound to somebody: it has plain letters only, in one spelling each."""
    return hashlib.sha256(username.casefold().encode()).hexdigest()


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def end(day: date) -> datetime:
    """Of a day that counts in full."""
    return midnight(day) + timedelta(days=1)


def a_month_after(day: date) -> date:
    """The same day of the next month, at most that month's last day."""
    first_of_next = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    first_after_that = (first_of_next + timedelta(days=32)).replace(day=1)
    return min(first_of_next + timedelta(days=day.day - 1), first_after_that - timedelta(days=1))


@dataclass(frozen=True)
class Limits:
    """The limits in force: content may be kept a month when no days are set."""

    days: int = 180
    content_days: int | None = None

    def deadline(self, kind: str, day: date) -> datetime:
        last = midnight(day) + self.days * timedelta(days=1)
        if kind != "reports":
            return last
        if self.content_days is not None:
            return min(last, midnight(day) + self.content_days * timedelta(days=1))
        return min(last, midnight(a_month_after(day)))


@dataclass(frozen=True)
class Hold:
    """Of a tenant, or of one person in it. `is_own`: the person asked for it with a restriction."""

    subject: str | None
    kinds: frozenset[str]
    last_day: date
    is_own: bool = False

    def keeps(self, thing: Thing, now: datetime) -> bool:
        return thing[0] in self.kinds and self.subject in {None, thing[2]} and now < end(self.last_day)


@dataclass
class Contract:
    """`left_at`: when the tenant left with everything."""

    start: date
    ends_at: datetime = NEVER
    left_at: datetime | None = None


@dataclass
class Kept:
    """`value` is what the thing says, where that matters, and `guests` how many of a report's people it leaves unnamed.

    `may_be_gone`: a sweep that failed may have taken it.
    """

    since: datetime
    value: object
    due: datetime
    may_be_gone: bool = False
    guests: int = 0
