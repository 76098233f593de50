"""Pages of an export: no gap, no repeat, bounded, and at the cost of the person's own data."""

from __future__ import annotations

import tracemalloc
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.problems import InvalidRequest
from shared.rights.cursor import AfterRow, AmongHeld, AmongLasting, Cursor, parse
from tests.support.access import ids_in_storage, items, pages
from tests.support.rows import put_activity, put_held, put_reports
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, START, World, report_body

TODAY, YESTERDAY = START.date(), START.date() - timedelta(days=1)
COUNTS = st.integers(0, 4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limit=st.integers(1, 9), today=COUNTS, yesterday=COUNTS, long_ago=COUNTS, own=COUNTS, named=COUNTS, held=COUNTS)
@pytest.mark.clause("R10.15")
def test_pages_have_no_gap_and_no_repeat(
    world: World, limit: int, today: int, yesterday: int, long_ago: int, own: int, named: int, held: int
) -> None:
    person, other = str(uuid.uuid4()), str(uuid.uuid4())
    put_activity(world.tables, TODAY, today, person)
    put_activity(world.tables, YESTERDAY, yesterday, person)
    put_activity(world.tables, TODAY - timedelta(days=20), long_ago, person)
    put_reports(world.tables, YESTERDAY, own, person, person)
    put_reports(world.tables, YESTERDAY, named, other, person)
    put_held(world.tables, date(2026, 1, 2), held, person)
    stored = ids_in_storage(world, person)

    read = [page["items"] for page in pages(world, world.token(person), limit=limit)]

    found = [item["id"] for page in read for item in page]
    assert sorted(found) == sorted(stored)
    assert all(len(page) <= limit for page in read)


@pytest.mark.clause("R10.15")
def test_what_is_kept_beside_the_days_is_paged_as_well(world: World) -> None:
    world.match()
    for ground in ("accuracy", "objection"):
        assert world.call("restrict_my_data", world.token(), {"ground": ground}).status == 200
    world.clock.advance(seconds=1)
    stored = ids_in_storage(world)

    read = [page["items"] for page in pages(world, limit=1)]

    assert [item["id"] for page in read[:2] for item in page] == ["profiles", "restrictions"]
    assert {item["id"] for page in read for item in page} == stored
    assert all(len(page) <= 1 for page in read)


@pytest.mark.clause("R10.15")
def test_the_whole_export_is_as_of_its_beginning(world: World) -> None:
    world.match()
    world.clock.advance(seconds=1)

    read = list(pages(world, limit=1))

    assert {page["asOf"] for page in read} == {"2026-11-23T09:45:11Z"}
    assert [item["data"].get("kind") for page in read for item in page["items"]] == [None, "forward"]
    assert "data_read" in {item["data"].get("kind") for item in items(world).values()}


@pytest.mark.clause("R10.15")
def test_an_export_that_crosses_midnight_ends(world: World) -> None:
    world.clock.now = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
    put_activity(world.tables, TODAY, 5, ANNA)

    read = list(pages(world, function="read_subject_data", token=world.officer_token(), limit=1, path={"oid": ANNA}))

    assert [len(page["items"]) for page in read] == [1, 1, 1, 1, 1, 0]


@pytest.mark.clause("R10.15")
def test_every_table_is_named_on_some_page(world: World) -> None:
    world.match()
    world.call("store_report", world.token(), report_body())
    whole = world.call("read_my_data", world.token()).json["searched"]
    world.clock.advance(seconds=1)

    searched = {name for page in pages(world, limit=1) for name in page["searched"]}

    assert searched == set(whole)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "20261123",
        "20261123094510000000",
        "20261123094510000000.",
        "20261123094510000000.held",
        "20261123094510000000.held.reports.20261123",
        "20261123094510000000.held.tenants.20261123.a",
        "20261123094510000000.lasting.",
        "20261123094510000000.lasting.holds.a/b",
        "20261123094510000000.20261123.activity.",
        "20261123094510000000.20261123.activity.A",
        "20261123094510000000.20261123.activity.a' or PartitionKey ne 'a",
        "20261123094510000000.20261123.tenants.a",
        "20261123094510000000.20261323.activity.a",
        "20261323094510000000.20261123.activity.a",
        "20261123094510000000.20261123.activity.a\n",
        "00261123094510000000.held.",
        "99991123094510000000.held.",
        "20261123094510000000.٢0261123.activity.a",
        " 20261123094510000000.held.",
    ],
)
def test_a_cursor_is_read_strictly(world: World, cursor: str) -> None:
    with pytest.raises(InvalidRequest):
        parse(cursor)
    if cursor:  # the functions library leaves empty parameters out
        reply = world.call("read_my_data", world.token(), query={"cursor": cursor})
        assert (reply.status, reply.code) == (400, "invalid_request")


@given(
    st.builds(
        Cursor,
        st.datetimes(datetime(2000, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - naive bounds
        st.one_of(
            st.builds(AmongLasting, st.sampled_from(["profiles", "holds.Case_7-b", "notifications.0a"])),
            st.builds(
                AfterRow,
                st.dates(date(2000, 1, 1), date(9000, 1, 1)),
                st.sampled_from(["activity", "meetings", "reports", "mentions"]),
                st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True),
            ),
            st.just(AmongHeld()),
            st.just(AmongHeld("profiles.20260101.a0a0a0a0-0000-4000-8000-000000000001")),
        ),
    )
)
def test_a_cursor_is_read_as_it_was_written(cursor: Cursor) -> None:
    assert parse(str(cursor)) == cursor


@pytest.mark.clause("R10.15")
def test_a_cursor_is_of_no_use_to_another_person(world: World) -> None:
    put_activity(world.tables, TODAY, 3, ANNA)
    cursor = world.call("read_my_data", world.token(), query={"limit": "1"}).json["next"]

    assert world.call("read_my_data", world.token(BEN), query={"cursor": cursor}).json["items"] == []
    assert world.call("read_my_data", world.token(ANNA, OTHER_TENANT_ID), query={"cursor": cursor}).json["items"] == []


@pytest.mark.parametrize("limit", ["0", "501", "-1", "1.0", "ten"])
def test_a_limit_outside_1_to_500_is_refused(world: World, limit: str) -> None:
    reply = world.call("read_my_data", world.token(), query={"limit": limit})
    assert (reply.status, reply.code) == (400, "invalid_request")


@pytest.mark.azurite
@pytest.mark.parametrize("limit", [2, 500])
@pytest.mark.clause("R10.15")
def test_rows_of_other_tenants_change_neither_requests_nor_rows(world: World, limit: int) -> None:
    put_activity(world.tables, TODAY, 5, ANNA)
    put_reports(world.tables, TODAY, 5, BEN, ANNA)
    put_others(world, people=1)
    few = _cost(world, limit)

    put_others(world, people=10)

    assert _cost(world, limit) == few


@pytest.mark.azurite
@pytest.mark.clause("R10.15")
def test_pages_of_busy_days_read_little_that_they_do_not_show(world: World) -> None:
    for ago in range(12):
        put_activity(world.tables, YESTERDAY - timedelta(days=ago), 40, ANNA)

    read = _rows_read(world, limit=50)

    assert read < 2 * 12 * 40


@pytest.mark.parametrize("limit", [1, 3, 500])
@pytest.mark.clause("R10.15")
def test_quiet_days_are_read_eight_at_once(world: World, limit: int) -> None:
    for ago in range(40):
        put_activity(world.tables, YESTERDAY - timedelta(days=ago), int(ago == 39), ANNA)
    at_once: list[int] = []
    read_all = world.services.pool().map

    def observed(read: Callable[[Any], Any], sources: list[tuple[str, date]]) -> Iterator[Any]:
        at_once.append(len({day for _, day in sources}))
        return read_all(read, sources)

    with patch.object(world.services.pool(), "map", observed):
        page = world.services.rights().access.page(TENANT_ID, ANNA, None, limit, START)

    assert len(page.items) == 1
    assert at_once == [1, 8, 8, 8, 8, 7]


def _rows_read(world: World, limit: int) -> int:
    """Rows of the log that storage gives for a whole export."""
    rows: list[int] = []
    send = world.storage.send

    def observed(request: Any, **kwargs: Any) -> Any:
        response = send(request, **kwargs)
        if "/activity" in request.url:
            rows.append(len(response.internal_response.json()["value"]))
        return response

    with patch.object(world.storage, "send", observed):
        page = world.services.rights().access.page(TENANT_ID, ANNA, None, limit, START)
        while page.next is not None:
            page = world.services.rights().access.page(TENANT_ID, ANNA, page.next, limit, START)
    return sum(rows)


def put_others(world: World, people: int) -> None:
    """Rows of people of another tenant."""
    for person in (str(uuid.UUID(int=number)) for number in range(people)):
        put_activity(world.tables, TODAY, 50, person, OTHER_TENANT_ID)
        put_reports(world.tables, TODAY, 50, person, ANNA, OTHER_TENANT_ID)
        put_held(world.tables, YESTERDAY, 50, person, OTHER_TENANT_ID)


def _cost(world: World, limit: int) -> list[tuple[str, int]]:
    """Requests that storage gets for a whole export, each with the bytes of its answer."""
    access = world.services.rights().access
    world.services.registry().find_registration(TENANT_ID)  # is remembered from now on
    answers: list[tuple[str, int]] = []
    send = world.storage.send

    def observed(request: Any, **kwargs: Any) -> Any:
        response = send(request, **kwargs)
        answers.append((request.url, len(response.internal_response.content)))
        return response

    with patch.object(world.storage, "send", observed):
        page = access.page(TENANT_ID, ANNA, None, limit, START)
        while page.next is not None:
            page = access.page(TENANT_ID, ANNA, page.next, limit, START)
    return sorted(answers)


@pytest.mark.azurite
def test_10_000_rows_are_exported_within_one_run_at_bounded_memory(world: World) -> None:
    put_activity(world.tables, TODAY, 4_000, ANNA)
    put_activity(world.tables, YESTERDAY, 6_000, ANNA)
    world.storage.requests.clear()

    with _traced() as export:
        exported = world.call("port_my_data", world.token())
    requests = len(world.storage.requests)
    with _traced() as one_page:
        page = world.call("read_my_data", world.token(), query={"limit": "500"})

    assert len(exported.json["items"]) == 10_000
    assert export["peak"] < 80 * 2**20
    assert requests < 100
    assert len(page.json["items"]) == 500
    assert one_page["peak"] < 10 * 2**20


@contextmanager
def _traced() -> Iterator[dict[str, int]]:
    """The most memory that was allocated inside, in bytes."""
    measured: dict[str, int] = {}
    tracemalloc.start()
    try:
        yield measured
        measured["peak"] = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_tenant_of_a_row_is_no_prefix_of_another(world: World) -> None:
    """A tenant's reports are a range of keys: it ends with the tenant's id."""
    put_reports(world.tables, TODAY, 1, BEN, ANNA, TENANT_ID[:-1])
    put_reports(world.tables, TODAY, 1, BEN, ANNA, f"{TENANT_ID}0")
    assert items(world) == {}
