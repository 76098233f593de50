"""The operator's routes: who may call them, what they answer, and that each act is on record."""

from __future__ import annotations

from typing import Any

import pytest

from shared.families import unknown_properties
from tests.support.tokens import TENANT_ID
from tests.support.world import DORA, OPERATOR_TENANT_ID, OTHER_TENANT_ID, OTTO, Reply, World, contract_body

ROUTES = ["put_tenant", "read_tenant", "list_tenants", "delete_tenant"]
OTHERS = contract_body(name="Fabrikam", domains=["fabrikam.example"])


def call(world: World, function: str, tenant_id: str = OTHER_TENANT_ID, body: object = None) -> Reply:
    return world.call(function, world.operator_token(), body, path={"tenantId": tenant_id})


def test_a_tenant_is_registered_and_then_replaced(world: World) -> None:
    registered = call(world, "put_tenant", body=OTHERS)
    replaced = call(world, "put_tenant", body={**OTHERS, "name": "Fabrikam Ltd"})

    assert registered.status == 201
    assert registered.json == {
        **OTHERS,
        "tenantId": OTHER_TENANT_ID,
        "contactCenterTenantId": None,
        "transferSafeguard": None,
        "contractEnd": None,
        "collect": {"attendanceTimes": False, "chat": False},
        "state": "running",
        "endedAt": None,
    }
    assert (replaced.status, replaced.json["name"]) == (200, "Fabrikam Ltd")
    assert call(world, "read_tenant").json == replaced.json


def test_tenants_are_listed(world: World) -> None:
    call(world, "put_tenant", body=OTHERS)

    listed = call(world, "list_tenants")

    assert listed.status == 200
    assert [(tenant["tenantId"], tenant["name"]) for tenant in listed.json["tenants"]] == [
        (TENANT_ID, "Contoso"),
        (OTHER_TENANT_ID, "Fabrikam"),
    ]


@pytest.mark.clause("R11.2b")
def test_deleting_a_tenant_ends_the_contract_now(world: World) -> None:
    ended = call(world, "delete_tenant", TENANT_ID)

    assert ended.status == 202
    assert ended.json == {"tenantId": TENANT_ID, "endedAt": "2026-11-23T09:45:10Z"}
    read = call(world, "read_tenant", TENANT_ID).json
    assert (read["state"], read["endedAt"]) == ("ended", "2026-11-23T09:45:10Z")
    world.clock.advance(hours=1)
    assert call(world, "delete_tenant", TENANT_ID).json == ended.json


def test_the_end_of_a_contract_is_told_when_it_has_come(world: World) -> None:
    world.register(contractEnd="2026-11-23")
    assert call(world, "read_tenant", TENANT_ID).json["endedAt"] is None

    world.clock.advance(hours=14, minutes=14, seconds=50)

    read = call(world, "read_tenant", TENANT_ID).json
    assert (read["state"], read["endedAt"]) == ("ended", "2026-11-24T00:00:00Z")


def test_a_contract_that_has_not_begun_is_pending(world: World) -> None:
    registered = call(world, "put_tenant", body={**OTHERS, "contractStart": "2026-11-24"})

    assert (registered.status, registered.json["state"]) == (201, "pending")


@pytest.mark.parametrize("function", ["read_tenant", "delete_tenant"])
def test_a_tenant_that_is_not_there(world: World, function: str) -> None:
    reply = call(world, function)

    assert (reply.status, reply.code) == (404, "not_found")


@pytest.mark.parametrize("function", ["put_tenant", "read_tenant", "delete_tenant"])
@pytest.mark.parametrize("tenant_id", ["contoso", f"{{{OTHER_TENANT_ID}}}", OTHER_TENANT_ID.replace("-", ""), ""])
def test_the_id_in_the_path_is_a_guid(world: World, function: str, tenant_id: str) -> None:
    reply = call(world, function, tenant_id, OTHERS if function == "put_tenant" else None)

    assert (reply.status, reply.code) == (400, "invalid_request")


def test_the_id_in_the_path_has_no_case(world: World) -> None:
    assert call(world, "read_tenant", TENANT_ID.upper()).json["tenantId"] == TENANT_ID


@pytest.mark.parametrize(
    ("body", "status", "code", "errors"),
    [
        pytest.param(
            {**OTHERS, "country": "US", "contractEnd": "2025-01-01", "secret": "made-up"},
            422,
            "invalid_body",
            [
                ("/transferSafeguard", "required_outside_the_eea"),
                ("/contractEnd", "before_the_start"),
                ("/secret", "unknown"),
            ],
            id="every fault at once",
        ),
        pytest.param(
            {**OTHERS, "contactCenterUrl": "https://10.0.0.1", "contactCenterScope": "api://10.0.0.1/.default"},
            422,
            "invalid_body",
            [("/contactCenterUrl", "address_refused")],
            id="an address inside",
        ),
        pytest.param(
            {**OTHERS, "domains": ["fabrikam.example", "contoso.example"]},
            409,
            "conflict",
            [("/domains/1", "registered_elsewhere")],
            id="another tenant's domain",
        ),
    ],
)
def test_a_refusal_points_at_each_place_and_leaves_nothing(
    world: World, body: dict[str, Any], status: int, code: str, errors: list[tuple[str, str]]
) -> None:
    reply = call(world, "put_tenant", body=body)

    assert (reply.status, reply.code) == (status, code)
    assert sorted((found["pointer"], found["code"]) for found in reply.json["errors"]) == sorted(errors)
    assert call(world, "read_tenant").status == 404
    assert world.rows("activity") == []


@pytest.mark.parametrize("function", ROUTES)
@pytest.mark.parametrize(
    ("oid", "tid", "roles"),
    [
        pytest.param(DORA, TENANT_ID, ["Operator"], id="an Operator of a customer"),
        pytest.param(DORA, TENANT_ID, ["DataProtectionOfficer"], id="an officer"),
        pytest.param(OTTO, OPERATOR_TENANT_ID, [], id="the operator's tenant without the role"),
    ],
)
def test_only_operators_of_the_operators_tenant_may(
    world: World, function: str, oid: str, tid: str, roles: list[str]
) -> None:
    token = world.token(oid, tid, roles=roles)

    reply = world.call(function, token, OTHERS, path={"tenantId": TENANT_ID})

    assert (reply.status, reply.code) == (403, "role_required")
    assert call(world, "read_tenant", TENANT_ID).json["state"] == "running"


def test_every_act_is_on_record_in_the_operators_partition(world: World) -> None:
    put = call(world, "put_tenant", body=OTHERS)
    deleted = call(world, "delete_tenant")

    rows = world.rows("activity20261123")
    assert sorted((row["kind"], row["outcome"], row["tenantId"], row["correlationId"]) for row in rows) == [
        ("tenant_ended", "done", OTHER_TENANT_ID, deleted.headers["x-correlation-id"]),
        ("tenant_registered", "done", OTHER_TENANT_ID, put.headers["x-correlation-id"]),
    ]
    assert {row["PartitionKey"] for row in rows} == {f"{OPERATOR_TENANT_ID}:{OTTO}"}
    assert not any(unknown_properties("activity", row) for row in rows)


def test_looking_is_not_on_record(world: World) -> None:
    call(world, "read_tenant", TENANT_ID)
    call(world, "list_tenants")

    assert world.rows("activity") == []


@pytest.mark.azurite
@pytest.mark.parametrize("function", ROUTES)
def test_storage_that_does_not_answer_is_told(world: World, function: str) -> None:
    with world.failing(lambda request: True):
        reply = call(world, function, body=OTHERS if function == "put_tenant" else None)

    assert (reply.status, reply.code) == (503, "storage_unavailable")
    assert reply.headers["retry-after"] == "5"
