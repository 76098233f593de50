"""The grounds of holds, as data with their years, countries and dates (R11.1)."""

from __future__ import annotations

from datetime import date

import pytest

from shared.holds.grounds import GROUNDS, ground_in_force, last_day

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("accounting_records", 10),
        ("accounting_vouchers", 8),
        ("business_letters", 6),
        ("legal_claims", 3),
        ("authority_order", 3),
        ("restriction_unlawful", 1),
        ("restriction_claims", 1),
    ],
)
@pytest.mark.clause("R11.1")
def test_the_years_of_each_ground_in_germany(name: str, years: int) -> None:
    ground = ground_in_force(name, "DE", TODAY)

    assert ground is not None
    assert last_day(ground, TODAY) == date(2026 + years, 11, 23)


@pytest.mark.parametrize(
    ("today", "years"),
    [(date(2024, 12, 31), 10), (date(2025, 1, 1), 8)],
    ids=["until 2024", "since 2025"],
)
@pytest.mark.clause("R11.1")
def test_the_years_of_vouchers_changed_with_the_law(today: date, years: int) -> None:
    ground = ground_in_force("accounting_vouchers", "DE", today)

    assert ground is not None
    assert ground.years == years


@pytest.mark.parametrize(
    ("name", "country", "today"),
    [
        ("accounting_records", "FR", TODAY),
        ("accounting_records", "", TODAY),
        ("legal_claims", "DE", date(2018, 5, 24)),
        ("curiosity", "DE", TODAY),
    ],
    ids=["another country's", "no country known", "not yet", "unknown"],
)
@pytest.mark.clause("R11.1")
def test_what_is_not_in_force_is_no_ground(name: str, country: str, today: date) -> None:
    assert ground_in_force(name, country, today) is None


@pytest.mark.clause("R11.1")
def test_what_the_regulation_itself_gives_holds_in_every_country() -> None:
    assert ground_in_force("legal_claims", "FR", TODAY) is not None


@pytest.mark.clause("R11.1")
def test_the_last_day_of_a_leap_day_exists() -> None:
    ground = ground_in_force("legal_claims", "DE", date(2028, 2, 29))

    assert ground is not None
    assert last_day(ground, date(2028, 2, 29)) == date(2031, 2, 28)


@pytest.mark.clause("R11.1")
def test_every_ground_names_its_law() -> None:
    assert all(ground.law and 0 < ground.years <= 10 for ground in GROUNDS)
