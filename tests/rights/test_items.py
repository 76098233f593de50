"""What an export says of each item: as the register says of its family, and what the row says itself (R10.15)."""

from __future__ import annotations

import pytest

from shared.families import FAMILIES
from tests.support.access import items
from tests.support.world import World


@pytest.mark.clause("R10.15")
def test_each_item_says_what_the_register_says_of_its_family(busy: World) -> None:
    for name, item in items(busy).items():
        kept = FAMILIES[item["family"]]
        assert item["categories"] == [category.value for category in kept.categories], name
        assert item["purposes"] == [purpose.value for purpose in kept.purposes], name
        assert set(item["legalBases"]) <= {basis.value for basis in kept.legal_bases}, name
        assert item["legalBases"], name
        assert item["deadline"] == kept.deadline.value, name
        assert [recipient["name"] for recipient in item["recipients"]][:2] == [
            "Microsoft",
            "The operator of the service",
        ]


@pytest.mark.parametrize(
    ("begins", "delete_by"),
    [
        ("activity.20261123.", "2027-05-22T00:00:00Z"),
        ("meetings.20261120.", "2027-05-19T00:00:00Z"),
        ("reports.20261120.", "2026-12-20T00:00:00Z"),
        ("mentions.20261123.", "2026-12-23T00:00:00Z"),
        ("restrictions", "2027-07-01T00:00:00Z"),
        ("holds.", "2027-07-01T00:00:00Z"),
        ("notifications.", "2026-12-23T09:45:10Z"),
        ("profiles", None),
    ],
)
@pytest.mark.clause("R10.15")
def test_each_item_says_by_when_it_is_deleted(busy: World, begins: str, delete_by: str | None) -> None:
    found = [item["deleteBy"] for name, item in items(busy).items() if name.startswith(begins)]
    assert set(found) == {delete_by}


@pytest.mark.clause("R10.15")
def test_a_profile_goes_with_the_contract(world: World) -> None:
    world.register(contractEnd="2027-03-31")
    world.match()
    assert items(world)["profiles"]["deleteBy"] == "2027-04-01T00:00:00Z"


@pytest.mark.clause("R7")
def test_consent_is_the_basis_of_a_report_only_where_a_recording_rests_on_it(busy: World) -> None:
    found = items(busy)
    by_day = {name.rpartition(".")[0]: item["legalBases"] for name, item in found.items()}
    assert by_day["reports.20261123"] == ["6(1)(a)", "6(1)(b)", "6(1)(f)"]
    assert by_day["mentions.20261123"] == ["6(1)(a)", "6(1)(b)", "6(1)(f)"]
    assert by_day["reports.20261120"] == ["6(1)(b)", "6(1)(f)"]


@pytest.mark.clause("R7")
def test_what_only_a_hold_keeps_rests_on_the_duty_to_keep_it(busy: World) -> None:
    assert busy.call("erase_my_data", busy.token()).status == 200
    held = {name: item for name, item in items(busy).items() if name.startswith("held.")}
    assert {name.split(".")[1] for name in held} == {"activity", "meetings", "reports", "profiles"}
    for item in held.values():
        assert item["legalBases"] == ["6(1)(c)"]
        assert item["deadline"] == "hold"
        assert item["deleteBy"] == "2027-07-01T00:00:00Z"
        assert item["data"]["heldFor"] == "restriction_claims"


@pytest.mark.clause("R11.1")
def test_a_held_row_whose_hold_was_released_is_due_at_once(busy: World) -> None:
    assert busy.call("erase_my_data", busy.token()).status == 200
    hold_id = busy.call("list_holds", busy.officer_token()).json["holds"][0]["id"]
    assert busy.call("release_hold", busy.officer_token(), path={"holdId": hold_id}).status == 200

    held = [item for name, item in items(busy).items() if name.startswith("held.")]

    assert held
    assert {(item["data"]["heldFor"], item["deleteBy"]) for item in held} == {(None, "2026-11-23T09:45:10Z")}


@pytest.mark.clause("R8")
def test_a_forward_names_the_instance_and_the_time(busy: World) -> None:
    forward = next(item for item in items(busy).values() if item["data"].get("kind") == "forward")
    assert forward["recipients"][2:] == [{"name": "cc.contoso.example", "at": "2026-11-23T09:45:10Z"}]
    profile = items(busy)["profiles"]
    assert profile["recipients"][2:] == [{"name": "Contoso Contact Center", "at": "2026-11-23T09:45:10Z"}]


@pytest.mark.clause("R8")
def test_a_report_was_received_by_no_instance(busy: World) -> None:
    assert all(
        len(item["recipients"]) == 2 for item in items(busy).values() if item["family"] in {"meetings", "reports"}
    )
