from __future__ import annotations

import pytest

from local.host.routing import Route, RouteError, Router, path_segments, query_values
from tests.support.every import failing

_GUID = "11A1F0C2-3B4D-4C5E-8F60-7A8B9C0D1E2F"


def _find(template: str, path: str) -> dict[str, str] | None:
    found = Router([Route.of("f", ["GET"], template)], "api").find_route("GET", path)
    return None if found is None else found[1]


def test_what_fits() -> None:
    cases = [
        ("health", "/api/health", {}),
        ("Health", "/API/hEALTH/", {}),
        ("reports/{reportId}", "/api/reports/20261123-A%20b", {"reportId": "20261123-A b"}),
        ("reports/{reportId}", "/api/reports/a%2Fb", {"reportId": "a%2Fb"}),
        ("reports/{reportId?}", "/api/reports", {}),
        ("subjects/{oid:guid}/data", f"/api/subjects/{_GUID}/data", {"oid": _GUID}),
        ("subjects/{oid:guid}/data", f"/api/subjects/{{{_GUID}}}/data", {"oid": f"{{{_GUID}}}"}),
        ("subjects/{oid:guid}/data", f"/api/subjects/{_GUID.replace('-', '')}/data", {"oid": _GUID.replace("-", "")}),
        ("tab/{*path}", "/api/tab/css/a.css", {"path": "css/a.css"}),
        ("tab/{*path}", "/api/tab", {}),
        ("tab/{*path}", "/api/tab/", {}),
        ("tab/{*path}", "/api/tab/../tab/./x", {"path": "x"}),
    ]

    def check(template: str, path: str, parameters: dict[str, str]) -> None:
        assert _find(template, path) == parameters

    assert failing(check, cases) == []


def test_what_does_not_fit() -> None:
    cases = [
        ("health", "/health"),
        ("health", "/api"),
        ("health", "/api/health/more"),
        ("health", "/api//health"),
        ("reports/{reportId}", "/api/reports"),
        ("reports/{reportId}", "/api/reports/"),
        ("reports/{reportId}", "/api/reports/a/b"),
        ("subjects/{oid:guid}/data", "/api/subjects/me/data"),
        ("tab/{*path}", "/api/tab/../../secret"),
        ("tab/{*path}", "/api/tab/%2e%2e/health"),
    ]

    def check(template: str, path: str) -> None:
        assert _find(template, path) is None

    assert failing(check, cases) == []


def test_the_first_function_by_name_wins_and_a_wrong_method_falls_through() -> None:
    router = Router(
        [
            Route.of("zeta", ["GET"], "things/fixed"),
            Route.of("alpha", ["GET"], "things/{name}"),
            Route.of("beta", ["POST"], "things/{name}"),
        ],
        "api",
    )

    assert [router.find_route(method, "/api/things/fixed") for method in ("GET", "POST", "PUT")] == [
        (Route.of("alpha", ["GET"], "things/{name}"), {"name": "fixed"}),
        (Route.of("beta", ["POST"], "things/{name}"), {"name": "fixed"}),
        None,
    ]


def test_head_is_not_implied_by_get() -> None:
    assert Router([Route.of("f", ["GET"], "health")], "api").find_route("HEAD", "/api/health") is None


def test_routes_that_are_refused() -> None:
    cases = ["admin/x", "Runtime", "a/{b}.csv", "a/{b:money}", "{*rest}/b", "{a?}/b", "{a"]

    def check(template: str) -> None:
        with pytest.raises(RouteError):
            Route.of("f", ["GET"], template)

    assert failing(check, cases) == []


def test_dot_segments_and_encoded_slashes() -> None:
    assert path_segments("/a/./b/../c%2Fd") == ["a", "c%2Fd"]


def test_query_values_are_joined_and_empty_ones_dropped() -> None:
    assert query_values("a=1&A=2&b=&c&d=x%20y+z&e=%C3%A4") == {"a": "1,2", "d": "x y z", "e": "ä"}
