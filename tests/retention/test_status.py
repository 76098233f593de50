"""What is held and until when, as operators and data protection officers see it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from shared.storage.deadlines import Deadlines
from tests.support.sweeps import account, keep, sweep
from tests.support.tokens import TENANT_ID
from tests.support.world import OTHER_TENANT_ID, START, NewWorld, World


def status(world: World, token: str | None = None) -> dict[str, Any]:
    reply = world.call("retention_status", token or world.operator_token())
    assert reply.status == 200, reply.json
    return dict(reply.json)


def family(world: World, name: str) -> dict[str, Any]:
    (found,) = [entry for entry in status(world)["families"] if entry["family"] == name]
    return dict(found)


def test_an_account_without_tables_holds_nothing(new_world: NewWorld) -> None:
    found = status(new_world())

    assert found["asOf"] == "2026-11-23T09:45:10Z"
    assert found["limits"] == {"retentionDays": 180, "contentRetentionDays": None}
    assert (found["lastRun"], found["lastSuccessAt"]) == (None, None)
    assert (found["overdue"], found["due"], found["unknownTables"], found["unknownCount"]) == ([], [], [], 0)
    assert [entry["family"] for entry in found["families"]] == ["activity", "meetings", "reports", "profiles"]
    assert {entry["tables"] for entry in found["families"]} == {0}
    assert found["calendar"] == []


def test_each_family_says_its_oldest_day_and_when_the_first_of_it_goes(world: World) -> None:
    keep(world, "reports20261123", "reports20261031", "activity20260601")

    assert family(world, "reports") == {
        "family": "reports",
        "tables": 2,
        "oldestDay": "2026-10-31",
        "newestDay": "2026-11-23",
        "nextDropFrom": "2026-11-29T00:00:00Z",
        "nextGoneBy": "2026-11-30T00:00:00Z",
    }
    assert family(world, "activity")["nextGoneBy"] == "2026-11-28T00:00:00Z"
    assert family(world, "meetings")["oldestDay"] is None


@pytest.mark.clause("R11.2b")
def test_profiles_say_when_the_contract_ends(world: World) -> None:
    world.match()
    assert family(world, "profiles")["nextDropFrom"] is None

    world.register(contractEnd="2026-12-31")

    assert family(world, "profiles") == {
        "family": "profiles",
        "tables": 1,
        "oldestDay": "2026-01-01",
        "newestDay": "2026-01-01",
        "nextDropFrom": "2027-01-01T00:00:00Z",
        "nextGoneBy": "2027-01-01T03:00:00Z",
    }


def test_limits_are_those_in_force(new_world: NewWorld) -> None:
    world = new_world({"RETENTION_DAYS": "90", "CONTENT_RETENTION_DAYS": "7"})

    assert status(world)["limits"] == {"retentionDays": 90, "contentRetentionDays": 7}


def test_due_comes_first_and_overdue_a_day_later(world: World) -> None:
    keep(world, "reports20261023")  # gone by 23 November: due since yesterday, overdue since today
    keep(world, "reports20261024")

    found = status(world)

    assert found["due"] == ["reports 2026-10-23", "reports 2026-10-24"]
    assert found["overdue"] == ["reports 2026-10-23"]


@pytest.mark.azurite
def test_the_last_success_stays_in_sight_when_runs_fail(world: World) -> None:
    world.run_timer()
    world.clock.advance(hours=1)
    world.storage.offset = timedelta(hours=1)
    assert sweep(world).json["outcome"] == "clock_refused"

    found = status(world)

    assert found["lastSuccessAt"] == "2026-11-23T09:45:10Z"
    assert (found["lastRun"]["number"], found["lastRun"]["outcome"]) == (2, "clock_refused")


def test_names_of_unknown_tables_are_for_operators_and_their_number_for_officers(world: World) -> None:
    stray = f"profiles{OTHER_TENANT_ID.replace('-', '')}20260101"
    keep(world, "backup", stray)

    operators, officers = status(world), status(world, world.officer_token())

    assert (operators["unknownTables"], operators["unknownCount"]) == (["backup", stray], 2)
    assert (officers["unknownTables"], officers["unknownCount"]) == ([], 2)


def test_status_names_no_tenant_and_changes_nothing(world: World) -> None:
    world.match()
    world.services.registry().end(TENANT_ID, START)
    before = account(world)

    found = status(world, world.officer_token())

    assert found["due"] == ["profiles 2026-01-01"]
    assert TENANT_ID not in repr(found)
    assert TENANT_ID.replace("-", "") not in repr(found)
    assert account(world) == before


@pytest.mark.clause("R11.2a")
def test_the_calendar_says_on_which_day_what_goes(world: World) -> None:
    keep(world, "activity20260601", "activity20260602", "meetings20260601", "reports20261028")

    assert status(world)["calendar"] == [
        {
            "day": "2026-11-27",
            "drops": [
                {"family": "activity", "tables": 1},
                {"family": "meetings", "tables": 1},
                {"family": "reports", "tables": 1},
            ],
        },
        {"day": "2026-11-28", "drops": [{"family": "activity", "tables": 1}]},
    ]


@pytest.mark.clause("R11.2a")
def test_the_calendar_has_every_table_on_the_day_before_its_deadline(world: World) -> None:
    today = date(2026, 11, 23)
    # A month of every length ends within these 120 days, so several days of content go at once.
    days = [today - timedelta(days=back) for back in range(120)]
    kept = [("activity", day) for day in days] + [("reports", day) for day in days]
    for family_name, day in kept:
        world.tables.create_table(f"{family_name}{day:%Y%m%d}")
    deadlines = Deadlines(retention_days=180, content_retention_days=None)

    calendar = status(world)["calendar"]

    listed = {(entry["day"], drop["family"]): drop["tables"] for entry in calendar for drop in entry["drops"]}
    expected: dict[tuple[str, str], int] = {}
    for family_name, day in kept:
        last_day = deadlines.deadline(family_name, day).date() - timedelta(days=1)
        place = (max(last_day, today).isoformat(), family_name)
        expected[place] = expected.get(place, 0) + 1
    assert listed == expected
    assert all(earlier["day"] < later["day"] for earlier, later in pairwise(calendar))


def test_what_is_due_or_overdue_goes_today(world: World) -> None:
    keep(world, "reports20261023", "reports20261024", "reports20261025")

    assert status(world)["calendar"] == [
        {"day": "2026-11-23", "drops": [{"family": "reports", "tables": 2}]},
        {"day": "2026-11-24", "drops": [{"family": "reports", "tables": 1}]},
    ]


@pytest.mark.clause("R11.2b")
def test_a_contracts_end_is_in_the_calendar_from_180_days_before(world: World) -> None:
    world.match()
    world.register(contractEnd="2027-05-22")
    its_end = {"day": "2027-05-23", "drops": [{"family": "profiles", "tables": 1}]}
    assert its_end not in status(world)["calendar"]

    world.clock.advance(days=1)

    assert its_end in status(world)["calendar"]


@pytest.mark.clause("R11.2a")
def test_nothing_later_than_the_limit_stands_in_the_calendar(world: World) -> None:
    world.match()
    keep(world, "meetings20261123")

    days = [entry["day"] for entry in status(world)["calendar"]]

    assert days[-1] == "2027-05-21"  # a day before 22 May, when 23 November is 180 days old


def test_the_calendar_counts_no_unknown_table_and_names_none(world: World) -> None:
    keep(world, "backup", f"profiles{OTHER_TENANT_ID.replace('-', '')}20260101")

    assert status(world)["calendar"] == []
