"""Webinars: their sessions' reports, and registrations of which nothing stays but counted choices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.graph.outcomes import GraphNotFound
from shared.imports.attendance import Found
from shared.imports.engagement import Dropped
from shared.imports.webinars import reports_of, with_surveys
from shared.problems import GraphFailed, MeetingNotFound
from tests.support.graph_payloads import ENDED, WEBINAR, WEBINAR_ID, attendance_report, has_webinar
from tests.support.memory_graph import InMemoryGraph

JOB, AREA, REASON, AGAIN, CITIES = "job", "area", "reason", "again", "cities"
QUESTIONS: list[dict[str, Any]] = [
    {
        "@odata.type": "#microsoft.graph.virtualEventRegistrationPredefinedQuestion",
        "id": JOB,
        "displayName": "Job title",
        "isRequired": True,
        "label": "jobTitle",
    },
    {
        "@odata.type": "#microsoft.graph.virtualEventRegistrationCustomQuestion",
        "id": AREA,
        "displayName": "Where do you work?",
        "answerInputType": "text",
        "answerChoices": [],
    },
    {
        "@odata.type": "#microsoft.graph.virtualEventRegistrationCustomQuestion",
        "id": REASON,
        "displayName": "Why do you come?",
        "answerInputType": "singleChoice",
        "answerChoices": ["To learn", "To meet people"],
    },
    {
        "@odata.type": "#microsoft.graph.virtualEventRegistrationCustomQuestion",
        "id": AGAIN,
        "displayName": "Would you come again?",
        "answerInputType": "boolean",
        "answerChoices": [],
    },
    {
        "@odata.type": "#microsoft.graph.virtualEventRegistrationCustomQuestion",
        "id": CITIES,
        "displayName": "Which cities suit you?",
        "answerInputType": "multiChoice",
        "answerChoices": ["Hoboken", "Cancun", "Heidelberg"],
    },
]


def answer(question: str, value: Any = None, boolean: Any = None, several: Any = (), **members: Any) -> dict[str, Any]:
    return {
        "questionId": question,
        "displayName": None,
        "value": value,
        "booleanValue": boolean,
        "multiChoiceValues": list(several) if several is not None else None,
        **members,
    }


def registration(*answers: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {
        "@odata.type": "#microsoft.graph.virtualEventRegistration",
        "id": "127962bb-84e1-7b62-fd98-1c9d39def7b6",
        "userId": None,
        "firstName": "Emilia",
        "lastName": "Pfeiffer",
        "email": "emilia.pfeiffer@mail.example",
        "status": "registered",
        "registrationDateTime": "2026-11-07T22:04:17",
        "cancelationDateTime": None,
        "registrationQuestionAnswers": list(answers),
        **members,
    }


def surveyed(*registrations: dict[str, Any], questions: list[Any] | None = None) -> Found:
    """What registrations make of a report that holds nothing else."""
    graph = InMemoryGraph()
    has_webinar(graph, QUESTIONS if questions is None else questions, list(registrations))
    return with_surveys(graph, Found({}, Dropped()), WEBINAR)


def counted(found: Found) -> dict[str, dict[str, int]]:
    return {
        survey["question"]: {entry["choice"]: entry["count"] for entry in survey["answers"]}
        for survey in found.report.get("surveys", [])
    }


def test_each_sessions_reports_are_the_webinars() -> None:
    graph = InMemoryGraph()
    has_webinar(graph, [], [], sessions=3)

    found = reports_of(graph, WEBINAR_ID)

    assert [listed.report_id for listed in found] == ["report-s0", "report-s1", "report-s2"]
    assert {listed.gathering.meeting_id for listed in found} == {WEBINAR_ID}
    assert {listed.gathering.type for listed in found} == {"webinar"}
    assert [listed.gathering.topic for listed in found] == ["Part s0", "Part s1", "Part s2"]
    assert found[1].gathering.path == f"{WEBINAR}/sessions/s1"


def test_registrations_belong_to_the_earliest_report_alone() -> None:
    graph = InMemoryGraph()
    has_webinar(graph, [], [], sessions=3)
    unreadable = attendance_report("unreadable", ENDED - timedelta(days=9), meetingStartDateTime="soon")
    graph.at[f"{WEBINAR}/sessions/s0/attendanceReports"] = [attendance_report("report-s0"), unreadable]

    found = {listed.report_id: listed.registrations_of for listed in reports_of(graph, WEBINAR_ID)}

    assert found == {"report-s0": None, "unreadable": None, "report-s1": None, "report-s2": WEBINAR}


@pytest.mark.parametrize(
    ("session", "webinar", "topic"),
    [("Part 1", "The app", "Part 1"), (None, "The app", "The app"), ("", None, "Webinar")],
)
def test_topics(session: str | None, webinar: str | None, topic: str) -> None:
    graph = InMemoryGraph()
    has_webinar(graph, [], [])
    graph.at[WEBINAR] = {"id": WEBINAR_ID, "displayName": webinar}
    graph.at[f"{WEBINAR}/sessions"] = [{"id": "s0", "subject": session}]

    assert [listed.gathering.topic for listed in reports_of(graph, WEBINAR_ID)] == [topic]


def test_a_session_that_has_not_taken_place_has_no_reports() -> None:
    graph = InMemoryGraph()
    has_webinar(graph, [], [], sessions=2)
    graph.at[f"{WEBINAR}/sessions/s0/attendanceReports"] = GraphNotFound()

    assert [listed.report_id for listed in reports_of(graph, WEBINAR_ID)] == ["report-s1"]


def test_a_webinar_before_its_first_session_has_no_reports() -> None:
    graph = InMemoryGraph()
    has_webinar(graph, [], [], sessions=0)

    assert reports_of(graph, WEBINAR_ID) == []


def test_a_webinar_that_is_not_there_is_not_found() -> None:
    with pytest.raises(MeetingNotFound):
        reports_of(InMemoryGraph(), WEBINAR_ID)


def test_choices_are_counted_by_question_in_its_order_and_with_those_that_nobody_chose() -> None:
    found = surveyed(
        registration(answer(REASON, "To learn"), answer(AGAIN, boolean=True), answer(CITIES, several=["Cancun"])),
        registration(answer(REASON, "To learn"), answer(AGAIN, boolean=False)),
        registration(answer(CITIES, several=["Cancun", "Heidelberg"]), answer(REASON, several=["To meet people"])),
    )

    assert counted(found) == {
        "Why do you come?": {"To learn": 2, "To meet people": 1},
        "Would you come again?": {"Yes": 1, "No": 1},
        "Which cities suit you?": {"Hoboken": 0, "Cancun": 2, "Heidelberg": 1},
    }
    assert [survey["question"] for survey in found.report["surveys"]] == list(counted(found))
    assert found.dropped == Dropped()


def test_what_somebody_wrote_is_dropped_and_counted() -> None:
    found = surveyed(
        registration(
            answer(JOB, "Head of Sales"),
            answer(AREA, "In Heidelberg\nand at home"),
            answer(REASON, "Because of Emilia"),
            answer(CITIES, several=["Cancun", "Other: Emilia's home"]),
        ),
        registration(answer(JOB, ""), answer(AREA, None)),
    )

    assert counted(found) == {"Which cities suit you?": {"Hoboken": 0, "Cancun": 1, "Heidelberg": 0}}
    assert found.dropped == Dropped(free_text=4)
    for word in ("Sales", "home", "Emilia", "Because"):
        assert word not in str(found.report)


def test_nothing_says_who_registered() -> None:
    found = surveyed(registration(answer(AGAIN, boolean=True)))

    for word in ("Emilia", "Pfeiffer", "mail.example", "127962bb", "2026-11-07"):
        assert word not in str(found)


@pytest.mark.parametrize("status", ["canceled", "rejectedByOrganizer"])
def test_who_does_not_take_part_is_not_counted(status: str) -> None:
    found = surveyed(registration(answer(AGAIN, boolean=True), answer(AREA, "At home"), status=status))

    assert (counted(found), found.dropped) == ({}, Dropped(free_text=1))


@pytest.mark.parametrize("status", ["registered", "waitlisted", "pendingApproval", None, ["registered"]])
def test_everybody_else_is(status: Any) -> None:
    assert counted(surveyed(registration(answer(AGAIN, boolean=True), status=status))) != {}


def test_a_question_that_is_there_no_more_is_named_by_its_answers_or_by_its_place() -> None:
    named = answer("gone", several=["Seattle"], displayName="Which city?")
    unnamed = answer("gone too", several=["Monday", "Friday"])

    found = surveyed(registration(named, unnamed), registration(unnamed), questions=[])

    assert counted(found) == {"Which city?": {"Seattle": 1}, "Question 2": {"Monday": 2, "Friday": 2}}


@pytest.mark.clause("R6.6")
def test_engagement_in_a_registration_is_dropped_and_counted() -> None:
    assert surveyed(registration(engagementScore=7, reactions=[])).dropped == Dropped(engagement=1)


@pytest.mark.parametrize(
    "answers",
    [None, [], "text", [None], [{}], [answer(CITIES, several=None)], [answer(CITIES, several=[None, 7, ""])]],
)
def test_without_answers_there_are_no_surveys(answers: Any) -> None:
    found = surveyed(registration(registrationQuestionAnswers=answers))

    assert found == Found({}, Dropped())


@pytest.mark.parametrize("missing", ["registrations", "registrationConfiguration/questions"])
def test_a_webinar_may_be_without_registration(missing: str) -> None:
    graph = InMemoryGraph()
    has_webinar(graph, QUESTIONS, [registration(answer(AGAIN, boolean=True))])
    graph.at[f"{WEBINAR}/{missing}"] = GraphNotFound()

    found = with_surveys(graph, Found({}, Dropped()), WEBINAR)

    assert (counted(found) == {}) is (missing == "registrations")


def test_registrations_that_cannot_be_read_are_not_taken_for_none() -> None:
    graph = InMemoryGraph()
    has_webinar(graph, QUESTIONS, [GraphFailed()])

    with pytest.raises(GraphFailed):
        with_surveys(graph, Found({}, Dropped()), WEBINAR)
