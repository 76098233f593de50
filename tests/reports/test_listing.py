"""The list of reports: newest first, page by page, one's own only, and at a bounded number of requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.reports import ended, ids, listed, read, store, stored_id
from tests.support.world import ANNA, BEN, START, World

MONTH = {"from": "2026-10-26", "to": "2026-11-23"}


def stored(world: World, *ages: timedelta, oid: str = ANNA) -> list[str]:
    """Reports on meetings that ended this long ago; their ids, in that order."""
    return [stored_id(world, ended(world.clock() - age, f"{age}"), oid) for age in ages]


def partition_reads(world: World) -> list[str]:
    return [request for request in world.storage.requests if "/meetings2" in request and "PartitionKey%20eq" in request]


def pages(world: World, limit: int, **query: str) -> list[list[str]]:
    """Every page of a list, from the first to the last."""
    reply = listed(world, limit=str(limit), **query)
    found = [ids(reply)]
    while reply.json["next"] is not None:
        reply = listed(world, limit=str(limit), cursor=reply.json["next"], **query)
        found.append(ids(reply))
    return found


def test_reports_come_newest_first_within_and_across_days(matched: World) -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    ages = (day, hour, 20 * day, timedelta(0), day + hour, 8 * day, 7 * day)

    by_age = dict(zip(ages, stored(matched, *ages), strict=True))

    assert ids(listed(matched)) == [by_age[age] for age in sorted(ages)]


def test_an_entry_says_what_a_header_holds_and_until_when(matched: World) -> None:
    report_id = stored_id(matched)

    (entry,) = listed(matched).json["reports"]

    report = read(matched, report_id).json
    del report["attendees"]
    assert entry == report


def test_reports_that_ended_in_the_same_second_are_all_listed(matched: World) -> None:
    bodies = [ended(START - timedelta(minutes=5), f"report {number}") for number in range(5)]
    expected = {stored_id(matched, body) for body in bodies}

    found = [report_id for page in pages(matched, 2) for report_id in page]

    assert len(found) == 5
    assert set(found) == expected


@pytest.mark.parametrize(
    ("query", "days_ago"),
    [
        ({}, [0, 1, 26]),
        ({"from": "2026-11-22", "to": "2026-11-22"}, [1]),
        ({"from": "2026-11-22"}, [0, 1]),
        ({"to": "2026-11-22"}, [1, 26]),
        ({"from": "2026-10-28", "to": "2026-11-23"}, [0, 1, 26]),
        ({"from": "2026-10-29", "to": "2026-11-22"}, [1]),
        ({"from": "2026-11-24", "to": "2026-12-24"}, []),
        ({"from": "1601-01-01", "to": "9998-12-31"}, [0, 1, 26]),
        ({"to": "1601-01-01"}, []),
    ],
)
def test_from_and_to_are_both_included(matched: World, query: dict[str, str], days_ago: list[int]) -> None:
    by_age = {age: stored(matched, timedelta(days=age))[0] for age in (0, 1, 26)}

    assert ids(listed(matched, **query)) == [by_age[age] for age in days_ago]


def test_the_last_31_days_are_listed_unless_the_query_says_otherwise(matched: World) -> None:
    (report_id,) = stored(matched, timedelta(0))

    matched.clock.advance(days=30)
    assert ids(listed(matched)) == [report_id]

    matched.clock.advance(days=1)
    assert ids(listed(matched)) == []
    assert ids(listed(matched, to="2026-12-23")) == [report_id]
    assert ids(listed(matched, **{"from": "2026-11-23"})) == [report_id]


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-11-24", "to": "2026-11-23"},
        {"from": "yesterday"},
        {"to": "20261123"},
        {"to": "2026-11-31"},
        {"from": "1600-12-31"},
        {"to": "2026-11-23T00:00:00Z"},
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "-1"},
        {"limit": "1.5"},
        {"limit": "ten"},
        {"limit": "٣"},
        {"cursor": "20261123"},
        {"cursor": "20261123.094510.abcdefghijklmnopqrstuvwxyz' or '1'='1"},
        {"cursor": "99991231.094510.abcdefghijklmnopqrstuvwxyz"},
    ],
    ids=lambda query: "&".join(f"{name}={value}" for name, value in query.items())[:40],
)
def test_a_query_that_is_none_is_refused(matched: World, query: dict[str, str]) -> None:
    reply = listed(matched, **query)

    assert (reply.status, reply.code) == (400, "invalid_request")
    assert not any(value.encode() in reply.body for value in query.values() if len(value) > 5)


def test_a_page_has_twenty_and_at_most_a_hundred(matched: World) -> None:
    for number in range(101):
        stored_id(matched, ended(START - timedelta(minutes=number), f"report {number}"))

    assert len(ids(listed(matched))) == 20
    assert [len(page) for page in pages(matched, 100)] == [100, 1]
    assert len(ids(listed(matched, limit="1"))) == 1


def test_the_last_page_says_that_it_is_the_last(matched: World) -> None:
    stored(matched, timedelta(0), timedelta(days=1))

    assert listed(matched, limit="2").json["next"] is None
    assert listed(matched, limit="1").json["next"] is not None
    assert [len(page) for page in pages(matched, 1)] == [1, 1]


@pytest.mark.parametrize(
    "cursor",
    [
        "20261122.999999.zzzzzzzzzzzzzzzzzzzzzzzzzz",
        "20991231.000000.abcdefghijklmnopqrstuvwxyz",
        "16010101.000000.abcdefghijklmnopqrstuvwxyz",
    ],
)
def test_a_cursor_made_up_reaches_nothing_of_anyone_else(matched: World, cursor: str) -> None:
    matched.match(BEN, "ben.wolf@contoso.example")
    mine = stored(matched, timedelta(0), timedelta(days=2))
    stored(matched, timedelta(0), timedelta(days=2), oid=BEN)

    assert set(ids(listed(matched, cursor=cursor))) <= set(mine)


def test_the_cursor_of_another_gives_ones_own_reports(matched: World) -> None:
    matched.match(BEN, "ben.wolf@contoso.example")
    ages = (timedelta(0), timedelta(days=1), timedelta(days=2))
    stored(matched, *ages)
    his = stored(matched, *(age + timedelta(seconds=1) for age in ages), oid=BEN)

    cursor = listed(matched, limit="1").json["next"]

    assert ids(listed(matched, BEN, cursor=cursor)) == his


@pytest.mark.azurite
def test_a_list_reads_each_day_once_at_most(matched: World) -> None:
    stored(matched, timedelta(days=25))
    matched.storage.requests.clear()

    listed(matched)

    reads = partition_reads(matched)
    assert len(reads) == len(set(reads)) == 31
    assert matched.storage.writes() == []


@pytest.mark.azurite
def test_a_list_stops_reading_when_its_page_is_full(matched: World) -> None:
    stored(matched, timedelta(0), timedelta(minutes=1), timedelta(days=20))
    matched.storage.requests.clear()

    listed(matched, limit="1")

    assert len(partition_reads(matched)) <= 8


@pytest.mark.azurite
def test_a_list_never_asks_for_days_that_cannot_be_there(matched: World) -> None:
    matched.storage.requests.clear()

    listed(matched, **{"from": "1601-01-01", "to": "9998-12-31"})

    assert len(partition_reads(matched)) == 180


@pytest.mark.clause("R11.2a")
def test_what_is_past_its_deadline_is_never_listed(matched: World) -> None:
    old, new = stored(matched, timedelta(days=1), timedelta(0))
    matched.clock.now = datetime(2027, 5, 21, tzinfo=UTC)

    assert ids(listed(matched, **MONTH)) == [new]
    assert read(matched, old).status == 404


@pytest.mark.azurite
def test_a_day_that_storage_does_not_answer_for_fails_the_list(matched: World) -> None:
    stored(matched, timedelta(0), timedelta(days=3))

    with matched.failing(lambda request: "/meetings20261120" in request):
        reply = listed(matched)

    assert (reply.status, reply.code) == (503, "storage_unavailable")
    assert len(ids(listed(matched))) == 2


def test_storing_the_same_report_twice_lists_it_once(matched: World) -> None:
    store(matched)
    store(matched)

    assert len(ids(listed(matched))) == 1
