"""What the table of hostile requests says is what the service answers; nothing is written, echoed or logged.

All of it runs in one process over real tables, as on Azure: loopback is no address of an instance.
"""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.attack.hostile import CANARY, NOBODY, TABLE, Hostile
from tests.support.every import failing
from tests.support.interference import start_over
from tests.support.world import ANNA, BEN, DORA, OTHER_TENANT_ID, Reply, World, contract_body, report_body
from tests.test_no_personal_data_in_logs import found_in

pytestmark = pytest.mark.slow

EVE = "e7e0e7e0-0000-4000-8000-000000000005"


@pytest.fixture(scope="module")
def attacked(azurite: str) -> World:
    """Two contracted tenants; anna and ben have a report each, and all that has to be there for others to reach for."""
    world = start_over(azurite)
    world.services.registry()._allow_loopback = False
    world.names.addresses["canary.inside.example"] = ["10.1.2.3"]
    world.register(OTHER_TENANT_ID, domains=["fabrikam.example"])
    world.match()
    world.match(BEN, "ben.weber@contoso.example")
    for oid in (ANNA, BEN):
        assert world.call("store_report", world.token(oid), report_body(reportId=oid)).status == 201
    return world


def everything(world: World) -> list[tuple[str, str]]:
    """Every row of every table, as text that can be compared."""
    return sorted((name, str(sorted(row.items()))) for name in world.tables.listing().names for row in world.rows(name))


def send(world: World, hostile: Hostile) -> Reply:
    tokens = {"anna": world.token, "dora": world.officer_token, "otto": world.operator_token}
    more: dict[str, Any] = {"path": hostile.path, "query": hostile.query, "headers": hostile.headers}
    return world.call(hostile.function, tokens[hostile.by](), hostile.body, **more)


@pytest.mark.parametrize("function", sorted({hostile.function for hostile in TABLE}))
def test_what_is_hostile_is_refused_whole(attacked: World, caplog: pytest.LogCaptureFixture, function: str) -> None:
    def check(hostile: Hostile) -> None:
        caplog.clear()
        attacked.storage.requests.clear()

        with caplog.at_level(logging.DEBUG):
            reply = send(attacked, hostile)

        assert (reply.status, reply.code) == (hostile.status, hostile.code)
        assert CANARY not in f"{reply.headers} {reply.body.decode()}".lower()
        assert found_in(caplog.records, {CANARY}) == []
        assert attacked.storage.writes() == []  # nor was one even tried

    assert failing(check, {hostile.name: hostile for hostile in TABLE if hostile.function == function}) == []


def test_an_instance_is_refused_for_its_address(attacked: World) -> None:
    cases = {row.name: row for row in TABLE if row.function == "put_tenant" and row.status == 422}

    def check(hostile: Hostile) -> None:
        faults = {(error["pointer"], error["code"]) for error in send(attacked, hostile).json["errors"]}

        assert faults == {("/contactCenterUrl", hostile.name.partition(" ")[0])}

    assert failing(check, cases) == []


def test_every_row_of_the_table_has_its_own_name() -> None:
    names = [hostile.name for hostile in TABLE]

    assert len(names) == len(set(names)) > 200


@pytest.mark.parametrize("function", ["read_report", "delete_report"])
def test_another_persons_report_is_as_if_there_were_none(attacked: World, function: str) -> None:
    """Also for an officer, for a person of another tenant, and for the same object id in another tenant."""
    bens = attacked.call("list_reports", attacked.token(BEN)).json["reports"][0]["id"]
    nobodys = bens[:-26] + "a" * 26
    before = everything(attacked)

    for token in (
        attacked.token(ANNA),
        attacked.officer_token(),
        attacked.token(EVE, OTHER_TENANT_ID),
        attacked.token(BEN, OTHER_TENANT_ID),
        attacked.operator_token(),
    ):
        theirs, none = (attacked.call(function, token, path={"reportId": key}) for key in (bens, nobodys))
        assert (theirs.status, comparable(theirs)) == (404, comparable(none))
    assert everything(attacked) == before


SUBJECTS = ["read_subject_data", "correct_subject_data", "erase_subject_data", "release_binding", "decide_restriction"]


def test_a_person_of_another_tenant_is_as_if_there_were_none(attacked: World) -> None:
    def check(function: str) -> None:
        correction = {"corrections": [{"item": CANARY, "property": "name", "value": CANARY}]}
        body = correction if function == "correct_subject_data" else None
        foreign = attacked.officer_token(EVE, OTHER_TENANT_ID)
        before = everything(attacked)

        theirs, none = (attacked.call(function, foreign, body, path={"oid": oid}) for oid in (ANNA, NOBODY))
        users = attacked.call(function, attacked.token(BEN), body, path={"oid": ANNA})

        assert (theirs.status, comparable(theirs)) == (404, comparable(none))
        assert (users.status, users.code) == (403, "role_required")
        assert everything(attacked) == before

    assert failing(check, SUBJECTS) == []


def test_a_role_of_a_customer_is_no_operators(attacked: World) -> None:
    """A customer's administrator can assign any app role inside the customer's own tenant."""

    cases = ["put_tenant", "read_tenant", "delete_tenant", "list_tenants", "run_retention"]

    def check(function: str) -> None:
        before = everything(attacked)

        for roles in (["Operator"], ["DataProtectionOfficer"], ["Operator", "DataProtectionOfficer"], []):
            reply = attacked.call(
                function, attacked.token(DORA, roles=roles), contract_body(), path={"tenantId": OTHER_TENANT_ID}
            )
            assert (reply.status, reply.code) == (403, "role_required")
        assert everything(attacked) == before

    assert failing(check, cases) == []


HEADERS = {
    "x-http-method-override": "DELETE",
    "x-original-url": f"/api/{CANARY}",
    "x-correlation-id": f"{CANARY}\r\nset-cookie: {CANARY}",
    "x-ms-client-principal": CANARY,
    "x-ms-client-principal-id": BEN,
    "if-match": f'"{CANARY}"',
    "idempotency-key": CANARY,
    "accept": f"text/{CANARY}\r\n",
    "cookie": f"access_token={CANARY}",
    "host": f"{CANARY}.example",
}


def test_a_header_that_nobody_reads_changes_nothing(attacked: World) -> None:
    def check(name: str) -> None:
        before = everything(attacked)

        reply = attacked.call("list_reports", attacked.token(), headers={name: HEADERS[name]})
        plain = attacked.call("list_reports", attacked.token())

        assert (reply.status, reply.json) == (200, plain.json)
        assert reply.headers.keys() == plain.headers.keys()
        assert CANARY not in f"{reply.headers}"
        assert everything(attacked) == before

    assert failing(check, [*HEADERS]) == []


def test_a_forged_address_counts_for_nothing(attacked: World) -> None:
    """The front end's word is `client-ip`; what the caller puts before the last forwarded entry is not read."""
    headers = {"client-ip": "203.0.113.77:1", "x-forwarded-for": "198.51.100.9", "forwarded": "for=198.51.100.9"}
    attacked.call("read_my_data", attacked.token(), headers=headers)

    rows = str(attacked.rows("activity"))

    assert "203.0.113.0/24" in rows
    assert "198.51.100" not in rows


FORMULAS = ["=1+canary", "+canary", "-canary", "@canary", "=cmd|' /C canary'!A0", "\u202ecanary", "a\u200bcanary"]


def test_a_text_comes_back_as_it_was_and_is_no_formula_in_a_spreadsheet(attacked: World) -> None:
    def check(topic: str) -> None:
        report = report_body(reportId=f"formula {FORMULAS.index(topic)}", topic=topic)
        path = {"reportId": attacked.call("store_report", attacked.token(), report).json["id"]}

        read = attacked.call("read_report", attacked.token(), path=path)
        table = attacked.call("read_report", attacked.token(), path=path, headers={"accept": "text/csv"})

        assert read.json["topic"] == topic
        cell = f"'{topic}" if topic[0] in "=+-@" else topic
        assert f",{cell}" in table.body.decode("utf-8-sig")
        assert f",{topic}" not in table.body.decode("utf-8-sig") or cell == topic

    assert failing(check, FORMULAS) == []


def comparable(reply: Reply) -> dict[str, Any]:
    """A refusal without its correlation id."""
    return {name: value for name, value in reply.json.items() if name != "instance"}
