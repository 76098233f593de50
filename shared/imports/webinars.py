"""A webinar in Microsoft Graph: the attendance reports of its sessions, and its registrations as counted choices.

Of a registration nothing is kept but which of the offered answers it chose, as a number. Who registered, and what
they wrote in words of their own, is dropped.
https://learn.microsoft.com/graph/api/resources/virtualeventwebinar
https://learn.microsoft.com/graph/api/resources/virtualeventregistration
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.graph.client import segment
from shared.graph.outcomes import GraphNotFound
from shared.graph.readings import text
from shared.imports.attendance import LONGEST, Found, Gathering, Listed, entries, identifier, list_reports
from shared.imports.engagement import Dropped, engagement_in
from shared.problems import GraphFailed

if TYPE_CHECKING:
    from shared.graph.client import Graph

SCOPES = ("VirtualEvent.Read", "OnlineMeetingArtifact.Read.All")
NO_TOPIC = "Webinar"
YES, NO = "Yes", "No"
_NOT_TAKING_PART = frozenset({"canceled", "rejectedByOrganizer"})
_NEVER = datetime.max.replace(tzinfo=UTC)


def reports_of(graph: Graph, webinar_id: str) -> list[Listed]:
    """The attendance reports of all sessions; the earliest of them takes the registrations. Raises MeetingNotFound."""
    path = f"solutions/virtualEvents/webinars/{segment(webinar_id)}"
    webinar = graph.one(path)
    meeting_id = identifier(webinar)  # as Graph spells it: one webinar is one, however it was asked for
    listed: list[Listed] = []
    for session in graph.all(f"{path}/sessions"):
        topic = text(session.get("subject"), LONGEST) or text(webinar.get("displayName"), LONGEST) or NO_TOPIC
        gathering = Gathering(meeting_id, "webinar", topic, f"{path}/sessions/{segment(identifier(session))}")
        try:
            listed += list_reports(graph, gathering)
        except GraphNotFound:
            continue  # a session that has not taken place
    earliest = min(listed, key=_began, default=None)
    return [replace(entry, registrations_of=path) if entry is earliest else entry for entry in listed]


def with_surveys(graph: Graph, found: Found, webinar: str) -> Found:
    """A report with the answers to the questions of registration; `webinar` is the webinar's path."""
    surveys = _Surveys(_all_or_none(graph, f"{webinar}/registrationConfiguration/questions"))
    for registration in _all_or_none(graph, f"{webinar}/registrations"):
        surveys.add(registration)
    counted = surveys.counted()
    report = {**found.report, "surveys": counted} if counted else found.report
    return Found(report, found.dropped + surveys.dropped)


@dataclass(slots=True)
class _Survey:
    """One question, the answers that it offers (none: those that are chosen), and how often each was chosen."""

    question: str
    offered: frozenset[str]
    counts: dict[str, int] = field(default_factory=dict)
    is_chosen: bool = False

    def choose(self, choice: str) -> None:
        self.counts[choice] = self.counts.get(choice, 0) + 1
        self.is_chosen = True


class _Surveys:
    """Counts registrations, one by one."""

    def __init__(self, questions: Iterable[Mapping[str, Any]]) -> None:
        self._surveys: dict[str, _Survey] = {}
        self.dropped = Dropped()
        for question in questions:
            choices = question.get("answerChoices")
            named = [text(choice, LONGEST) for choice in choices] if isinstance(choices, list) else []
            offered = [choice for choice in named if choice is not None]
            shown = [YES, NO] if question.get("answerInputType") == "boolean" else offered
            survey = _Survey(self._name(question), frozenset(offered), dict.fromkeys(shown, 0))
            self._surveys[_id(question.get("id"))] = survey

    def add(self, registration: Mapping[str, Any]) -> None:
        self.dropped += Dropped(engagement=engagement_in(registration))
        takes_part = text(registration.get("status"), LONGEST) not in _NOT_TAKING_PART
        for answer in entries(registration.get("registrationQuestionAnswers")):
            self._answer(answer, is_counted=takes_part)

    def counted(self) -> list[dict[str, Any]]:
        """The questions of which an answer was chosen."""
        return [
            {
                "question": survey.question,
                "answers": [{"choice": choice, "count": count} for choice, count in survey.counts.items()],
            }
            for survey in self._surveys.values()
            if survey.is_chosen
        ]

    def _answer(self, answer: Mapping[str, Any], *, is_counted: bool) -> None:
        key = _id(answer.get("questionId"))
        survey = self._surveys.get(key) or _Survey(self._name(answer), frozenset())
        choices, written = _choices(answer, survey.offered)
        self.dropped += Dropped(free_text=written)
        if choices and is_counted:
            self._surveys[key] = survey
            for choice in choices:
                survey.choose(choice)

    def _name(self, question: Mapping[str, Any]) -> str:
        return text(question.get("displayName"), LONGEST) or f"Question {len(self._surveys) + 1}"


def _id(value: Any) -> str:
    return text(value, LONGEST) or ""


def _choices(answer: Mapping[str, Any], offered: frozenset[str]) -> tuple[list[str], int]:
    """The offered answers that were chosen, and how many texts stand there that somebody wrote.

    `value` is the one choice of several or free text, depending on the question; what was not offered is free text.
    """
    boolean, several = answer.get("booleanValue"), answer.get("multiChoiceValues")
    listed = [text(value, LONGEST) for value in several] if isinstance(several, list) else []
    written = text(answer.get("value"), LONGEST)
    chosen = [choice for choice in listed if choice is not None and (choice in offered or not offered)]
    chosen += [written] if written is not None and written in offered else []
    given = [choice for choice in (*listed, written) if choice is not None]
    yes_or_no = [YES if boolean else NO] if isinstance(boolean, bool) else []
    return chosen + yes_or_no, len(given) - len(chosen)


def _all_or_none(graph: Graph, path: str) -> Iterable[Mapping[str, Any]]:
    """Every entry; none where Graph has nothing, for a webinar may be without registration."""
    try:
        yield from graph.all(path)
    except GraphNotFound:
        return


def _began(listed: Listed) -> datetime:
    try:
        return listed.started_at
    except GraphFailed:
        return _NEVER
