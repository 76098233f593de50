"""What is stored less of than was sent, announced in the answer: guests without names, dial-in numbers cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared.reports.content import without_words

LONGEST_NUMBER = 40
PHONE_NUMBER = re.compile(r"\+?(?:\([ ()/.\-]*)?[0-9](?:[ ()/.\-]*[0-9]){2,19}[ ()/.\-]*")  # of 3 to 20 digits
# ITU-T E.164 assignments of one and of two digits; every other country code has three.
_ONE_DIGIT = ("1", "7")
_TWO_DIGITS = frozenset(
    [
        "20",
        "27",
        "30",
        "31",
        "32",
        "33",
        "34",
        "36",
        "39",
        "40",
        "41",
        "43",
        "44",
        "45",
        "46",
        "47",
        "48",
        "49",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "57",
        "58",
        "60",
        "61",
        "62",
        "63",
        "64",
        "65",
        "66",
        "81",
        "82",
        "84",
        "86",
        "90",
        "91",
        "92",
        "93",
        "94",
        "95",
        "98",
    ]
)


@dataclass(frozen=True, slots=True)
class MinimisedReport:
    """The members of a report as they are stored, and how much was left out."""

    members: Mapping[str, Any]
    guests: int
    dial_in: int


def is_phone_number(text: str) -> bool:
    return len(text) <= LONGEST_NUMBER and bool(PHONE_NUMBER.fullmatch(text))


def cut_number(number: str) -> str:
    """Country code and last two digits: `+496221000000` becomes `+49…00`; without a country code only the digits."""
    digits = re.sub(r"[^0-9]", "", number)
    if not number.startswith("+"):
        return f"…{digits[-2:]}"
    length = 1 if digits.startswith(_ONE_DIGIT) else 2 if digits[:2] in _TWO_DIGITS else 3
    return f"+{digits[:length]}…{digits[-2:]}"


def minimise(members: Mapping[str, Any], *, erased: frozenset[str] = frozenset()) -> MinimisedReport:
    """Only the organisation's registered users are named, and nobody's whole number is kept; all else is unaltered.

    Who has been erased since the meeting is a guest as well, and their words are left out: nothing brings them back.
    """
    numbers = iter(range(1, len(members["attendees"]) + 1))
    attendees = [_without_name(attendee, numbers, erased) for attendee in members["attendees"]]
    dial_in = [{**entry, "number": cut_number(entry["number"])} for entry in members.get("dialIn") or ()]
    stored = {**without_words(members, erased), "attendees": attendees}
    if members.get("dialIn") is not None:
        stored["dialIn"] = dial_in
    guests = sum(1 for attendee in attendees if attendee["oid"] is None)
    return MinimisedReport(stored, guests, len(dial_in))


def _without_name(attendee: Mapping[str, Any], numbers: Iterator[int], erased: frozenset[str]) -> Mapping[str, Any]:
    if attendee["oid"] is not None and attendee["oid"] not in erased:
        return attendee
    return {**attendee, "oid": None, "name": f"Guest {next(numbers)}"}
