"""What a report's content says, as facts that can be compared: of which kind, of whom, and the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.simulation.people import Person
from tests.simulation.promises import NOBODY, Fact

REDACTED = "[another person]"
_UNNAMED = re.compile(rf"Guest [0-9]+|Hidden|{re.escape(REDACTED)}")


def facts(content: Mapping[str, Any]) -> frozenset[Fact]:
    """Of a report as it is stored, sent or answered. Who or what is redacted is no fact; a name without id is one."""
    return frozenset(_facts(content))


def _facts(content: Mapping[str, Any]) -> Iterator[Fact]:
    for one in content["attendees"]:
        if one["oid"] is not None or not _UNNAMED.fullmatch(one["name"]):
            yield "attendee", one["oid"] or NOBODY, one["name"]
    for one in content.get("questions") or ():
        if one["question"] != REDACTED:
            yield "question", one["askedBy"] or NOBODY, one["question"]
    for one in content.get("surveys") or ():
        counted = ", ".join(f"{answer['choice']} {answer['count']}" for answer in one["answers"])
        yield "survey", NOBODY, f"{one['question']} {counted}"


def attendees(people: Iterable[Person]) -> list[dict[str, Any]]:
    return [{"oid": one.oid, "name": one.name, "role": "attendee"} for one in people]


def webinar(number: int, askers: Iterable[Person | None]) -> dict[str, Any]:
    """What a webinar has besides: a question of each of these, one asked by nobody of the tenant too, and a survey."""
    return {
        "type": "webinar",
        "questions": [
            {"askedBy": one.oid if one else None, "question": f"Question {number}.{index}", "answer": "Yes."}
            for index, one in enumerate(askers)
        ],
        "surveys": [{"question": f"Survey {number}", "answers": [{"choice": "Yes", "count": number % 7}]}],
    }
