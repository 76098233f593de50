"""Deleting a report: content first, then header, and both are tried."""

from __future__ import annotations

import pytest

from tests.support.holds import held, place_hold, release
from tests.support.reports import delete, ids, listed, read, stored_id
from tests.support.world import ANNA, World, report_body


def test_a_deleted_report_is_gone_and_the_deletion_logged(matched: World) -> None:
    report_id = stored_id(matched)

    reply = delete(matched, report_id)

    assert (reply.status, reply.body) == (204, b"")
    assert read(matched, report_id).status == 404
    assert ids(listed(matched)) == []
    assert matched.rows("meetings") == matched.rows("reports") == []
    (row,) = [row for row in matched.rows("activity") if row["kind"] == "report_deleted"]
    assert row["reportId"] == report_id


def test_a_second_deletion_finds_nothing_and_logs_nothing(matched: World) -> None:
    report_id = stored_id(matched)
    delete(matched, report_id)
    before = matched.rows("activity")

    assert delete(matched, report_id).status == 404
    assert matched.rows("activity") == before


def test_only_the_report_that_is_named_goes(matched: World) -> None:
    gone, kept = stored_id(matched), stored_id(matched, report_body(reportId="another"))

    delete(matched, gone)

    assert ids(listed(matched)) == [kept]
    assert read(matched, kept).status == 200


@pytest.mark.azurite
@pytest.mark.parametrize(("failing", "left"), [("reports", "reports"), ("meetings", "meetings")])
def test_the_other_row_goes_though_one_fails_and_a_repeat_finishes(matched: World, failing: str, left: str) -> None:
    report_id = stored_id(matched)

    with matched.failing(lambda request: request.startswith("DELETE") and f"/{failing}2" in request):
        assert delete(matched, report_id).status == 503

    assert [family for family in ("meetings", "reports") if matched.rows(family)] == [left]
    assert read(matched, report_id).status == 404

    assert delete(matched, report_id).status == 204
    assert matched.rows("meetings") == matched.rows("reports") == []


@pytest.mark.azurite
def test_the_content_goes_first(matched: World) -> None:
    report_id = stored_id(matched)
    matched.storage.requests.clear()

    delete(matched, report_id)

    tables = [write.split("/")[4] for write in matched.storage.writes() if write.startswith("DELETE")]
    assert [table.partition("(")[0] for table in tables] == ["reports20261123", "meetings20261123"]


@pytest.mark.clause("R11.1")
def test_what_a_hold_keeps_stays_aside_when_its_owner_deletes_it(matched: World) -> None:
    report_id, other = stored_id(matched), stored_id(matched, report_body(reportId="another"))
    place_hold(matched, families=["meetings", "reports"])

    assert delete(matched, report_id).status == 204

    assert read(matched, report_id).status == 404
    assert ids(listed(matched)) == [other]
    assert held(matched) == [f"{ANNA} meetings 20261123", f"{ANNA} reports 20261123"]
    release(matched)
    matched.run_timer()
    assert held(matched) == []
