"""Whatever shape Microsoft Graph answers in, a report comes of it that can be judged, or the one refusal.

Two searches of 50 answers; with --long of 10,000, which take some twenty minutes.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.graph.links import segment
from shared.http.bodies import validate
from shared.imports.attendance import Gathering, list_reports, read_report
from shared.imports.webinars import reports_of, with_surveys
from shared.problems import GraphFailed, InvalidBody, NotEndedYet, TooLarge
from shared.reports.model import Report
from tests.support.every import failing
from tests.support.graph_payloads import (
    ANNAS,
    MEETING,
    MEETING_ID,
    WEBINAR,
    WEBINAR_ID,
    attendance_report,
    has_meeting,
    has_webinar,
    nested,
)
from tests.support.memory_graph import InMemoryGraph
from tests.support.tokens import TENANT_ID

pytestmark = pytest.mark.slow

_TEXTS = ["", "Anna", "Organizer", "+49 6221 000042", "4:+496221", TENANT_ID, "#microsoft.graph.identity", "Yes",
          "2026-11-23T08:56:10Z", "2026-11-23T08:56:10", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "UTC",
          "Europe/Berlin", "../../etc/passwd", "\ud800", "\0", "a" * 5000]  # fmt: skip
MEMBERS = ["id", "identity", "displayName", "tenantId", "@odata.type", "role", "attendanceIntervals", "joinDateTime",
     "leaveDateTime", "dateTime", "timeZone", "emailAddress", "status", "registrationQuestionAnswers", "questionId",
     "value", "booleanValue", "multiChoiceValues", "answerInputType", "answerChoices", "engagementType"]  # fmt: skip
_NAMES = st.sampled_from(MEMBERS)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([None, True, 0, -1, 10**400, 1e300, *_TEXTS]) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=6,
)
ENTRIES: st.SearchStrategy[dict[str, Any]] = st.dictionaries(_NAMES, VALUES, max_size=8)
REPORTS = st.dictionaries(
    st.sampled_from(["id", "totalParticipantCount", "meetingStartDateTime", "meetingEndDateTime", "attendanceRecords"]),
    VALUES,
    max_size=2,
)


def assert_it_can_be_judged(report: dict[str, Any]) -> None:
    """What is read is JSON; a report that is too long or too large for ours is refused with a pointer to where."""
    json.dumps(report)
    with suppress(InvalidBody):
        validate(Report, report)


def test_any_record_of_a_meeting_is_read_or_refused(search: settings) -> None:
    @settings(search, max_examples=search.max_examples // 2)
    @given(REPORTS, st.lists(ENTRIES | st.builds(lambda more: {**ANNAS, **more}, ENTRIES), max_size=3))
    def read(report: dict[str, Any], records: list[dict[str, Any]]) -> None:
        graph = InMemoryGraph()
        entry = {**attendance_report(), **report}
        has_meeting(graph, attendance_report())
        graph.at[f"{MEETING}/attendanceReports"] = [entry]
        with suppress(GraphFailed, NotEndedYet, TooLarge):
            listed = list_reports(graph, Gathering(MEETING_ID, "meeting", "Weekly", MEETING))
            graph.at[f"{MEETING}/attendanceReports/{segment(listed[0].report_id)}/attendanceRecords"] = records
            assert_it_can_be_judged(read_report(graph, listed[0], TENANT_ID, with_times=True).report)

    read()


def test_any_registration_of_a_webinar_is_counted_or_refused(search: settings) -> None:
    @settings(search, max_examples=search.max_examples // 2)
    @given(st.lists(ENTRIES, max_size=2), st.lists(ENTRIES, max_size=3))
    def read(questions: list[dict[str, Any]], registrations: list[dict[str, Any]]) -> None:
        graph = InMemoryGraph()
        has_webinar(graph, questions, registrations)
        listed = reports_of(graph, WEBINAR_ID)
        found = with_surveys(graph, read_report(graph, listed[0], TENANT_ID, with_times=True), WEBINAR)
        assert_it_can_be_judged(found.report)

    read()


def test_what_is_nested_without_end_is_read_or_refused() -> None:
    endless = nested()

    def check(name: str) -> None:
        graph = InMemoryGraph()
        deep = [{name: endless}, {**ANNAS, name: endless}, {**ANNAS, "identity": {name: endless}}]
        has_webinar(graph, deep, [*deep, {"registrationQuestionAnswers": deep}])
        graph.at[f"{WEBINAR}/sessions/s0/attendanceReports/report-s0/attendanceRecords"] = deep

        with suppress(GraphFailed):
            found = read_report(graph, reports_of(graph, WEBINAR_ID)[0], TENANT_ID, with_times=True)
            assert_it_can_be_judged(with_surveys(graph, found, WEBINAR).report)

    assert failing(check, MEMBERS) == []
