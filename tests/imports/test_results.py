"""What becomes of each report: stored once, there already, refused for its own reason, or left for the next call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.graph.outcomes import GraphForbidden, GraphNotFound, GraphRefused, OutOfTime
from shared.imports import service
from shared.problems import AccessPolicyMissing, ClaimsRequired, ConsentRequired, GraphFailed, Problem
from tests.imports.test_webinars import AGAIN, AREA, QUESTIONS, answer, registration
from tests.support.graph_payloads import (
    ANNAS,
    CALLER,
    ENDED,
    MEETING,
    STRANGER,
    WEBINAR_ID,
    attendance_report,
    fetch,
    has_meeting,
    has_webinar,
    meeting,
    record,
    records_of,
    user,
)
from tests.support.reports import ids, listed, read, store
from tests.support.world import ANNA, Reply, World, report_body


def statuses(reply: Reply) -> dict[str, str]:
    """Each report's status, or the code that it is refused with, in the order of the answer."""
    assert reply.status == 200, reply.json
    return {result["reportId"]: result.get("code", result["status"]) for result in reply.json["results"]}


def several(world: World, *days_ago: int) -> None:
    """Graph has a report `r<days>` for each day."""
    has_meeting(world.graph, *(attendance_report(f"r{days}", ENDED - timedelta(days=days)) for days in days_ago))


def test_importing_twice_stores_once_and_reads_once(matched: World) -> None:
    several(matched, 0, 1)
    first = fetch(matched)
    matched.graph.asked.clear()

    second = fetch(matched)

    assert statuses(first) == {"r0": "stored", "r1": "stored"}
    assert statuses(second) == {"r0": "already_there", "r1": "already_there"}
    stored_members = [{**result, "status": ""} for result in first.json["results"]]
    assert [{**result, "status": ""} for result in second.json["results"]] == stored_members
    assert not any("attendanceRecords" in path for path in matched.graph.asked)
    assert len(matched.rows("reports")) == len(matched.rows("meetings")) == 2
    assert [row["kind"] for row in matched.rows("activity")].count("report_stored") == 2


def test_what_the_tab_has_stored_is_there(matched: World) -> None:
    store(matched, report_body(meetingId=meeting()["id"], topic="Mine"))

    assert statuses(fetch(matched)) == {"c9b6db1c": "already_there"}
    assert [report["topic"] for report in listed(matched).json["reports"]] == ["Mine"]


def test_the_newest_come_first(matched: World) -> None:
    several(matched, 3, 0, 7, 1)

    assert list(statuses(fetch(matched))) == ["r0", "r1", "r3", "r7"]


@pytest.mark.clause("R6.5")
def test_reports_past_their_month_are_refused_without_being_read(matched: World) -> None:
    several(matched, 0, 30, 200)

    reply = fetch(matched)

    assert statuses(reply) == {"r30": "retention_elapsed", "r200": "retention_elapsed", "r0": "stored"}
    assert not {records_of("r30"), records_of("r200")} & set(matched.graph.asked)
    assert reply.json["results"][0] == {
        "reportId": "r30",
        "topic": "Weekly",
        "endedAt": "2026-10-24T09:40:10Z",
        "status": "refused",
        "code": "retention_elapsed",
    }


@pytest.mark.clause("R6.5")
def test_a_report_that_was_stored_in_time_is_there_even_past_its_month(matched: World) -> None:
    fetch(matched)
    matched.clock.advance(days=40)

    assert statuses(fetch(matched)) == {"c9b6db1c": "already_there"}


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"meetingEndDateTime": None}, "not_ended_yet"),
        ({"meetingEndDateTime": "2026-11-23T09:45:11Z"}, "not_ended_yet"),
        ({"meetingEndDateTime": "soon"}, "graph_failed"),
        ({"meetingStartDateTime": "soon"}, "graph_failed"),
        ({"meetingStartDateTime": "2026-11-20T09:00:00Z"}, "invalid_body"),
        ({"meetingStartDateTime": "2026-11-23T09:40:11Z"}, "invalid_body"),
        ({"totalParticipantCount": 1_000_001}, "invalid_body"),
        ({"totalParticipantCount": -1}, "invalid_body"),
        ({"id": "x" * 513}, "invalid_body"),
    ],
)
def test_a_report_is_refused_for_its_own_reason(matched: World, members: dict[str, Any], code: str) -> None:
    has_meeting(matched.graph, attendance_report(**{"report_id": "odd", **_renamed(members)}), attendance_report())

    reply = fetch(matched)

    assert sorted(statuses(reply).values()) == sorted([code, "stored"])
    assert len(ids(listed(matched))) == 1


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ([record(user(name="x" * 257))], "invalid_body"),
        ([CALLER] * 5_001, "invalid_body"),
        ([ANNAS] * 20_001, "too_large"),
    ],
    ids=["name", "telephones", "people"],
)
def test_more_than_a_report_may_hold_refuses_it(matched: World, records: list[Any], code: str) -> None:
    has_meeting(matched.graph, records=records)

    assert statuses(fetch(matched)) == {"c9b6db1c": code}
    assert matched.rows("reports") == []


def test_a_topic_that_is_too_long_is_shown_cut_and_not_stored_cut(matched: World) -> None:
    matched.graph.at[f"{MEETING}"] = meeting(subject="x" * 257)

    reply = fetch(matched, {"onlineMeetingId": meeting()["id"]})

    assert statuses(reply) == {"c9b6db1c": "invalid_body"}
    assert reply.json["results"][0]["topic"] == "x" * 256


def test_what_a_guest_is_called_refuses_nothing(matched: World) -> None:
    has_meeting(matched.graph, records=[record({"displayName": "x" * 300}), record({"displayName": "\x00"})])

    assert fetch(matched).json["results"][0]["minimised"] == {"guests": 2, "dialIn": 0}


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (GraphFailed(), "graph_failed"),
        (GraphRefused(), "graph_failed"),
        (GraphNotFound(), "meeting_not_found"),
        (GraphForbidden(), "meeting_not_found"),
    ],
)
@pytest.mark.parametrize("where", ["at once", "in between"])
def test_one_report_that_cannot_be_read_keeps_no_other_from_being_stored(
    matched: World, problem: Problem, code: str, where: str
) -> None:
    several(matched, 0, 1, 2)
    matched.graph.at[records_of("r1")] = problem if where == "at once" else [ANNAS, problem]

    reply = fetch(matched)

    assert statuses(reply) == {"r0": "stored", "r1": code, "r2": "stored"}
    assert len(ids(listed(matched))) == 2


@pytest.mark.parametrize(
    "problem", [ConsentRequired(), ClaimsRequired(claims="{}"), AccessPolicyMissing()], ids=lambda found: found.code
)
def test_what_the_caller_must_act_on_ends_the_call_and_the_next_goes_on(matched: World, problem: Problem) -> None:
    several(matched, 0, 1)
    matched.graph.at[records_of("r1")] = [ANNAS, problem]

    refused = fetch(matched)
    matched.graph.at[records_of("r1")] = [ANNAS]

    assert (refused.status, refused.code) == (problem.status, problem.code)
    assert statuses(fetch(matched)) == {"r0": "already_there", "r1": "stored"}


@pytest.mark.parametrize("records", [OutOfTime(), [ANNAS, OutOfTime()]], ids=["at once", "in between"])
def test_what_time_did_not_suffice_for_is_left_and_the_next_call_goes_on(matched: World, records: Any) -> None:
    several(matched, 0, 1, 2, 60)
    matched.graph.at[records_of("r1")] = records

    first = fetch(matched)
    matched.graph.at[records_of("r1")] = [ANNAS]
    second = fetch(matched)

    assert statuses(first) == {"r60": "retention_elapsed", "r0": "stored"}
    assert first.json["left"] == ["r1", "r2"]
    assert statuses(second) == {"r0": "already_there", "r60": "retention_elapsed", "r1": "stored", "r2": "stored"}
    assert second.json["left"] == []


def test_no_report_is_begun_after_the_time_is_up(matched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    several(matched, 0, 1)
    monkeypatch.setattr(service, "SECONDS", 0.0)

    reply = fetch(matched)

    assert (statuses(reply), reply.json["left"]) == ({}, ["r0", "r1"])
    assert not any("attendanceRecords" in path for path in matched.graph.asked)


def test_a_thousand_people_are_one_report(matched: World) -> None:
    has_meeting(matched.graph, attendance_report(totalParticipantCount=1000), records=[ANNAS, *[STRANGER] * 999])

    [result] = fetch(matched).json["results"]

    assert (result["status"], result["minimised"]) == ("stored", {"guests": 999, "dialIn": 0})
    assert len(read(matched, result["id"]).json["attendees"]) == 1000


def test_telephones_are_cut(matched: World) -> None:
    has_meeting(matched.graph, records=[CALLER])

    [result] = fetch(matched).json["results"]

    assert result["minimised"] == {"guests": 0, "dialIn": 1}
    assert read(matched, result["id"]).json["dialIn"] == [{"number": "+49…42"}]


def test_times_are_stored_where_the_organisation_collects_them(collecting: World) -> None:
    [result] = fetch(collecting).json["results"]

    assert read(collecting, result["id"]).json["attendees"][0] == {
        "oid": ANNA,
        "name": "Anna Schmidt",
        "role": "organizer",
        "joinedAt": "2026-11-23T08:56:10Z",
        "leftAt": "2026-11-23T09:39:10Z",
    }


def test_times_are_left_out_where_it_does_not(matched: World) -> None:
    [result] = fetch(matched).json["results"]

    assert "joinedAt" not in read(matched, result["id"]).body.decode()


@pytest.mark.clause("R6.6")
def test_engagement_is_told_and_nowhere(matched: World) -> None:
    engaged = {**ANNAS, "engagements": [{"engagementType": "hand", "dateTime": "2026-11-23T09:10:00Z"}] * 3}
    has_meeting(matched.graph, attendance_report("a"), attendance_report("b"), records=[engaged])

    reply = fetch(matched)

    assert reply.json["dropped"] == {"engagement": 6, "freeText": 0}
    assert set(statuses(reply).values()) == {"stored"}
    for report_id in ids(listed(matched)):
        assert b"ngagement" not in read(matched, report_id).body


@pytest.mark.clause("R10.17")
def test_who_was_erased_does_not_come_back_by_an_import(matched: World) -> None:
    assert matched.call("erase_my_data", matched.token()).status == 200
    matched.match()

    [result] = fetch(matched).json["results"]

    assert [entry["oid"] for entry in read(matched, result["id"]).json["attendees"]] == [None, None]


def test_a_webinar_has_its_surveys_once_and_only_numbers(matched: World) -> None:
    answers = [answer(AGAIN, boolean=True), answer(AREA, "In Heidelberg")]
    has_webinar(matched.graph, QUESTIONS, [registration(*answers), registration(*answers)], sessions=2)

    reply = fetch(matched, {"webinarId": WEBINAR_ID})

    stored = {result["reportId"]: read(matched, result["id"]).json for result in reply.json["results"]}
    assert {report["type"] for report in stored.values()} == {"webinar"}
    assert "surveys" not in stored["report-s0"]
    assert stored["report-s1"]["surveys"] == [
        {"question": "Would you come again?", "answers": [{"choice": "Yes", "count": 2}, {"choice": "No", "count": 0}]}
    ]
    assert reply.json["dropped"] == {"engagement": 0, "freeText": 2}
    assert "Emilia" not in str(stored)
    assert "Heidelberg" not in str(stored)


def test_a_webinar_that_is_there_is_not_read_again(matched: World) -> None:
    has_webinar(matched.graph, QUESTIONS, [registration(answer(AGAIN, boolean=True))])
    fetch(matched, {"webinarId": WEBINAR_ID})
    matched.graph.asked.clear()

    assert statuses(fetch(matched, {"webinarId": WEBINAR_ID})) == {"report-s0": "already_there"}
    assert not any("registration" in path for path in matched.graph.asked)


def test_registrations_that_time_did_not_suffice_for_leave_their_report(matched: World) -> None:
    has_webinar(matched.graph, QUESTIONS, [registration(answer(AGAIN, boolean=True)), OutOfTime()])

    reply = fetch(matched, {"webinarId": WEBINAR_ID})

    assert (statuses(reply), reply.json["left"]) == ({}, ["report-s0"])
    assert matched.rows("reports") == []


def _renamed(members: dict[str, Any]) -> dict[str, Any]:
    return {"report_id" if name == "id" else name: value for name, value in members.items()}
