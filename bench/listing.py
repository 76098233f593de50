"""Listing the newest 20 reports, where each day has a table and a list reads eight of them at a time.

Beside it: one table in which each user has a partition, newest first, so that a list is one request. That is the
cheapest list there is, and the price of it is paid elsewhere: its rows expire one by one. Both hold the same rows.
Storage requests are counted as well; what they cost on Azurite, which does one thing at a time, is their upper end. Not
counted is the one by which a process asks, every ten minutes, what sweeps have dropped under limits that were lower.

A ladder was tried, and is not used: header rows three times, in tables that span 1, 6 and 36 days, of which a list
reads the coarsest first. For a user without reports it took 1.5 to 1.9 times one partition; storing became 1.1 to 1.8
times dearer. It would leave three rows to erase, correct, hold, restrict and export where there is one, each a row that
can be forgotten; and the lists of those who have reports, and of those who have none, keep their bounds without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from azure.data.tables import TableClient

from bench.measuring import Bound, Scale, in_turns, most, progress
from bench.results import Result
from bench.storage import PERSON, BareTables, tables_in_memory
from shared.reports.keys import CONTENTS, HEADERS, report_key
from shared.reports.service import DAYS_AT_ONCE
from shared.services import FAN_OUT_THREADS, Lazy, Services
from shared.settings import MAX_RETENTION_DAYS
from shared.storage.azure_tables import connect
from shared.storage.daily import table_name
from shared.storage.tables import Row
from shared.times import format_instant, start_of
from tests.support.tokens import TENANT_ID
from tests.support.world import ENVIRONMENT, START, Clock, World

LIMIT = 20
MONTH = 31
SECONDS = 2.0
"""A list of half a year in which there is nothing, on Azurite."""
ONE_TABLE = "everything"
OTHERS = 10
"""Further people with a report on each day."""


@dataclass(frozen=True, slots=True)
class Case:
    """Whose list, over how many days, and how many parallel rounds and reads it may take."""

    what: str
    oid: str
    days: int
    most_rounds: int
    most_reads: int
    most_seconds: float | None = None


CASES = (
    Case("of a user with two reports a day", PERSON.oid, MONTH, 2, 2 * DAYS_AT_ONCE),
    Case("of a user without reports, 31 days", "nobody", MONTH, 4, MONTH),
    Case("of a user without reports, 180 days", "nobody", MAX_RETENTION_DAYS, 23, MAX_RETENTION_DAYS, SECONDS),
)


class Rounds(ThreadPoolExecutor):
    """Counts how often work is spread over its threads."""

    def __init__(self) -> None:
        super().__init__(FAN_OUT_THREADS)
        self.count = 0

    def map(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self.count += 1
        return super().map(*args, **kwargs)


def run(scale: Scale) -> list[Result]:
    """Count, then time in turns."""
    results: list[Result] = []
    with tables_in_memory() as connection_string:
        progress("filling half a year of days")
        fill(connection_string)
        services = Services({**ENVIRONMENT, "TABLES_CONNECTION_STRING": connection_string}, clock=Clock())
        one_table = connect(services.settings()).get_table_client(ONE_TABLE)
        for case in CASES:
            progress(f"listing the reports {case.what}")
            rounds, reads = counted(connection_string, case)
            candidates: list[Callable[[], object]] = [
                partial(list_reports, services, case),
                partial(list_one_partition, one_table, case),
            ]
            ours, one_partition = in_turns(candidates, 15 if scale is Scale.FULL else 3)
            results += _results(case, rounds, reads, ours, one_partition)
    return results


def _results(case: Case, rounds: int, reads: int, ours: float, one_partition: float) -> list[Result]:
    what, beside = f"the list {case.what}", "one partition"
    within: Bound | None = most(case.most_seconds) if case.most_seconds else None
    return [
        Result(f"{what}: rounds", rounds, "", beside, 1, figure=rounds, bound=most(case.most_rounds)),
        Result(f"{what}: reads", reads, "", beside, 1, figure=reads, bound=most(case.most_reads)),
        Result(what, ours, "s", beside, one_partition, figure=ours if within else None, bound=within),
    ]


def counted(connection_string: str, case: Case) -> tuple[int, int]:
    """The rounds and the storage requests of one list, in a process that has asked what was dropped."""
    world, rounds = World.on_azurite(connection_string), Rounds()
    world.services.pool = Lazy(lambda: rounds)
    world.services.drops().recently_dropped_at(CONTENTS, START.date())
    world.storage.requests.clear()
    with rounds:
        list_reports(world.services, case)
    return rounds.count, len(world.storage.requests)


def list_reports(services: Services, case: Case) -> None:
    """What `GET reports` does between authentication and answer."""
    last = START.date()
    first = last - timedelta(days=case.days - 1)
    services.reports().list(replace(PERSON, oid=case.oid), first, last, LIMIT, None, START)


def list_one_partition(table: TableClient, case: Case) -> None:
    """The same from one partition, whose keys begin with the days that were left until a day far off."""
    where, person = "PartitionKey eq @person and RowKey lt @end", f"{TENANT_ID}:{case.oid}"
    end = _newest_first(START.date() - timedelta(days=case.days))
    rows = table.query_entities(where, parameters={"person": person, "end": end}, results_per_page=LIMIT + 1)
    list(next(rows.by_page()))


def fill(connection_string: str) -> None:
    """Two reports a day of the person, one of each of the others, in both layouts."""
    with BareTables(connection_string) as tables:
        tables.create_table(ONE_TABLE)
        for back in range(MAX_RETENTION_DAYS):
            day = START.date() - timedelta(days=back)
            tables.create_table(table_name(HEADERS, day))
            for oid in (PERSON.oid, *(f"other-{number}" for number in range(OTHERS))):
                rows = [header_row(oid, day, number) for number in range(2 if oid == PERSON.oid else 1)]
                tables.insert(table_name(HEADERS, day), rows)
                tables.insert(ONE_TABLE, [{**row, "RowKey": _newest_first(day) + str(row["RowKey"])} for row in rows])


def header_row(oid: str, day: date, number: int) -> Row:
    """A report's header as the service stores it."""
    began = start_of(day) + timedelta(hours=1 + number)
    report_id = f"report {number}"
    return {
        "PartitionKey": f"{TENANT_ID}:{oid}",
        "RowKey": report_key(TENANT_ID, oid, "weekly", report_id, day),
        "storedAt": format_instant(began + timedelta(hours=1)),
        "meetingId": "weekly",
        "reportId": report_id,
        "type": "meeting",
        "topic": "Weekly",
        "startedAt": format_instant(began),
        "endedAt": format_instant(began + timedelta(minutes=45)),
        "participantCount": 2,
        "guests": 1,
        "dialIns": 0,
    }


def _newest_first(day: date) -> str:
    return f"{(date.max - day).days:07d}"
