"""The numbered sections of today: who took part, from when to when, and how many."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.imports.engagement import Dropped
from tests.support.csv_files import (
    AMERICAN,
    ANNA,
    BEN,
    LATER,
    Cells,
    Visitor,
    moment,
    numbered,
    only,
    read,
    with_participants,
)


def test_activities_add_earlier_joinings_and_later_leavings() -> None:
    rows = numbered([ANNA, Visitor("Cleo Vance", joined=LATER)])
    rows += [
        ("Anna Schmidt", moment(-10), moment(-5), "5m", "anna@contoso.example", "Organizer"),
        ("Cleo Vance", moment(52), moment(53), "1m", "", "Attendee"),
    ]

    anna, cleo = only("Anna Schmidt", "Cleo Vance", rows=rows)

    assert (anna["joinedAt"], anna["leftAt"]) == ("2026-03-04T08:50:05Z", "2026-03-04T09:50:05Z")
    assert (cleo["joinedAt"], cleo["leftAt"]) == ("2026-03-04T09:20:05Z", "2026-03-04T09:53:05Z")


def test_whoever_is_among_the_activities_only_took_part_as_well() -> None:
    rows = numbered([ANNA])
    rows += [("Ben Moor", moment(1), moment(4), "3m", "ben@contoso.example", "Presenter")]

    only("Anna Schmidt", "Ben Moor", rows=rows)


def test_activities_are_matched_by_the_address_that_belongs_to_a_principal_name() -> None:
    rows = with_participants(
        [("Ben Moor", moment(1), moment(2), "1m", "b.moor@contoso.example", "ben@contoso.example", "Attendee")]
    )
    rows += [
        [],
        AMERICAN.activities[:1],
        AMERICAN.activities[1:],
        ("Ben Moor", moment(1), moment(9), "8m", "b.moor@contoso.example", "Presenter"),
    ]

    _, ben = only("Anna Schmidt", "Ben Moor", rows=rows)

    assert (ben["username"], ben["leftAt"]) == ("ben@contoso.example", "2026-03-04T09:09:05Z")
    assert ben["role"] == "presenter"


def test_one_address_of_two_people_makes_them_no_one_person() -> None:
    shared = "team@contoso.example"
    rows = with_participants(
        [
            ("Ben Moor", moment(1), moment(2), "1m", shared, "ben@contoso.example", "Presenter"),
            ("Cleo Vance", moment(3), moment(4), "1m", shared, "cleo@contoso.example", "Presenter"),
            ("Team", moment(5), moment(6), "1m", shared, "", "Presenter"),
        ]
    )

    only("Anna Schmidt", "Ben Moor", "Cleo Vance", "Team", rows=rows)


def test_two_guests_of_one_name_are_two_people() -> None:
    guest = Visitor("Cleo Vance", mark="Unverified", joined=LATER)

    only("Anna Schmidt", "Cleo Vance", "Cleo Vance", rows=numbered([ANNA, guest, guest]))


def test_who_registered_or_was_invited_and_did_not_come_is_no_attendee() -> None:
    rows = with_participants(
        [("Quinn, Avery", "", "", "", "avery@contoso.example", "avery@contoso.example", "Presenter")]
    )

    only("Anna Schmidt", rows=rows)


def test_an_organisation_that_collects_no_times_has_attendees_without() -> None:
    rows = numbered([ANNA, BEN], with_activities=False)
    without = [(*row[:1], "", "", "", *row[4:]) if len(row) == 7 and "@" in row[4] else row for row in rows]

    report = read(without).report

    assert report["attendees"] == [
        {"username": "anna@contoso.example", "name": "Anna Schmidt", "role": "organizer"},
        {"username": "ben@contoso.example", "name": "Ben Moor", "role": "presenter"},
    ]
    assert (report["startedAt"], report["endedAt"]) == ("2026-03-04T09:00:05Z", "2026-03-04T09:50:05Z")


def test_without_times_the_first_list_of_people_is_the_one() -> None:
    summary = numbered([ANNA])[:6]
    rows: list[Cells] = [
        *summary,
        [],
        ["2. Iba"],
        ("Name", "Email", "Role"),
        ("Anna Schmidt", "anna@contoso.example", "Organizer"),
        [],
        ["3. Oba"],
        ("Name", "Email", "Role"),
        ("Dora Elm", "dora@fabrikam.example", "Attendee"),
    ]

    only("Anna Schmidt", rows=rows)
    assert read(rows).dropped == Dropped(engagement=1)


def test_a_summary_s_duration_stands_for_an_end_that_is_not_there() -> None:
    rows = numbered([ANNA, BEN], with_activities=False)
    without = [(*row[:1], "", "", "", *row[4:]) if len(row) == 7 and "@" in row[4] else row for row in rows]

    report = read([row for row in without if row[:1] != ("End time",)]).report

    assert (report["startedAt"], report["endedAt"]) == ("2026-03-04T09:00:05Z", "2026-03-04T09:50:05Z")


def test_without_a_summary_the_meeting_is_from_the_first_joining_to_the_last_leaving() -> None:
    rows = numbered([ANNA, Visitor("Ben Moor", joined=LATER, left=LATER + timedelta(hours=1))])

    report = read(rows[rows.index([]) :]).report

    assert (report["startedAt"], report["endedAt"]) == ("2026-03-04T09:00:05Z", "2026-03-04T10:20:05Z")
    assert (report["topic"], report["participantCount"]) == ("Meeting", 2)


def test_a_duration_stands_for_a_time_of_leaving_that_is_not_there() -> None:
    _, ben = only(
        "Anna Schmidt",
        "Ben Moor",
        rows=with_participants(
            [("Ben Moor", moment(1), "", "1h", "ben@contoso.example", "ben@contoso.example", "Presenter")]
        ),
    )

    assert ben["leftAt"] == "2026-03-04T10:01:05Z"


def test_who_is_there_still_has_no_time_of_leaving() -> None:
    rows = with_participants(
        [("Ben Moor", moment(1), "", "", "ben@contoso.example", "ben@contoso.example", "Presenter")]
    )

    assert "leftAt" not in only("Anna Schmidt", "Ben Moor", rows=rows)[1]


def test_clocks_that_are_put_back_make_no_meeting_of_less_than_nothing() -> None:
    rows = with_participants(
        [("Ben Moor", moment(40), moment(5), "25m", "ben@contoso.example", "ben@contoso.example", "Presenter")]
    )
    rows[4] = ("End time", moment(-20))

    report = read(rows).report

    assert "leftAt" not in report["attendees"][1]
    assert report["startedAt"] == report["endedAt"] == "2026-03-04T09:00:05Z"


def test_the_same_file_is_the_same_report() -> None:
    first, second = read(numbered([ANNA])).report, read(numbered([ANNA, BEN])).report

    assert first["reportId"] == second["reportId"] == "csv-2026-03-04T09:00:05Z"


@pytest.mark.parametrize(
    ("summary", "count"),
    [
        ((("Attended participants", "7"),), 7),
        ((("Title", "2026"), ("Registered participants", "30"), ("Attended participants", "7")), 7),
        ((("Rooms", "4"), ("Attended participants", "7")), 7),
        ((("Title", "2026"),), 1),
        ((("Registered participants", "30"),), 1),
        ((("Aba", "9"),), 9),
        ((("Attended participants", "many"),), 1),
        ((("Attended participants", "99999999"),), 1),
    ],
    ids=[
        "the summary's",
        "not the registered",
        "not another number",
        "not a title",
        "only the registered",
        "the only number",
        "no number",
        "no number of people",
    ],
)
def test_how_many_took_part_is_the_summary_s_number_or_that_of_the_people(
    summary: tuple[Cells, ...], count: int
) -> None:
    rows = [*summary, *numbered([ANNA])[7:]]

    assert read(rows).report["participantCount"] == count


@pytest.mark.parametrize("title", ["2026", "1h 30m", "3/4/26, 9:00 AM"], ids=["number", "duration", "time"])
def test_a_title_may_look_like_something_else(title: str) -> None:
    rows = numbered([ANNA], title=title)
    rows = [*rows[:1], *rows[2:5], rows[1], *rows[5:]]  # the last of the times is not the title

    assert read(rows).report["topic"] == title
