"""The running service, called by its own OpenAPI document: schemathesis makes the requests and judges the answers.

Every check of schemathesis is on. What may differ from its expectations stands in `EXCUSES`, one by one and with the
reason; anything else fails, and so does an excuse that nothing needs any more.

By default every operation is called with its example, with each boundary of its schema unless that is large, with a few
more requests, always the same ones, and along the document's links. With `--long` every boundary is tried, and hundreds
of requests to each operation: allow it an hour or more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from shared.auth.access import AllowedCallers
from shared.http.openapi_examples import BODIES
from shared.http.openapi_links import LINKS
from tests.support.service import RunningService
from tests.support.world import World, report_body

if TYPE_CHECKING:
    from tests.attack.document_calls import Finding, Run

pytestmark = pytest.mark.slow

RULES = frozenset(
    [
        *("attention_tracking_forbidden", "chat_not_permitted", "questions_only_for_webinars", "not_ended_yet"),
        *("recording_not_announced", "recording_consent_missing", "attendance_times_not_permitted"),
        *("retention_elapsed", "not_correctable", "would_move_deadline", "corrected_at_source", "hold_refused"),
        *("restriction_refused", "csv_unreadable", "csv_dates_ambiguous", "meeting_date_mismatch"),
        "csv_meeting_missing",
    ]
)
"""Codes of the refusals whose ground no schema can say. The document names them, as it does the next."""

RULES_OF_BODIES = {
    "put_tenant": frozenset(["must_name_the_instance", "before_the_start", "duplicate", "address_refused"]),
    "store_report": frozenset(["before_the_start", "longer_than_30_hours"]),
}
"""Codes in the `errors` of `invalid_body` that are rules as well, by operation."""

LAST = {"erase_my_data", "erase_subject_data", "delete_tenant", "put_tenant"}
"""What ends the world of the others."""
SCENARIOS = 12
"""Along each chain of links."""

LARGE = {"store_report", "put_tenant"}
"""Whose schemas have so many boundaries that they are tried with `--long` only."""


def is_a_rule(found: Finding) -> bool:
    """Whether a rule refused the body, and nothing else: those of a report are asked once its schema is met."""
    faults, rules = set(found.faults.values()), RULES_OF_BODIES.get(found.operation, frozenset())
    is_of_the_body = bool(faults & rules) if found.operation == "store_report" else bool(faults) and faults <= rules
    return found.code in RULES or (found.code == "invalid_body" and is_of_the_body)


@dataclass(frozen=True, slots=True)
class Excuse:
    """Where the service rightly does not do what a check expects."""

    reason: str
    check: str
    fits: Callable[[Finding], bool]


EXCUSES = (
    Excuse(
        "The functions host answers 404 without a body to a method that no route takes; the app never sees the call.",
        "unsupported_method",
        lambda found: found.status == 404 and not found.body,
    ),
    Excuse(
        "Rules are no matter of schemas: what they refuse is refused with 422 and a code that the document names.",
        "positive_data_acceptance",
        lambda found: found.status == 422 and is_a_rule(found),
    ),
)


PEOPLE = (
    ("anna", {AllowedCallers.USER, AllowedCallers.ANYONE}),
    ("dora", {AllowedCallers.OFFICER, AllowedCallers.OPERATOR_OR_OFFICER}),
    ("otto", {AllowedCallers.OPERATOR, AllowedCallers.OPERATOR_OR_OFFICER}),
)


@dataclass(frozen=True, slots=True)
class Runs:
    """What became of the document's own examples, and of everything."""

    of_examples: list[Run]
    all: list[Run]


@pytest.fixture(scope="module")
def runs(fresh_service: RunningService, long: bool) -> Runs:
    """Each operation as the person it is for; what ends the world of the others comes last."""
    from tests.attack.document_calls import run  # imports schemathesis, which takes half a second

    examples = 300 if long else 4
    done = Runs([], [])
    for last in (False, True):
        for name, wanted in PEOPLE:
            mine = {operation for operation, who in who_may_call().items() if who in wanted}
            mine = mine & LAST if last else mine - LAST
            item = something_kept(fresh_service)
            if name == "dora":
                fresh_service.call("PUT", "/api/me/restriction", by="anna", body={"ground": "objection"})
            done.of_examples.append(run(fresh_service, name, mine, ["examples"], examples, item=item))
            small = mine if long else mine - LARGE
            done.all.append(run(fresh_service, name, small, ["coverage"], examples, item=item))
            done.all.append(run(fresh_service, name, mine, ["fuzzing"], examples))
            for chain in _chains(mine):
                done.all.append(run(fresh_service, name, chain, ["stateful"], SCENARIOS, item=item))
    done.all.extend(done.of_examples)
    return done


def _chains(operations: set[str]) -> list[set[str]]:
    """Of these operations each that links lead from, with those they lead to; none that is part of another."""
    chains = [
        {source, *(link.to for link in LINKS[source])} & operations for source in sorted(LINKS.keys() & operations)
    ]
    longest = sorted((chain for chain in chains if len(chain) > 1), key=len, reverse=True)
    return [chain for place, chain in enumerate(longest) if not any(chain <= other for other in longest[:place])]


def something_kept(service: RunningService) -> str:
    """Something about Anna to read, correct, restrict and erase; the id of a report's header in her access export."""
    service.call("POST", "/api/identity/forward", by="anna")
    now = datetime.now(UTC).replace(microsecond=0)
    body = report_body(now)
    assert service.call("POST", "/api/reports", by="anna", body=body).status in {200, 201}
    items = service.call("GET", "/api/me/data?limit=500", by="anna").json["items"]
    return next(str(item["id"]) for item in items if item["family"] == "meetings")


def who_may_call() -> dict[str, AllowedCallers]:
    return {name: operation.who for name, operation in World().services.api.operations.items()}


def excuse_of(found: Finding) -> Excuse | None:
    return next((excuse for excuse in EXCUSES if excuse.check == found.check and excuse.fits(found)), None)


def test_the_service_does_what_its_document_says(runs: Runs) -> None:
    assert [error for done in runs.all for error in done.errors] == []
    assert [str(found) for done in runs.all for found in done.findings if excuse_of(found) is None] == []


def test_the_document_names_every_rule(fresh_service: RunningService) -> None:
    document = fresh_service.call("GET", "/api/openapi.json").json
    refusals = [
        operation["responses"]["422"]["description"].split(", ")
        for methods in document["paths"].values()
        for operation in methods.values()
        if "422" in operation["responses"]
    ]

    assert {code for codes in refusals for code in codes} == RULES | {"invalid_body"}
    for operation, schema in (("put_tenant", "Contract"), ("store_report", "Report")):
        described = document["components"]["schemas"][schema]["description"]
        assert all(f"`{code}`" in described for code in RULES_OF_BODIES[operation])


def test_each_excuse_is_needed(runs: Runs) -> None:
    needed = {excuse.reason for done in runs.all for found in done.findings if (excuse := excuse_of(found))}

    assert needed == {excuse.reason for excuse in EXCUSES}


def test_every_operation_was_called_and_did_what_it_is_for(runs: Runs) -> None:
    """Those that links lead to need what another has made: test_links_live.py sees them succeed, here it is chance."""
    statuses: dict[str, set[int]] = {}
    for done in runs.all:
        for operation, seen in done.statuses.items():
            statuses.setdefault(operation, set()).update(seen)

    assert statuses.keys() == who_may_call().keys()
    succeeded = {operation for operation, seen in statuses.items() if min(seen) < 300}
    led_to = {link.to for source, links in LINKS.items() for link in links if link.to != source}
    assert statuses.keys() - succeeded - led_to == {"tab"}, (
        "a path parameter of OpenAPI has no slash, and each file's address has"
    )


def test_the_examples_of_the_document_are_accepted(runs: Runs) -> None:
    succeeded = {name for done in runs.of_examples for name, seen in done.statuses.items() if min(seen) < 300}

    assert BODIES.keys() <= succeeded
    assert [str(found) for done in runs.of_examples for found in done.findings] == []
