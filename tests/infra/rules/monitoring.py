"""Telemetry: 30 days, then gone at once; sent and read by Entra role only; and the alerts that it raises."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from shared import telemetry
from shared.retention.evidence import SUCCEEDED
from shared.telemetry import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.infra.templates import Templates

DAYS = 30
ALERTS = "modules/alerts.bicep"
# What the design promises an alert for.
PROMISED = frozenset(
    {
        Event.RETENTION_RUN_FINISHED,  # its absence
        Event.RETENTION_RUN_FAILED,
        Event.TABLE_OVERDUE,
        Event.UNKNOWN_TABLE,
        Event.IDENTITY_REBOUND,
        Event.RECIPIENT_NOT_TOLD,
        Event.RESTRICTION_UNDECIDED,
        Event.HOLD_UNCONFIRMED,
        Event.MISCONFIGURED,
        Event.SIGNING_KEYS_UNAVAILABLE,  # when it goes on
    }
)
_EVENT = re.compile(r"\bevent\s*(?:==|in\s*\()\s*((?:\"\w+\"[\s,]*)+)")
_WINDOW = re.compile(r"PT(\d+)([MH])")


def days(templates: Templates) -> Iterator[str]:
    """Each place that keeps telemetry keeps it 30 days and purges it then; Application Insights' tables too."""
    required: dict[str, dict[str, Any]] = {
        "Microsoft.OperationalInsights/workspaces": {
            "retentionInDays": DAYS,
            "features.immediatePurgeDataOn30Days": True,
            "features.disableLocalAuth": True,
        },
        "Microsoft.OperationalInsights/workspaces/tables": {"retentionInDays": DAYS, "totalRetentionInDays": DAYS},
        "Microsoft.Insights/components": {
            "RetentionInDays": DAYS,
            "ImmediatePurgeDataOn30Days": True,
            "DisableLocalAuth": True,
            "DisableIpMasking": False,
            "WorkspaceResourceId": "workspace.id",
        },
    }
    for resource_type, properties in required.items():
        found = templates.of_type(resource_type)
        if len(found) != 1:
            yield f"there is not exactly one {resource_type}"
        for resource in found:
            for name, value in properties.items():
                if resource.get(f"properties.{name}") != value:
                    yield f"{resource}: {name} is not {value}"
    tables = set(templates.files["modules/monitoring.bicep"].variables.get("telemetryTables", ()))
    yield from (
        f"{table} keeps its own 90 days"
        for table in ("AppRequests", "AppTraces", "AppExceptions")
        if table not in tables
    )


def alerts(templates: Templates) -> Iterator[str]:
    """There is an alert for each promised event and for the share of 5xx; a query knows what is logged, and no more."""
    rules = _rules(templates)
    named = {name for rule in rules for name in _events(rule)}
    yield from (f"no alert for {event}" for event in sorted(PROMISED - named))
    yield from (f"an alert for {name}, which is never logged" for name in sorted(named - set(Event)))
    for rule in rules:
        fields = set(re.findall(r"\blogged\.(\w+)", rule["query"])) - {"event"}
        yield from (f"{rule['name']}: no event has a field {name}" for name in sorted(fields - set(telemetry._FIELDS)))
    silence = [rule for rule in rules if Event.RETENTION_RUN_FINISHED in _events(rule)]
    for rule in silence:
        if f'"{SUCCEEDED}"' not in rule["query"] or "runs == 0" not in rule["query"] or rule["windowSize"] != "PT3H":
            yield f"{rule['name']}: does not fire when no sweep has succeeded for 3 hours"
    if not any("AppRequests" in rule["query"] and ">= 500" in rule["query"] for rule in rules):
        yield "no alert for the share of 5xx"


def delivery(templates: Templates) -> Iterator[str]:
    """Every rule is on, looks more often than its window passes, and tells the operators by mail."""
    for rule in _rules(templates):
        if _minutes(rule["evaluationFrequency"]) >= _minutes(rule["windowSize"]):
            yield f"{rule['name']}: telemetry that comes late falls between two windows"
    for resource in templates.of_type("Microsoft.Insights/scheduledQueryRules"):
        if resource.get("properties.enabled") is not True:
            yield f"{resource}: is off"
        if resource.get("properties.actions.actionGroups") != ["operators.id"]:
            yield f"{resource}: tells nobody"
        if resource.get("properties.scopes") != ["workspaceId"]:
            yield f"{resource}: does not look at the workspace"
    for group in templates.of_type("Microsoft.Insights/actionGroups"):
        mails = [receiver.get("emailAddress") for receiver in group.get("properties.emailReceivers") or []]
        if group.get("properties.enabled") is not True or mails != ["alertEmail"]:
            yield f"{group}: sends no mail to the operator"


def _rules(templates: Templates) -> list[dict[str, Any]]:
    """The rules as the loop takes them, with `events` in their queries put in."""
    variables = templates.files[ALERTS].variables
    rules: list[dict[str, Any]] = variables["rules"]
    return [rule | {"query": rule["query"].replace("${events}", variables["events"])} for rule in rules]


def _events(rule: dict[str, Any]) -> set[str]:
    return {name for names in _EVENT.findall(rule["query"]) for name in re.findall(r"\w+", names)}


def _minutes(duration: str) -> int:
    match = _WINDOW.fullmatch(duration)
    assert match, duration
    return int(match[1]) * (60 if match[2] == "H" else 1)
