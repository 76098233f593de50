"""What the worker's indexer and the host need of the functions: one mistake there and all of them are gone."""

from __future__ import annotations

import importlib
import inspect
import json
import subprocess
import sys
import types
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any, get_type_hints

import azure.functions as func
import pytest
from azure.functions.decorators.core import BindingDirection, DataType

import function_app
from shared.services import Services
from tests.support.every import failing

ROOT = Path(function_app.__file__).parent
HEAVY = [
    *("pydantic", "jwt", "cryptography", "msal", "requests", "certifi", "idna"),
    *("azure.core", "azure.data.tables", "azure.identity"),
]
CONTRACT = {
    "forward_identity": "POST identity/forward",
    "store_report": "POST reports",
    "list_reports": "GET reports",
    "read_report": "GET reports/{reportId}",
    "delete_report": "DELETE reports/{reportId}",
    "import_reports": "POST reports/import",
    "read_my_data": "GET me/data",
    "port_my_data": "GET me/portable-data",
    "correct_my_data": "PATCH me/data",
    "erase_my_data": "DELETE me/data",
    "read_my_restriction": "GET me/restriction",
    "restrict_my_data": "PUT me/restriction",
    "lift_my_restriction": "DELETE me/restriction",
    "read_subject_data": "GET subjects/{oid}/data",
    "correct_subject_data": "PATCH subjects/{oid}/data",
    "erase_subject_data": "DELETE subjects/{oid}/data",
    "decide_restriction": "DELETE subjects/{oid}/restriction",
    "list_subjects": "GET subjects",
    "release_binding": "DELETE subjects/{oid}/binding",
    "put_hold": "PUT holds/{holdId}",
    "list_holds": "GET holds",
    "release_hold": "DELETE holds/{holdId}",
    "put_tenant": "PUT tenants/{tenantId}",
    "read_tenant": "GET tenants/{tenantId}",
    "list_tenants": "GET tenants",
    "delete_tenant": "DELETE tenants/{tenantId}",
    "retention_status": "GET retention/status",
    "retention_evidence": "GET retention/evidence",
    "run_retention": "POST retention/runs",
    "enforce_retention": None,
    "read_notice": "GET notice",
    "read_register": "GET register",
    "health": "GET health",
    "openapi": "GET openapi.json",
    "tab": "GET tab/{*path}",
}
"""Method and route of each function; callers rely on them. The timer has neither."""


def built() -> list[Any]:
    functions: list[Any] = function_app.build_app(Services({})).get_functions()
    return functions


FUNCTIONS = built()


def trigger_of(function: Any) -> dict[str, Any]:
    found: dict[str, Any] = function.get_trigger().get_dict_repr()
    return found


def routes() -> dict[str, tuple[str, str]]:
    """Method and route of every function that has them."""
    triggers = {function.get_function_name(): trigger_of(function) for function in FUNCTIONS}
    return {
        name: (method.value if hasattr(method, "value") else str(method), trigger["route"])
        for name, trigger in triggers.items()
        for method in trigger.get("methods", [])
    }


def can_meet(one: list[str], other: list[str]) -> bool:
    """Whether a path exists that both templates match, as the host matches: literals ignoring case, `{x}` one
    segment, `{*x}` the rest, which may be empty."""
    if any(segments and segments[0].startswith("{*") for segments in (one, other)):
        return True
    if not one or not other:
        return not one and not other
    is_literal = not any(segment.startswith("{") for segment in (one[0], other[0]))
    if is_literal and one[0].lower() != other[0].lower():
        return False
    return can_meet(one[1:], other[1:])


def test_names_methods_and_routes_are_the_contracts() -> None:
    def check(function: Any) -> None:
        name = function.get_function_name()
        method, route = routes().get(name, ("", ""))

        assert (f"{method} {route}" if method else None) == CONTRACT[name]

    assert failing(check, FUNCTIONS) == []


def test_names_are_unique_ignoring_case() -> None:
    names = Counter(function.get_function_name().lower() for function in FUNCTIONS)

    assert set(names.values()) == {1}


def test_a_function_takes_its_triggers_parameter_and_no_other() -> None:
    def check(function: Any) -> None:
        user_function = function.get_user_function()
        parameters = inspect.signature(user_function).parameters
        bindings = {binding.name for binding in function.get_bindings()} - {"$return"}

        assert set(parameters) == bindings == {trigger_of(function)["name"]}
        assert all(parameter.default is parameter.empty for parameter in parameters.values())
        assert not hasattr(user_function, "__wrapped__")
        assert not inspect.iscoroutinefunction(user_function)

    assert failing(check, FUNCTIONS) == []


def test_annotations_resolve_to_what_the_worker_knows() -> None:
    def check(function: Any) -> None:
        hints = get_type_hints(function.get_user_function())
        is_timer = function.get_trigger().type == "timerTrigger"

        assert hints["return"] is (types.NoneType if is_timer else func.HttpResponse)
        assert hints[trigger_of(function)["name"]] is (func.TimerRequest if is_timer else func.HttpRequest)

    assert failing(check, FUNCTIONS) == []


def test_the_boundary_judges_callers_not_the_hosts_keys() -> None:
    def check(function: Any) -> None:
        trigger = trigger_of(function)

        assert trigger.get("authLevel", func.AuthLevel.ANONYMOUS) == func.AuthLevel.ANONYMOUS

    assert failing(check, FUNCTIONS) == []


def test_no_request_fits_two_functions() -> None:
    declared = routes()
    clashes = [
        (one, other)
        for one, other in combinations(declared, 2)
        if declared[one][0] == declared[other][0]
        and can_meet(declared[one][1].split("/"), declared[other][1].split("/"))
    ]

    assert clashes == []


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("reports", "Reports", True),
        ("reports/{reportId}", "reports/import", True),
        ("reports/{reportId}", "reports", False),
        ("{a}/data", "me/{b}", True),
        ("me/data", "me/restriction", False),
        ("tab/{*path}", "tab", True),
        ("tab/{*path}", "tab/a/b", True),
        ("tab/{*path}", "reports/{reportId}", False),
    ],
)
def test_what_counts_as_a_clash(one: str, other: str, clash: bool) -> None:
    assert can_meet(one.split("/"), other.split("/")) is clash
    assert can_meet(other.split("/"), one.split("/")) is clash


def test_no_route_is_one_of_the_hosts_own() -> None:
    def check(_: str, route: str) -> None:
        assert route.split("/", maxsplit=1)[0].lower() not in {"admin", "runtime"}
        assert not route.startswith(("/", "{"))

    assert failing(check, routes()) == []


@pytest.mark.clause("R11.2a")
def test_the_timer_runs_hourly_catches_up_and_never_at_scale_out() -> None:
    [timer] = [trigger_of(function) for function in FUNCTIONS if function.get_trigger().type == "timerTrigger"]
    seconds, minutes, *others = timer["schedule"].split()

    assert (timer["useMonitor"], timer["runOnStartup"]) == (True, False)
    assert seconds.isdigit()
    assert minutes.isdigit()
    assert others == ["*", "*", "*", "*"]


def test_one_app_object_stands_in_the_module() -> None:
    apps = [value for value in vars(function_app).values() if isinstance(value, func.FunctionApp)]

    assert apps == [function_app.app]


def test_importing_the_app_imports_nothing_heavy_and_needs_no_setting() -> None:
    program = f"import function_app, json, sys; print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"

    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=ROOT, env={}, capture_output=True, text=True, check=False
    )

    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout) == []


class BindingInfo(types.SimpleNamespace):
    """The worker's message about a binding, with the numbers of its directions and types."""

    inout, out = BindingDirection.INOUT.value, BindingDirection.OUT.value
    undefined = DataType.UNDEFINED.value


def index(functions: list[Any]) -> set[str]:
    """Index functions as the worker does; the names come back.

    The worker of Python 3.13 is a package; the earlier ones index by the same rules, which the other tests hold.
    """
    loader = pytest.importorskip("azure_functions_runtime.loader", reason="there is a package from Python 3.13 on")
    importlib.import_module("azure_functions_runtime.bindings.meta").load_binding_registry()
    registry = importlib.import_module("azure_functions_runtime.functions").Registry()
    message = types.SimpleNamespace
    protos = message(BindingInfo=BindingInfo, RpcFunctionMetadata=message, RpcRetryOptions=message)
    indexed, _ = loader.process_indexed_function(protos, registry, functions, str(ROOT))
    return {metadata.name for metadata in indexed}


def test_the_workers_own_indexer_takes_every_function() -> None:
    assert index(built()) == {function.get_function_name() for function in FUNCTIONS}


def test_the_workers_own_indexer_refuses_what_it_always_does() -> None:
    app = func.FunctionApp()

    @app.route("wrong")
    def wrong(req: func.HttpRequest) -> dict[str, str]:
        return {"method": req.method}

    with pytest.raises(Exception, match="wrong"):
        index(app.get_functions())
