"""Whatever is put into a parser, a value comes out or one of the refusals that it documents; and no parser is left out.

By default each is fed 100 inputs; with --long 20,000, which takes about half an hour for all of them.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.http.api import Request
from shared.http.bodies import validate
from shared.problems import AttentionTrackingForbidden, InvalidBody
from tests.attack.parser_inputs import NAMES, TIMES, URLS, VALUES, pieces
from tests.attack.parsers import ELSEWHERE, NOT_PARSERS, PARSERS
from tests.support.endpoint import answering
from tests.support.every import failing
from tests.support.world import World

ROOT = Path(__file__).parents[2]
RAW = {"str", "bytes", "object", "Any", "str | None", "Mapping[str, str]"}
"""What is written by others comes as one of these, as the first argument."""


@pytest.mark.slow
@pytest.mark.parametrize("name", PARSERS)
def test_a_value_or_a_documented_refusal_comes_of_anything(name: str, search: settings) -> None:
    parser = PARSERS[name]

    @search
    @given(parser.inputs)
    def feed(given: Any) -> None:
        try:
            found = parser.read(name, given)
        except parser.refusals:
            return
        assert parser.holds(given, found)

    feed()


def functions_of(module: Path) -> Iterator[str]:
    """The public functions of a module that take something raw, methods of a class itself included."""
    name = ".".join(module.relative_to(ROOT).with_suffix("").parts)

    def visit(body: list[ast.stmt], prefix: str) -> Iterator[str]:
        for node in body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield from visit(node.body, f"{node.name}.")
            elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                of_class = any(ast.unparse(decorator) == "classmethod" for decorator in node.decorator_list)
                arguments = node.args.args[1:] if of_class else node.args.args
                first = arguments[0].annotation if arguments else None
                if first is not None and ast.unparse(first) in RAW:
                    yield f"{name}:{prefix}{node.name}"

    yield from visit(ast.parse(module.read_text("utf-8")).body, "")


def test_every_function_that_takes_what_others_wrote_has_its_search_or_a_reason() -> None:
    found = {name for module in (ROOT / "shared").rglob("*.py") for name in functions_of(module)}

    assert len(found) > 50
    assert found - {*PARSERS, *ELSEWHERE, *NOT_PARSERS} == set()
    assert NOT_PARSERS.keys() - found == set()
    assert not {*PARSERS} & {*ELSEWHERE} | {*PARSERS, *ELSEWHERE} & {*NOT_PARSERS}


def test_a_parser_that_is_named_is_there() -> None:
    def check(name: str) -> None:
        assert callable(resolve_name(name))

    assert failing(check, [*PARSERS, *ELSEWHERE]) == []


def test_a_search_that_stands_elsewhere_is_there() -> None:
    def check(place: str) -> None:
        path, _, test = place.partition("::")
        lines = (ROOT / path).read_text("utf-8").splitlines()
        start = next(number for number, line in enumerate(lines) if line.startswith(f"def {test}("))

        assert any(line.startswith("@given(") for line in lines[start - 3 : start])

    assert failing(check, ELSEWHERE) == []


# What is read out of a request: through the boundary, where a refusal is an answer and anything else would be a 500.


QUERIES = pieces("1", "20", "100", "1e1", "+1", " 1")


@pytest.mark.slow
def test_any_limit_is_a_number_within_bounds_or_a_bad_request(search: settings) -> None:
    @search
    @given(QUERIES)
    def feed(limit: str) -> None:
        reply = answering(lambda call: call.limit(default=20, maximum=100)).call(params={"limit": limit})
        assert reply.status == 400 or (reply.status == 200 and 1 <= reply.json <= 100)

    feed()


@pytest.mark.slow
def test_any_accept_header_leads_to_an_offered_type(search: settings) -> None:
    offered = ("application/json", "text/csv")
    headers = pieces(
        "text", "/", "csv", "*", ";", "q", "=", "1", "0.5", ",", '"', "*0*", "%ff", "'", "nan", "application/json"
    )

    @search
    @given(headers)
    def feed(header: str) -> None:
        reply = answering(lambda call: call.prefers(*offered)).call(accept=header)
        assert (reply.status, reply.json in offered) == (200, True)

    feed()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["_utc_offset", "_meeting_date", "_meeting_id"])
def test_any_header_of_an_import_is_read_or_a_bad_request(name: str, search: settings) -> None:
    read = resolve_name(f"shared.imports.functions:{name}")

    def handler(call: Request) -> str:
        return str(read(call))

    @search
    @given(TIMES | NAMES)
    def feed(value: str) -> None:
        reply = answering(handler).call(x_meeting_id=value, x_meeting_date=value, x_utc_offset=value)
        assert reply.status in {200, 400}

    feed()


MODELS = sorted({operation.body for operation in World().services.api.operations.values() if operation.body})


def values_for(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Objects with the members of a model, its inner models' too, and whatever for values."""
    members = {*schema["properties"]}
    for inner in schema.get("$defs", {}).values():
        members |= {*inner.get("properties", {})}
    leaves = VALUES | TIMES | NAMES | URLS | st.sampled_from(["meeting", "DE", "+49 6221 0", "\ud800", 10**400])
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(sorted(members)), inner, max_size=5)
        ),
        max_leaves=8,
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_any_json_fits_a_body_or_is_refused(name: str, search: settings) -> None:
    model = resolve_name(name)

    @search
    @given(values_for(model.model_json_schema()))
    def feed(value: Any) -> None:
        try:
            fitted = validate(model, value)
        except (InvalidBody, AttentionTrackingForbidden):
            return
        json.dumps(fitted.model_dump(mode="json", by_alias=True))

    feed()
