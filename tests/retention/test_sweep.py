"""The sweep drops exactly what is due, says so, and can be repeated at any time (R6.5, R11.2a)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.retention import chain
from tests.support.reports import ended, read, stored_id
from tests.support.sweeps import account, entries, events, keep, names, sweep
from tests.support.world import NewWorld, World

DAYS = ("activity20261123", "meetings20261123", "reports20261123")
REPORTS_DUE, OTHERS_DUE = datetime(2026, 12, 22, tzinfo=UTC), datetime(2027, 5, 21, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (REPORTS_DUE - SECOND, {"activity", "meetings", "reports"}),
        (REPORTS_DUE, {"activity", "meetings"}),
        (OTHERS_DUE - SECOND, {"activity", "meetings"}),
        (OTHERS_DUE, set()),
    ],
    ids=["before any is due", "content is due", "before the others are due", "all are due"],
)
@pytest.mark.clause("R6.5", "R11.2a")
def test_what_is_due_within_a_day_goes_and_nothing_earlier(world: World, now: datetime, left: set[str]) -> None:
    keep(world, *DAYS)
    world.clock.now = now

    world.run_timer()

    assert names(world) == {name for name in DAYS if name[:-8] in left}
    (run,) = entries(world)
    assert set(run["dropped"]) == {f"{name[:-8]} 2026-11-23" for name in DAYS if name[:-8] not in left}
    assert (run["outcome"], run["trigger"], run["failed"]) == ("succeeded", "timer", [])


@pytest.mark.clause("R6.5")
def test_one_calendar_month_is_clamped_to_its_end(world: World) -> None:
    keep(world, *(f"reports202701{day}" for day in (28, 29, 30, 31)), "reports20270201")
    world.clock.now = datetime(2027, 2, 27, tzinfo=UTC)

    world.run_timer()

    assert names(world) == {"reports20270201"}


@pytest.mark.clause("R11.2a")
def test_lower_limits_are_swept_by(new_world: NewWorld) -> None:
    world = new_world({"RETENTION_DAYS": "10", "CONTENT_RETENTION_DAYS": "3"})
    keep(world, "activity20261114", "activity20261115", "reports20261121", "reports20261122")

    world.run_timer()

    assert names(world) == {"activity20261115", "reports20261122"}


def test_the_next_of_the_days_stay_readable(matched: World) -> None:
    old = stored_id(matched)
    matched.clock.now = REPORTS_DUE
    new = stored_id(matched, ended(matched.clock() - timedelta(minutes=5)))

    matched.run_timer()

    assert read(matched, new).json["attendees"]
    assert read(matched, old).json["contentDeleted"] is True


def test_a_second_run_finds_nothing_and_changes_nothing_but_the_evidence(world: World) -> None:
    keep(world, *DAYS)
    world.clock.now = REPORTS_DUE
    world.run_timer()
    before = account(world)

    world.run_timer()

    after = account(world)
    assert entries(world)[-1]["dropped"] == []
    del before["evidence"], after["evidence"]
    assert after == before


@pytest.mark.azurite
def test_requests_grow_with_the_tables_that_are_due_and_not_with_rows_or_tables_that_are_not(world: World) -> None:
    def requests_of_a_run() -> int:
        world.run_timer()  # makes the table of evidence
        before = len(world.storage.requests)
        world.run_timer()
        return len(world.storage.requests) - before

    nothing_due = requests_of_a_run()
    keep(world, *(f"activity202611{day}" for day in range(10, 24)), "reports20261122", rows=30)
    assert requests_of_a_run() == nothing_due

    for due in (1, 4):
        keep(world, *(f"reports2026010{day}" for day in range(1, due + 1)), rows=10 * due)
        before = len(world.storage.requests)
        world.run_timer()
        # The intent is written once, and the holds are read before each drop.
        assert len(world.storage.requests) - before == nothing_due + 1 + 2 * due


@pytest.mark.azurite
def test_a_table_that_fails_is_named_and_the_others_go(world: World, caplog: pytest.LogCaptureFixture) -> None:
    keep(world, "activity20260101", "meetings20260101", "reports20260101")

    with world.failing(lambda request: request.startswith("DELETE") and "meetings20260101" in request):
        run = sweep(world)

    assert (run.status, run.json["outcome"]) == (200, "incomplete")
    assert (run.json["failed"], run.json["dropped"]) == (
        ["meetings 2026-01-01"],
        ["activity 2026-01-01", "reports 2026-01-01"],
    )
    assert "meetings20260101" in names(world)
    (event,) = events(caplog, "retention_run_failed")
    assert event["outcome"] == "incomplete"

    again = sweep(world)
    assert (again.json["outcome"], again.json["dropped"]) == ("succeeded", ["meetings 2026-01-01"])
    assert "meetings20260101" not in names(world)


def test_what_is_overdue_is_announced(world: World, caplog: pytest.LogCaptureFixture) -> None:
    keep(world, *DAYS)
    world.clock.now = REPORTS_DUE + timedelta(hours=23, minutes=59)
    assert sweep(world, dryRun="true").json["overdue"] == []

    world.clock.advance(minutes=1)
    run = sweep(world)

    assert (run.json["overdue"], run.json["dropped"]) == (["reports 2026-11-23"], ["reports 2026-11-23"])
    (event,) = events(caplog, "table_overdue")
    assert (event["family"], event["day"]) == ("reports", "2026-11-23")


def test_a_table_that_comes_back_is_dropped_again_and_announced(world: World, caplog: pytest.LogCaptureFixture) -> None:
    keep(world, "reports20261023")
    assert sweep(world).json["dropped"] == ["reports 2026-10-23"]

    keep(world, "reports20261023")  # as a dropped table of many rows has been seen to
    world.clock.advance(hours=1)
    run = sweep(world)

    assert (run.json["dropped"], run.json["overdue"]) == (["reports 2026-10-23"], ["reports 2026-10-23"])
    assert events(caplog, "table_overdue")
    assert "reports20261023" not in names(world)


def test_unknown_tables_are_reported_by_name_to_the_operator_only_and_never_touched(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    keep(world, "backupOfAnna", "profiles20260101")
    before = account(world)["backupOfAnna"]

    run = sweep(world)

    assert run.json["unknownTables"] == ["backupOfAnna", "profiles20260101"]
    assert run.json["unknown"] == entries(world)[0]["unknown"] == 2
    (event,) = events(caplog, "unknown_table")
    assert event["count"] == 2
    assert "backup" not in caplog.text
    assert account(world)["backupOfAnna"] == before


@pytest.mark.azurite
@pytest.mark.parametrize(
    ("ahead", "outcome"),
    [
        (timedelta(minutes=5), "succeeded"),
        (timedelta(minutes=-5), "succeeded"),
        (timedelta(minutes=5, seconds=1), "clock_refused"),
        (timedelta(minutes=-5, seconds=-1), "clock_refused"),
        (timedelta(days=400), "clock_refused"),
    ],
    ids=["5 minutes", "5 minutes behind", "more than 5 minutes", "more than 5 minutes behind", "a year"],
)
def test_a_clock_that_is_off_drops_nothing(
    world: World, ahead: timedelta, outcome: str, caplog: pytest.LogCaptureFixture
) -> None:
    keep(world, "activity20260101")
    world.storage.offset = -ahead

    run = sweep(world)

    assert (run.json["outcome"], run.json["skewSeconds"]) == (outcome, ahead.total_seconds())
    assert ("activity20260101" in names(world)) is (outcome == "clock_refused")
    failed = events(caplog, "retention_run_failed")
    assert [event["outcome"] for event in failed] == (["clock_refused"] if outcome == "clock_refused" else [])


def test_the_head_of_the_chain_is_in_the_event_of_each_run(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.run_timer()
    keep(world, "activity20260101")
    sweep(world)

    heads = [(event["number"], event["head"], event["count"]) for event in events(caplog, "retention_run_finished")]
    found = entries(world)
    assert heads == [(1, found[0]["hash"], 0), (2, found[1]["hash"], 1)]
    assert chain.faults(found, head=heads[-1][1]) == []


def test_no_drop_begins_when_the_time_of_a_run_is_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(world, "activity20260101", "reports20260101")
    monkeypatch.setattr("shared.retention.sweep.BUDGET_SECONDS", 0)

    run = sweep(world)

    assert (run.json["outcome"], run.json["dropped"]) == ("incomplete", [])
    assert run.json["failed"] == ["activity 2026-01-01", "reports 2026-01-01"]
    assert {"activity20260101", "reports20260101"} <= names(world)


def test_a_dry_run_judges_the_same_and_changes_nothing(world: World, caplog: pytest.LogCaptureFixture) -> None:
    keep(world, *DAYS, "activity20260101", "backup")
    world.clock.now = REPORTS_DUE + timedelta(days=2)
    before = account(world)

    dry = sweep(world, dryRun="true")

    assert account(world) == before
    assert events(caplog) == []
    assert (dry.json["dryRun"], dry.json["number"], dry.json["hash"]) == (True, 0, "")
    run = sweep(world, dryRun="false")
    own = {"number", "previous", "hash", "dryRun"}
    assert {name: value for name, value in dry.json.items() if name not in own} == {
        name: value for name, value in run.json.items() if name not in own
    }
    assert run.json["dropped"] == ["activity 2026-01-01", "reports 2026-11-23"]
