"""What `dev.py smoke` makes of an answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.smoke.http_client import Reply
from local.smoke.verdicts import (
    Finding,
    Kind,
    Operation,
    judge_description,
    judge_health,
    judge_notice,
    judge_operation,
    judge_retention,
    judge_tab,
)
from tests.support.every import failing

OPEN = Operation("read_page", "GET", "pages/{*path}", is_open=True)
PROTECTED = Operation("read_report", "GET", "reports/{reportId}", is_open=False)
STATUS = {
    "asOf": "2026-11-23T10:00:00Z",
    "lastSuccessAt": "2026-11-23T09:07:01Z",
    "overdue": [],
    "unknownCount": 0,
}


def reply(status: int, body: object = None, media_type: str = "application/json", **headers: str) -> Reply:
    """An answer as the app's own boundary gives it."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    encoded = b"" if body is None else json.dumps(body).encode()
    return Reply(status, {"x-correlation-id": "c", "content-type": media_type, **given}, encoded)


def problem(status: int, code: str, **members: object) -> Reply:
    headers = {"www_authenticate": 'Bearer realm="contact-center"'} if status == 401 else {}
    return reply(status, {"code": code, **members}, "application/problem+json", **headers)


def without(header: str, of: Reply) -> Reply:
    return Reply(of.status, {name: value for name, value in of.headers.items() if name != header}, of.body)


@pytest.mark.parametrize(
    ("route", "path"),
    [
        ("reports", "/api/reports"),
        ("subjects/{oid}/data", "/api/subjects/00000000-0000-0000-0000-000000000000/data"),
        ("tenants/{tenantId:guid}", "/api/tenants/00000000-0000-0000-0000-000000000000"),
        ("tab/{*path}", "/api/tab/index.html"),
    ],
)
def test_parameters_get_values_that_name_nothing(route: str, path: str) -> None:
    assert Operation("any", "GET", route, is_open=False).path == path


def test_a_function_that_is_there() -> None:
    cases = [
        (PROTECTED, problem(401, "invalid_token")),
        (PROTECTED, problem(503, "misconfigured")),
        (OPEN, reply(200, {})),
        (OPEN, problem(404, "not_found")),
        (OPEN, problem(503, "storage_unavailable")),
        (OPEN, problem(503, "misconfigured")),
    ]

    def check(operation: Operation, answer: Reply) -> None:
        assert judge_operation(operation, answer).kind is Kind.OK

    assert failing(check, cases) == []


def test_the_hosts_empty_404_is_a_missing_function() -> None:
    answer = Reply(404, {}, b"")

    assert str(judge_operation(PROTECTED, answer)) == "missing: read_report GET reports/{reportId}"
    assert judge_operation(OPEN, answer).kind is Kind.MISSING


def test_a_function_that_answers_otherwise() -> None:
    cases = [
        (PROTECTED, reply(200, {}), "200 (application/json)"),
        (PROTECTED, reply(204), "204 (application/json)"),
        (PROTECTED, problem(404, "not_found"), "404 (not_found)"),
        (PROTECTED, problem(503, "storage_unavailable"), "503 (storage_unavailable)"),
        (PROTECTED, problem(500, "internal_error"), "500 (internal_error)"),
        (PROTECTED, without("www-authenticate", problem(401, "invalid_token")), "401 (invalid_token)"),
        (PROTECTED, without("x-correlation-id", problem(401, "invalid_token")), "401 (invalid_token)"),
        (PROTECTED, reply(401, {"code": "invalid_token"}, www_authenticate="Bearer"), "401 (application/json)"),
        (OPEN, problem(401, "invalid_token"), "401 (invalid_token)"),
        (OPEN, without("x-correlation-id", reply(200, {})), "200 (application/json)"),
        (Operation("health", "GET", "health", is_open=True), problem(404, "not_found"), "404 (not_found)"),
    ]

    def check(operation: Operation, answer: Reply, said: str) -> None:
        finding = judge_operation(operation, answer)

        assert finding.kind is Kind.WRONG
        assert finding.sentence.startswith(f"answers {said} to a caller without a token, not ")

    assert failing(check, cases) == []


def test_health_is_well() -> None:
    assert [finding.kind for finding in judge_health(reply(200, {"status": "ok"}))] == [Kind.OK]


def test_each_bad_setting_is_a_line() -> None:
    bad = [{"name": "API_CLIENT_ID", "reason": "is missing"}, {"name": "RETENTION_DAYS", "reason": "must be a number"}]
    findings = list(judge_health(problem(503, "misconfigured", settings=bad)))

    assert {finding.kind for finding in findings} == {Kind.WRONG}
    assert [finding.subject for finding in findings] == ["health", "setting API_CLIENT_ID", "setting RETENTION_DAYS"]
    assert "is missing" in findings[1].sentence
    assert "deploy again" in findings[1].sentence


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (problem(503, "misconfigured"), "refuses to work"),
        (problem(503, "storage_unavailable"), "role may not have spread"),
        (problem(500, "internal_error"), "500 (internal_error)"),
        (reply(200, {"status": "well"}), "200 (application/json)"),
    ],
)
def test_health_that_is_not(answer: Reply, said: str) -> None:
    [finding] = judge_health(answer)

    assert finding.kind is Kind.WRONG
    assert said in finding.sentence


def document(*names: str, summary: str = "It", schemas: dict[str, Any] | None = None) -> dict[str, Any]:
    paths = {f"/api/{name}": {"get": {"operationId": name, "summary": summary}} for name in names}
    return {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas or {}}}


def test_the_same_document_is_this_checkouts() -> None:
    assert judge_description(document("health"), reply(200, document("health"))).kind is Kind.OK


def test_another_versions_document_says_what_differs() -> None:
    cases = [
        (document("health"), "(operation not deployed: tab)"),
        (document("health", "tab", "old"), "(operation not in this checkout: old)"),
        (document("health", "tab", summary="That"), "(operation different: health, tab)"),
        (document("health", "tab", schemas={"Report": {}}), "(schema not in this checkout: Report)"),
        (document("tab", "old"), "(operation not deployed: health; operation not in this checkout: old)"),
        ({**document("health", "tab"), "info": {}}, "(its head differs)"),
        ({"openapi": "3.1.0"}, "no OpenAPI document"),
        (["paths"], "no OpenAPI document"),
    ]

    def check(deployed: object, said: str) -> None:
        finding = judge_description(document("health", "tab"), reply(200, deployed))

        assert finding.kind is Kind.WRONG
        assert said in finding.sentence

    assert failing(check, cases) == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(200, {}, "text/html; charset=utf-8", content_language="de"), Kind.OK),
        (reply(200, {}, "text/html", content_language="en"), Kind.WRONG),
        (reply(200, {}, "application/json", content_language="de"), Kind.WRONG),
        (problem(500, "internal_error"), Kind.WRONG),
    ],
)
@pytest.mark.clause("R1")
def test_the_notice_comes_in_its_language_and_form(answer: Reply, kind: Kind) -> None:
    assert judge_notice("de", "text/html", answer).kind is kind


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (reply(200, "/api/tab/c0ffee/main.js", "text/html; charset=utf-8"), Kind.OK, "this checkout's"),
        (reply(200, "/api/tab/c0ffee0/main.js", "text/html"), Kind.WRONG, "another version"),
        (reply(200, "/api/tab/c0ffee/main.js", "text/plain"), Kind.WRONG, "200 (text/plain), no page"),
        (problem(500, "internal_error"), Kind.WRONG, "500 (internal_error), no page"),
    ],
)
def test_the_tabs_files_are_this_checkouts(answer: Reply, kind: Kind, said: str) -> None:
    finding = judge_tab("c0ffee", answer)

    assert finding.kind is kind
    assert said in finding.sentence


@pytest.mark.clause("R11.2a")
def test_a_run_of_the_last_hours_is_well() -> None:
    finding = judge_retention(reply(200, STATUS))

    assert finding == Finding(
        Kind.OK, "retention", "a run did all it had to at 2026-11-23T09:07:01Z, and nothing is overdue"
    )


@pytest.mark.clause("R11.2a")
def test_a_timer_that_has_not_done_its_work() -> None:
    cases = [
        (reply(200, {**STATUS, "lastSuccessAt": None}), "no run has succeeded yet"),
        (reply(200, {**STATUS, "lastSuccessAt": "2026-11-23T06:59:59Z"}), "no run has succeeded since"),
        (reply(200, {**STATUS, "overdue": ["reports 2026-10-01"]}), "still there: reports 2026-10-01"),
        (reply(200, {**STATUS, "unknownCount": 2}), "not this service's: 2"),
        (reply(200, {**STATUS, "asOf": "yesterday"}), "no state of retention"),
        (reply(200, {}), "no state of retention"),
        (reply(200, []), "no state of retention"),
        (problem(503, "storage_unavailable"), "503 (storage_unavailable)"),
        (problem(401, "invalid_token"), "get a fresh token"),
        (problem(403, "role_required"), "403 (role_required)"),
    ]

    def check(answer: Reply, said: str) -> None:
        finding = judge_retention(answer)

        assert finding.kind is Kind.WRONG
        assert said in finding.sentence

    assert failing(check, cases) == []
