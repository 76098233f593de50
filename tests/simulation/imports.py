"""What is imported: a file as Teams writes it, and a meeting or webinar as Microsoft Graph has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.simulation.people import Person
from tests.support.csv_files import LANGUAGES, Visitor, encoded, numbered
from tests.support.graph_payloads import attendance_report, record, user
from tests.support.memory_graph import InMemoryGraph

LASTED = timedelta(minutes=45)


@dataclass(frozen=True)
class Gathering:
    """A meeting that took place; `name` is of this one alone."""

    name: str
    topic: str
    ended_at: datetime
    people: Sequence[Person]

    def file(self, language: str) -> tuple[bytes, dict[str, str]]:
        """As Teams lets it be downloaded, and the headers that go with it."""
        began = self.ended_at - LASTED
        visitors = [Visitor(one.name, one.username, joined=began, left=self.ended_at) for one in self.people]
        content = encoded(numbered(visitors, title=self.topic, language=LANGUAGES[language]))
        headers = {"content-type": "text/csv", "x-meeting-id": self.name, "x-meeting-date": str(began.date())}
        return content, headers

    def meeting(self, graph: InMemoryGraph) -> dict[str, str]:
        """Graph has it as a meeting; what an import asks for."""
        path = f"me/onlineMeetings/{self.name}"
        graph.at[path] = {"id": self.name, "subject": self.topic}
        self._attend(graph, path)
        return {"onlineMeetingId": self.name}

    def webinar(self, graph: InMemoryGraph, question: str, choices: Sequence[str]) -> dict[str, str]:
        """Graph has it as a webinar of one session, whose registrations have answered a question with these choices."""
        path = f"solutions/virtualEvents/webinars/{self.name}"
        graph.at[path] = {"id": self.name, "displayName": self.topic}
        graph.at[f"{path}/sessions"] = [{"id": "only", "subject": self.topic}]
        self._attend(graph, f"{path}/sessions/only")
        asked = {"id": "q", "displayName": question, "answerChoices": sorted({*choices})}
        graph.at[f"{path}/registrationConfiguration/questions"] = [asked]
        graph.at[f"{path}/registrations"] = [_registration(choice) for choice in choices]
        return {"webinarId": self.name}

    def _attend(self, graph: InMemoryGraph, path: str) -> None:
        graph.at[f"{path}/attendanceReports"] = [attendance_report("only", self.ended_at)]
        graph.at[f"{path}/attendanceReports/only/attendanceRecords"] = [
            record(user(one.oid, one.name, one.tenant), emailAddress=one.username) for one in self.people
        ]


def _registration(choice: str) -> Mapping[str, Any]:
    return {"status": "registered", "registrationQuestionAnswers": [{"questionId": "q", "value": choice}]}
