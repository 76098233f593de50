"""Calls a running service with what its OpenAPI document allows and with what it does not, and keeps what fails."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.support.service import RunningService

SEED = 1
REFUSED = [400, 401, 403, 404, 409, 413, 415, 422, 429]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=$|T)")


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


@schemathesis.hook
def before_call(_: object, case: schemathesis.Case[Any], __: object) -> None:
    """Send what the document means where JSON Schema says less: an integer is written as one, and a period is in order.

    By default it ends today.
    """
    case.body = _with_integers(case.body)
    query = case.query or {}
    first, last = query.get("from"), query.get("to", datetime.now(UTC).date().isoformat())
    if isinstance(first, str) and isinstance(last, str) and _DAY.fullmatch(first) and first > last:
        case.query = {**query, "from": last, "to": first}


def _with_integers(value: Any) -> Any:
    """Numbers without a fraction as they are written in JSON: 2.0 is another text than 2, and means the same."""
    if isinstance(value, dict):
        return {name: _with_integers(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_integers(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def run(
    service: RunningService,
    name: str,
    operations: Collection[str],
    phases: Collection[str],
    examples: int,
    *,
    item: str = "",
) -> Run:
    """Call these operations as the demo person `name` with every check that schemathesis has; the same each time.

    The document is the service's own, its examples those of today: what they correct is `item` of an access export.
    """
    configured = {
        "headers": {"Authorization": f"Bearer {service.token(name)}"},
        "seed": SEED,
        "continue-on-failure": True,
        "request-timeout": 60,
        "base-url": service.url,
        "phases": {
            **{phase: {"enabled": phase in phases} for phase in ("examples", "coverage")},
            # What a refusal says in words teaches nothing: the document alone says what is sent.
            "fuzzing": {"enabled": "fuzzing" in phases, "error-feedback": {"enabled": False}},
            # Only the document's own links, each as often whatever became of it before.
            "stateful": {
                "enabled": "stateful" in phases,
                "inference": {"algorithms": []},
                "link-calibration": False,
                "generation": {"mode": "positive", "max-examples": examples, "deterministic": True, "database": "none"},
            },
        },
        # A body that is too large is refused before its schema is asked.
        "checks": {"negative_data_rejection": {"expected-statuses": REFUSED}},
        "generation": {"deterministic": True, "max-examples": examples, "no-shrink": True, "database": "none"},
    }
    config = SchemathesisConfig.from_dict(configured)
    described = as_of_today(service.call("GET", "/api/openapi.json").json, item, only="stateful" in phases)
    document = schemathesis.openapi.from_dict(described, config=config)
    done = Run({}, [], [])
    for event in from_schema(document.include(operation_id=sorted(operations))).execute():
        if isinstance(event, events.ScenarioFinished):
            for operation, status in _statuses(event):
                done.statuses.setdefault(operation, set()).add(status)
            done.findings.extend(_findings(event))
        elif isinstance(event, events.NonFatalError):
            done.errors.append(f"{event.label}: {event.info.title}: {event.info.message}")
    return done


def as_of_today(document: dict[str, Any], item: str, *, only: bool) -> dict[str, Any]:
    """The document with its examples moved by whole days, so that what ended on their day ended yesterday.

    With `only`, bodies are the examples and nothing else: a link is followed from where something succeeded.
    """
    days = datetime.now(UTC).date() - timedelta(days=1) - date(2026, 11, 23)

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            unmoved = {"item": item, "noticeSeen": value.get("noticeSeen")}  # a version is called after its day
            return {name: unmoved.get(name, moved(member)) for name, member in value.items()}
        if isinstance(value, list):
            return [moved(member) for member in value]
        if isinstance(value, str) and (found := _DAY.match(value)):
            return (date.fromisoformat(found[0]) + days).isoformat() + value[found.end() :]
        return value

    for operation in (operation for path in document["paths"].values() for operation in path.values()):
        if operation["operationId"] == "read_report":
            operation["parameters"][0]["example"] = item.rpartition(".")[2]
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        if "example" in body:
            body["example"] = moved(body["example"])
            if only:
                body["schema"] = {"enum": [body["example"]]}
        for link in (link for answer in operation["responses"].values() for link in answer.get("links", {}).values()):
            link["x-schemathesis"] = {"merge_body": False}
    return document


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
