"""The arithmetic of every deadline (R6.5, R11.2a)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.families import DAILY_FAMILIES, FAMILIES
from shared.storage.deadlines import DROPPED_EARLY, LOWEST, WRITING_ENDS, Deadlines
from shared.times import start_of

LIMITS = Deadlines(180, None)
days = st.dates(date(1601, 1, 1), date(9998, 1, 1))
limits = st.builds(Deadlines, st.integers(3, 180), st.none() | st.integers(3, 28))
daily = st.sampled_from(sorted(DAILY_FAMILIES))


@pytest.mark.parametrize(
    ("day", "gone_by"),
    [
        ("2026-01-31", "2026-02-28T00:00:00Z"),
        ("2027-01-28", "2027-02-28T00:00:00Z"),
        ("2028-01-31", "2028-02-29T00:00:00Z"),
        ("2028-01-30", "2028-02-29T00:00:00Z"),
        ("2028-02-29", "2028-03-29T00:00:00Z"),
        ("2026-03-31", "2026-04-30T00:00:00Z"),
        ("2026-11-23", "2026-12-23T00:00:00Z"),
        ("2026-12-31", "2027-01-31T00:00:00Z"),
    ],
)
@pytest.mark.clause("R6.5")
def test_content_is_gone_one_calendar_month_later(day: str, gone_by: str) -> None:
    assert LIMITS.deadline("reports", date.fromisoformat(day)) == datetime.fromisoformat(gone_by)


@pytest.mark.parametrize("family", ["activity", "meetings"])
@pytest.mark.parametrize(
    ("day", "gone_by"),
    [
        ("2026-11-23", "2027-05-22T00:00:00Z"),
        ("2027-09-04", "2028-03-02T00:00:00Z"),  # over a leap day
        ("2026-01-01", "2026-06-30T00:00:00Z"),
    ],
)
@pytest.mark.clause("R11.2a")
def test_what_is_logged_is_gone_180_days_later(family: str, day: str, gone_by: str) -> None:
    assert LIMITS.deadline(family, date.fromisoformat(day)) == datetime.fromisoformat(gone_by)


@pytest.mark.parametrize(
    ("lowered", "content_gone_by"),
    [
        (Deadlines(180, 28), "2026-12-21"),
        (Deadlines(180, 3), "2026-11-26"),
        (Deadlines(10, None), "2026-12-03"),
        (Deadlines(10, 28), "2026-12-03"),
        (Deadlines(10, 5), "2026-11-28"),
    ],
)
@pytest.mark.clause("R6.5")
def test_content_never_outlives_its_header(lowered: Deadlines, content_gone_by: str) -> None:
    day = date(2026, 11, 23)

    assert lowered.deadline("reports", day) == start_of(date.fromisoformat(content_gone_by))
    assert lowered.deadline("meetings", day) == start_of(day + timedelta(days=lowered.retention_days))


@given(limits, daily, days)
@example(Deadlines(180, None), "reports", date(2028, 1, 31))
@pytest.mark.clause("R11.2a")
def test_no_setting_and_no_day_goes_beyond_the_limits(lowered: Deadlines, family: str, day: date) -> None:
    deadline = lowered.deadline(family, day)

    assert deadline <= start_of(day + timedelta(days=lowered.retention_days)) <= start_of(day + timedelta(days=180))
    assert deadline <= LIMITS.deadline(family, day)
    assert family != "reports" or deadline <= start_of(day + timedelta(days=31))
    assert deadline == start_of(deadline.date())


@given(limits, daily, days)
@pytest.mark.clause("R11.2a")
def test_no_setting_drops_a_day_before_the_lowest_limits_do(lowered: Deadlines, family: str, day: date) -> None:
    assert LOWEST.dropped_from(family, day) <= lowered.dropped_from(family, day)


@given(limits, daily, days)
def test_a_day_is_dropped_24_hours_early_and_writing_ends_an_hour_before(
    lowered: Deadlines, family: str, day: date
) -> None:
    deadline = lowered.deadline(family, day)

    assert deadline - lowered.dropped_from(family, day) == DROPPED_EARLY == timedelta(hours=24)
    assert lowered.dropped_from(family, day) - lowered.writable_until(family, day) == WRITING_ENDS == timedelta(hours=1)
    assert lowered.writable_until(family, day) > start_of(day + timedelta(days=1))


@given(limits, daily, days)
def test_a_later_day_never_goes_earlier(lowered: Deadlines, family: str, day: date) -> None:
    assert lowered.deadline(family, day) <= lowered.deadline(family, day + timedelta(days=1))


@pytest.mark.parametrize("family", [*sorted(set(FAMILIES) - DAILY_FAMILIES), "attention", ""])
def test_a_family_without_days_has_no_such_deadline(family: str) -> None:
    with pytest.raises(KeyError):
        LIMITS.deadline(family, date(2026, 11, 23))
