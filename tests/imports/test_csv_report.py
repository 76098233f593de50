"""The shapes that Teams has had since 2020: who is read from them, who is not, and what is left out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.imports.dropped import Dropped
from shared.problems import CsvDatesAmbiguous, CsvUnreadable
from shared.times import format_instant
from tests.imports.csv_writing import (
    AMERICAN,
    DAY,
    LANGUAGES,
    STARTED,
    Cells,
    Visitor,
    accepted,
    attendee,
    encoded,
    numbered,
    participant,
    read,
)

ANNA = Visitor("Anna Schmidt", "anna@contoso.example", "organizer")
BEN = Visitor("Ben Moor", "ben@contoso.example", "presenter", joined=STARTED + timedelta(minutes=1))
LATER = STARTED + timedelta(minutes=20)
ENGAGEMENT_COLUMNS = ("Engagement: Reaction-Like", "Engagement: Camera On", "Engagement: Unmute")


def moment(minutes: int, language: str = "American") -> str:
    return LANGUAGES[language].moment(STARTED + timedelta(minutes=minutes))


def with_participants(rows: list[Cells]) -> list[Cells]:
    """Today's shape without activities, with these rows below those of Anna."""
    return [*numbered([ANNA], with_activities=False), *rows]


def only(*names: str, rows: list[Cells]) -> list[dict[str, Any]]:
    """The attendees of a file, which must have these names in the order of joining."""
    attendees: list[dict[str, Any]] = read(rows).report["attendees"]
    assert [each["name"] for each in attendees] == list(names)
    return attendees


# The list of 2020.


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


# The 'Meeting Summary' of 2021.


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


# The numbered sections of today.


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
        ((("Aba", "9"),), 9),
        ((("Attended participants", "many"),), 1),
        ((("Attended participants", "99999999"),), 1),
    ],
    ids=["the summary's", "not the registered", "the only number", "no number", "no number of people"],
)
def test_how_many_took_part_is_the_summary_s_number_or_that_of_the_people(
    summary: tuple[Cells, ...], count: int
) -> None:
    rows = [*summary, *numbered([ANNA])[7:]]

    assert read(rows).report["participantCount"] == count


# People.


@pytest.mark.parametrize(
    "mark",
    ["External", "Guest", "Unverified", "Extern", "Gast", "Nicht überprüft", "Externe", "Invité", "Non vérifié",
     "Externo", "Invitado", "Sin comprobar", "Convidado", "Não verificado", "Esterno", "Ospite"],
)  # fmt: skip
def test_an_outsider_has_no_username_and_no_mark(mark: str) -> None:
    outsider = Visitor("Doe, Jane", "jane@fabrikam.example", mark=mark, joined=LATER)

    _, found = only("Anna Schmidt", "Doe, Jane", rows=numbered([ANNA, outsider]))

    assert found["username"] is None


def test_a_guest_s_account_has_no_username() -> None:
    guest = Visitor("Jane Doe", "jane_fabrikam.example#EXT#@contoso.example", joined=LATER)

    assert only("Anna Schmidt", "Jane Doe", rows=numbered([ANNA, guest]))[1]["username"] is None


def test_what_else_stands_in_brackets_is_part_of_the_name() -> None:
    only("Pat Kim (Sales)", rows=numbered([Visitor("Pat Kim (Sales)", mark="External")]))


def test_the_username_is_the_principal_name_before_the_address_in_lower_case() -> None:
    rows = with_participants(
        [("Ben Moor", moment(1), moment(2), "1m", "b.moor@contoso.example", "BEN@contoso.example", "Presenter")]
    )

    assert only("Anna Schmidt", "Ben Moor", rows=rows)[1]["username"] == "ben@contoso.example"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (" 15550100123 (Unverified)", "15550100123"),
        ("+49 6221 000042", "+49 6221 000042"),
        ("+1 (555) 010-0123", "+1 (555) 010-0123"),
        ("+1 555\u2011010\u20110123", "+1 555-010-0123"),
        ("+1 555-***-**23", "+1 555--23"),
        ("+1 555 XXX XX23", "+1 555 23"),
    ],
)
def test_a_number_that_stands_as_a_name_is_a_telephone(written: str, number: str) -> None:
    rows = with_participants([(written, moment(1), moment(9), "8m", "", "", "Attendee")])

    report = read(rows).report

    times = {"joinedAt": "2026-03-04T09:01:05Z", "leftAt": "2026-03-04T09:09:05Z"}
    assert report["dialIn"] == [{"number": number, **times}]
    assert [each["name"] for each in report["attendees"]] == ["Anna Schmidt"]


@pytest.mark.parametrize("name", ["Room 101", "Agent 47", "R2", "3M Delegate"])
def test_a_name_with_digits_is_a_name(name: str) -> None:
    report = read(with_participants([(name, moment(1), moment(9), "8m", "", "", "Attendee")])).report

    assert "dialIn" not in report
    assert report["attendees"][1]["name"] == name


def test_a_name_like_a_formula_is_kept_as_it_is() -> None:
    only('=HYPERLINK("x")', rows=numbered([Visitor('=HYPERLINK("x")')]))


def test_names_and_titles_are_cut_to_what_a_report_holds() -> None:
    report = read(numbered([Visitor("a" * 300)], title="b" * 300)).report

    assert (report["attendees"][0]["name"], report["topic"]) == ("a" * 256, "b" * 256)


def test_who_has_no_name_is_a_guest() -> None:
    only("Anna Schmidt", "Guest", rows=with_participants([("", moment(1), moment(9), "8m", "", "", "Attendee")]))


def test_more_people_than_a_report_holds_are_refused() -> None:
    people = [participant(Visitor("Cleo Vance"), AMERICAN)] * 20_000

    with pytest.raises(CsvUnreadable):
        read(with_participants(people))


# What is left out.


def with_engagement() -> list[Cells]:
    rows: list[Cells] = [
        (*row, *ENGAGEMENT_COLUMNS)
        if row[-1:] == ("Role",)
        else (*row, "2", "", "3")
        if row[-1:] == ("Organizer",)
        else row
        for row in numbered([ANNA, BEN], with_activities=False)
    ]
    rows += [
        [],
        ["4. Meeting Engagement"],
        ("Name", "Engagement Type", "Time"),
        ("Anna Schmidt", "Unmute", moment(3)),
        ("Anna Schmidt", 'Sent reaction "like"', moment(-30)),
        ("Ben Moor", "Raised hand", moment(90)),
    ]
    return rows


def test_engagement_is_counted_and_nothing_of_it_is_read() -> None:
    found = read(with_engagement())

    assert found.dropped == Dropped(engagement=2 + 3)
    assert found.report == read(numbered([ANNA, BEN])).report


def test_a_column_and_a_section_that_nobody_knows_count_as_engagement() -> None:
    rows: list[Cells] = [
        (*row, "Aba") if row[-1:] == ("Role",) else (*row, "ebe") if row[-1:] == ("Organizer",) else row
        for row in numbered([ANNA, BEN], with_activities=False)
    ]
    rows += [[], ["4. Ibi"], ("Name", "Ibe", "Ibo"), ("Anna Schmidt", "ube", "uba"), ("Ben Moor", "uba", "ube")]

    found = read(rows)

    assert found.dropped == Dropped(engagement=1 + 2)
    assert found.report == read(numbered([ANNA, BEN])).report


def test_columns_of_attention_are_no_joining_and_leaving() -> None:
    header = ("Name", "Camera On", "Camera Off", "First Join", "Last Leave", "Duration", "Email", "UPN", "Role")
    address = "anna@contoso.example"
    rows = [header, ("Anna Schmidt", moment(7), moment(8), moment(0), moment(50), "50m", address, address, "Organizer")]

    found = read(rows)

    assert found.report["attendees"] == [attendee(ANNA)]
    assert found.dropped == Dropped(engagement=2)


def webinar() -> list[Cells]:
    """A webinar's report: registrations of weeks before, and what people wrote when they registered."""
    registered = LANGUAGES["American"].moment(STARTED - timedelta(days=20))
    columns = ("Registration Time", "Registration Status", "First Name", "Last Name", "First Join", "Last Leave",
               "In-Meeting Duration", "Email", "Role", "What do you expect?")  # fmt: skip
    return [
        ["1. Summary"],
        ("Title", "Open day"),
        ("Registered participants", "3"),
        ("Attended participants", "2"),
        ("Start time", moment(0)),
        ("End time", moment(50)),
        [],
        ["2. Participants"],
        columns,
        (registered, "Registered", "Anna", "Schmidt", moment(0), moment(50), "50m", ANNA.address, "Organizer", ""),
        (registered, "Registered", "Ben", "Moor", moment(1), moment(50), "49m", BEN.address, "Presenter", "A lot"),
        (registered, "Registered", "Cleo", "Vance", "", "", "", "cleo@fabrikam.example", "", "My address is 5 Elm St"),
        [],
        ["3. Registrations"],
        ("Name", "Email", "Registration Time", "Registration Status"),
        ("Cleo Vance", "cleo@fabrikam.example", registered, "Registered"),
    ]


def test_a_webinar_s_registrations_are_no_attendance() -> None:
    found = read(webinar())

    assert found.report["type"] == "webinar"
    assert (found.report["topic"], found.report["participantCount"]) == ("Open day", 2)
    assert found.report["attendees"] == [attendee(ANNA), attendee(BEN)]
    assert found.dropped == Dropped(free_text=2)


def test_without_times_the_registered_are_no_attendees_either() -> None:
    rows = [[*row[:4], "", "", "", *row[7:]] if len(row) == 10 and "@" in row[7] else row for row in webinar()]
    listed_twice: list[Cells] = [*rows, ("Dora Elm", "dora@fabrikam.example", "", "Registered")]

    names = [each["name"] for each in read(listed_twice).report["attendees"]]

    assert "Dora Elm" not in names


def test_times_of_day_in_place_of_times_are_refused() -> None:
    rows = [("First name", "Last name", "Email", "Duration", "Time joined", "Time exited"),
            ("Anna", "Schmidt", "anna@contoso.example", "1 hr 2 min", "10:00 AM", "11:02 AM")]  # fmt: skip

    with pytest.raises(CsvDatesAmbiguous):
        read(rows)


def test_the_offset_and_the_date_are_those_of_the_caller() -> None:
    content = encoded(numbered([ANNA]))

    report = accepted(content, DAY, timedelta(hours=-5)).report

    assert report["startedAt"] == report["attendees"][0]["joinedAt"] == format_instant(STARTED + timedelta(hours=5))
