"""The chain of evidence: complete, numbered, unforgeable by a change of rows, and without personal data."""

from __future__ import annotations

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.families import unknown_properties
from shared.problems import StorageUnavailable
from shared.retention.evidence import INCOMPLETE, SUCCEEDED, Entry, Evidence
from tests.retention import chain
from tests.support.reports import stored_id
from tests.support.sweeps import answer_lost, dead_from, entries, keep, sweep
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, OTTO, START, Clock, NewWorld, World

THREE_YEARS = timedelta(days=3 * 365)
ENTRY = Entry(
    number=0,
    trigger="timer",
    started_at=START,
    finished_at=START + timedelta(seconds=2),
    outcome=SUCCEEDED,
    dropped=("activity 2026-05-26", "reports 2026-10-24"),
    overdue=("reports 2026-10-20",),
    failed=(),
    unknown=0,
    skew_seconds=-1,
)


def evidence(world: World) -> Evidence:
    return world.services.evidence()


def appended(world: World, *outcomes: str) -> list[dict[str, Any]]:
    """A chain of entries with these outcomes, oldest first, as it is published."""
    for hour, outcome in enumerate(outcomes):
        evidence(world).append(replace(ENTRY, outcome=outcome, started_at=START + timedelta(hours=hour)))
    return entries(world)


def forge(entry: dict[str, Any], **members: object) -> None:
    """Change an entry, and its hash with it."""
    entry |= members
    entry["hash"] = chain.recomputed(entry)


def test_the_first_entry_begins_the_chain_and_is_read_as_it_was_written(world: World) -> None:
    written = evidence(world).append(ENTRY)

    assert (written.number, written.previous) == (1, chain.START)
    assert evidence(world).newest(10) == [written]
    assert entries(world) == [
        {
            "number": 1,
            "trigger": "timer",
            "outcome": "succeeded",
            "unknown": 0,
            "held": 0,
            "previous": chain.START,
            "hash": written.hash,
            "startedAt": "2026-11-23T09:45:10Z",
            "finishedAt": "2026-11-23T09:45:12Z",
            "skewSeconds": -1,
            "dropped": ["activity 2026-05-26", "reports 2026-10-24"],
            "overdue": ["reports 2026-10-20"],
            "failed": [],
        }
    ]


def test_entries_are_chained_and_their_hashes_can_be_recomputed(world: World) -> None:
    found = appended(world, *[SUCCEEDED] * 12)

    assert [entry["number"] for entry in found] == list(range(1, 13))
    assert chain.faults(found, head=found[-1]["hash"]) == []


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (lambda rows: rows[2].update(dropped=[]), [3]),
        (lambda rows: forge(rows[2], outcome="succeeded"), [4]),
        (lambda rows: rows[2].update(number=4), [4]),
        (lambda rows: rows.pop(2), [4]),
        (lambda rows: rows.insert(1, rows.pop(2)), [2, 3, 4]),
        (lambda rows: rows.pop(), [5]),
        (lambda rows: rows.clear(), [1]),
    ],
    ids=[
        "changed",
        "changed and hashed anew",
        "renumbered",
        "removed",
        "reordered",
        "the newest removed",
        "all removed",
    ],
)
def test_a_chain_that_was_tampered_with_is_found_out(
    world: World, tamper: Callable[[list[dict[str, Any]]], Any], found: list[int]
) -> None:
    rows = appended(world, SUCCEEDED, SUCCEEDED, INCOMPLETE, SUCCEEDED, SUCCEEDED)
    head = rows[-1]["hash"]
    tampered = copy.deepcopy(rows)

    tamper(tampered)

    assert chain.faults(rows, head) == []
    assert chain.faults(tampered, head) == found


def test_numbers_have_no_gaps_when_many_append_at_once(new_world: NewWorld) -> None:
    clock = Clock()
    worlds = [new_world(clock=clock) for _ in range(4)]
    evidence(worlds[0]).append(ENTRY)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda world: [evidence(world).append(ENTRY) for _ in range(5)], worlds))

    found = entries(worlds[0])
    assert [entry["number"] for entry in found] == list(range(1, 22))
    assert chain.faults(found) == []


@pytest.mark.azurite
def test_the_loser_of_a_race_reads_the_end_again(new_world: NewWorld) -> None:
    first, second = new_world(), new_world()
    evidence(first).append(ENTRY)

    def overtake(request: Any) -> None:
        if request.method == "POST":
            first.storage.before = None
            evidence(second).append(replace(ENTRY, trigger="operator"))

    first.storage.before = overtake
    loser = evidence(first).append(ENTRY)

    assert [(entry["number"], entry["trigger"]) for entry in entries(first)] == [
        (1, "timer"),
        (2, "operator"),
        (3, "timer"),
    ]
    assert loser.number == 3
    assert chain.faults(entries(first)) == []


def test_the_last_success_is_the_newest_run_that_did_all_it_had_to(world: World) -> None:
    assert evidence(world).last_success() is None

    appended(world, SUCCEEDED, SUCCEEDED, INCOMPLETE)

    last = evidence(world).last_success()
    assert last is not None
    assert last.number == 2


def test_entries_older_than_three_years_go_and_the_rest_still_chains(new_world: NewWorld) -> None:
    world = new_world()
    for age in (THREE_YEARS + timedelta(hours=2), THREE_YEARS + timedelta(seconds=1), THREE_YEARS, timedelta(days=1)):
        evidence(world).append(replace(ENTRY, started_at=START - age))

    world.run_timer()

    found = entries(world)
    assert [entry["number"] for entry in found] == [3, 4, 5]
    assert chain.faults(found) == []


def test_entries_go_in_portions_so_that_a_run_stays_short(world: World) -> None:
    for _ in range(5):
        evidence(world).append(replace(ENTRY, started_at=START - THREE_YEARS - timedelta(days=1)))

    assert evidence(world).expire(START, maximum=2) == 2
    assert evidence(world).expire(START, maximum=10) == 3
    assert evidence(world).expire(START, maximum=10) == 0


@pytest.mark.azurite
def test_the_oldest_entries_go_first_so_that_the_chain_never_has_a_gap(world: World) -> None:
    for age in (3, 2, 1):
        evidence(world).append(replace(ENTRY, started_at=START - THREE_YEARS - timedelta(days=age)))
    evidence(world).append(ENTRY)

    def numbers() -> list[int]:
        assert chain.faults(entries(world)) == []
        return [entry["number"] for entry in entries(world)]

    evidence(world).expire(START, maximum=1)
    assert numbers() == [2, 3, 4]
    with answer_lost(world, 2), dead_from(world, 3), pytest.raises(StorageUnavailable):  # cut off after one deletion
        evidence(world).expire(START, maximum=10)
    assert numbers() == [3, 4]


def at_hour(world: World, hour: int, *dropped: str) -> None:
    """A run of that hour after the start, which ended two seconds later."""
    began = START + timedelta(hours=hour)
    ended = began + timedelta(seconds=2)
    evidence(world).append(replace(ENTRY, started_at=began, finished_at=ended, dropped=dropped))


def test_what_was_dropped_since_comes_with_when_it_first_went(world: World) -> None:
    """A large table has been seen to come back: it had gone before."""
    at_hour(world, 0, "reports 2026-10-23")
    at_hour(world, 1, "reports 2026-10-24", "activity 2026-05-26")
    at_hour(world, 2, "reports 2026-10-24")
    at_hour(world, 3)
    end = START + timedelta(hours=1, seconds=2)

    assert evidence(world).drops_since(end) == {"reports 2026-10-24": end, "activity 2026-05-26": end}
    assert evidence(world).drops_since(end + timedelta(seconds=1)) == {"reports 2026-10-24": end + timedelta(hours=1)}
    assert evidence(world).drops_since(START + timedelta(hours=4)) == {}


@pytest.mark.azurite
def test_drops_are_read_no_further_back_than_asked(world: World) -> None:
    for hour in range(110):
        at_hour(world, hour, *([f"reports {hour}"] if hour % 2 else []))
    world.storage.requests.clear()

    assert len(evidence(world).drops_since(START)) == 55
    assert len(world.storage.requests) == 2

    world.storage.requests.clear()
    assert len(evidence(world).drops_since(START + timedelta(hours=100))) == 5
    assert len(world.storage.requests) == 1


@pytest.mark.clause("R5.3")
def test_evidence_holds_no_personal_data_and_no_tenant(world: World) -> None:
    # GIVEN everything that a sweep may come across, due
    world.match()
    stored_id(world)
    keep(world, "backupOfAnna", "activity20260101")
    world.services.registry().end(TENANT_ID, world.clock())
    world.clock.advance(days=400)

    # WHEN it runs, by the timer and by hand
    world.run_timer()
    sweep(world)

    # THEN of all that only families and days are on record
    rows = world.rows("evidence")
    assert len([row for row in rows if row["PartitionKey"] == "run"]) == 2
    assert [unknown_properties("evidence", row) for row in rows] == [set()] * len(rows)
    text = repr(rows).lower().replace("-", "")
    for secret in (ANNA, OTTO, TENANT_ID, "anna", "contoso", "backup", "weekly"):
        assert secret.lower().replace("-", "") not in text


def test_the_newest_entries_come_first_and_page_to_the_end(world: World) -> None:
    appended(world, *[SUCCEEDED] * 7)
    token = world.operator_token()

    numbers: list[list[int]] = []
    query = {"limit": "3"}
    while True:
        page = world.call("retention_evidence", token, query=query).json
        numbers.append([entry["number"] for entry in page["entries"]])
        if page["next"] is None:
            break
        query["cursor"] = page["next"]

    assert numbers == [[7, 6, 5], [4, 3, 2], [1]]
