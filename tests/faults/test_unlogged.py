"""Storage that can be read and takes no row of the log: one's own data is shown and deleted, others' is not shown.

Reading, taking along and deleting what is one's own are rights that do not wait for a row of the log (Art. 15, 17, 20):
operations is told instead. What is done in a role is on record or is not done: that is accountability. An erasure
leaves a row that it was asked for (R10.17), and a sweep leaves evidence: where they cannot, they do nothing at all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.operations import confirmed
from tests.faults.test_full_disk import full, taking_only
from tests.support.access import ben_token
from tests.support.holds import place_hold
from tests.support.sweeps import account, events, keep, names, sweep
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, Reply, World

pytestmark = [pytest.mark.azurite, pytest.mark.slow]

CSV = {"accept": "text/csv"}
Read = Callable[[World], Reply]


def everything(world: World) -> Reply:
    return world.call("read_my_data", world.token())


def export(world: World) -> Reply:
    return world.call("port_my_data", world.token())


def table(world: World) -> Reply:
    return world.call("port_my_data", world.token(), headers=CSV)


def restriction(world: World) -> Reply:
    return world.call("read_my_restriction", world.token())


def deleted(world: World) -> Reply:
    (report,) = world.call("list_reports", world.token()).json["reports"]
    return world.call("delete_report", world.token(), path={"reportId": report["id"]})


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was told of acts without a row; each event has these fields alone, and is an error."""
    found = events(caplog, "activity_not_logged")
    for event in found:
        assert set(event) == {"event", "outcome", "tenantId", "correlationId"}
        assert event["tenantId"] == TENANT_ID
    assert all(
        record.levelno == logging.ERROR for record in caplog.records if "activity_not_logged" in record.getMessage()
    )
    return [event["outcome"] for event in found]


@pytest.mark.parametrize(
    ("read", "outcomes"),
    [(everything, ["data_read"]), (export, ["data_exported"]), (table, ["data_exported"]), (restriction, [])],
    ids=["everything", "export", "CSV", "restriction"],
)
@pytest.mark.clause("R10.15", "R10.20")
def test_one_s_own_data_is_shown_where_only_its_row_of_the_log_is_refused(
    world: World, caplog: pytest.LogCaptureFixture, read: Read, outcomes: list[str]
) -> None:
    confirmed(world)
    restrict = {"ground": "claims", "until": "2027-06-30", "statement": "I claim"}
    assert world.call("restrict_my_data", world.token(), restrict).status == 200
    world.clock.advance(minutes=1)
    before = account(world)

    with full(world):
        shown = read(world)

    assert shown.status == 200
    assert account(world) == before
    assert told(caplog) == outcomes
    assert shown.body == read(world).body, "all of it is shown"
    assert told(caplog) == outcomes, "the second reading was logged"


@pytest.mark.clause("R10.15")
def test_each_page_of_an_export_is_shown(world: World, caplog: pytest.LogCaptureFixture) -> None:
    confirmed(world)
    whole = everything(world).json["items"]
    world.clock.advance(minutes=1)

    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    with full(world):
        while True:
            page = world.call("read_my_data", world.token(), query={"limit": "2", **cursor}).json
            items += page["items"]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}

    logged = [item for item in items if item["data"].get("kind") == "data_read"]
    assert [item for item in items if item not in logged] == whole
    assert len(logged) == 1, "the first reading, before storage was full"
    assert told(caplog) == ["data_read"]


@pytest.mark.parametrize(
    ("function", "more"),
    [
        ("read_subject_data", {"path": {"oid": BEN}}),
        ("read_subject_data", {"path": {"oid": BEN}, "query": {"limit": "1"}}),
        ("list_subjects", {}),
        ("list_subjects", {"query": {"username": "ben.weber@contoso.example"}}),
    ],
    ids=["everything", "a page", "people", "a person by name"],
)
def test_an_officer_is_shown_nothing_that_cannot_be_logged(
    world: World, caplog: pytest.LogCaptureFixture, function: str, more: dict[str, Any]
) -> None:
    confirmed(world)
    assert b"ben.weber" in world.call(function, world.officer_token(), **more).body

    with full(world):
        refused = world.call(function, world.officer_token(), **more)

    assert (refused.status, refused.code) == (503, "storage_unavailable")
    assert b"ben.weber" not in refused.body
    assert told(caplog) == []


def test_an_officer_is_shown_nothing_that_cannot_be_logged_with_the_person(world: World) -> None:
    """The officer's own row alone is not enough: the person is to find in their log that they were looked up."""
    confirmed(world)
    with world.failing(
        lambda request: "/activity" in request and "PATCH PUT".find(request[:3]) >= 0 and BEN in request
    ):
        refused = world.call("read_subject_data", world.officer_token(), path={"oid": BEN})

    assert (refused.status, refused.code) == (503, "storage_unavailable")


def test_a_reading_that_storage_does_not_answer_is_refused_as_before(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    confirmed(world)

    with world.failing(lambda _: True):
        assert everything(world).code == "storage_unavailable"

    assert told(caplog) == []


# Deleting.


def test_one_s_own_report_is_deleted_where_storage_takes_deletions_alone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    key = confirmed(world)

    with taking_only(world, "GET", "DELETE"):
        reply = deleted(world)

    assert reply.status == 204
    assert world.call("list_reports", world.token()).json["reports"] == []
    assert [row["RowKey"] for family in ("meetings", "reports") for row in world.rows(family)] == [key, key]
    assert told(caplog) == ["report_deleted"]


@pytest.mark.clause("R11.1")
def test_what_a_hold_keeps_is_not_deleted_where_it_cannot_be_moved_aside(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    confirmed(world)
    place_hold(world, families=["meetings", "reports"])
    before = account(world)

    with taking_only(world, "GET", "DELETE"):
        reply = deleted(world)

    assert (reply.status, reply.code) == (503, "storage_unavailable")
    assert account(world) == before
    assert told(caplog) == []


@pytest.mark.parametrize("by_officer", [False, True], ids=["the person", "an officer"])
@pytest.mark.clause("R10.17")
def test_an_erasure_that_cannot_be_put_on_record_deletes_nothing_and_the_next_one_does(
    world: World, caplog: pytest.LogCaptureFixture, by_officer: bool
) -> None:
    confirmed(world)
    before = account(world)

    def erase() -> Reply:
        if by_officer:
            return world.call("erase_subject_data", world.officer_token(), path={"oid": ANNA})
        return world.call("erase_my_data", world.token())

    with taking_only(world, "GET", "DELETE"):
        refused = erase()

    assert (refused.status, refused.code) == (503, "storage_unavailable")
    assert account(world) == before
    assert told(caplog) == []
    assert {"reports", "meetings", "profiles"} <= {entry["family"] for entry in erase().json["erased"]}


@pytest.mark.clause("R11.2a")
def test_a_sweep_that_cannot_write_its_evidence_drops_nothing_and_says_so(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    keep(world, "activity20260101", "meetings20260101")

    with taking_only(world, "GET", "DELETE"):
        refused = sweep(world)

    assert (refused.status, refused.code) == (503, "storage_unavailable")
    assert names(world) == {"activity20260101", "meetings20260101"}
    assert [event["outcome"] for event in events(caplog, "retention_run_failed")] == ["storage_unavailable"]
    assert sweep(world).json["outcome"] == "succeeded"
    assert names(world) == {f"activity{world.clock():%Y%m%d}"}


def test_what_sends_or_stores_is_on_record_or_is_not_done(world: World, caplog: pytest.LogCaptureFixture) -> None:
    confirmed(world)
    world.contact_center.received.clear()

    with world.failing(lambda request: "/activity" in request and not request.startswith("GET")):
        assert world.call("forward_identity", ben_token(world)).code == "storage_unavailable"

    assert world.contact_center.received == []
    assert told(caplog) == []
