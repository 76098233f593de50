"""Attendance reports of Graph: who is named, what is cut, what is left out, and which shapes are read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.imports.attendance import Found, Gathering, Listed, list_reports, read_report
from shared.imports.engagement import Dropped
from shared.problems import GraphFailed, NotEndedYet, TooLarge
from shared.reports.model import MAX_ATTENDEES
from tests.support.graph_payloads import (
    ANNAS,
    BENS,
    CALLER,
    ENDED,
    MEETING,
    MEETING_ID,
    STRANGER,
    attendance_report,
    has_meeting,
    interval,
    record,
    user,
)
from tests.support.memory_graph import InMemoryGraph
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID

GATHERING = Gathering(MEETING_ID, "meeting", "Weekly", MEETING)
ENGAGEMENTS = [
    {"engagementType": "reaction", "engagementSubType": "like", "dateTime": "2026-11-23T09:10:00Z"},
    {"engagementType": "camera", "engagementSubType": "on", "dateTime": "2026-11-23T09:11:00Z"},
]


def read(*records: dict[str, Any], with_times: bool = False, **members: Any) -> Found:
    """The report that these records make."""
    graph = InMemoryGraph()
    has_meeting(graph, attendance_report(**members), records=list(records))
    return read_report(graph, list_reports(graph, GATHERING)[0], TENANT_ID, with_times=with_times)


def people(*records: dict[str, Any]) -> list[tuple[str | None, str]]:
    """Ids and names."""
    return [(entry["oid"], entry["name"]) for entry in read(*records).report["attendees"]]


def test_a_report_is_what_post_reports_takes() -> None:
    assert read(ANNAS, BENS, STRANGER, CALLER).report == {
        "meetingId": MEETING_ID,
        "reportId": "c9b6db1c",
        "type": "meeting",
        "topic": "Weekly",
        "startedAt": "2026-11-23T08:55:10Z",
        "endedAt": "2026-11-23T09:40:10Z",
        "participantCount": 2,
        "attendees": [
            {"oid": ANNA, "name": "Anna Schmidt", "role": "organizer"},
            {"oid": BEN, "name": "Ben Krüger", "role": "presenter"},
            {"oid": None, "name": "Guest", "role": "attendee"},
        ],
        "dialIn": [{"number": "+49 6221 000042"}],
    }


@pytest.mark.parametrize("tenant_id", [None, TENANT_ID, TENANT_ID.upper()])
def test_a_registered_user_of_the_own_organisation_is_named(tenant_id: str | None) -> None:
    assert people(record(user(ANNA.upper(), tenant_id=tenant_id))) == [(ANNA, "Anna Schmidt")]


@pytest.mark.parametrize(
    "identity",
    [
        user(tenant_id=OTHER_TENANT_ID),
        user(tenant_id=""),
        user(oid=""),
        {"id": None, "displayName": "Chris Moor", "tenantId": None},
        {"@odata.type": "#microsoft.graph.communicationsGuestIdentity", "id": ANNA, "displayName": "Chris Moor"},
        {
            "@odata.type": "#microsoft.graph.azureCommunicationServicesUserIdentity",
            "id": "8:acs:0c6204c3-70b6-4981-9f2c-5194ced1cdd1_00000012-518d-e776-71d3-44482200c7c3",
            "displayName": "Chris Moor",
            "azureCommunicationServicesResourceId": "0c6204c3-70b6-4981-9f2c-5194ced1cdd1",
        },
        {},
        None,
        "Chris Moor",
    ],
    ids=["another tenant", "no tenant", "no id", "anonymous", "guest", "acs", "empty", "null", "text"],
)
def test_of_anybody_else_not_even_the_name_gets_this_far(identity: Any) -> None:
    assert people(record(identity)) == [(None, "Guest")]


@pytest.mark.parametrize("name", [None, "", "  ", "\n"])
def test_a_user_without_a_name_is_one_all_the_same(name: str | None) -> None:
    assert people(record(user(name=name))) == [(ANNA, "Unknown")]


@pytest.mark.parametrize(
    ("identity", "number"),
    [
        ({"id": None, "displayName": "+496221000042"}, "+496221000042"),
        ({"id": None, "displayName": " 06221 / 0000-42 "}, "06221 / 0000-42"),
        (user(name="+496221000042"), "+496221000042"),
        ({"id": None, "displayName": "+49 6221 ***42"}, "+49 6221 42"),
        ({"id": "4:+496221000042", "displayName": None}, "+496221000042"),
    ],
)
def test_a_telephone_is_one_whatever_it_is_called(identity: dict[str, Any], number: str) -> None:
    found = read(record(identity)).report

    assert (found["dialIn"], found["attendees"]) == ([{"number": number}], [])


@pytest.mark.parametrize(
    "identity",
    [{"id": "49622100", "displayName": None}, {"id": "4:+496221000042", "displayName": "Chris"}, {"id": "4:anna"}],
)
def test_an_id_alone_makes_no_telephone(identity: dict[str, Any]) -> None:
    assert "dialIn" not in read(record(identity)).report


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Organizer", "organizer"),
        ("Coorganizer", "coorganizer"),
        ("coOrganizer", "coorganizer"),
        ("Co-organizer", "coorganizer"),
        ("Presenter", "presenter"),
        ("Attendee", "attendee"),
        ("None", "unknown"),
        ("unknownFutureValue", "unknown"),
        (None, "unknown"),
        (7, "unknown"),
    ],
)
def test_roles(role: Any, expected: str) -> None:
    assert [entry["role"] for entry in read(record(user(), role)).report["attendees"]] == [expected]


def test_several_intervals_become_first_join_and_last_leave() -> None:
    at = [ENDED - timedelta(minutes=minutes) for minutes in (10, 2, 40, 30, 20, 15)]
    intervals = [interval(at[0], at[1]), interval(at[2], at[3]), interval(at[4], at[5])]

    found = read(
        record(user(), attendanceIntervals=intervals),
        record({"displayName": "+496221000042"}, attendanceIntervals=intervals),
        with_times=True,
    ).report

    times = {"joinedAt": "2026-11-23T09:00:10Z", "leftAt": "2026-11-23T09:38:10Z"}
    assert found["attendees"] == [{"oid": ANNA, "name": "Anna Schmidt", "role": "attendee", **times}]
    assert found["dialIn"] == [{"number": "+496221000042", **times}]


@pytest.mark.parametrize(
    "intervals",
    [
        None,
        [],
        [{"joinDateTime": None, "leaveDateTime": None, "durationInSeconds": 0}],
        [{}],
    ],
)
def test_where_there_are_no_times_none_are_made_up(intervals: Any) -> None:
    [attendee] = read(record(user(), attendanceIntervals=intervals), with_times=True).report["attendees"]

    assert attendee == {"oid": ANNA, "name": "Anna Schmidt", "role": "attendee"}


def test_one_interval_may_stand_without_its_list() -> None:
    alone = interval(ENDED - timedelta(minutes=40), ENDED)

    [attendee] = read(record(user(), attendanceIntervals=alone), with_times=True).report["attendees"]

    assert (attendee["joinedAt"], attendee["leftAt"]) == ("2026-11-23T09:00:10Z", "2026-11-23T09:40:10Z")


def test_without_the_organisations_switch_there_are_no_times() -> None:
    assert "joinedAt" not in str(read(ANNAS, CALLER).report)
    assert "leftAt" not in str(read(ANNAS, CALLER).report)


@pytest.mark.clause("R6.6")
def test_engagement_is_dropped_and_counted_wherever_it_stands() -> None:
    found = read(
        record(user(), engagements=ENGAGEMENTS),
        record({**user(BEN, "Ben Krüger"), "cameraOn": True}),
        record(user(), attendanceIntervals=[{"handsRaised": 3, "details": [{"Aufmerksamkeit": {"score": 7}}]}]),
        reactionSummary={"likes": 4, "engagement": [1, 2]},
    )

    assert found.dropped == Dropped(engagement=2 + 1 + 2 + 1)
    for word in ("ngagement", "camera", "reaction", "ufmerksam", "likes", "score"):
        assert word not in str(found.report)


@pytest.mark.clause("R6.6")
def test_records_that_a_list_already_shows_are_counted_once() -> None:
    engaged = record(user(), engagements=ENGAGEMENTS)

    assert read(engaged, attendanceRecords=[engaged]).dropped == Dropped(engagement=2)


@pytest.mark.parametrize("nothing", [None, [], {}])
@pytest.mark.clause("R6.6")
def test_engagement_without_a_value_is_none(nothing: Any) -> None:
    assert read(record(user(), engagements=nothing)).dropped == Dropped()


@pytest.mark.clause("R6.6")
def test_what_microsoft_sends_otherwise_measures_nobody() -> None:
    assert read(ANNAS, BENS, STRANGER, CALLER, with_times=True).dropped == Dropped()


@pytest.mark.parametrize("count", [None, "2", True, 2.5])
def test_participants_are_counted_where_graph_does_not_say_how_many(count: Any) -> None:
    assert read(ANNAS, STRANGER, CALLER, totalParticipantCount=count).report["participantCount"] == 3


def test_more_people_than_a_report_may_hold_are_not_read_to_the_end() -> None:
    graph = InMemoryGraph()
    many = [ANNAS] * MAX_ATTENDEES
    has_meeting(graph, records=[*many, CALLER, GraphFailed()])

    with pytest.raises(TooLarge):
        read_report(graph, list_reports(graph, GATHERING)[0], TENANT_ID, with_times=False)


@pytest.mark.parametrize("name", ["meetingStartDateTime", "meetingEndDateTime"])
@pytest.mark.parametrize("value", ["soon", 1763891110, "", ["2026-11-23T09:40:10Z"]])
def test_a_time_that_is_none_is_an_answer_that_cannot_be_used(name: str, value: Any) -> None:
    with pytest.raises(GraphFailed):
        read(**{name: value})


def test_a_meeting_that_has_no_end_goes_on() -> None:
    with pytest.raises(NotEndedYet):
        read(meetingEndDateTime=None)


def test_times_may_stand_without_their_zone() -> None:
    listed = Listed(GATHERING, "r", {"meetingStartDateTime": "2026-11-23T09:00:00.1234567"})

    assert listed.started_at.isoformat() == "2026-11-23T09:00:00+00:00"


@pytest.mark.parametrize("report_id", [None, "", 7])
def test_a_list_whose_reports_have_no_ids_is_none(report_id: Any) -> None:
    with pytest.raises(GraphFailed):
        read(report_id=report_id)
