"""Calls a running service with what its OpenAPI document allows and with what it does not, and keeps what fails."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.running import RunningService

SEED = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that failed: the operation's id, the request and the answer. `body` is the answer's JSON object."""

    operation: str
    check: str
    message: str
    query: frozenset[str]
    media_type: str | None
    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str:
        return str(self.body.get("code", ""))

    @property
    def faults(self) -> dict[str, str]:
        """Code by pointer."""
        return {str(error["pointer"]): str(error["code"]) for error in self.body.get("errors", [])}

    def __str__(self) -> str:
        return f"{self.operation}: {self.check}: {self.status} {self.code} {self.faults} {self.message}"


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one run: statuses by operation, failed checks, and errors of the run itself."""

    statuses: dict[str, set[int]]
    findings: list[Finding]
    errors: list[str]


def run(service: RunningService, name: str, operations: Collection[str], phases: Collection[str], examples: int) -> Run:
    """Call these operations as the demo person `name` with every check that schemathesis has; the same each time."""
    configured = {
        "headers": {"Authorization": f"Bearer {service.token(name)}"},
        "seed": SEED,
        "continue-on-failure": True,
        "request-timeout": 60,
        "phases": {phase: {"enabled": phase in phases} for phase in ("examples", "coverage", "fuzzing", "stateful")},
        "generation": {"deterministic": True, "max-examples": examples, "no-shrink": True, "database": "none"},
    }
    config = SchemathesisConfig.from_dict(configured)
    document = schemathesis.openapi.from_url(f"{service.url}/api/openapi.json", config=config)
    done = Run({}, [], [])
    for event in from_schema(document.include(operation_id=sorted(operations))).execute():
        if isinstance(event, events.ScenarioFinished):
            for operation, status in _statuses(event):
                done.statuses.setdefault(operation, set()).add(status)
            done.findings.extend(_findings(event))
        elif isinstance(event, events.NonFatalError):
            done.errors.append(f"{event.label}: {event.info.title}: {event.info.message}")
    return done


def _statuses(event: events.ScenarioFinished) -> Iterator[tuple[str, int]]:
    for case_id, interaction in event.recorder.interactions.items():
        if interaction.response is not None and case_id in event.recorder.cases:
            yield _operation_id(event, case_id), interaction.response.status_code


def _findings(event: events.ScenarioFinished) -> Iterator[Finding]:
    for case_id, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is None:
                continue
            case = event.recorder.cases[case_id].value
            response = event.recorder.interactions[case_id].response
            yield Finding(
                operation=_operation_id(event, case_id),
                check=check.name,
                message=check.failure_info.failure.message,
                query=frozenset(case.query or {}),
                media_type=case.media_type,
                status=response.status_code if response else 0,
                body=_json(response.content if response else None),
            )


def _operation_id(event: events.ScenarioFinished, case_id: str) -> str:
    return str(event.recorder.cases[case_id].value.operation.definition.raw["operationId"])


def _json(content: bytes | None) -> dict[str, Any]:
    try:
        value = json.loads(content or b"")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
