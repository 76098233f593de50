"""The officer's routes for holds: what they answer, refuse and log (R11.1)."""

from __future__ import annotations

from typing import Any

import pytest

from shared.holds.model import HoldList, PlacedHold
from shared.http.bodies import validate
from tests.support.access import match_ben
from tests.support.holds import held, place_hold, put_hold, release
from tests.support.world import ANNA, BEN, DORA, OTHER_TENANT_ID, START, World, report_body


def list_holds(world: World, token: str | None = None) -> list[dict[str, Any]]:
    reply = world.call("list_holds", token or world.officer_token())
    assert reply.status == 200
    validate(HoldList, reply.json)
    holds: list[dict[str, Any]] = reply.json["holds"]
    return holds


@pytest.mark.clause("R11.1")
def test_a_hold_says_what_it_keeps_and_what_had_gone(world: World) -> None:
    assert world.match().status == 200
    assert world.call("store_report", world.token(), report_body()).status == 201

    answer = place_hold(world, families=["meetings", "profiles", "meetings"], note="File 12")

    validate(PlacedHold, answer)
    until = "2027-01-01T00:00:00Z"
    assert answer == {
        "id": "claims",
        "ground": "legal_claims",
        "subject": ANNA,
        "families": ["meetings", "profiles"],
        "endsOn": "2026-12-31",
        "reviewOn": "2026-11-30",
        "note": "File 12",
        "placedAt": "2026-11-23T09:45:10Z",
        "confirmed": True,
        "keeps": [
            {"family": "meetings", "from": "2026-11-23", "until": until},
            {"family": "profiles", "from": "2026-01-01", "until": until},
        ],
        "alreadyGone": [{"family": "meetings", "before": "2026-11-23"}],
    }


@pytest.mark.clause("R11.1")
def test_a_hold_says_that_the_person_was_erased_before(world: World) -> None:
    assert world.call("erase_my_data", world.token()).status == 200
    world.clock.advance(hours=1)

    assert {"erasedUpTo": "2026-11-23T09:45:10Z"} in place_hold(world)["alreadyGone"]


def test_a_hold_is_replaced_under_its_id(world: World) -> None:
    place_hold(world)
    world.clock.advance(days=1)

    answer = place_hold(world, endsOn="2027-12-31", subject=None)

    assert answer["placedAt"] == "2026-11-23T09:45:10Z", "its years count from when it was first placed"
    (hold,) = list_holds(world)
    assert (hold["endsOn"], hold["subject"]) == ("2027-12-31", None)


@pytest.mark.clause("R11.1")
def test_a_hold_is_not_prolonged_beyond_its_grounds_years(world: World) -> None:
    place_hold(world, endsOn="2029-11-23")
    world.clock.now = START.replace(year=2028)

    reply = put_hold(world, endsOn="2029-11-24", reviewOn="2029-01-01")

    assert (reply.status, reply.code) == (422, "hold_refused")
    assert [hold["endsOn"] for hold in list_holds(world)] == ["2029-11-23"]


def test_another_ground_is_another_hold_and_has_its_own_years(world: World) -> None:
    place_hold(world, endsOn="2029-11-23")
    world.clock.now = START.replace(year=2028)

    answer = place_hold(world, ground="accounting_records", endsOn="2038-11-23", reviewOn="2029-01-01")

    assert answer["placedAt"] == "2028-11-23T09:45:10Z"


@pytest.mark.parametrize(
    ("members", "code", "pointers"),
    [
        ({"ground": ...}, "invalid_body", ["/ground"]),
        ({"endsOn": ...}, "invalid_body", ["/endsOn"]),
        ({"reviewOn": ...}, "invalid_body", ["/reviewOn"]),
        ({"subject": ...}, "invalid_body", ["/subject"]),
        ({"families": []}, "invalid_body", ["/families"]),
        ({"families": ["evidence"]}, "invalid_body", ["/families/0"]),
        ({"endsOn": None}, "invalid_body", ["/endsOn"]),
        ({"owner": DORA}, "invalid_body", ["/owner"]),
        ({"ground": "because"}, "hold_refused", ["/ground"]),
        ({"endsOn": "2026-11-22", "reviewOn": "2026-11-23"}, "hold_refused", ["/endsOn", "/reviewOn"]),
        ({"endsOn": "2029-11-24"}, "hold_refused", ["/endsOn"]),
        ({"ground": "accounting_vouchers", "endsOn": "2034-11-24"}, "hold_refused", ["/endsOn"]),
        ({"reviewOn": "2027-01-01"}, "hold_refused", ["/reviewOn"]),
        ({"ground": "restriction_claims", "subject": None}, "hold_refused", ["/subject"]),
    ],
    ids=str,
)
@pytest.mark.clause("R11.1")
def test_what_is_refused_changes_nothing(world: World, members: dict[str, Any], code: str, pointers: list[str]) -> None:
    reply = put_hold(world, **members)

    assert (reply.status, reply.code) == (422, code)
    assert [error["pointer"] for error in reply.json["errors"]] == pointers
    assert list_holds(world) == []
    assert held(world) == []


@pytest.mark.clause("R11.1")
def test_the_law_of_another_country_is_no_ground(world: World) -> None:
    world.register(country="FR")

    assert put_hold(world, ground="accounting_records").code == "hold_refused"
    assert put_hold(world, ground="legal_claims").status == 200


@pytest.mark.clause("R11.1")
def test_a_tenant_that_is_not_registered_has_the_general_grounds(world: World) -> None:
    token = world.officer_token(tid=OTHER_TENANT_ID)
    body = {"subject": None, "families": ["activity"], "endsOn": "2026-12-31", "reviewOn": "2026-12-31"}
    path = {"holdId": "one"}

    refused = world.call("put_hold", token, {**body, "ground": "business_letters"}, path=path)
    assert refused.code == "hold_refused"
    assert world.call("put_hold", token, {**body, "ground": "authority_order"}, path=path).status == 200


@pytest.mark.parametrize("hold_id", ["", "-a", "a/b", "a" * 65, "ä", "a b"])
@pytest.mark.parametrize("function", ["put_hold", "release_hold"])
def test_an_id_that_could_not_be_a_key_is_refused(world: World, function: str, hold_id: str) -> None:
    body = {"ground": "legal_claims", "subject": None, "families": ["activity"]}
    dates = {"endsOn": "2026-12-31", "reviewOn": "2026-12-31"}
    sent = {**body, **dates} if function == "put_hold" else None

    assert world.call(function, world.officer_token(), sent, path={"holdId": hold_id}).code == "invalid_request"


@pytest.mark.parametrize("function", ["put_hold", "list_holds", "release_hold"])
def test_holds_are_an_officers(world: World, function: str) -> None:
    for token in (world.token(), world.operator_token()):
        assert world.call(function, token, path={"holdId": "claims"}).code == "role_required"


def test_another_tenants_officer_sees_and_releases_nothing(world: World) -> None:
    place_hold(world)
    foreign = world.officer_token(tid=OTHER_TENANT_ID)

    assert list_holds(world, foreign) == []
    assert world.call("release_hold", foreign, path={"holdId": "claims"}).status == 404
    assert len(list_holds(world)) == 1


def test_a_released_hold_is_listed_no_more(world: World) -> None:
    place_hold(world)

    assert release(world).json == {"id": "claims", "released": True}

    assert list_holds(world) == []
    assert release(world).code == "not_found"


def test_an_ended_hold_is_listed_no_more(world: World) -> None:
    place_hold(world)
    world.clock.now = START.replace(year=2027, month=1, day=1)

    assert list_holds(world) == []


@pytest.mark.clause("R10.18")
def test_an_officer_confirms_what_a_person_asked_for(world: World) -> None:
    world.call("restrict_my_data", world.token(), {"ground": "claims", "until": "2027-06-30"})
    (asked,) = list_holds(world)
    assert (asked["id"], asked["confirmed"]) == (f"restriction-{ANNA}", False)
    world.clock.advance(days=10)

    confirm = {name: asked[name] for name in ("ground", "subject", "families", "endsOn")}
    answer = place_hold(world, asked["id"], **confirm, reviewOn="2027-03-31")

    assert answer["confirmed"] is True
    beyond = put_hold(world, asked["id"], **{**confirm, "endsOn": "2027-11-24"}, reviewOn="2027-03-31")
    assert beyond.code == "hold_refused", "twelve months count from when the person asked"


def test_acts_about_a_person_are_logged_in_two_parts(world: World) -> None:
    place_hold(world)
    release(world)

    rows = [row for row in world.rows("activity") if row["kind"] in {"hold_placed", "hold_released"}]
    parts = {(row["PartitionKey"].partition(":")[2], row["kind"], row.get("role")) for row in rows}
    officer = "DataProtectionOfficer"
    assert parts == {
        (ANNA, "hold_placed", None),
        (ANNA, "hold_released", None),
        (DORA, "hold_placed", officer),
        (DORA, "hold_released", officer),
    }
    assert all(DORA not in str(row) for row in rows if ANNA in row["PartitionKey"])
    assert all(ANNA not in str(row) for row in rows if DORA in row["PartitionKey"])


def test_acts_about_the_whole_tenant_are_logged_once(world: World) -> None:
    place_hold(world, subject=None)

    (row,) = [row for row in world.rows("activity") if row["kind"] == "hold_placed"]
    assert row["role"] == "DataProtectionOfficer"


def test_holds_hide_nothing_while_their_rows_are_not_due(world: World) -> None:
    assert world.match().status == 200
    match_ben(world)
    key = world.call("store_report", world.token(), report_body()).json["id"]

    place_hold(world, families=["meetings", "reports"])

    assert world.call("read_report", world.token(), path={"reportId": key}).status == 200
    assert held(world) == []
    assert BEN not in str(list_holds(world))
