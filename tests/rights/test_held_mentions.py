"""What other people's reports say of a person, once only a hold keeps them: seen, named, and gone with the hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.world import ANNA, BEN, START, World, report_body

EVE = "e0e0e0e0-0000-4000-8000-000000000005"
BEN_NAME = "ben.weber@contoso.example"
HOLD = {
    "ground": "legal_claims",
    "subject": None,
    "families": ["reports"],
    "endsOn": "2028-12-31",
    "reviewOn": "2027-12-31",
}


@pytest.fixture
def held(world: World) -> World:
    """Ben's report names Anna; a hold of the whole tenant keeps it past its month."""
    assert world.match(BEN, BEN_NAME).status == 200
    attendees = [
        {"oid": BEN, "name": "Ben Weber", "role": "organizer"},
        {"oid": ANNA, "name": "Anna Schmidt", "role": "attendee"},
    ]
    ben = world.token(BEN, preferred_username=BEN_NAME)
    assert world.call("store_report", ben, report_body(attendees=attendees)).status == 201
    assert world.call("put_hold", world.officer_token(), HOLD, path={"holdId": "suit"}).status == 200
    world.clock.advance(days=40)
    world.run_timer()
    return world


def mentions(world: World) -> list[dict[str, Any]]:
    page = world.call("read_my_data", world.token()).json
    assert page["next"] is None
    return [item for item in page["items"] if item["source"] == "report_of_another_person"]


@pytest.mark.clause("R10.15")
def test_a_held_report_of_another_person_is_found(held: World) -> None:
    (item,) = mentions(held)

    assert item["id"].startswith("held.mentions.20261123.20261123-")
    assert item["data"] == {"attendees": [{"oid": ANNA, "name": "Anna Schmidt", "role": "attendee"}]}
    assert (item["legalBases"], item["deleteBy"]) == (["6(1)(c)"], "2029-01-01T00:00:00Z")


@pytest.mark.clause("R10.15")
def test_pages_pass_over_it_once(held: World) -> None:
    ids: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = held.call("read_my_data", held.token(), query=query).json
        ids += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert len(ids) == len(set(ids))
    assert len([name for name in ids if name.startswith("held.mentions")]) == 1


@pytest.mark.clause("R10.17")
def test_erasure_names_it_and_it_goes_with_the_hold(held: World) -> None:
    erased = held.call("erase_my_data", held.token()).json

    assert {"family": "mentions", "ground": "legal_claims", "hold": "suit", "until": "2029-01-01T00:00:00Z"} in erased[
        "stays"
    ]
    assert held.call("release_hold", held.officer_token(), path={"holdId": "suit"}).status == 200
    held.run_timer()
    assert mentions(held) == []
    assert held.rows("held") == []


@pytest.mark.clause("R10.17")
def test_a_hold_that_is_replaced_by_one_that_keeps_less_defers_no_longer(held: World) -> None:
    held.call("erase_my_data", held.token())
    held.clock.advance(days=32)

    narrowed = {**HOLD, "families": ["meetings"]}
    assert held.call("put_hold", held.officer_token(), narrowed, path={"holdId": "suit"}).status == 200
    held.run_timer()

    assert held.rows("held") == []
    assert held.rows("erasures") == [], "its month has passed, and nothing defers it"


@pytest.mark.clause("R10.17")
def test_the_record_of_a_deferred_erasure_goes_with_the_sweep_that_finishes_it(held: World) -> None:
    held.call("erase_my_data", held.token())
    held.clock.advance(days=32)
    held.run_timer()
    assert [row["state"] for row in held.rows("erasures")] == ["deferred"]

    held.call("release_hold", held.officer_token(), path={"holdId": "suit"})
    held.run_timer()

    assert held.rows("erasures") == []


@pytest.mark.clause("R10.17")
def test_each_mention_goes_with_the_hold_that_keeps_it(world: World) -> None:
    days = {BEN: (datetime(2026, 11, 22, 9, tzinfo=UTC), "2026-12-01"), EVE: (START, "2027-12-31")}
    for oid, (ended_at, ends_on) in days.items():
        username = f"{oid[:4]}@contoso.example"
        assert world.match(oid, username).status == 200
        body = report_body(ended_at, attendees=[{"oid": ANNA, "name": "Anna Schmidt", "role": "attendee"}])
        assert world.call("store_report", world.token(oid, preferred_username=username), body).status == 201
        hold = {**HOLD, "subject": oid, "endsOn": ends_on, "reviewOn": ends_on}
        assert world.call("put_hold", world.officer_token(), hold, path={"holdId": f"of-{oid[:4]}"}).status == 200

    stays = world.call("erase_my_data", world.token()).json["stays"]
    assert [entry["until"] for entry in stays] == ["2026-12-02T00:00:00Z", "2028-01-01T00:00:00Z"]
    world.clock.advance(days=9)
    world.run_timer()

    assert [item["id"].split(".")[1] for item in mentions(world)] == ["20261123"]
