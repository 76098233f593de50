"""A report is judged in one order: size, encoding, JSON, attention, schema, rules, age."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.support.reports import store
from tests.support.world import START, World, report_body

TOO_OLD = report_body(START - timedelta(days=60))
BREAKS_A_RULE = {**TOO_OLD, "questions": [{"askedBy": None, "question": "Who?"}]}
BREAKS_THE_SCHEMA = {**BREAKS_A_RULE, "topic": ""}
MEASURES_ATTENTION = {**BREAKS_THE_SCHEMA, "engagement": 1}
NOT_JSON = json.dumps(MEASURES_ATTENTION).encode() + b"}"
NOT_UTF_8 = NOT_JSON + b"\xff"
TOO_LARGE = NOT_UTF_8 + b" " * 4 * 1024 * 1024


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (TOO_LARGE, 413, "too_large"),
        (NOT_UTF_8, 400, "invalid_encoding"),
        (NOT_JSON, 400, "invalid_json"),
        (MEASURES_ATTENTION, 422, "attention_tracking_forbidden"),
        (BREAKS_THE_SCHEMA, 422, "invalid_body"),
        (BREAKS_A_RULE, 422, "questions_only_for_webinars"),
        (TOO_OLD, 422, "retention_elapsed"),
    ],
    ids=["size", "encoding", "JSON", "attention", "schema", "rules", "age"],
)
def test_each_fault_comes_before_those_that_follow_it(matched: World, body: object, status: int, code: str) -> None:
    reply = store(matched, body)

    assert (reply.status, reply.code) == (status, code)
    assert matched.rows("meetings") == matched.rows("reports") == []


@pytest.mark.clause("R5.2")
def test_who_may_not_store_reports_is_told_before_the_body_is_read(world: World) -> None:
    assert store(world, TOO_LARGE).code == "not_matched"
