"""The running service, called by its own OpenAPI document: schemathesis makes the requests and judges the answers.

Every check of schemathesis is on. What may differ from its expectations stands in `EXCUSES`, one by one and with the
reason; anything else fails, and so does an excuse that nothing needs any more.

By default every operation is called with a few requests, always the same ones. With `--long` each boundary of every
schema is tried as well, and hundreds of requests to each operation: allow it an hour or more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from shared.auth.access import Who
from tests.attack.calling_by_document import Finding, Run, run
from tests.running import RunningService
from tests.world import World

RULES = frozenset(
    [
        *("attention_tracking_forbidden", "chat_not_permitted", "questions_only_for_webinars", "not_ended_yet"),
        *("recording_not_announced", "recording_consent_missing", "attendance_times_not_permitted"),
        *("retention_elapsed", "not_correctable", "would_move_deadline", "corrected_at_source", "hold_refused"),
        *("restriction_refused", "csv_unreadable", "csv_dates_ambiguous", "meeting_date_mismatch"),
    ]
)
OF_A_CONTRACT = {
    *("must_name_the_instance", "required_outside_the_eea", "before_the_start", "duplicate", "format"),
    "address_refused",
}
LAST = {"erase_my_data", "erase_subject_data", "delete_tenant", "put_tenant"}
"""What ends the world of the others."""

BOUNDARIES = {
    *("health", "list_holds", "read_my_restriction", "lift_my_restriction", "list_tenants", "read_tenant"),
    *("retention_evidence", "retention_status", "release_hold", "delete_report", "decide_restriction", "openapi"),
}
"""Whose schemas are small enough to try each boundary by default."""


def is_about_values(found: Finding) -> bool:
    """Whether nothing was refused but days and times, and whole numbers with a fraction."""
    if found.code == "invalid_request":
        return bool(found.query & {"from", "to"})
    return found.code == "invalid_body" and all(
        (fault == "format" and pointer.endswith(("At", "/at", "On", "/until")))
        or (fault == "type" and pointer.endswith(("/count", "/participantCount")))
        for pointer, fault in found.faults.items()
    )


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
        "Rules are no matter of schemas: each has a code of its own, which the document names.",
        "positive_data_acceptance",
        lambda found: found.status == 422 and found.code in RULES,
    ),
    Excuse(
        "Members of a contract are judged together, and names and addresses by more than a pattern can say.",
        "positive_data_acceptance",
        lambda found: (
            found.operation == "put_tenant"
            and found.code == "invalid_body"
            and set(found.faults.values()) <= OF_A_CONTRACT
        ),
    ),
    Excuse(
        "A cursor is what a page gave and nothing else.",
        "positive_data_acceptance",
        lambda found: found.code == "invalid_request" and "cursor" in found.query,
    ),
    Excuse(
        "Days and times are those that Table Storage knows, from 1601 to 9998, and `from` is not after `to`; a whole "
        "number is written without a fraction, where JSON Schema takes 2.0 for one.",
        "positive_data_acceptance",
        is_about_values,
    ),
    Excuse(
        "With CSV, and only then, the headers that name its meeting are required.",
        "positive_data_acceptance",
        lambda found: (
            found.operation == "import_reports" and found.code == "invalid_request" and found.media_type == "text/csv"
        ),
    ),
)


@pytest.fixture(scope="module")
def runs(fresh_service: RunningService, long: bool) -> list[Run]:
    """Each operation as the person it is for; what ends the world of the others comes last."""
    examples = 300 if long else 4
    done = []
    for last in (False, True):
        for name, wanted in (
            ("anna", {Who.USER, Who.ANYONE}),
            ("dora", {Who.OFFICER, Who.OPERATOR_OR_OFFICER}),
            ("otto", {Who.OPERATOR, Who.OPERATOR_OR_OFFICER}),
        ):
            mine = {operation for operation, who in who_may_call().items() if who in wanted}
            mine = mine & LAST if last else mine - LAST
            if mine & BOUNDARIES or long:
                done.append(run(fresh_service, name, mine if long else mine & BOUNDARIES, ["coverage"], examples))
            done.append(run(fresh_service, name, mine, ["fuzzing"], examples))
    return done


def who_may_call() -> dict[str, Who]:
    return {name: operation.who for name, operation in World("").services.api.operations.items()}


def excuse_of(found: Finding) -> Excuse | None:
    return next((excuse for excuse in EXCUSES if excuse.check == found.check and excuse.fits(found)), None)


def test_the_service_does_what_its_document_says(runs: list[Run]) -> None:
    assert [error for done in runs for error in done.errors] == []
    assert [str(found) for done in runs for found in done.findings if excuse_of(found) is None] == []


def test_each_excuse_is_needed(runs: list[Run]) -> None:
    needed = {excuse.reason for done in runs for found in done.findings if (excuse := excuse_of(found))}

    assert needed == {excuse.reason for excuse in EXCUSES}


def test_every_operation_was_called_and_most_did_what_they_are_for(runs: list[Run]) -> None:
    statuses: dict[str, set[int]] = {}
    for done in runs:
        for operation, seen in done.statuses.items():
            statuses.setdefault(operation, set()).update(seen)

    assert statuses.keys() == who_may_call().keys()
    succeeded = {operation for operation, seen in statuses.items() if min(seen) < 300}
    assert statuses.keys() - succeeded <= NEEDS_MORE_THAN_A_SCHEMA


NEEDS_MORE_THAN_A_SCHEMA = {
    *("store_report", "read_report", "delete_report", "import_reports", "correct_my_data", "put_tenant"),
    *("read_tenant", "delete_tenant", "put_hold", "release_hold", "restrict_my_data", "lift_my_restriction"),
    *("read_subject_data", "correct_subject_data", "erase_subject_data", "release_binding", "decide_restriction"),
    "tab",
}
"""What succeeds only on something that is there, or that the rules let pass; tests beside the slices do that."""
