"""Portability: what the person provided, as JSON with a schema and as CSV (R10.20)."""

from __future__ import annotations

import csv
import io

import pytest

from shared.families import LegalBasis
from shared.http.bodies import validate
from shared.rights.items import Item
from shared.rights.model import PortableData
from shared.rights.portable import as_table, is_portable
from tests.support.access import ben_token, items, match_ben
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, START, World, report_body


@pytest.fixture
def reported(world: World) -> World:
    """Anna and Ben have stored a report each; Ben's names her."""
    world.match()
    match_ben(world)
    topic = '=cmd|"calc"!A1, "quoted"'
    assert world.call("store_report", world.token(), report_body(topic=topic)).status == 201
    attendees = [{"oid": ANNA, "name": "Anna Schmidt", "role": "attendee"}]
    assert world.call("store_report", ben_token(world), report_body(attendees=attendees)).status == 201
    world.clock.advance(minutes=1)
    return world


@pytest.mark.clause("R10.20")
def test_json_names_its_schema_and_the_person(reported: World) -> None:
    reply = reported.call("port_my_data", reported.token())

    exported = validate(PortableData, reply.json)
    assert exported.person == {"tenantId": TENANT_ID, "oid": ANNA}
    assert reply.json["exportedAt"] == "2026-11-23T09:46:10Z"
    assert reply.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    _, _, pointer = reply.json["$schema"].partition("#/")
    schema = reported.call("openapi").json
    for name in pointer.split("/"):
        schema = schema[name]
    assert set(schema["required"]) == reply.json.keys()


@pytest.mark.clause("R10.20")
def test_it_is_what_access_shows_without_what_others_reported(reported: World) -> None:
    shown = items(reported)

    ported = {item["id"]: item for item in reported.call("port_my_data", reported.token()).json["items"]}

    left_out = {name for name in shown if name.startswith("mentions.")}
    assert left_out
    assert ported.keys() >= shown.keys() - left_out
    assert not left_out & ported.keys()
    assert all(shown[name] == ported[name] for name in shown.keys() - left_out)


@pytest.mark.clause("R10.20")
def test_restrictions_and_held_rows_rest_on_neither_contract_nor_consent(reported: World) -> None:
    assert (
        reported.call("restrict_my_data", reported.token(), {"ground": "claims", "until": "2027-06-30"}).status == 200
    )
    assert reported.call("erase_my_data", reported.token()).status == 200
    reported.clock.advance(minutes=1)

    ported = reported.call("port_my_data", reported.token()).json["items"]

    assert {name.partition(".")[0] for name in items(reported)} >= {"held", "holds", "erasures"}
    assert {item["id"].partition(".")[0] for item in ported} == {"activity"}


@pytest.mark.clause("R10.20")
def test_the_csv_holds_the_same_facts_a_row_each(reported: World) -> None:
    exported = reported.call("port_my_data", reported.token()).json["items"]

    reply = reported.call("port_my_data", reported.token(), headers={"accept": "text/csv"})

    assert reply.headers["content-disposition"] == 'attachment; filename="my-data.csv"'
    assert reply.body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"), newline="")))
    facts = {(row["item"], row["property"]) for row in rows}
    assert facts >= {(item["id"], name) for item in exported for name in item["data"]}
    topic = next(row["value"] for row in rows if row["property"] == "topic")
    assert topic == '\'=cmd|"calc"!A1, "quoted"'


@pytest.mark.clause("R10.20")
def test_exporting_is_logged_once(reported: World) -> None:
    reported.call("port_my_data", reported.token())
    kinds = [row["kind"] for row in reported.rows("activity") if row["PartitionKey"] == f"{TENANT_ID}:{ANNA}"]
    assert kinds.count("data_exported") == 1


@pytest.mark.clause("R10.20")
def test_a_stranger_exports_nothing_and_may(world: World) -> None:
    assert world.call("port_my_data", world.token(BEN)).json["items"] == []


def test_a_cell_that_is_not_plain_is_json() -> None:
    item = Item("profiles", "profiles", {"list": ["ä", 1], "none": None, "count": 2}, "this_service", START)
    rows = list(csv.reader(io.StringIO(as_table([item]).decode("utf-8-sig"))))
    assert [row[3:] for row in rows] == [["property", "value"], ["list", '["ä", 1]'], ["none", ""], ["count", "2"]]


@pytest.mark.parametrize(
    ("family", "expected"),
    [("activity", True), ("meetings", True), ("profiles", True), ("restrictions", False), ("notifications", False)],
)
@pytest.mark.clause("R10.20")
def test_contract_and_consent_are_what_makes_an_item_portable(family: str, expected: bool) -> None:
    item = Item("some", family, {}, "this_service", None)
    assert is_portable(item) is expected
    assert is_portable(item) is bool({LegalBasis.CONTRACT, LegalBasis.CONSENT} & set(item.legal_bases))
