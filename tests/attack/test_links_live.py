"""The links of the OpenAPI document, one by one on the running service: an answer names what the next call takes.

schemathesis follows them as well (test_openapi_live.py), but which of them, and how often, is left to chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from shared.auth.access import AllowedCallers
from shared.http.openapi_links import LINKS
from tests.attack.test_openapi_live import RULES, something_kept, who_may_call
from tests.support.service import HttpAnswer, RunningService

pytestmark = pytest.mark.slow

OFFICER, OPERATOR, PERSON = "dora", "otto", "anna"
FOLLOWED = [
    (source, link.to)
    for source, links in LINKS.items()
    for link in links
    if (source, link.to)
    not in {
        ("list_subjects", "list_subjects"),  # a page holds more people than there are
        ("list_subjects", "erase_subject_data"),  # these two would end the world of the others
        ("list_tenants", "delete_tenant"),
    }
]


@pytest.fixture(scope="module")
def document(fresh_service: RunningService) -> dict[str, Any]:
    """With examples of yesterday; something is kept, and there are two pages of whatever has pages."""
    for _ in range(2):
        assert fresh_service.call("POST", "/api/retention/runs", by=OPERATOR).status == 200
    item = something_kept(fresh_service)
    from tests.attack.document_calls import as_of_today  # imports schemathesis, which takes half a second

    return as_of_today(fresh_service.call("GET", "/api/openapi.json").json, item, only=False)


@pytest.mark.parametrize(("source", "target"), FOLLOWED)
def test_a_link_leads_to_a_call_that_is_answered(
    fresh_service: RunningService, document: dict[str, Any], source: str, target: str
) -> None:
    something_kept(fresh_service)
    if target in {"decide_restriction", "lift_my_restriction"}:
        for name in (PERSON, OFFICER):
            fresh_service.call("PUT", "/api/me/restriction", by=name, body={"ground": "objection"})
    if (source, target) == ("list_holds", "release_hold"):
        assert call(fresh_service, document, "put_hold").status == 200
    parameters = {"limit": 1} if source == target else {}

    answer = call(fresh_service, document, source, parameters)
    link = operation(document, source)[2]["responses"][str(answer.status)]["links"][target]
    asked = {name: value_of(expression, answer, document, source) for name, expression in link["parameters"].items()}
    body = value_of(link["requestBody"], answer, document, source) if "requestBody" in link else None
    led_to = call(fresh_service, document, target, asked, body)

    assert led_to.status < 300 or led_to.json["code"] in RULES, led_to.body


def operation(document: dict[str, Any], name: str) -> tuple[str, str, dict[str, Any]]:
    """Method, path and description of an operation."""
    return next(
        (method, path, described)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
        if described["operationId"] == name
    )


def call(
    service: RunningService,
    document: dict[str, Any],
    name: str,
    given: Mapping[str, Any] | None = None,
    body: object = None,
) -> HttpAnswer:
    """Call an operation as somebody who may, with the parameters that are given and the examples of the others."""
    method, path, described = operation(document, name)
    query = {}
    for parameter in described["parameters"]:
        value = (given or {}).get(parameter["name"], parameter.get("example"))
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(str(value), safe=""))
        elif parameter["in"] == "query" and value is not None:
            query[parameter["name"]] = value
    example = described.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    who = who_may_call()[name]
    by = (
        OFFICER
        if who is AllowedCallers.OFFICER
        else OPERATOR
        if who in {AllowedCallers.OPERATOR, AllowedCallers.OPERATOR_OR_OFFICER}
        else PERSON
    )
    return service.call(method.upper(), f"{path}?{urlencode(query)}", by=by, body=example if body is None else body)


def value_of(expression: Any, answer: HttpAnswer, document: dict[str, Any], source: str) -> Any:
    """What a runtime expression says of a call and its answer (OpenAPI 3.1, 4.8.20.2), in a body of any depth."""
    if isinstance(expression, Mapping):
        return {name: value_of(member, answer, document, source) for name, member in expression.items()}
    if isinstance(expression, list):
        return [value_of(member, answer, document, source) for member in expression]
    if expression.startswith("$request.path."):
        name = expression.rpartition(".")[2]
        return next(one["example"] for one in operation(document, source)[2]["parameters"] if one["name"] == name)
    if not expression.startswith("$response.body#/"):
        return expression
    value = answer.json
    for step in expression.partition("#/")[2].split("/"):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value
