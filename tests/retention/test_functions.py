"""The timer and the routes of retention."""

from __future__ import annotations

from datetime import timedelta

import azure.functions as func
import pytest

from function_app import build_app
from shared.retention.functions import RetentionFailed
from tests.support.sweeps import entries, keep, names, sweep
from tests.support.world import NewWorld, World


class Late(func.TimerRequest):
    past_due = True


def test_the_timer_runs_hourly_away_from_the_full_hour_and_never_at_start(new_world: NewWorld) -> None:
    functions = build_app(new_world().services).get_functions()

    (timer,) = [built.get_trigger() for built in functions if built.get_function_name() == "enforce_retention"]
    assert timer is not None
    trigger = timer.get_dict_repr()
    assert (trigger["type"], trigger["schedule"]) == ("timerTrigger", "0 7 * * * *")
    assert (trigger["runOnStartup"], trigger["useMonitor"]) == (False, True)


def test_a_late_run_is_on_record_as_one(world: World) -> None:
    world._triggers["enforce_retention"](Late())

    assert [entry["trigger"] for entry in entries(world)] == ["late_timer"]


@pytest.mark.azurite
def test_a_scheduled_run_that_did_not_do_all_it_had_to_fails(world: World) -> None:
    keep(world, "activity20260101")

    drops_fail = world.failing(lambda request: request.startswith("DELETE") and "/Tables(" in request)
    with drops_fail, pytest.raises(RetentionFailed, match="incomplete"):
        world.run_timer()

    world.storage.offset = timedelta(minutes=6)
    with pytest.raises(RetentionFailed, match="clock_refused"):
        world.run_timer()

    assert [entry["outcome"] for entry in entries(world)] == ["incomplete", "clock_refused"]
    assert "activity20260101" in names(world)


def test_a_run_by_hand_answers_its_evidence_and_is_logged(world: World) -> None:
    keep(world, "activity20260101")

    run = sweep(world)

    (entry,) = entries(world)
    assert run.json == {**entry, "dryRun": False, "unknownTables": []}
    (row,) = world.rows("activity")
    assert (row["kind"], row["outcome"]) == ("retention_run", "succeeded")


def test_a_dry_run_is_not_logged(world: World) -> None:
    assert sweep(world, dryRun="true").status == 200

    assert world.rows("activity") == world.rows("evidence") == []


@pytest.mark.parametrize("wish", ["True", "1", "yes", "dry"])
def test_a_run_that_is_neither_dry_nor_not_is_refused(world: World, wish: str) -> None:
    keep(world, "activity20260101")

    reply = sweep(world, dryRun=wish)

    assert (reply.status, reply.code) == (400, "invalid_request")
    assert "activity20260101" in names(world)


def test_only_operators_sweep(world: World) -> None:
    for token in (world.token(), world.officer_token()):
        assert world.call("run_retention", token).code == "role_required"

    assert world.rows("evidence") == []


@pytest.mark.parametrize("function", ["retention_status", "retention_evidence"])
def test_operators_and_officers_see_how_retention_stands(world: World, function: str) -> None:
    assert world.call(function, world.operator_token()).status == 200
    assert world.call(function, world.officer_token()).status == 200
    assert world.call(function, world.token()).code == "role_required"


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "101"}, {"cursor": "0"}, {"cursor": "-1"}, {"cursor": "1" * 13}, {"cursor": "one"}],
    ids=str,
)
def test_a_query_of_the_evidence_that_is_none_is_refused(world: World, query: dict[str, str]) -> None:
    reply = world.call("retention_evidence", world.operator_token(), query=query)

    assert (reply.status, reply.code) == (400, "invalid_request")


@pytest.mark.parametrize(("cursor", "numbers"), [("1", []), ("3", [2, 1]), ("999999999999", [3, 2, 1])])
def test_a_cursor_gives_what_is_older(world: World, cursor: str, numbers: list[int]) -> None:
    for _ in range(3):
        world.run_timer()

    page = world.call("retention_evidence", world.operator_token(), query={"cursor": cursor}).json

    assert [entry["number"] for entry in page["entries"]] == numbers
    assert page["next"] is None


def test_evidence_has_twenty_four_entries_a_page_unless_asked_otherwise(world: World) -> None:
    for _ in range(25):
        world.run_timer()

    page = world.call("retention_evidence", world.operator_token()).json

    assert [entry["number"] for entry in page["entries"]] == list(range(25, 1, -1))
    assert page["next"] == "2"
