"""What a file has and nobody reads: engagement, registrations, and what Teams will add."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.imports.engagement import Dropped
from shared.problems import CsvDatesAmbiguous, CsvUnreadable
from shared.times import format_instant
from tests.support.csv_files import (
    ANNA,
    BEN,
    DAY,
    LANGUAGES,
    STARTED,
    Cells,
    accepted,
    attendee,
    encoded,
    moment,
    numbered,
    only,
    read,
)

ENGAGEMENT_COLUMNS = ("Engagement: Reaction-Like", "Engagement: Camera On", "Engagement: Unmute")


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


def test_a_section_of_moments_changes_nobody_s_times() -> None:
    rows = numbered([ANNA, BEN], with_activities=False)
    rows += [
        [],
        ["4. Ibi"],
        ("Name", "Ibe", "Time", "Email", "Role"),
        ("Anna Schmidt", "ube", moment(-30), "anna@contoso.example", "Organizer"),
    ]

    found = read(rows)

    assert found.report == read(numbered([ANNA, BEN])).report
    assert found.dropped == Dropped(engagement=1)


@pytest.mark.parametrize("title", ["4. Meeting Engagement", "3. Registrations"])
def test_such_a_section_alone_is_no_attendance(title: str) -> None:
    row = ("Anna Schmidt", "ube", moment(1), "anna@contoso.example", "Organizer")

    with pytest.raises(CsvUnreadable):
        read([[title], ("Name", "Ibe", "Time", "Email", "Role"), row])


def test_columns_of_attention_without_a_duration_are_no_joining_and_leaving() -> None:
    header = ("Name", "Camera On", "Camera Off", "First Join", "Last Leave", "Email")
    rows = [header, ("Anna Schmidt", moment(7), moment(8), moment(0), moment(50), "anna@contoso.example")]

    assert only("Anna Schmidt", rows=rows)[0]["joinedAt"] == "2026-03-04T09:00:05Z"


def test_joining_and_leaving_stand_before_the_duration() -> None:
    header = ("Name", "Ibe", "Ibo", "Join", "Leave", "Duration", "Email")
    rows = [header, ("Anna Schmidt", moment(7), moment(8), moment(0), moment(50), "50m", "anna@contoso.example")]

    found = read(rows)

    assert found.report["attendees"][0]["joinedAt"] == "2026-03-04T09:00:05Z"
    assert found.dropped == Dropped(engagement=2)


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


def test_a_section_of_registrations_is_no_engagement() -> None:
    rows = [
        *numbered([ANNA]),
        [],
        ["4. Registrations"],
        ("Name", "Email", "City"),
        ("Dora Elm", "d@fabrikam.example", "Ulm"),
    ]

    found = read(rows)

    assert (found.report, found.dropped) == (read(numbered([ANNA])).report, Dropped())


def test_engagement_of_a_webinar_is_no_free_text() -> None:
    rows = [
        (*row, "Engagement: Camera On") if row[:1] == ("Registration Time",) else (*row, "2") if len(row) == 10 else row
        for row in webinar()
    ]

    assert read(rows).dropped == Dropped(engagement=3, free_text=2)


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


def test_clocks_beside_a_list_with_times_are_left_out_like_all_that_is_unknown() -> None:
    rows = [*numbered([ANNA]), [], ["4. Ibi"], ("Name", "Ibe", "Ibo"), ("Anna Schmidt", "0:10:00", "0:20:00")]

    found = read(rows)

    assert (found.report, found.dropped) == (read(numbered([ANNA])).report, Dropped(engagement=1))


def test_the_offset_and_the_date_are_those_of_the_caller() -> None:
    content = encoded(numbered([ANNA]))

    report = accepted(content, DAY, timedelta(hours=-5)).report

    assert report["startedAt"] == report["attendees"][0]["joinedAt"] == format_instant(STARTED + timedelta(hours=5))
