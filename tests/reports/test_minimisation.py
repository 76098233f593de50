"""Guests lose their names and dial-in numbers their middle: announced, and nothing else changes."""

from __future__ import annotations

import pytest

from shared.reports.minimisation import cut_number, is_phone_number
from tests.support.reports import read, store
from tests.support.world import ANNA, BEN, World, report_body

ANYONE = {"role": "attendee"}


def test_everyone_but_registered_users_becomes_a_guest_in_their_order(matched: World) -> None:
    attendees = [
        {"oid": None, "name": "Chris Moor", **ANYONE},
        {"oid": ANNA, "name": "Anna Schmidt", "role": "organizer"},
        {"oid": None, "name": "Chris Moor", **ANYONE},
        {"oid": BEN, "name": "Ben Wolf", **ANYONE},
        {"oid": None, "name": "Guest 1", **ANYONE},
    ]

    stored = store(matched, report_body(attendees=attendees))

    assert stored.json["minimised"] == {"guests": 3, "dialIn": 0}
    back = read(matched, stored.json["id"])
    assert [who["name"] for who in back.json["attendees"]] == [
        "Guest 1",
        "Anna Schmidt",
        "Guest 2",
        "Ben Wolf",
        "Guest 3",
    ]
    assert back.json["minimised"] == {"guests": 3, "dialIn": 0}
    assert b"Moor" not in back.body


def test_dial_in_numbers_are_cut_and_counted(matched: World) -> None:
    numbers = [{"number": "+49 6221 000042"}, {"number": "06221/000043"}]

    stored = store(matched, report_body(attendees=[], dialIn=numbers))

    assert stored.json["minimised"] == {"guests": 0, "dialIn": 2}
    assert read(matched, stored.json["id"]).json["dialIn"] == [{"number": "+49…42"}, {"number": "…43"}]


@pytest.mark.parametrize(
    ("number", "cut"),
    [
        ("+12025550142", "+1…42"),
        ("+7 (495) 000-00-17", "+7…17"),
        ("+20 2 00000099", "+20…99"),
        ("+441632960961", "+44…61"),
        ("+49.6221.000000", "+49…00"),
        ("+3580000015", "+358…15"),
        ("+353 1 000 0016", "+353…16"),
        ("+971 4 000 0018", "+971…18"),
        ("+9920000019", "+992…19"),
        ("(06221) 000020", "…20"),
        ("0049622100021", "…21"),
    ],
)
def test_a_number_keeps_its_country_code_and_two_digits(number: str, cut: str) -> None:
    assert is_phone_number(number)
    assert cut_number(number) == cut


@pytest.mark.parametrize(
    "text",
    ["", "+", "12", "+12", "anna", "+49 6221 ext", "++496221000", "٠١٢٣٤٥", "0" * 21, "123\n456", "x123456", "-123"],
)
def test_what_is_no_phone_number_is_none(text: str) -> None:
    assert not is_phone_number(text)


def test_the_names_of_guests_are_nowhere_in_storage(matched: World) -> None:
    store(matched, report_body(topic="Weekly", attendees=[{"oid": None, "name": "Zoltan Quux", **ANYONE}]))

    for family in ("activity", "meetings", "reports"):
        assert "Zoltan" not in repr(matched.rows(family))
