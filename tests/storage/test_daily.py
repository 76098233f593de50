"""A table per family and day: made when missing, never made again once its day has elapsed, and empty from then on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from requests import PreparedRequest, Response

from shared.problems import StorageUnavailable
from shared.storage.daily import DailyTables, DayElapsed, parse_table_name, table_name
from shared.storage.deadlines import LOWEST, Deadlines
from tests.storage.conftest import Account
from tests.support.azure_answers import refusal
from tests.support.world import START, Clock

DAY = date(2026, 11, 23)
ROW = {"PartitionKey": "p", "RowKey": "1"}
LIMITS = Deadlines(180, None)
families = pytest.mark.parametrize("family", ["activity", "meetings", "reports"])


def daily(
    account: Account,
    clock: Callable[[], datetime] | None = None,
    dropped_at: Callable[[str, date], datetime | None] = lambda *_: None,
) -> DailyTables:
    return DailyTables(account.tables, LIMITS, clock or Clock(), dropped_at)


class Ticking:
    """A clock that gives each of these instants once, and the last one from then on."""

    def __init__(self, *instants: datetime) -> None:
        self._instants = list(instants)

    def __call__(self) -> datetime:
        return self._instants.pop(0) if len(self._instants) > 1 else self._instants[0]


@families
def test_a_name_says_family_and_day(family: str) -> None:
    assert table_name(family, DAY) == f"{family}20261123"
    assert parse_table_name(f"{family}20261123") == (family, DAY)


@pytest.mark.parametrize(
    "name",
    [
        *("activity", "activity2026112", "activity20261131", "activity202611230", "Activity20261123", "20261123"),
        *("tenants", "tenants20261123", "evidence20261123", "attention20261123", "reports2026112a", "reports00000000"),
        *("reports15001123", "", "profiles7c1f0f6e52a44b1d8a5e2f9e6d3b7a1020260101"),
    ],
)
def test_other_names_are_not_ours(name: str) -> None:
    assert parse_table_name(name) is None


@families
def test_the_first_row_of_a_day_makes_its_table(account: Account, family: str) -> None:
    tables = daily(account)

    tables.put(family, DAY, {**ROW, "by": "first"})
    tables.put(family, DAY, {**ROW, "by": "second"})
    tables.put(family, DAY, {**ROW, "RowKey": "2"})

    assert account.tables.listing().names == (f"{family}20261123",)
    assert tables.get(family, DAY, "p", "1", now=START) == {**ROW, "by": "second"}
    assert [row["RowKey"] for row in tables.partition(family, DAY, "p", now=START)] == ["1", "2"]


def test_rows_are_read_by_partition_and_selected(account: Account) -> None:
    tables = daily(account)
    tables.put("meetings", DAY, {**ROW, "topic": "Weekly"})
    tables.put("meetings", DAY, {**ROW, "PartitionKey": "q"})

    assert tables.partition("meetings", DAY, "p", now=START, select=["topic"]) == [{"topic": "Weekly"}]
    assert tables.get("meetings", DAY, "nobody", "1", now=START) is None
    assert tables.partition("meetings", DAY - timedelta(days=1), "p", now=START) == []


def test_a_removed_row_tells_that_it_was_there(account: Account) -> None:
    tables = daily(account)
    tables.put("meetings", DAY, ROW)

    assert tables.remove("meetings", DAY, "p", "1") is True
    assert tables.remove("meetings", DAY, "p", "1") is False
    assert tables.remove("reports", DAY, "p", "1") is False


@families
@pytest.mark.clause("R6.5", "R11.2a")
def test_writing_ends_an_hour_before_the_drop(account: Account, family: str) -> None:
    clock = Clock(LIMITS.writable_until(family, DAY))
    tables = daily(account, clock)

    with pytest.raises(DayElapsed):
        tables.put(family, DAY, ROW)
    assert account.wire.seen == []

    clock.advance(microseconds=-1)
    tables.put(family, DAY, ROW)
    assert account.tables.get(table_name(family, DAY), "p", "1") is not None


@families
@pytest.mark.clause("R6.5", "R11.2a")
def test_from_its_deadline_on_a_day_reads_as_empty_though_its_rows_are_there(account: Account, family: str) -> None:
    tables = daily(account)
    tables.put(family, DAY, ROW)
    deadline = LIMITS.deadline(family, DAY)
    account.wire.seen.clear()

    for now in (deadline, deadline + timedelta(days=400)):
        assert tables.get(family, DAY, "p", "1", now=now) is None
        assert tables.partition(family, DAY, "p", now=now) == []

    assert account.wire.seen == []
    last = deadline - timedelta(microseconds=1)
    assert tables.get(family, DAY, "p", "1", now=last) == ROW
    assert tables.partition(family, DAY, "p", now=last) == [ROW]


def test_a_row_of_an_elapsed_day_can_still_be_removed(account: Account) -> None:
    clock = Clock()
    tables = daily(account, clock)
    tables.put("meetings", DAY, ROW)
    clock.advance(days=500)

    assert tables.remove("meetings", DAY, "p", "1") is True


@families
def test_store_meets_sweep_the_age_is_judged_again_before_a_table_is_made(account: Account, family: str) -> None:
    """The write passed its check, was held up, and the sweep has dropped the table meanwhile."""
    end = LIMITS.writable_until(family, DAY)
    tables = daily(account, Ticking(end - timedelta(seconds=1), end))

    with pytest.raises(DayElapsed):
        tables.put(family, DAY, ROW)

    assert account.tables.listing().names == ()


@families
@pytest.mark.clause("R6.5", "R11.2a")
def test_a_name_that_was_dropped_under_lower_limits_is_not_made_again(account: Account, family: str) -> None:
    asked: list[tuple[str, date]] = []

    def dropped_at(family: str, day: date) -> datetime:
        asked.append((family, day))
        return START

    clock = Clock(LOWEST.dropped_from(family, DAY))
    tables = daily(account, clock, dropped_at)

    with pytest.raises(DayElapsed):
        tables.put(family, DAY, ROW)

    assert account.tables.listing().names == ()
    assert asked == [(family, DAY)]
    clock.advance(microseconds=-1)
    tables.put(family, DAY, ROW)
    clock.advance(microseconds=1)
    tables.put(family, DAY, {**ROW, "RowKey": "2"})  # a table that is there takes rows
    assert asked == [(family, DAY)], "nothing can have dropped it before, and nobody asks of a table that is there"


def test_store_meets_sweep_a_table_under_deletion_takes_no_row(account: Account) -> None:
    account.wire.answers = lambda _: refusal(409, "TableBeingDeleted")

    with pytest.raises(DayElapsed):
        daily(account).put("reports", DAY, ROW)


@pytest.mark.parametrize(
    ("making", "putting"),
    [
        ((409, "TableBeingDeleted"), (404, "TableNotFound")),
        (None, (404, "TableNotFound")),
        (None, (409, "TableBeingDeleted")),
    ],
    ids=["making it finds it under deletion", "it is gone again", "it goes again"],
)
def test_store_meets_sweep_a_table_that_goes_while_it_is_made_is_not_made_twice(
    account: Account, making: tuple[int, str] | None, putting: tuple[int, str]
) -> None:
    puts: list[PreparedRequest] = []

    def answers(request: PreparedRequest) -> Response | None:
        if request.method == "PUT":
            puts.append(request)
            return refusal(*(putting if len(puts) > 1 else (404, "TableNotFound")))
        return refusal(*making) if making else None

    account.wire.answers = answers

    with pytest.raises(DayElapsed):
        daily(account).put("reports", DAY, ROW)
    assert account.wire.methods().count("POST") == 1


def test_two_that_make_the_same_table_both_store(account: Account) -> None:
    """Another worker makes the table between this one's first attempt and its own making."""

    def answers(request: PreparedRequest) -> Response | None:
        account.wire.answers = lambda _: None
        account.tables.create_table(table_name("reports", DAY))
        return refusal(404, "TableNotFound") if request.method == "PUT" else None

    account.wire.answers = answers

    daily(account).put("reports", DAY, ROW)
    assert account.tables.get(table_name("reports", DAY), "p", "1") is not None


def test_an_outage_is_not_an_elapsed_day(account: Account) -> None:
    account.wire.answers = lambda _: refusal(503, "ServerBusy")

    with pytest.raises(StorageUnavailable):
        daily(account).put("reports", DAY, ROW)
