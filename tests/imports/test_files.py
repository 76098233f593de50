"""Importing a file: people by their usernames, times only where they are collected, and the same rules as always."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.imports import usernames
from tests.support.reports import ids, listed, read
from tests.support.world import ANNA, BEN, START, Reply, World

BEN_NAME = "Ben.Krueger@Contoso.example"
FILE = """1. Summary
Meeting title\tWeekly
Attended participants\t4
Start time\t11/23/26, 9:00:00 AM
End time\t11/23/26, 9:40:10 AM
Meeting duration\t40m 10s

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Anna Schmidt\t11/23/26, 9:00:00 AM\t11/23/26, 9:40:00 AM\t40m\t{anna}\t{anna}\tOrganizer
Ben Krüger\t11/23/26, 9:01:00 AM\t11/23/26, 9:40:00 AM\t39m\t{ben}\t{ben}\tPresenter
Chris Moor (External)\t11/23/26, 9:02:00 AM\t11/23/26, 9:30:00 AM\t28m\t\t\tAttendee
+49 6221 000042\t11/23/26, 9:03:00 AM\t11/23/26, 9:30:00 AM\t27m\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Anna Schmidt\t11/23/26, 9:00:00 AM\t11/23/26, 9:40:00 AM\t40m\t{anna}\tOrganizer
"""


def upload(world: World, *, ben: str = BEN_NAME, text: str = FILE, **headers: str) -> Reply:
    content = text.format(anna="anna.schmidt@contoso.example", ben=ben).encode("utf-16")
    named = {"content-type": "text/csv", "x-meeting-id": "MSpkZjE4", "x-meeting-date": "2026-11-23"}
    sent = {**named, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return world.call("import_reports", world.token(), content, headers=sent)


def attendees(world: World, reply: Reply) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(world, reply.json["results"][0]["id"]).json["attendees"]
    return found


def test_a_file_is_stored_as_a_report_and_no_one_asks_graph(matched: World) -> None:
    reply = upload(matched)

    [report_id] = ids(listed(matched))
    [result] = reply.json["results"]
    assert (reply.status, reply.json["left"]) == (200, [])
    assert (result["status"], result["id"], result["topic"]) == ("stored", report_id, "Weekly")
    assert result["endedAt"] == "2026-11-23T09:40:10Z"
    assert result["minimised"] == {"guests": 2, "dialIn": 1}
    assert read(matched, report_id).json["meetingId"] == "MSpkZjE4"
    assert read(matched, report_id).json["dialIn"] == [{"number": "+49…42"}]
    assert matched.graph.opened == []


def test_importing_it_twice_stores_once(matched: World) -> None:
    first, second = upload(matched), upload(matched)

    assert second.json["results"] == [{**first.json["results"][0], "status": "already_there"}]
    assert len(ids(listed(matched))) == 1


def test_people_are_named_by_the_usernames_that_they_were_matched_with(matched: World) -> None:
    matched.match(BEN, "ben.krueger@contoso.example")

    assert [(entry["oid"], entry["name"], entry["role"]) for entry in attendees(matched, upload(matched))] == [
        (ANNA, "Anna Schmidt", "organizer"),
        (BEN, "Ben Krüger", "presenter"),
        (None, "Guest 1", "attendee"),
    ]


def test_a_username_that_its_bearer_has_given_up_names_nobody(matched: World) -> None:
    """It may be another's by now, whom nobody has matched yet."""
    matched.match(BEN, "ben.krueger@contoso.example")
    matched.match(BEN, "ben.becker@contoso.example")

    assert [entry["oid"] for entry in attendees(matched, upload(matched))] == [ANNA, None, None]


@pytest.mark.azurite
def test_names_of_other_domains_are_not_even_looked_for(matched: World) -> None:
    matched.storage.requests.clear()
    upload(matched, ben="ben.krueger@fabrikam.example")

    looked_up = [request for request in matched.storage.requests if "PartitionKey='binding'" in request]
    assert len(looked_up) == 1


def test_many_people_are_looked_up_and_none_is_lost(matched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usernames, "LOOK_UPS_AT_ONCE", 2)
    head, last = FILE.split("3. In-Meeting")
    row = "Somebody\t11/23/26, 9:01:00 AM\t11/23/26, 9:40:00 AM\t39m\t{0}\t{0}\tAttendee\n"
    rows = "".join(row.format(f"someone.{index}@contoso.example") for index in range(7))
    matched.match(BEN, "someone.5@contoso.example")

    found = attendees(matched, upload(matched, text=f"{head.rstrip()}\n{rows}\n3. In-Meeting{last}"))

    assert len(found) == 10
    assert [entry["oid"] for entry in found if entry["oid"]] == [ANNA, BEN]


def test_times_are_stored_where_they_are_collected_and_in_utc(collecting: World) -> None:
    report_id = upload(collecting, x_utc_offset="+01:00").json["results"][0]["id"]

    stored = read(collecting, report_id).json
    assert (stored["startedAt"], stored["endedAt"]) == ("2026-11-23T08:00:00Z", "2026-11-23T08:40:10Z")
    assert stored["attendees"][0]["joinedAt"] == "2026-11-23T08:00:00Z"
    assert stored["dialIn"] == [
        {"number": "+49…42", "joinedAt": "2026-11-23T08:03:00Z", "leftAt": "2026-11-23T08:30:00Z"}
    ]


def test_times_are_left_out_where_they_are_not(matched: World) -> None:
    stored = read(matched, upload(matched).json["results"][0]["id"]).body

    assert b"joinedAt" not in stored
    assert b"username" not in stored


@pytest.mark.clause("R6.5")
def test_a_file_past_its_month_is_refused(matched: World) -> None:
    matched.clock.advance(days=30)

    [result] = upload(matched).json["results"]

    assert (result["status"], result["code"]) == ("refused", "retention_elapsed")
    assert matched.rows("reports") == []


def test_a_file_from_ahead_of_now_is_refused(matched: World) -> None:
    [result] = upload(matched, x_utc_offset="-01:00").json["results"]

    assert (result["status"], result["code"]) == ("refused", "not_ended_yet")


def test_a_file_of_another_day_is_refused_as_a_whole(matched: World) -> None:
    yesterday = (START - timedelta(days=3)).date().isoformat()

    reply = upload(matched, x_meeting_date=yesterday)

    assert (reply.status, reply.code) == (422, "meeting_date_mismatch")


@pytest.mark.clause("R6.6")
def test_engagement_in_a_file_is_dropped_and_told(matched: World) -> None:
    rows = "\n4. Engagement\nName\tReactions\tRaised hands\nAnna Schmidt\t3\t1\n"

    reply = upload(matched, text=FILE + rows)

    assert reply.json["dropped"]["engagement"] > 0
    assert reply.json["results"][0]["status"] == "stored"
    assert b"eaction" not in read(matched, reply.json["results"][0]["id"]).body
