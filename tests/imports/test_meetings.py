"""Finding a meeting: by its join link or its id, the caller's own, and never anything but a filter."""

from __future__ import annotations

from typing import Any

import pytest

from shared.graph.outcomes import GraphNotFound
from shared.http.bodies import validate
from shared.imports.meetings import reports_of
from shared.imports.model import ImportRequest
from shared.problems import GraphFailed, MeetingNotFound
from tests.support.graph_payloads import JOIN_URL, MEETING, MEETING_ID, attendance_report, has_meeting, meeting
from tests.support.memory_graph import InMemoryGraph


@pytest.fixture
def graph() -> InMemoryGraph:
    graph = InMemoryGraph()
    has_meeting(graph, attendance_report("one"), attendance_report("two"))
    return graph


def request(**members: str) -> ImportRequest:
    fitted: ImportRequest = validate(ImportRequest, members)
    return fitted


@pytest.mark.parametrize("named", [{"joinWebUrl": JOIN_URL}, {"onlineMeetingId": MEETING_ID}])
def test_a_meeting_is_one_however_it_is_named(graph: InMemoryGraph, named: dict[str, str]) -> None:
    found = reports_of(graph, request(**named))

    assert [(listed.report_id, listed.gathering) for listed in found] == [
        (report_id, found[0].gathering) for report_id in ("one", "two")
    ]
    assert (found[0].gathering.meeting_id, found[0].gathering.topic) == (MEETING_ID, "Weekly")
    assert graph.asked[-1] == f"{MEETING}/attendanceReports"


def test_a_link_ends_nowhere_but_between_the_quotes_of_the_filter() -> None:
    graph = InMemoryGraph()

    graph.at["me/onlineMeetings?$filter=JoinWebUrl eq 'https://teams.example/x'' or Id ne ''y'"] = []
    with pytest.raises(MeetingNotFound):
        reports_of(graph, request(joinWebUrl="https://teams.example/x' or Id ne 'y"))

    assert len(graph.asked) == 1


def test_an_id_is_one_segment_whatever_is_in_it() -> None:
    graph = InMemoryGraph()

    with pytest.raises(GraphNotFound):
        reports_of(graph, request(onlineMeetingId="../../users/b0b/onlineMeetings?$x=/#"))

    assert graph.asked == ["me/onlineMeetings/..%2F..%2Fusers%2Fb0b%2FonlineMeetings%3F%24x%3D%2F%23"]


@pytest.mark.parametrize("subject", [None, "", " \n"])
def test_a_meeting_without_a_subject_has_a_neutral_one(graph: InMemoryGraph, subject: str | None) -> None:
    graph.at[MEETING] = meeting(subject=subject)

    assert reports_of(graph, request(onlineMeetingId=MEETING_ID))[0].gathering.topic == "Meeting"


@pytest.mark.parametrize("meeting_id", [None, "", 7, "a\nb", "\ud800"])
def test_a_meeting_whose_id_cannot_be_asked_for_is_no_answer(graph: InMemoryGraph, meeting_id: Any) -> None:
    graph.at[MEETING] = meeting(id=meeting_id)

    with pytest.raises(GraphFailed):
        reports_of(graph, request(onlineMeetingId=MEETING_ID))
