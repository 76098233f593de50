"""The OpenAPI document: whole, true to what the functions answer, and the same schema under one name."""

from __future__ import annotations

import json
import pkgutil
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import azure.functions as func
import jsonschema_rs
import pytest

from shared.auth.access import AllowedCallers
from shared.http.api import Api, Response
from shared.http.openapi import describe
from shared.problems import NotFound
from shared.tenants.names import domain_label
from tests.support.driver import Driver, drive
from tests.support.every import failing
from tests.support.memory_tables import InMemoryTables
from tests.support.world import ANNA, START, Clock, NewWorld, World, contract_body

PROBLEM_MEMBERS = {"type": str, "title": str, "status": int, "detail": str, "code": str, "instance": str}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The document as the app answers it, without any setting."""
    answer = World().call("openapi")
    assert answer.status == 200
    described: dict[str, Any] = answer.json
    return described


@pytest.fixture
def driver(new_world: NewWorld) -> Driver:
    return drive(new_world())


def operations(document: Mapping[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Method, path and operation by operationId."""
    return {
        operation["operationId"]: (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def an_api() -> Api:
    """An API that is described and never called."""
    return Api(lambda: pytest.fail("nobody calls"), lambda: START, lambda: pytest.fail("nobody calls"))


def members_named(name: str, tree: Any) -> Iterator[Any]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == name:
                yield value
            yield from members_named(name, value)
    elif isinstance(tree, list):
        for value in tree:
            yield from members_named(name, value)


def test_it_is_an_openapi_document(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["info"].keys() >= {"title", "version"}
    assert document.keys() <= {"openapi", "info", "servers", "paths", "components", "security", "tags"}
    for _, path, operation in operations(document).values():
        assert path.startswith("/api/")
        assert "*" not in path
        assert operation["summary"].strip()
        assert operation["responses"]
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[1-5][0-9]{2}", status)
            assert response["description"].strip()


def test_every_function_but_the_timer_is_in_it_once(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]

    assert len(ids) == len(set(ids))
    assert set(ids) == set(World().services.api.operations)
    assert "enforce_retention" not in ids


def test_methods_and_paths_are_the_routes(document: dict[str, Any]) -> None:
    declared = World().services.api.operations

    for name, (method, path, _) in operations(document).items():
        route = declared[name].route.replace("{*", "{")
        assert (method.upper(), path) == (declared[name].method, f"/api/{route}")


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    references = set(members_named("$ref", document))

    assert len(references) > 5
    for reference in references:
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
        assert place


def test_every_schema_is_used(document: dict[str, Any]) -> None:
    used = {reference.rpartition("/")[2] for reference in members_named("$ref", document)}

    assert used == document["components"]["schemas"].keys()


def test_one_name_is_one_schema() -> None:
    """Each endpoint described alone has the schemas that the whole document has under their names."""
    declared = World().services.api.operations
    whole = describe(declared)["components"]["schemas"]

    for name, operation in declared.items():
        for title, schema in describe({name: operation})["components"]["schemas"].items():
            assert schema == whole[title], (name, title)


def test_parameters_are_those_of_the_path_the_query_and_the_headers(document: dict[str, Any]) -> None:
    for name, (_, path, operation) in operations(document).items():
        by_place: dict[str, list[str]] = {"path": [], "query": [], "header": []}
        for parameter in operation["parameters"]:
            by_place[parameter["in"]].append(parameter["name"])
            assert parameter["required"] is (parameter["in"] == "path")
        assert by_place["path"] == re.findall(r"\{(\w+)\}", path), name
        for place in ("query", "header"):
            assert len(set(by_place[place])) == len(by_place[place])


def test_a_route_that_takes_the_rest_has_an_ordinary_path_parameter() -> None:
    api = an_api()
    api.endpoint(
        func.Blueprint(), "tab", "GET", "tab/{*path}", who=AllowedCallers.ANYONE, summary="Tab", answers={200: None}
    )

    [(path, methods)] = describe(api.operations)["paths"].items()

    assert path == "/api/tab/{path}"
    assert [parameter["name"] for parameter in methods["get"]["parameters"]] == ["path"]


def test_who_may_call_says_what_may_be_refused() -> None:
    cases: list[tuple[AllowedCallers, list[Any], set[str]]] = [
        (AllowedCallers.ANYONE, [], {"404", "500"}),
        (AllowedCallers.USER, [{"entra": []}], {"400", "401", "403", "404", "429", "500", "503"}),
        (AllowedCallers.OPERATOR, [{"entra": []}], {"400", "401", "403", "404", "429", "500", "503"}),
    ]

    def check(who: AllowedCallers, security: list[Any], refused: set[str]) -> None:
        api = an_api()
        api.endpoint(
            func.Blueprint(),
            "greet",
            "DELETE",
            "greetings",
            who=who,
            summary="Greet",
            answers={204: None},
            refusals=(NotFound,),
        )(lambda _: Response(204))

        operation = describe(api.operations)["paths"]["/api/greetings"]["delete"]

        assert operation["security"] == security
        assert operation["responses"].keys() == {"204", *refused}
        assert "content" not in operation["responses"]["204"]
        assert ("role_required" in str(operation["responses"])) is (who is AllowedCallers.OPERATOR)

    assert failing(check, cases) == []


def test_whoever_needs_a_token_may_be_told_to_wait_and_how_long(document: dict[str, Any]) -> None:
    for name, (_, _, operation) in operations(document).items():
        response = operation["responses"].get("429")
        assert (response is not None) is bool(operation["security"]), name
        if response is not None:
            assert response["description"] == "too_many_requests"
            assert response["headers"]["retry-after"]["required"]
            assert response["headers"]["retry-after"]["schema"] == {"type": "integer", "minimum": 1}


def test_a_body_is_described_and_so_is_what_it_may_be_refused_for(document: dict[str, Any]) -> None:
    by_name = operations(document)

    assert by_name["store_report"][2]["requestBody"]["required"] is True
    assert by_name["forward_identity"][2]["requestBody"]["required"] is False
    assert by_name["store_report"][2]["responses"].keys() >= {"400", "413", "415", "422"}
    assert "requestBody" not in by_name["list_reports"][2]
    schema = document["components"]["schemas"]["Report"]
    assert schema["additionalProperties"] is False
    assert {"meetingId", "endedAt", "attendees"} <= set(schema["required"])


def test_media_types_other_than_json_are_text(document: dict[str, Any]) -> None:
    content = operations(document)["read_report"][2]["responses"]["200"]["content"]

    assert content["application/json"]["schema"]["$ref"].endswith("/ReadReport")
    assert content["text/csv"]["schema"] == {"type": "string"}


def test_it_is_made_once_and_needs_no_caller() -> None:
    tables = InMemoryTables(Clock())
    reached: list[str] = []
    tables.before = reached.append
    world = World(tables=tables)

    first = world.call("openapi")

    assert world.call("openapi").body == first.body
    assert reached == []


def test_every_status_and_code_that_is_answered_is_declared(driver: Driver, document: dict[str, Any]) -> None:
    by_name = operations(document)
    undeclared = []
    for driven in driver.driven:
        response = by_name[driven.function][2]["responses"].get(str(driven.reply.status))
        codes = response["description"].split(", ") if response else []
        if response is None or (driven.reply.status >= 400 and driven.reply.code not in codes):
            undeclared.append((driven.function, driven.reply.status, driven.reply.body))

    assert undeclared == []


def test_every_json_answer_fits_its_declared_schema(driver: Driver) -> None:
    declared = driver.world.services.api.operations
    fitted = set()
    for driven in driver.driven:
        model = declared[driven.function].answers.get(driven.reply.status)
        if model is None or not driven.reply.body.startswith(b"{"):
            continue
        pkgutil.resolve_name(model).model_validate_json(driven.reply.body, by_alias=True, by_name=False)
        fitted.add((driven.function, driven.reply.status))

    assert fitted == {
        (name, status) for name, operation in declared.items() for status, model in operation.answers.items() if model
    }


def test_every_refusal_fits_the_schema_of_problems(driver: Driver, document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["Problem"]
    refusals = [driven.reply for driven in driver.driven if driven.reply.status >= 400]

    assert set(schema["required"]) == PROBLEM_MEMBERS.keys()
    for reply in refusals:
        problem = json.loads(reply.body)
        assert {name: type(problem[name]) for name in PROBLEM_MEMBERS} == PROBLEM_MEMBERS
        assert problem["status"] == reply.status
        assert all(found.keys() == {"pointer", "code"} for found in problem.get("errors", []))
        assert set(problem) <= schema["properties"].keys()


def test_parameters_say_what_is_judged(document: dict[str, Any]) -> None:
    found = {
        (name, parameter["name"]): parameter["schema"]
        for name, (_, _, operation) in operations(document).items()
        for parameter in operation["parameters"]
    }

    assert found["read_tenant", "tenantId"] == found["read_subject_data", "oid"] == {"type": "string", "format": "uuid"}
    assert found["list_reports", "limit"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert found["list_reports", "from"]["format"] == found["import_reports", "x-meeting-date"]["format"] == "date"
    assert found["run_retention", "dryRun"] == {"type": "boolean"}
    assert re.fullmatch(found["put_hold", "holdId"]["pattern"], "2026_case-1")
    assert not re.fullmatch(found["put_hold", "holdId"]["pattern"], "-case")
    assert found["read_report", "reportId"] == {"type": "string"}


def test_every_answer_says_which_headers_it_has(driver: Driver, document: dict[str, Any]) -> None:
    by_name = operations(document)
    missing = [
        (driven.function, driven.reply.status, name)
        for driven in driver.driven
        for name, header in by_name[driven.function][2]["responses"][str(driven.reply.status)]["headers"].items()
        if header["required"] and name not in driven.reply.headers
    ]

    assert missing == []
    headers = by_name["store_report"][2]["responses"]
    assert headers["401"]["headers"]["www-authenticate"]["required"]
    assert "www-authenticate" not in headers["201"]["headers"]


def test_every_body_and_every_id_has_an_example_that_fits_its_schema(document: dict[str, Any]) -> None:
    for _, _, operation in operations(document).values():
        examples = [
            (parameter["example"], parameter["schema"])
            for parameter in operation["parameters"]
            if parameter["name"] in {"oid", "tenantId", "holdId"} or parameter["in"] == "header"
        ]
        if "requestBody" in operation:
            content = operation["requestBody"]["content"]["application/json"]
            examples.append((content["example"], {**content["schema"], "components": document["components"]}))
        for example, schema in examples:
            jsonschema_rs.validator_for(schema, validate_formats=True).validate(example)


def test_every_link_leads_to_an_operation_with_what_it_takes(document: dict[str, Any]) -> None:
    by_name = operations(document)
    linked = set()
    for _, _, operation in by_name.values():
        for status, response in operation["responses"].items():
            for link in response.get("links", {}).values():
                target = by_name[link["operationId"]][2]
                assert status.startswith("2")
                assert link["parameters"].keys() <= {parameter["name"] for parameter in target["parameters"]}
                assert ("requestBody" in target) or "requestBody" not in link
                linked.add(link["operationId"])

    with_an_id = {name for name, (_, path, _) in by_name.items() if "{" in path}
    assert with_an_id - linked == {"put_hold", "put_tenant", "tab"}, "their ids are chosen, or stand in the page"


@pytest.mark.parametrize(
    ("function", "name", "fitting", "unfitting"),
    [
        ("list_reports", "to", ["1601-01-01", "9998-12-31"], ["1600-12-31", "9999-01-01", "2026-1-1"]),
        ("list_reports", "cursor", [f"20240229.999999.{'a' * 26}"], [f"20230229.999999.{'a' * 26}", "20240229"]),
        ("list_subjects", "cursor", [ANNA], ["anna", f"{{{ANNA}}}"]),
        ("retention_evidence", "cursor", ["1", "120000000000"], ["0", "01", "1000000000000"]),
        (
            "read_my_data",
            "cursor",
            [f"20261123235959000000.{rest}" for rest in ("held.", "lasting.holds.Case_7", "20261123.activity.a-1")],
            ["20261123245959000000.held.", "20261131000000000000.held.", "20261123000000000000.20261131.activity.a"],
        ),
    ],
)
def test_what_fits_the_schema_of_a_cursor_or_a_day_is_read_and_nothing_else(
    world: World, document: dict[str, Any], function: str, name: str, fitting: list[str], unfitting: list[str]
) -> None:
    [schema] = [
        parameter["schema"]
        for parameter in operations(document)[function][2]["parameters"]
        if parameter["name"] == name
    ]
    caller = world.officer_token() if function in {"list_subjects", "retention_evidence"} else world.token()

    for value in (*fitting, *unfitting):
        status = world.call(function, caller, query={name: value}).status
        fits = jsonschema_rs.validator_for(schema, validate_formats=True).is_valid(value)
        assert (fits, status) == ((True, 200) if value in fitting else (False, 400)), value


def test_patterns_say_what_the_validators_take(document: dict[str, Any]) -> None:
    cases = [
        ("Report", "topic", "Jürgen's", "a\u0085b"),
        ("Question", "question", "a\nb", "a\u0000b"),
        ("DialIn", "number", "+49 6221 000000", "call me"),
        ("Contract", "contactCenterUrl", "https://cc.contoso.example:8443/teams", "https://user@cc.contoso.example"),
        ("Contract", "contactCenterUrl", "https://[2001:db8::1]", "http://cc.contoso.example"),
        ("Contract", "contactCenterUrl", "https://cc.contoso.example:65535/", "https://cc.contoso.example:65536/"),
        ("Contract", "contactCenterUrl", "https://192.0.2.1", "https://192.0.2.256"),
        ("Contract", "contactCenterScope", "api://cc.contoso.example/.default", "https://graph.microsoft.com/.default"),
    ]

    def check(schema: str, member: str, fitting: str, unfitting: str) -> None:
        pattern = document["components"]["schemas"][schema]["properties"][member]["pattern"]

        assert re.search(pattern, fitting)
        assert not re.search(pattern, unfitting)

    assert failing(check, cases) == []


def test_the_pattern_of_a_domain_is_what_a_contract_takes(document: dict[str, Any]) -> None:
    cases = product(
        ["contoso.example", "_x.a-b.c0", "a.b.c", f"{'a' * 63}.example"],
        ["{}.", "-{}", ".{}", "{}.1", "{}:", f"{'a' * 64}.{{}}"],
    )

    def check(name: str, broken: str) -> None:
        pattern = document["components"]["schemas"]["Contract"]["properties"]["domains"]["items"]["pattern"]

        for domain in (name, broken.format(name)):
            assert bool(re.search(pattern, domain)) is (domain_label(domain) is not None) is (domain == name)

    assert failing(check, cases) == []


def test_outside_the_eea_the_schema_of_a_contract_asks_for_a_safeguard(document: dict[str, Any]) -> None:
    schema = {**document["components"]["schemas"]["Contract"], "components": document["components"]}
    fits = jsonschema_rs.validator_for(schema).is_valid

    assert fits(contract_body())
    assert not fits(contract_body(country="US"))
    assert not fits(contract_body(country="US", transferSafeguard=None))
    assert fits(contract_body(country="US", transferSafeguard="standard contractual clauses"))
    assert not fits(contract_body(domains=["contoso.example"] * 2))


def test_an_import_names_exactly_one_source_and_a_notice_is_a_published_one(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    assert [option["required"] for option in schemas["ImportRequest"]["oneOf"]] == [
        ["joinWebUrl"],
        ["onlineMeetingId"],
        ["webinarId"],
    ]
    assert schemas["ForwardRequest"]["properties"]["noticeSeen"]["anyOf"][0]["enum"] == ["2023-12-13"]
