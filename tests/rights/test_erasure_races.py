"""What an erasure meets: another erasure, a store, a match, a hold, a sweep (each forced at a chosen request)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from shared.storage.tables import Row
from tests.support.access import ben_token
from tests.support.erasure import bens_webinar, erase, fill, kept_state, left_of, read_report
from tests.support.holds import place_hold
from tests.support.interference import at_request, once_at, start_over
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, START, World, report_body

pytestmark = pytest.mark.azurite

REMAINS = {"activity": ["data_erased"], "erasures": ["done"]}


def test_two_erasures_at_once_end_as_one(azurite: str) -> None:
    world = start_over(azurite)
    fill(world)
    world.clock.advance(minutes=1)
    world.storage.requests.clear()
    erase(world)
    requests = len(world.storage.requests)
    expected = kept_state(world)

    for position in range(0, requests, 2):
        world = start_over(azurite)
        fill(world)
        world.clock.advance(minutes=1)
        other = world.another_worker()
        with at_request(world, position, partial(erase, other)):
            erase(world)

        once = {row for row in kept_state(world) if not row.startswith("activity")}
        assert once == {row for row in expected if not row.startswith("activity")}, f"at request {position}"
        assert set(left_of(world)["activity"]) == {"data_erased"}, f"at request {position}"


def test_erase_a_report_that_is_stored_again_meanwhile_loses_neither(world: World) -> None:
    key = fill(world)
    other = world.another_worker()
    again = bens_webinar(topic="Changed", participantCount=7, questions=[{"askedBy": BEN, "question": "asked later"}])

    def store_again() -> None:
        assert other.call("store_report", ben_token(other), again).status == 200

    with once_at(world, "PUT", "reports20261123", store_again):
        erase(world)

    report = read_report(world, key)
    assert (report["topic"], report["questions"][0]["question"]) == ("Changed", "asked later")
    assert "anna" not in str(report).lower()
    assert left_of(world) == {**REMAINS, "activity": left_of(world)["activity"]}


def test_erase_a_report_that_is_deleted_meanwhile(world: World) -> None:
    key = fill(world)
    other = world.another_worker()
    delete = lambda: other.call("delete_report", ben_token(other), path={"reportId": key})  # noqa: E731 - one call, to be made later

    with once_at(world, "PUT", "reports20261123", delete):
        assert erase(world)["mentionsErased"] == 0

    assert world.call("read_report", ben_token(world), path={"reportId": key}).status == 404


def test_erase_a_report_that_changes_at_every_attempt_is_a_503_and_a_repeat_finishes_it(world: World) -> None:
    key = fill(world)

    def touch(request: object) -> None:
        if request.method == "PUT" and "reports20261123" in request.url:  # type: ignore[attr-defined]  # untyped
            world.storage.before = None
            found = world.tables.get("reports20261123", f"{TENANT_ID}:{BEN}", key)
            assert found is not None
            world.tables.put("reports20261123", found.row)
            world.storage.before = touch

    world.storage.before = touch
    assert world.call("erase_my_data", world.token()).code == "storage_unavailable"
    world.storage.before = None
    assert world.rows("erasures")[0]["state"] == "running"

    assert erase(world)["mentionsErased"] == 1
    assert "anna" not in str(read_report(world, key)).lower()


def test_store_a_report_that_names_the_person_while_she_is_erased(world: World) -> None:
    """It was not confirmed when she asked: the first sweep, once no store of then can be under way, takes her out."""
    fill(world)
    other = world.another_worker()

    with once_at(world, "PUT", "reports20261123", lambda: erase(other)):
        stored = world.call("store_report", ben_token(world), bens_webinar(reportId="meanwhile"))
    assert stored.status == 201

    world.clock.advance(minutes=15)
    world.run_timer()

    assert "anna" not in str(read_report(world, stored.json["id"])).lower()
    assert left_of(world) == REMAINS


def test_store_an_own_report_while_being_erased(world: World) -> None:
    fill(world)
    other = world.another_worker()

    with once_at(world, "PUT", "meetings20261123", lambda: erase(other)):
        stored = world.call("store_report", world.token(), report_body(reportId="meanwhile"))
    assert stored.status == 201
    path = {"reportId": stored.json["id"]}
    assert world.call("read_report", world.token(), path=path).status == 404, "a header alone is not a report"

    world.clock.advance(minutes=15)
    world.run_timer()

    assert left_of(world) == REMAINS


def test_forward_while_being_erased(world: World) -> None:
    fill(world)
    other = world.another_worker()

    def erase_meanwhile() -> None:
        erase(other)

    world.contact_center.on_match = erase_meanwhile

    assert world.match().status == 200
    assert "profiles" in left_of(world)
    world.contact_center.on_match = None
    world.clock.advance(minutes=15)
    world.run_timer()

    assert left_of(world) == REMAINS


def test_a_sweep_of_an_earlier_erasure_does_not_settle_a_later_one(world: World) -> None:
    fill(world)
    erase(world)
    world.clock.advance(hours=1)
    other = world.another_worker()

    def erase_later() -> None:
        other.clock.advance(seconds=1)
        erase(other)

    with once_at(world, "PUT", "erasures", erase_later):
        world.call("run_retention", world.operator_token())

    assert [row["asOf"] for row in world.rows("erasures")] == ["2026-11-23T10:45:11Z"]


def test_a_hold_placed_meanwhile_binds_what_is_left_and_says_so(world: World) -> None:
    fill(world)
    other = world.another_worker()
    answers = []
    families = ["meetings", "profiles"]

    with once_at(world, "POST", "$batch", lambda: answers.append(place_hold(other, families=families))):
        erase(world)

    assert {"erasedUpTo": "2026-11-23T09:45:10Z"} in answers[0]["alreadyGone"]
    assert "held" not in left_of(world), "the holds were read once, when the erasure began"


@pytest.mark.parametrize("family", ["reports", "meetings"])
def test_erase_while_a_sweep_drops_a_table(world: World, family: str) -> None:
    fill(world)
    other = world.another_worker()
    world.clock.now = START.replace(month=12, day=21)
    drop = lambda: other.tables.drop_table(f"{family}20261123")  # noqa: E731 - one call, to be made later

    with once_at(world, "GET", f"{family}20261123", drop):
        assert erase(world)["stays"] == []

    assert left_of(world) == REMAINS


def test_erase_a_mention_while_a_sweep_drops_its_table(world: World) -> None:
    fill(world)
    other = world.another_worker()

    with once_at(world, "PUT", "reports20261123", lambda: other.tables.drop_table("reports20261123")):
        assert erase(world)["mentionsErased"] == 0

    assert "reports" not in left_of(world)


def test_a_row_that_goes_meanwhile_does_not_stop_the_others(world: World) -> None:
    fill(world)
    world.clock.advance(minutes=1)
    other = world.another_worker()
    mine = next(row for row in world.rows("activity") if row["PartitionKey"] == f"{TENANT_ID}:{ANNA}")

    def remove(row: Row) -> Callable[[], bool]:
        return lambda: other.tables.remove("activity20261123", str(row["PartitionKey"]), str(row["RowKey"]))

    with once_at(world, "POST", "$batch", remove(mine)):
        erase(world)

    assert left_of(world) == REMAINS
