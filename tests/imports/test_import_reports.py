"""The route: who may import, what is judged in which order, and what goes on to Graph."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import Any

import pytest

from shared.graph.outcomes import GraphForbidden, OutOfTime
from shared.imports import meetings, service, webinars
from shared.outbound.bulkhead import Bulkhead
from shared.problems import (
    AccessPolicyMissing,
    ClaimsRequired,
    ConsentRequired,
    GraphFailed,
    Problem,
    TooManyRequests,
)
from tests.support.graph_payloads import JOIN_URL, MEETING, MEETING_ID, WEBINAR_ID, fetch, has_webinar
from tests.support.reports import ids, listed, pointers, read
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, World

CSV_HEADERS = {"content-type": "text/csv", "x-meeting-id": "MSpk", "x-meeting-date": "2026-11-23"}


def test_a_meetings_report_is_stored_as_if_the_tab_had_sent_it(matched: World) -> None:
    answer = fetch(matched)

    [report_id] = ids(listed(matched))
    assert (answer.status, answer.json) == (
        200,
        {
            "results": [
                {
                    "reportId": "c9b6db1c",
                    "topic": "Weekly",
                    "endedAt": "2026-11-23T09:40:10Z",
                    "status": "stored",
                    "id": report_id,
                    "contentUntil": "2026-12-23T00:00:00Z",
                    "deleteBy": "2027-05-22T00:00:00Z",
                    "minimised": {"guests": 1, "dialIn": 0},
                }
            ],
            "dropped": {"engagement": 0, "freeText": 0},
            "left": [],
        },
    )
    assert read(matched, report_id).json["attendees"] == [
        {"oid": ANNA, "name": "Anna Schmidt", "role": "organizer"},
        {"oid": None, "name": "Guest 1", "role": "attendee"},
    ]
    assert sorted(str(row["kind"]) for row in matched.rows("activity")) == ["forward", "report_stored"]


@pytest.mark.clause("R5.2")
def test_nothing_is_imported_before_the_match_and_nobody_is_asked(world: World) -> None:
    answer = fetch(world)

    assert (answer.status, answer.code) == (403, "not_matched")
    assert world.graph.opened == []
    assert world.rows("reports") == []


@pytest.mark.clause("R5.2")
def test_nothing_is_imported_without_a_running_contract(matched: World) -> None:
    stranger = matched.call("import_reports", matched.token(tid=OTHER_TENANT_ID), {"joinWebUrl": JOIN_URL})
    matched.services.registry().end(matched.register().tenant_id, matched.clock())
    matched.clock.advance(seconds=1)

    assert (stranger.code, fetch(matched).code) == ("tenant_not_contracted", "contract_ended")
    assert matched.graph.opened == []


@pytest.mark.parametrize(
    ("body", "scopes"),
    [
        ({"joinWebUrl": JOIN_URL}, meetings.SCOPES),
        ({"onlineMeetingId": MEETING_ID}, meetings.SCOPES),
        ({"webinarId": WEBINAR_ID}, webinars.SCOPES),
    ],
)
def test_graph_is_asked_with_the_callers_own_token_for_no_more_than_it_takes(
    matched: World, body: dict[str, str], scopes: tuple[str, ...]
) -> None:
    has_webinar(matched.graph, [], [])
    token = matched.token()
    began = time.monotonic()

    answer = matched.call("import_reports", token, body)

    [opened] = matched.graph.opened
    assert (opened.assertion, opened.principal.oid, opened.scopes) == (token, ANNA, scopes)
    assert opened.correlation_id == answer.headers["x-correlation-id"]
    assert began + 40 <= opened.deadline <= time.monotonic() + 40


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("", "exactly_one")]),
        ({"joinWebUrl": None}, [("", "exactly_one")]),
        ({"joinWebUrl": JOIN_URL, "webinarId": WEBINAR_ID}, [("", "exactly_one")]),
        ({"joinWebUrl": "http://teams.example/x"}, [("/joinWebUrl", "format")]),
        ({"joinWebUrl": "https:///x"}, [("/joinWebUrl", "format")]),
        ({"joinWebUrl": "https://[teams/x"}, [("/joinWebUrl", "format")]),
        ({"joinWebUrl": "https://teams.example/\n"}, [("/joinWebUrl", "format")]),
        ({"joinWebUrl": f"https://teams.example/{'x' * 2048}"}, [("/joinWebUrl", "too_long")]),
        ({"onlineMeetingId": ""}, [("/onlineMeetingId", "too_short")]),
        ({"webinarId": "x" * 513}, [("/webinarId", "too_long")]),
        ({"webinarId": 7}, [("/webinarId", "type")]),
        ({"meetingId": MEETING_ID}, [("/meetingId", "unknown")]),
        ([], [("", "type")]),
    ],
)
def test_a_request_names_one_meeting(matched: World, body: Any, errors: list[tuple[str, str]]) -> None:
    answer = fetch(matched, body)

    assert (answer.status, answer.code, pointers(answer)) == (422, "invalid_body", errors)
    assert matched.graph.opened == []


@pytest.mark.clause("R6.6")
def test_from_a_caller_attention_data_is_refused_as_everywhere(matched: World) -> None:
    answer = fetch(matched, {"joinWebUrl": JOIN_URL, "options": {"engagement": True}})

    assert (answer.status, answer.code) == (422, "attention_tracking_forbidden")
    assert pointers(answer) == [("/options/engagement", "attention_tracking_forbidden")]


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (ConsentRequired(members={"scopes": ["OnlineMeetings.Read"]}), 403),
        (ClaimsRequired(claims="{}"), 401),
        (AccessPolicyMissing(), 403),
        (GraphForbidden(), 404),
        (GraphFailed(), 502),
        (OutOfTime(), 504),
        (TooManyRequests(seconds=7), 429),
    ],
)
@pytest.mark.parametrize("place", [f"me/onlineMeetings?$filter=JoinWebUrl eq '{JOIN_URL}'", "reports"])
def test_without_a_list_of_reports_the_call_is_refused_as_a_whole(
    matched: World, problem: Problem, status: int, place: str
) -> None:
    matched.graph.at[f"{MEETING}/attendanceReports" if place == "reports" else place] = problem

    answer = fetch(matched)

    assert (answer.status, answer.code) == (status, problem.code)
    assert answer.json.get("scopes") == problem.members.get("scopes")
    assert answer.headers.get("retry-after") == problem.headers.get("retry-after")


def test_a_link_of_no_meeting_of_the_callers_is_not_found(matched: World) -> None:
    matched.graph.at[f"me/onlineMeetings?$filter=JoinWebUrl eq '{JOIN_URL}'"] = []

    assert (fetch(matched).status, fetch(matched).code) == (404, "meeting_not_found")


def test_no_more_than_a_quarter_of_the_threads_import_at_once(matched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Bulkhead(8)
    monkeypatch.setattr(matched.services.imports(), "_turns", turns)

    with ExitStack() as under_way:
        for _ in range(2):
            under_way.enter_context(turns.take_place(AssertionError))  # type: ignore[arg-type]  # never made
        refused = [fetch(matched), matched.call("import_reports", matched.token(), b"x", headers=CSV_HEADERS)]
        assert matched.graph.opened == []

    assert [(answer.status, answer.code, answer.headers["retry-after"]) for answer in refused] == [
        (429, "too_many_requests", str(service.COME_BACK_SECONDS))
    ] * 2
    assert fetch(matched).status == 200


def test_a_turn_is_given_back_whatever_happens(matched: World) -> None:
    matched.graph.at[f"{MEETING}/attendanceReports"] = GraphFailed()

    assert {fetch(matched).code for _ in range(40)} == {"graph_failed"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("x-meeting-id", value) for value in ("", "x" * 513, "canary\x7f", "canary\xad")),
        *(("x-meeting-date", value) for value in ("", "canary", "2026-11-31", "23.11.2026", "2026-11-23T09:00Z")),
        *(("x-utc-offset", value) for value in ("", "canary", "2", "+2:00", "+15:00", "+02:60", "+02:00 ")),
    ],
)
def test_a_files_meeting_is_named_in_headers(matched: World, name: str, value: str) -> None:
    answer = matched.call("import_reports", matched.token(), b"a,b", headers={**CSV_HEADERS, name: value})

    assert (answer.status, answer.code) == (400, "invalid_request")
    assert f"'{name}'" in answer.json["detail"]
    assert b"canary" not in answer.body


@pytest.mark.parametrize("name", ["x-meeting-id", "x-meeting-date"])
def test_a_file_without_its_meeting_is_refused_by_a_rule_of_its_own(matched: World, name: str) -> None:
    headers = {header: value for header, value in CSV_HEADERS.items() if header != name}

    answer = matched.call("import_reports", matched.token(), b"a,b", headers=headers)

    assert (answer.status, answer.code) == (422, "csv_meeting_missing")


@pytest.mark.parametrize(
    ("content_type", "size", "code"),
    [
        ("text/plain", 1, "unsupported_media_type"),
        ("text/csv", 4 * 1024 * 1024 + 1, "too_large"),
        ("application/json", 4 * 1024 * 1024 + 1, "too_large"),
        ("application/json", 4 * 1024 * 1024, "invalid_json"),
    ],
)
def test_bodies_are_judged_by_type_and_then_by_size(matched: World, content_type: str, size: int, code: str) -> None:
    headers = {"content-type": content_type}

    assert matched.call("import_reports", matched.token(), b"x" * size, headers=headers).code == code


def test_somebody_else_finds_nothing_of_what_was_imported(matched: World) -> None:
    report_id = fetch(matched).json["results"][0]["id"]

    assert matched.match(BEN, "ben.krueger@contoso.example").status == 200
    assert read(matched, report_id, BEN).status == 404
    assert fetch(matched, oid=BEN).json["results"][0]["id"] != report_id


def test_fractions_of_the_last_second_of_a_day_are_that_days(matched: World) -> None:
    ended_at = "2026-11-22T23:59:59.9999999Z"
    started_at = "2026-11-22T23:00:00Z"
    report = {"id": "late", "meetingStartDateTime": started_at, "meetingEndDateTime": ended_at}
    matched.graph.at[f"{MEETING}/attendanceReports"] = [report]
    matched.graph.at[f"{MEETING}/attendanceReports/late/attendanceRecords"] = []

    first, second = fetch(matched).json["results"][0], fetch(matched).json["results"][0]

    assert (first["status"], second["status"], second["id"]) == ("stored", "already_there", first["id"])
    assert first["id"].startswith("20261122-")
