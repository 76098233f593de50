"""The list of comings and goings of 2020, and the 'Meeting Summary' of 2021."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.problems import CsvUnreadable
from tests.support.csv_files import (
    ANNA,
    STARTED,
    Cells,
    Visitor,
    attendee,
    moment,
    read,
)


@pytest.mark.parametrize(
    ("header", "joined_before", "joined", "left"),
    [
        (("Full Name", "User Action", "Timestamp"), "Joined before", "Joined", "Left"),
        (("Vollständiger Name", "Benutzeraktion", "Zeitstempel"), "Beigetreten vor", "Beigetreten", "Verlassen"),
        (("Nombre completo", "Acción", "Hora"), "Se unió antes", "Se unió", "Salió"),
        ((), "Aba abe", "Aba", "Ube"),
    ],
    ids=["English", "German", "Spanish", "no header, nobody's language"],
)
def test_comings_and_goings_become_the_first_joining_and_the_last_leaving(
    header: Cells, joined_before: str, joined: str, left: str
) -> None:
    rows: list[Cells] = [header] if header else []
    rows += [
        ("Anna Schmidt", joined_before, moment(0)),
        ("Moor, Ben", joined, moment(1)),
        ("Moor, Ben", left, moment(5)),
        ("Moor, Ben", joined, moment(7)),
        ("Moor, Ben", left, moment(30)),
        ("Cleo Vance (Guest)", joined, moment(2)),
        ("Cleo Vance (Guest)", left, moment(3)),
        ("Cleo Vance (Guest)", joined, moment(9)),
    ]

    report = read(rows).report

    assert report["attendees"] == [
        {"username": None, "name": "Anna Schmidt", "role": "unknown", "joinedAt": "2026-03-04T09:00:05Z"},
        {
            "username": None,
            "name": "Moor, Ben",
            "role": "unknown",
            "joinedAt": "2026-03-04T09:01:05Z",
            "leftAt": "2026-03-04T09:30:05Z",
        },
        {"username": None, "name": "Cleo Vance", "role": "unknown", "joinedAt": "2026-03-04T09:02:05Z"},
    ]
    assert (report["topic"], report["participantCount"]) == ("Meeting", 3)
    assert (report["startedAt"], report["endedAt"]) == ("2026-03-04T09:00:05Z", "2026-03-04T09:30:05Z")


@pytest.mark.parametrize(
    "rows",
    [
        [("Name", "Engagement Type", "Time"), ("Anna Schmidt", "Unmute", moment(1))],
        [("Name", "What", "Time"), ("Anna Schmidt", "Raised hand", moment(1))],
        [("4. Meeting Engagement",), ("Name", "What", "Time"), ("Anna Schmidt", "Unmute", moment(1))],
        [("Nimi", "Mitä", "Aika"), *[("Anna Schmidt", f"aba {letter}", moment(1)) for letter in "abcd"]],
    ],
    ids=["its header", "an entry", "its title", "more kinds than coming and going"],
)
def test_a_list_of_reactions_is_none_of_comings_and_goings(rows: list[Cells]) -> None:
    with pytest.raises(CsvUnreadable):
        read(rows)


def test_the_meeting_summary_of_2021_has_a_row_for_each_stay() -> None:
    rows: list[Cells] = [
        ["Meeting Summary"],
        ("Total Number of Participants", "3"),
        ("Meeting Title", "Weekly"),
        ("Meeting Start Time", moment(0)),
        ("Meeting End Time", moment(55)),
        ("Meeting Id", "3f0a5e0c-6a43-4c0e-8d4e-1f1c3b7f1a11"),
        [],
        ("Full Name", "Join Time", "Leave Time", "Duration", "Email", "Role", "Participant ID (UPN)"),
        ("Anna Schmidt", moment(0), moment(5), "5m", "a.schmidt@contoso.example", "Organizer", "anna@contoso.example"),
        (
            "Anna Schmidt",
            moment(9),
            moment(50),
            "41m",
            "a.schmidt@contoso.example",
            "Organizer",
            "anna@contoso.example",
        ),
        ("Ben Moor", moment(1), moment(50), "49m", "Ben@Contoso.example", "Attendee", ""),
        ("Cleo Vance (Guest)", moment(2), moment(50), "48m", "", "Attendee", ""),
    ]

    report = read(rows).report

    assert (report["topic"], report["participantCount"], report["endedAt"]) == ("Weekly", 3, "2026-03-04T09:55:05Z")
    assert report["attendees"] == [
        attendee(ANNA),
        attendee(Visitor("Ben Moor", "ben@contoso.example", joined=STARTED + timedelta(minutes=1))),
        attendee(Visitor("Cleo Vance", joined=STARTED + timedelta(minutes=2))),
    ]
