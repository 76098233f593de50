"""Limits that were lower are raised again: what has been dropped stays dropped, and every answer says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from shared.storage.daily import table_name
from tests.imports.test_files import upload
from tests.support.holds import place_hold
from tests.support.reports import delete, ended, listed, read, store, stored_id
from tests.support.sweeps import account, entries, names, sweep
from tests.support.world import START, NewWorld, World

LOW, HIGH = {"RETENTION_DAYS": "10", "CONTENT_RETENTION_DAYS": "3"}, {"RETENTION_DAYS": "180"}
DAY = START.date()
DROPPED_FROM = START + timedelta(days=2)
"""A sweep at this time takes the contents of the day under the low limits."""
Worker = Callable[[dict[str, str]], World]


@pytest.fixture
def worker(new_world: NewWorld) -> Worker:
    """Starts the app with other limits on the same account and clock, as a deployment does."""
    first = new_world()
    first.register()
    started = [first]

    def start(limits: dict[str, str]) -> World:
        world = new_world(limits)
        world.contact_center.usernames |= first.contact_center.usernames
        started.append(world)
        return world

    first.match()
    return start


@pytest.fixture
def low(worker: Worker) -> World:
    return worker(LOW)


def dropped_under_low_limits(low: World) -> str:
    """Store a report, and let a sweep drop its content; the report's id."""
    report_id = stored_id(low)
    low.clock.now = DROPPED_FROM
    assert sweep(low).json["dropped"] == [f"reports {DAY}"]
    return report_id


def a_report_of_that_day(report_id: str = "another") -> dict[str, Any]:
    return ended(START - timedelta(minutes=5), report_id)


def evidence_reads(world: World) -> list[str]:
    return [request for request in world.storage.requests if request.startswith("GET") and "/evidence(" in request]


@pytest.mark.clause("R6.5", "R11.2a")
def test_a_day_that_was_dropped_under_lower_limits_takes_no_report_again(worker: Worker, low: World) -> None:
    dropped_under_low_limits(low)
    high = worker(HIGH)

    for report in (a_report_of_that_day(), a_report_of_that_day("c9b6db1c")):  # a new one, and the one that was there
        reply = store(high, report)
        assert (reply.status, reply.code) == (422, "retention_elapsed")
        assert [(error["pointer"], error["code"]) for error in reply.json["errors"]] == [
            ("/endedAt", "retention_elapsed")
        ]

    assert table_name("reports", DAY) not in names(high)


@pytest.mark.clause("R11.2a")
def test_a_day_of_which_nothing_is_left_is_not_made_again(worker: Worker, low: World) -> None:
    stored_id(low)
    low.clock.now = START + timedelta(days=9)
    assert sweep(low).json["dropped"] == [f"{family} {DAY}" for family in ("activity", "meetings", "reports")]

    assert store(worker(HIGH), a_report_of_that_day()).code == "retention_elapsed"

    assert not {table_name(family, DAY) for family in ("meetings", "reports")} & names(low)


@pytest.mark.clause("R6.5")
def test_a_day_that_never_had_a_table_takes_reports_as_soon_as_the_limits_allow(worker: Worker, low: World) -> None:
    dropped_under_low_limits(low)
    two_days_before = ended(START - timedelta(days=2))
    assert store(low, two_days_before).code == "retention_elapsed"

    high = worker(HIGH)

    assert read(high, stored_id(high, two_days_before)).json["attendees"]


@pytest.mark.clause("R6.5")
def test_what_went_under_lower_limits_reads_as_deleted_and_not_as_never_there(worker: Worker, low: World) -> None:
    report_id = dropped_under_low_limits(low)
    high = worker(HIGH)

    reply = read(high, report_id)

    assert (reply.status, reply.json["contentDeleted"]) == (200, True)
    assert "attendees" not in reply.json
    assert reply.json["contentUntil"] == "2026-11-25T09:45:10Z", "when it went, and not the deadline of today's limits"
    assert reply.json["deleteBy"] == "2027-05-22T00:00:00Z"
    assert read(high, report_id, accept="text/csv").status == 404
    assert delete(high, report_id).status == 204
    assert read(high, report_id).status == 404


@pytest.mark.clause("R6.5")
def test_the_list_says_of_a_report_what_reading_it_says(worker: Worker, low: World) -> None:
    gone = dropped_under_low_limits(low)
    high = worker(HIGH)
    kept = stored_id(high, ended(high.clock() - timedelta(minutes=5), "kept"))

    shown = {report["id"]: report for report in listed(high).json["reports"]}

    assert shown.keys() == {gone, kept}
    for report_id, report in shown.items():
        whole = read(high, report_id).json
        assert report == {name: whole[name] for name in report}
        assert report.get("contentDeleted") == whole.get("contentDeleted") == (True if report_id == gone else None)


@pytest.mark.azurite
@pytest.mark.clause("R6.5")
def test_content_that_a_deletion_has_taken_is_not_mistaken_for_dropped(worker: Worker, low: World) -> None:
    dropped_under_low_limits(low)
    high = worker(HIGH)
    report_id = stored_id(high, ended(high.clock() - timedelta(minutes=5), "kept"))
    with high.failing(lambda request: request.startswith("DELETE") and "/meetings2" in request):
        assert delete(high, report_id).status == 503

    assert read(high, report_id).status == 404


@pytest.mark.azurite
@pytest.mark.clause("R11.2a")
def test_what_a_dead_sweep_dropped_without_telling_is_not_used_again(worker: Worker, low: World) -> None:
    report_id = stored_id(low)
    low.clock.now = DROPPED_FROM
    with low.failing(lambda request: request.startswith("POST") and "$batch" in request):
        assert sweep(low).status == 503
    assert table_name("reports", DAY) not in names(low)
    assert entries(low) == []
    high = worker(HIGH)

    def it_stays_gone() -> None:
        assert store(high, a_report_of_that_day()).code == "retention_elapsed"
        assert read(high, report_id).json["contentDeleted"] is True
        assert table_name("reports", DAY) not in names(high)

    it_stays_gone()
    high.clock.advance(hours=1)
    sweep(high)  # tells what the dead one had dropped
    assert entries(high)[0]["outcome"] == "interrupted"
    it_stays_gone()


@pytest.mark.azurite
@pytest.mark.clause("R11.2a")
def test_a_sweep_that_died_before_its_drop_takes_nothing_from_anybody(worker: Worker, low: World) -> None:
    report_id = stored_id(low)
    low.clock.now = DROPPED_FROM
    with low.failing(lambda request: request.startswith("DELETE") and "Tables(" in request):
        assert sweep(low).json["failed"] == [f"reports {DAY}"]
    high = worker(HIGH)

    other = stored_id(high, a_report_of_that_day())

    for found in (report_id, other):
        assert read(high, found).json["attendees"]
    assert not [report for report in listed(high).json["reports"] if "contentDeleted" in report]
    high.clock.advance(hours=1)
    assert sweep(high).json["dropped"] == []
    assert read(high, other).json["attendees"]


@pytest.mark.azurite
@pytest.mark.parametrize("look", [1, 2], ids=["before the first look", "before the second, if there is one"])
def test_a_drop_that_is_told_while_it_is_asked_about_is_found(worker: Worker, low: World, look: int) -> None:
    """What a run under way had in mind becomes an entry of the evidence: it is found as the one or as the other."""
    stored_id(low)
    low.clock.now = DROPPED_FROM
    with low.failing(lambda request: request.startswith("POST") and "$batch" in request):
        sweep(low)
    high, teller = worker(HIGH), worker(HIGH)
    looked = 0

    def tell(request: Any) -> None:
        nonlocal looked
        if request.method == "GET" and "/evidence(" in request.url:
            looked += 1
            if looked == look:
                high.clock.advance(hours=1)
                assert sweep(teller).status == 200

    high.storage.before = tell

    assert store(high, a_report_of_that_day()).code == "retention_elapsed"


def test_a_dry_run_is_no_drop(worker: Worker, low: World) -> None:
    report_id = stored_id(low)
    low.clock.now = DROPPED_FROM
    assert sweep(low, dryRun="true").json["dropped"] == [f"reports {DAY}"]
    before = account(low)
    high = worker(HIGH)

    assert read(high, report_id).json["attendees"]
    assert account(high) == before
    assert store(high, a_report_of_that_day()).status == 201


@pytest.mark.clause("R6.5")
def test_evidence_of_before_is_enough(worker: Worker, low: World) -> None:
    """Nothing is kept for this beside the evidence, so that what was dropped by older versions is known as well."""
    dropped_under_low_limits(low)

    assert {row["PartitionKey"] for row in low.rows("evidence")} == {"run"}
    assert store(worker(HIGH), a_report_of_that_day()).code == "retention_elapsed"


@pytest.mark.azurite
def test_no_path_that_is_often_taken_asks_the_evidence(worker: Worker, low: World) -> None:
    dropped_under_low_limits(low)
    high = worker(HIGH)
    listed(high)
    high.storage.requests.clear()

    for days in (0, 1):  # the first report of these days makes their tables
        now = high.clock()
        report_id = stored_id(high, ended(now - timedelta(days=days, minutes=5), f"of {days} days ago"))
        assert read(high, report_id).status == 200
        assert listed(high).json["reports"]

    assert evidence_reads(high) == []
    high.clock.advance(minutes=10)
    for _ in range(3):
        listed(high)
    assert len(evidence_reads(high)) == 1, "once in ten minutes"


@pytest.mark.clause("R10.15")
def test_the_export_shows_what_is_left_and_misses_nothing(worker: Worker, low: World) -> None:
    report_id = dropped_under_low_limits(low)
    high = worker(HIGH)

    export = high.call("read_my_data", high.token()).json

    assert table_name("reports", DAY) not in {*export["searched"], *export["deletedMeanwhile"]}
    (header,) = [item for item in export["items"] if item["id"].startswith("meetings.")]
    assert header["id"] == f"meetings.20261123.{report_id}"
    assert header["deleteBy"] == "2027-05-22T00:00:00Z"


@pytest.mark.clause("R11.1")
def test_a_hold_says_what_had_gone_under_lower_limits(worker: Worker, low: World) -> None:
    dropped_under_low_limits(low)
    high = worker(HIGH)
    stored_id(high, ended(high.clock() - timedelta(minutes=5), "kept"))

    placed = place_hold(high, families=["reports"])

    assert [(kept["family"], kept["from"]) for kept in placed["keeps"]] == [("reports", "2026-11-25")]
    assert placed["alreadyGone"] == [{"family": "reports", "before": "2026-11-25"}]


@pytest.mark.parametrize(
    ("limits", "content_until", "delete_by"),
    [(LOW, date(2026, 11, 26), date(2026, 12, 3)), (HIGH, date(2026, 12, 23), date(2027, 5, 22))],
    ids=["low", "high"],
)
@pytest.mark.clause("R6.5", "R11.2a")
def test_what_is_shown_follows_the_limits_of_the_day_it_is_shown(
    worker: Worker, limits: dict[str, str], content_until: date, delete_by: date
) -> None:
    """Rows that are there when the limits are lowered go by the lower ones, and nobody is told anything later."""
    report_id = stored_id(worker(HIGH if limits is LOW else LOW))
    world = worker(limits)

    answers = [read(world, report_id).json, *listed(world).json["reports"]]

    assert {answer["contentUntil"] for answer in answers} == {f"{content_until}T00:00:00Z"}
    assert {answer["deleteBy"] for answer in answers} == {f"{delete_by}T00:00:00Z"}
    for family, last in (("reports", content_until), ("meetings", delete_by)):
        world.clock.now = datetime.fromisoformat(f"{last}T00:00:00Z") - timedelta(hours=24, seconds=1)
        sweep(world)
        assert table_name(family, DAY) in names(world)
        world.clock.advance(seconds=1)
        sweep(world)
        assert table_name(family, DAY) not in names(world)


@pytest.mark.clause("R6.5")
def test_an_import_says_of_what_it_finds_until_when_its_content_was_there(worker: Worker, low: World) -> None:
    (stored,) = upload(low).json["results"]
    low.clock.now = DROPPED_FROM
    sweep(low)

    (found,) = upload(worker(HIGH)).json["results"]

    assert (found["status"], found["id"]) == ("already_there", stored["id"])
    assert found["contentUntil"] == "2026-11-25T09:45:10Z"
