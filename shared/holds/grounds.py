"""The grounds on which rows may be kept past their deadline (R11.1), as data: each with its years and since when.

A ground without a country holds anywhere. The years of German law changed on 1 January 2025 (Fourth Bureaucracy
Relief Act: vouchers eight years instead of ten).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shared.times import same_day_in


@dataclass(frozen=True, slots=True)
class Ground:
    """A duty or a claim, for how many years at most, where and from which day on."""

    name: str
    years: int
    law: str
    valid_from: date
    country: str | None = None


GROUNDS = (
    Ground("accounting_records", 10, "§ 147(3) AO, § 257(4) HGB", date(1998, 12, 24), "DE"),
    Ground("accounting_vouchers", 10, "§ 147(3) AO, § 257(4) HGB", date(1998, 12, 24), "DE"),
    Ground("accounting_vouchers", 8, "§ 147(3) AO, § 257(4) HGB, as of 2025", date(2025, 1, 1), "DE"),
    Ground("business_letters", 6, "§ 147(3) AO, § 257(4) HGB", date(1998, 12, 24), "DE"),
    Ground("legal_claims", 3, "Art. 17(3)(e) GDPR; § 195 BGB", date(2018, 5, 25)),
    Ground("authority_order", 3, "Art. 6(1)(c) GDPR", date(2018, 5, 25)),
    # What a person asks for under Art. 18(1)(b) and (c): a year at most, with review.
    Ground("restriction_unlawful", 1, "Art. 18(1)(b) GDPR", date(2018, 5, 25)),
    Ground("restriction_claims", 1, "Art. 18(1)(c) GDPR", date(2018, 5, 25)),
)


def ground_in_force(name: str, country: str, today: date) -> Ground | None:
    """The ground of that name as it is in force today; None when there is none in the country."""
    in_force = [
        ground
        for ground in GROUNDS
        if ground.name == name and ground.country in {None, country} and ground.valid_from <= today
    ]
    return max(in_force, key=lambda ground: ground.valid_from, default=None)


def last_day(ground: Ground, today: date) -> date:
    """The latest day on which a hold on this ground may end when it is placed today."""
    return same_day_in(today, years=ground.years)
