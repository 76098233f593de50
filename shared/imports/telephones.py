"""A telephone that took part: Teams has its number where people have their name."""

from __future__ import annotations

import re

from shared.reports.minimisation import is_phone_number

LONGEST_NUMBER = 40
_MASKS = re.compile(r"[*•]|[xX]{2,}")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")


def number_in(name: str) -> str | None:
    """The number that stands as a name, without a plus or partly masked as Teams writes it; None for a name."""
    number = " ".join(_DASHES.sub("-", _MASKS.sub("", name)).split())[:LONGEST_NUMBER]
    return number if is_phone_number(number) else None
