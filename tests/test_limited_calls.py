"""Limits where calls come in: whom they are for, and that a refused call costs nobody anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import azure.functions as func
import pytest

from shared.auth.access import AllowedCallers
from shared.http.api import Request, Response
from shared.http.rate_limits import MIN_AT_ONCE, PERSON, SECOND, TENANT, Limits
from tests.support.endpoint import CALLER, PRINCIPAL, OneEndpoint
from tests.support.tokens import OTHER_TENANT_ID, Authority
from tests.support.world import ANNA, BEN, START, Pace, Reply, World, report_body

TEAMS_ON_A_DESKTOP = "1fec8e78-bce4-4aaf-ab1b-5451cc387264"
OPEN = ("health", "openapi", "read_notice", "tab")


@pytest.fixture
def world(world: World) -> World:
    """A world whose people are as fast as they like."""
    world.pace.step = 0
    return world


def use_up(world: World, token: str, function: str = "read_my_restriction") -> Reply:
    """The first refusal of somebody who calls and calls."""
    for _ in range(PERSON.burst + 1):
        reply = world.call(function, token)
        if reply.status == 429:
            return reply
    pytest.fail("never refused")


def test_who_asks_too_much_is_told_when_to_come_back(world: World) -> None:
    reply = use_up(world, world.token())

    assert (reply.code, reply.headers["retry-after"]) == ("too_many_requests", "1")
    assert world.call("list_reports", world.token()).status == 429
    world.pace.now += int(reply.headers["retry-after"]) * SECOND
    assert world.call("read_my_restriction", world.token()).status == 200


@pytest.mark.azurite
def test_a_refused_call_reaches_no_storage_and_leaves_no_row(world: World) -> None:
    world.match()
    use_up(world, world.token())
    rows, received = world.rows("activity"), list(world.contact_center.received)
    requests = list(world.storage.requests)

    for function, body in (("forward_identity", {}), ("store_report", report_body()), ("erase_my_data", None)):
        assert world.call(function, world.token(), body).status == 429

    assert world.storage.requests == requests
    assert world.contact_center.received == received
    assert world.rows("activity") == rows


def test_a_refused_calls_body_is_not_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use_up(world, world.token())

    def read(_: func.HttpRequest) -> bytes:
        pytest.fail("the body was read")

    monkeypatch.setattr(func.HttpRequest, "get_body", read)

    assert world.call("store_report", world.token(), report_body()).status == 429
    assert world.call("import_reports", world.token(), b"x", headers={"content-type": "text/csv"}).status == 429


def test_nobody_else_is_held_up(world: World) -> None:
    use_up(world, world.token())

    for token in (world.token(BEN), world.token(ANNA, OTHER_TENANT_ID)):
        assert world.call("read_my_restriction", token).status == 200


def test_a_new_token_is_no_new_person(world: World) -> None:
    use_up(world, world.token())

    assert world.call("list_reports", world.token(ANNA.upper(), uti="another", azp=TEAMS_ON_A_DESKTOP)).status == 429


def test_what_anyone_may_call_is_not_limited(world: World) -> None:
    use_up(world, world.token())

    for function in OPEN:
        assert world.call(function, world.token()).status == 200
    assert all(world.call("tab").status == 200 for _ in range(TENANT.burst + 1))


def test_what_is_open_to_anyone_is_all_that_has_no_limit(world: World) -> None:
    operations = world.services.api.operations
    use_up(world, world.token(ANNA, roles=["DataProtectionOfficer"]))
    token = world.token(ANNA, roles=["DataProtectionOfficer"])
    path = {"tenantId": OTHER_TENANT_ID, "reportId": "x", "oid": BEN, "holdId": "x"}

    answered = {name: world.call(name, token, path=path).status for name in operations}

    assert {name for name, status in answered.items() if status == 200} == set(OPEN)
    role_missing = {name for name, operation in operations.items() if operation.who is AllowedCallers.OPERATOR}
    assert {name for name, status in answered.items() if status == 403} == role_missing
    assert {name for name, status in answered.items() if status == 429} == operations.keys() - role_missing - set(OPEN)


def test_operators_are_limited_too(world: World) -> None:
    operator = world.operator_token()
    use_up(world, operator, "list_tenants")

    assert world.call("retention_status", operator).code == "too_many_requests"
    assert world.call("read_my_restriction", world.token()).status == 200


def test_the_sweep_is_not_limited(world: World) -> None:
    use_up(world, world.operator_token(), "list_tenants")
    assert world.call("run_retention", world.operator_token()).status == 429

    world.run_timer()

    assert [run["outcome"] for run in world.rows("evidence")] == ["succeeded"]


@pytest.mark.parametrize(
    "token",
    [
        Authority(now=START).evil().token(oid=ANNA),
        Authority(now=START).token(oid=ANNA, aud="another"),
        Authority(now=START).token(oid=ANNA, exp=1),
        "garbage",
        None,
    ],
    ids=["forged", "for somebody else", "expired", "garbage", "none"],
)
def test_what_proves_nobody_counts_against_nobody(world: World, token: str | None) -> None:
    answers = {world.call("read_my_restriction", token).status for _ in range(2 * PERSON.burst)}

    assert answers == {401}
    assert world.call("read_my_restriction", world.token()).status == 200
    use_up(world, world.token())
    assert world.call("read_my_restriction", token).status == 401, "and learns nothing of who is limited"


@pytest.mark.parametrize("claims", [{"scp": "another"}, {"azp": BEN}], ids=["scope", "client"])
def test_who_is_not_let_in_is_not_counted(world: World, claims: dict[str, Any]) -> None:
    answers = {world.call("read_my_restriction", world.token(**claims)).status for _ in range(2 * PERSON.burst)}

    assert answers == {403}
    assert world.call("read_my_restriction", world.token()).status == 200


def test_calls_that_are_under_way_count_until_they_have_answered() -> None:
    deepest: list[Reply] = []

    def handler(call: Request) -> Response:
        deepest.append(endpoint.call())
        return Response()

    caller = replace(CALLER, principal=replace(PRINCIPAL, tid=OTHER_TENANT_ID))
    endpoint = OneEndpoint(handler, lambda *_: caller, AllowedCallers.USER, limits=Limits(16, Pace(step=0)))

    assert endpoint.call().status == 200
    assert [reply.status for reply in deepest] == [429] + [200] * (MIN_AT_ONCE - 1)
    assert deepest[0].headers["retry-after"] == "1"
    assert endpoint.call().status == 200
