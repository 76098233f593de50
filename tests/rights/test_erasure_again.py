"""Who was erased and came back: matched anew, perhaps under another name, and perhaps erased once more."""

from __future__ import annotations

import pytest

from tests.support.erasure import erase, fill
from tests.support.holds import place_hold, release
from tests.support.tokens import TENANT_ID
from tests.support.world import World, report_body

RENAMED = "anna.berg@contoso.example"


def come_back(world: World, username: str = "anna.schmidt@contoso.example") -> None:
    world.clock.advance(hours=1)
    assert world.match(username=username).status == 200
    world.clock.advance(hours=1)


@pytest.mark.clause("R8")
def test_the_instance_is_told_of_each_username_that_was_erased(world: World) -> None:
    fill(world)
    world.contact_center.deaf = {TENANT_ID}
    erase(world)
    come_back(world, RENAMED)

    erase(world)
    world.contact_center.deaf = set()
    world.run_timer()

    told = [(one["username"], one["change"]) for one in world.contact_center.told]
    assert sorted(told) == [(RENAMED, "erasure"), ("anna.schmidt@contoso.example", "erasure")]


@pytest.mark.clause("R8")
def test_an_erasure_is_still_to_be_told_for_thirty_days_from_the_last_one(world: World) -> None:
    fill(world)
    world.contact_center.deaf = {TENANT_ID}
    erase(world)
    world.clock.advance(days=20)
    come_back(world)
    erase(world)

    world.clock.advance(days=20)
    world.run_timer()

    assert [row["change"] for row in world.rows("notifications")] == ["erasure"]


@pytest.mark.clause("R10.17")
def test_what_came_after_an_erasure_defers_it_no_longer_than_what_it_covers(world: World) -> None:
    fill(world)
    place_hold(world, "suit", families=["meetings"])
    erase(world)
    come_back(world)
    place_hold(world, "another", families=["reports"])
    key = world.call("store_report", world.token(), report_body(meetingId="later")).json["id"]
    assert world.call("delete_report", world.token(), path={"reportId": key}).status == 204

    assert release(world, "suit").status == 200
    world.run_timer()

    assert [row["state"] for row in world.rows("erasures")] == ["done"]
    assert [row["heldFamily"] for row in world.rows("held")] == ["reports"], "what came after is held all the same"
