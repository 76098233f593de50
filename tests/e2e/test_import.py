"""Reports from where they are, a story over the running service: each kind of import, and what of it is kept."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.times import utc_now
from tests.support.imports import ALL_HANDS, HANDOVER, TOO_OLD, Importing

if TYPE_CHECKING:
    from tests.support.service import RunningService

MEETING_SCOPES = {"OnlineMeetings.Read", "OnlineMeetingArtifact.Read.All"}
WEBINAR_SCOPES = {"VirtualEvent.Read", "OnlineMeetingArtifact.Read.All"}


@pytest.fixture(scope="module")
def importing(fresh_service: RunningService) -> Importing:
    importing = Importing(fresh_service)
    importing.connect("anna", "ben")
    return importing


def test_a_meeting_by_its_link_with_every_report_of_it(importing: Importing) -> None:
    answer = importing.done(joinWebUrl=importing.link(HANDOVER))

    assert [(result["status"], result["topic"]) for result in answer["results"]] == [("stored", HANDOVER)] * 2
    assert answer["left"] == []
    latest, before = sorted(answer["results"], key=lambda result: result["endedAt"], reverse=True)
    assert (latest["minimised"], before["minimised"]) == ({"guests": 2, "dialIn": 1}, {"guests": 1, "dialIn": 0})
    report = importing.read(latest["id"])
    assert (report["type"], report["reportId"], report["participantCount"]) == ("meeting", latest["reportId"], 6)
    assert [(entry["name"], entry["role"]) for entry in report["attendees"]] == [
        ("Anna Schmidt", "organizer"),
        ("Ben Weber", "presenter"),
        ("Nora Lang", "attendee"),
        ("Guest 1", "attendee"),
        ("Guest 2", "attendee"),
    ]
    assert [entry["number"] for entry in report["dialIn"]] == ["+49…01"]
    assert set(importing.listed(HANDOVER)) == {latest["id"], before["id"]}


@pytest.mark.clause("R6.3")
def test_times_of_attendance_are_left_out_where_they_are_switched_off(importing: Importing) -> None:
    for key in importing.listed(HANDOVER):
        report = json.dumps(importing.read(key))
        assert "joinedAt" not in report
        assert "leftAt" not in report


def test_importing_twice_stores_once_and_reads_nothing_again(importing: Importing) -> None:
    keys = importing.listed(HANDOVER)
    before = len(importing.received())

    answer = importing.done(onlineMeetingId=importing.meeting_id(HANDOVER))

    assert {result["status"] for result in answer["results"]} == {"already_there"}
    assert {result["id"] for result in answer["results"]} == set(keys)
    assert importing.listed(HANDOVER) == keys
    assert [entry for entry in importing.received()[before:] if "attendanceRecords" in entry["target"]] == []


@pytest.mark.clause("R6.6")
def test_what_measures_attention_is_dropped_counted_and_never_stored(importing: Importing) -> None:
    importing.forget(*importing.listed(HANDOVER))

    answer = importing.done(joinWebUrl=importing.link(HANDOVER))

    assert answer["dropped"]["engagement"] == 3
    for result in answer["results"]:
        stored = json.dumps(importing.read(result["id"])).lower()
        assert not [word for word in ("engagement", "camera", "raisehand", "reaction") if word in stored]


@pytest.mark.clause("R6.3")
def test_several_stays_are_first_join_and_last_leave_where_times_are_switched_on(importing: Importing) -> None:
    importing.collect_times(switched_on=True)
    importing.forget(*importing.listed(HANDOVER))

    answer = importing.done(joinWebUrl=importing.link(HANDOVER))

    importing.collect_times(switched_on=False)
    latest = max(answer["results"], key=lambda result: result["endedAt"])
    report = importing.read(latest["id"])
    ben = next(entry for entry in report["attendees"] if entry["name"] == "Ben Weber")
    (began, hour) = report["startedAt"][:14], report["startedAt"][:11]
    assert ben["joinedAt"].startswith(f"{began}02:")
    assert ben["leftAt"].startswith(f"{began}40:")
    assert report["dialIn"][0]["joinedAt"].startswith(hour)


def test_a_thousand_attendees(importing: Importing) -> None:
    answer = importing.done(joinWebUrl=importing.link(ALL_HANDS))

    (result,) = answer["results"]
    assert (result["status"], result["minimised"]) == ("stored", {"guests": 99, "dialIn": 0})
    attendees = importing.read(result["id"])["attendees"]
    assert len(attendees) == 1000
    assert sum(1 for entry in attendees if entry["oid"] is None) == 99


def test_a_webinar_with_its_registrations_counted_once(importing: Importing) -> None:
    answer = importing.done(webinarId=importing.webinar_id())

    assert [result["status"] for result in answer["results"]] == ["stored", "stored"]
    assert answer["dropped"]["freeText"] == 3
    first, second = (
        importing.read(result["id"]) for result in sorted(answer["results"], key=lambda result: result["endedAt"])
    )
    assert (first["type"], second["type"]) == ("webinar", "webinar")
    assert "surveys" not in second
    surveys = {
        survey["question"]: {answer["choice"]: answer["count"] for answer in survey["answers"]}
        for survey in first["surveys"]
    }
    assert surveys == {
        "Why do you come?": {"To learn about the topic": 2, "To meet others": 1},
        "Which channels do you work with?": {"Telephone": 0, "Chat": 2, "E-mail": 1},
        "Would you come again?": {"Yes": 2, "No": 1},
    }
    for report in (first, second):
        stored = json.dumps(report)
        assert not [text for text in ("Shorter talks.", "Clerk", "Ines", "falk.example", "Kim") if text in stored]
        assert {entry["name"] for entry in report["attendees"] if entry["oid"]} == {"Anna Schmidt", "Ben Weber"}


@pytest.mark.clause("R6.5")
def test_a_meeting_past_its_month_is_refused(importing: Importing) -> None:
    (result,) = importing.done(joinWebUrl=importing.link(TOO_OLD))["results"]

    assert (result["status"], result["code"], result["topic"]) == ("refused", "retention_elapsed", TOO_OLD)
    assert importing.listed(TOO_OLD) == []


@pytest.mark.parametrize("by", ["ben", "anna"])
def test_a_meeting_that_is_not_the_callers(importing: Importing, by: str) -> None:
    link = importing.link(HANDOVER) if by == "ben" else "https://teams.microsoft.com/meet/1?p=nobody"

    answer = importing.send(by, joinWebUrl=link)

    assert (answer.status, answer.json["code"]) == (404, "meeting_not_found")


@pytest.mark.clause("R5.2")
def test_who_is_not_matched_imports_nothing(importing: Importing) -> None:
    before = importing.received()

    answer = importing.send("nora", joinWebUrl=importing.link(HANDOVER))

    assert (answer.status, answer.json["code"]) == (403, "not_matched")
    assert importing.received() == before


@pytest.mark.parametrize("names", [(), ("joinWebUrl", "webinarId"), ("meetingId",)])
def test_a_request_names_one_thing(importing: Importing, names: tuple[str, ...]) -> None:
    answer = importing.send(**dict.fromkeys(names, "https://teams.microsoft.com/meet/1"))

    assert (answer.status, answer.json["code"]) == (422, "invalid_body")


def test_only_what_each_kind_needs_is_asked_of_the_authority_and_no_refresh_token(importing: Importing) -> None:
    scopes = [
        {scope.removeprefix("https://graph.microsoft.com/") for scope in entry["scope"].split()}
        for entry in importing.asked()
    ]

    assert {frozenset(asked - {"openid", "profile"}) for asked in scopes} == {
        frozenset(MEETING_SCOPES),
        frozenset(WEBINAR_SCOPES),
    }
    # Anna's two kinds and Ben's one: what else she imported came from the cache.
    assert len(scopes) == 3
    assert not any("offline_access" in asked for asked in scopes)


def test_a_csv_in_utf_16(importing: Importing) -> None:
    day = utc_now() - timedelta(days=1)
    headers = {"x_meeting_id": "MSpwbGFubmluZw", "x_meeting_date": f"{day:%Y-%m-%d}", "x_utc_offset": "+01:00"}
    content = a_csv(f"{day.month}/{day.day}/{day:%y}").encode("utf-16")

    first, again = importing.csv(content, **headers), importing.csv(content, **headers)

    assert (first.status, again.status) == (200, 200), first.body
    (stored,), (there,) = first.json["results"], again.json["results"]
    assert (stored["status"], there["status"], stored["id"]) == ("stored", "already_there", there["id"])
    assert first.json["dropped"]["engagement"] >= 1
    report = importing.read(stored["id"])
    assert report["topic"].startswith("Planning")
    assert report["startedAt"] == f"{day:%Y-%m-%d}T08:00:05Z"
    assert [bool(entry["oid"]) for entry in report["attendees"]] == [True, True, False]
    assert report["attendees"][2]["name"] == "Guest 1"
    assert [entry["number"] for entry in report["dialIn"]] == ["…01"]
    other_day = {**headers, "x_meeting_date": f"{day - timedelta(days=9):%Y-%m-%d}"}
    refused = importing.csv(content, **other_day)
    assert (refused.status, refused.json["code"]) == (422, "meeting_date_mismatch")


def test_a_csv_that_is_none(importing: Importing) -> None:
    answer = importing.csv(b"\x00\x01\x02", x_meeting_id="MSp1", x_meeting_date=f"{utc_now():%Y-%m-%d}")

    assert (answer.status, answer.json["code"]) == (422, "csv_unreadable")


def test_nothing_of_what_was_imported_is_in_the_log(importing: Importing) -> None:
    log = importing.service.log.read_text()

    assert "import_reports" in log
    said = [text for text in ("meetup-join", "MSpwbGFubmluZw", "Chris Moor", "Planning", "6221", "eyJ") if text in log]
    assert said == []


def a_csv(date: str) -> str:
    """What Teams lets an organiser download: a quoted title with a line end, members, somebody else, a telephone."""
    anna, ben = "anna.schmidt@contoso.example", "ben.weber@contoso.example"
    columns = ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Participant ID (UPN)", "Role"]
    rows = [
        ["1. Summary"],
        ["Meeting title", '"Planning\n(second line)"'],
        ["Attended participants", "4"],
        ["Start time", f"{date}, 9:00:05 AM"],
        ["End time", f"{date}, 10:00:26 AM"],
        [],
        ["2. Participants"],
        [*columns, "Engagement: Camera On", "Engagement: Raise Hands"],
        ["Schmidt, Anna", f"{date}, 9:00:09 AM", f"{date}, 10:00:26 AM", "1h 17s", anna, anna, "Organizer", "2", "3"],
        ["Ben Weber", f"{date}, 9:01:00 AM", f"{date}, 10:00:00 AM", "59m", ben, ben, "Presenter", "", ""],
        ["Chris Moor (Unverified)", f"{date}, 9:02:00 AM", f"{date}, 10:00:00 AM", "58m", "", "", "Attendee"],
        ['" 496221000001 (Unverified)"', f"{date}, 9:03:00 AM", f"{date}, 10:00:00 AM", "57m", "", "", "Attendee"],
    ]
    return "".join("\t".join(row) + "\n" for row in rows)
