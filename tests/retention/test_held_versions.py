"""A report that is stored again or deleted under a hold: what stood there is kept, each version once (R11.1)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.support.holds import (
    EMPTIED,
    EVIDENCE,
    EVIDENCE_KEPT,
    LASTING,
    place_hold,
    release,
    store_evidence,
    versions,
)
from tests.support.interference import killed_after, once_at, start_over
from tests.support.reports import delete, ids, listed, read, store
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, World

HEADERS_DUE = datetime(2027, 5, 21, tzinfo=UTC)
CONTENT, HEADER = "/reports20261123(", "/meetings20261123("


@pytest.fixture
def stored(world: World) -> World:
    store_evidence(world)
    return world


@pytest.mark.parametrize("subject", [ANNA, None], ids=["on the person", "on the tenant"])
@pytest.mark.clause("R11.1")
def test_what_a_hold_keeps_of_a_report_is_there_after_its_owner_has_emptied_it(
    stored: World, subject: str | None
) -> None:
    place_hold(stored, subject=subject, **LASTING)

    assert store(stored, EMPTIED).status == 200

    assert versions(stored) == EVIDENCE_KEPT
    (report_id,) = ids(listed(stored))
    assert read(stored, report_id).json["attendees"] == []


@pytest.mark.parametrize(
    ("families", "kept"),
    [(["meetings"], ["was Evidence"]), (["reports"], ["was Anna Schmidt, Ben Weber"]), (["activity", "profiles"], [])],
    ids=["headers", "contents", "neither"],
)
@pytest.mark.clause("R11.1")
def test_only_what_the_hold_is_about_is_kept(stored: World, families: list[str], kept: list[str]) -> None:
    place_hold(stored, **{**LASTING, "families": families})

    assert store(stored, EMPTIED).status == 200

    assert versions(stored) == kept


@pytest.mark.parametrize("hold", ["none", "on another", "released", "ended"])
@pytest.mark.clause("R11.1")
def test_what_no_hold_binds_is_replaced_and_not_kept(stored: World, hold: str) -> None:
    if hold != "none":
        place_hold(stored, subject=BEN if hold == "on another" else ANNA, endsOn="2026-11-30", reviewOn="2026-11-30")
    if hold == "released":
        release(stored)
    if hold == "ended":
        stored.clock.now = datetime(2026, 12, 1, tzinfo=UTC)

    assert store(stored, EMPTIED).status == 200

    assert versions(stored) == []


@pytest.mark.clause("R11.1")
def test_what_says_the_same_is_not_kept_twice(stored: World) -> None:
    place_hold(stored, **LASTING)

    assert store(stored, EVIDENCE).status == 200
    assert versions(stored) == []

    assert store(stored, {**EVIDENCE, "topic": "Nothing"}).status == 200
    assert versions(stored) == ["was Evidence"], "the content has not changed"


@pytest.mark.clause("R11.1")
def test_each_version_is_kept_and_the_last_goes_aside_with_its_table(stored: World) -> None:
    place_hold(stored, **LASTING)
    for topic in ("Second", "Third"):
        assert store(stored, {**EMPTIED, "topic": topic}).status == 200
        stored.clock.advance(minutes=1)

    stored.clock.now = HEADERS_DUE
    stored.run_timer()

    assert versions(stored) == ["Third", "nobody", *EVIDENCE_KEPT, "was Second"]


@pytest.mark.clause("R11.1")
def test_what_is_stored_after_a_deletion_does_not_take_the_place_of_what_was_deleted(stored: World) -> None:
    place_hold(stored, **LASTING)
    (report_id,) = ids(listed(stored))
    assert delete(stored, report_id).status == 204
    assert store(stored, EMPTIED).status == 201

    assert delete(stored, report_id).status == 204

    assert versions(stored) == sorted([*EVIDENCE_KEPT, "was Nothing", "was nobody"])


@pytest.mark.parametrize("ending", ["released", "ended"])
@pytest.mark.clause("R11.1")
def test_all_versions_go_with_the_hold(stored: World, ending: str) -> None:
    place_hold(stored, **{**LASTING, "endsOn": "2026-11-30", "reviewOn": "2026-11-30"})
    for topic in ("Second", "Third"):
        assert store(stored, {**EMPTIED, "topic": topic}).status == 200
    assert len(versions(stored)) == 3
    if ending == "released":
        release(stored)
    else:
        stored.clock.now = datetime(2026, 12, 1, tzinfo=UTC)

    stored.run_timer()

    assert stored.rows("held") == []
    assert len(ids(listed(stored))) == 1


@pytest.mark.clause("R11.1")
def test_versions_outlast_a_tenant_that_leaves_until_the_hold_ends(stored: World) -> None:
    place_hold(stored, **LASTING)
    assert store(stored, EMPTIED).status == 200
    path = {"tenantId": TENANT_ID}
    assert stored.call("delete_tenant", stored.operator_token(), path=path, query={"rows": "all"}).status == 202
    stored.run_timer()
    assert versions(stored) == sorted([*EVIDENCE_KEPT, "was Nothing", "was nobody"])

    stored.clock.now = datetime(2028, 1, 1, tzinfo=UTC)
    stored.run_timer()

    assert stored.rows("held") == []


@pytest.mark.azurite
def test_where_nothing_is_held_one_request_asks_whether_it_is(stored: World) -> None:
    stored.storage.requests.clear()

    assert store(stored, EMPTIED).status == 200

    tables = [request.split("/")[4].partition("(")[0] for request in stored.storage.requests]
    assert sorted(table.rstrip("0123456789") for table in tables if not table.startswith(("profiles", "tenants"))) == [
        *("activity", "erasures", "holds", "meetings", "meetings", "reports"),
    ]


# What meets what.


@pytest.mark.azurite
@pytest.mark.parametrize("write", [CONTENT, HEADER], ids=["content", "header"])
def test_store_meets_hold_one_placed_after_the_holds_were_read_binds_what_it_finds(stored: World, write: str) -> None:
    other = stored.another_worker()

    with once_at(stored, "PUT", write, lambda: place_hold(other, **LASTING)):
        assert store(stored, EMPTIED).status == 200
    assert versions(stored) == []

    assert store(stored, {**EMPTIED, "topic": "Later"}).status == 200
    assert versions(stored) == ["was Nothing"]


@pytest.mark.azurite
def test_store_meets_hold_one_placed_before_the_holds_are_read_keeps_what_stands_there(stored: World) -> None:
    other = stored.another_worker()

    with once_at(stored, "GET", "/holds(", lambda: place_hold(other, **LASTING)):
        assert store(stored, EMPTIED).status == 200

    assert versions(stored) == EVIDENCE_KEPT


@pytest.mark.azurite
@pytest.mark.parametrize("write", [CONTENT, HEADER], ids=["content", "header"])
def test_store_meets_store_under_a_hold_no_version_that_was_confirmed_is_lost(stored: World, write: str) -> None:
    place_hold(stored, **LASTING)
    other = stored.another_worker()
    meanwhile = {**EVIDENCE, "topic": "Meanwhile", "attendees": EVIDENCE["attendees"][:1]}

    with once_at(stored, "PUT", write, lambda: store(other, meanwhile)):
        assert store(stored, EMPTIED).status == 200

    (report,) = listed(stored).json["reports"]
    standing = read(stored, report["id"]).json
    assert {*EVIDENCE_KEPT, "was Meanwhile"} <= {*versions(stored)}
    assert "was Anna Schmidt" in versions(stored) or [one["name"] for one in standing["attendees"]] == ["Anna Schmidt"]
    assert standing["topic"] == "Nothing"


@pytest.mark.azurite
def test_a_report_that_never_stands_still_under_a_hold_is_a_503_and_nothing_is_lost(stored: World) -> None:
    place_hold(stored, **LASTING)
    other = stored.another_worker()
    topics: list[str] = []

    def interfere(request: object) -> None:
        if getattr(request, "method", "") == "PUT" and HEADER in getattr(request, "url", ""):
            topics.append(f"{len(topics)}")
            assert store(other, {**EVIDENCE, "topic": topics[-1]}).status == 200

    stored.storage.before = interfere
    reply = store(stored, EMPTIED)
    stored.storage.before = None

    assert (reply.status, reply.code) == (503, "storage_unavailable")
    assert {*EVIDENCE_KEPT, *(f"was {topic}" for topic in topics[:-1])} <= {*versions(stored)}
    assert store(stored, EMPTIED).status == 200


@pytest.mark.clause("R11.1")
def test_storing_again_that_dies_after_any_request_loses_nothing_and_a_repeat_keeps_it_once(azurite: str) -> None:
    requests = 0
    while True:
        world = start_over(azurite)
        store_evidence(world)
        place_hold(world, **LASTING)
        with killed_after(world, requests):
            reply = store(world, EMPTIED)
        standing = {str(row["topic"]) for row in world.rows("meetings")}
        assert "Evidence" in standing or "was Evidence" in versions(world)
        assert any("people" in row and row["people"] for row in world.rows("reports")) or (
            "was Anna Schmidt, Ben Weber" in versions(world)
        )

        assert store(world, EMPTIED).status == 200

        assert versions(world) == EVIDENCE_KEPT
        if reply.status == 200:
            break
        requests += 1
    assert requests >= 10
