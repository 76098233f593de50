"""Deleting the rows of a day that have expired, among the rows of half a year that have not: one run of the sweep as
the timer starts it, with its lease, its look at holds, its evidence and everything else that it does.

Beside it: one table of rows with a date, a query for those before a day, and a deletion each. That is measured with
fewer rows, for its time a deletion, and multiplied with their number: Azurite looks through the whole table for each
page of a query, so with as many rows as on our side it would be slower still, never faster. The sweep is shown beside
a tenth and half of the live rows as well: it takes the same requests, and no longer.
"""

from __future__ import annotations

import statistics
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from azure.data.tables import TableClient

from bench.measuring import Bound, Scale, least, most, progress, seconds
from bench.results import Result
from bench.storage import BareTables, tables_in_memory
from shared.services import Services
from shared.storage.azure_tables import connect
from shared.storage.daily import table_name
from shared.storage.tables import MAX_IN_TRANSACTION, Row
from tests.support.tokens import TENANT_ID
from tests.support.world import ENVIRONMENT, START, Clock, World

EXPIRED, LIVE = 100_000, 1_000_000
SHARES = (0.1, 0.5, 1.0)
SWEEPS = 3
"""At each share of the live rows, a day apart; their median counts."""
FIRST = START - timedelta(days=10)
"""A month before each of the days of the sweeps there is one of 31 days: a day of content is due on each."""
EXPIRED_BY_FAMILY = {"activity": 0.8, "meetings": 0.1, "reports": 0.1}
OLDEST = {"activity": 179, "meetings": 179, "reports": 30}
"""How many days back the day is that is due on the first day."""
LIVE_DAYS = {"activity": 165, "meetings": 165, "reports": 20}
"""How many days back live rows go: none of them is due by the last of the sweeps."""
ONE_BY_ONE_LIVE, ONE_BY_ONE_EXPIRED = 100_000, 1_000
ONE_TABLE = "everything"
OLD, BETWEEN, NEW = "2026-05-01T09:00:00Z", "2026-05-29T00:00:00Z", "2026-11-01T09:00:00Z"
HEAP_MB = 8192
THREADS = 3
SHOWN_AFTER = 1_000

Batch = tuple[str, int]
"""A table, and the number of the hundred rows that go into it."""


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured beside so many live rows."""

    live: int
    seconds: float
    requests: int


def run(scale: Scale) -> list[Result]:
    """The sweeps, then the deletions one by one, each at a growing number of live rows."""
    with tables_in_memory(HEAP_MB) as connection_string:
        sweeps = _sweeps(connection_string, scale)
    with tables_in_memory() as connection_string:
        deletions = _deletions(connection_string, scale)
    first, last, dearest = sweeps[0], sweeps[-1], deletions[-1]
    expired = scale.of(EXPIRED)
    extrapolated = dearest.seconds * expired
    return [
        Result(
            f"{expired:,} expired rows among {last.live:,} live ones",
            last.seconds,
            beside="one by one (extrapolated): times slower",
            baseline=extrapolated,
            figure=extrapolated / last.seconds,
            bound=least(1000),
            note=f"one by one is {dearest.seconds * 1000:.2g} ms a row among {dearest.live:,}, times {expired:,}.",
        ),
        *(_growth(f"a sweep among {point.live:,} live rows", point, first, most(2)) for point in sweeps[1:]),
        Result(
            f"requests of a sweep among {last.live:,} live rows",
            last.requests,
            "",
            f"among {first.live:,}",
            first.requests,
            bound=most(1),
        ),
        *(_growth(f"one deletion among {point.live:,} live rows", point, deletions[0]) for point in deletions[1:]),
    ]


def _growth(what: str, point: Point, first: Point, bound: Bound | None = None) -> Result:
    return Result(what, point.seconds, beside=f"among {first.live:,}", baseline=first.seconds, bound=bound)


def _sweeps(connection_string: str, scale: Scale) -> list[Point]:
    world = World.on_azurite(connection_string, clock=Clock(FIRST))
    world.register()
    world.match()
    tables = [table_name(family, world.clock().date() - timedelta(back)) for family, back in _live_days()]
    for name in tables:
        world.tables.create_table(name)
    live = [(tables[number % len(tables)], number) for number in range(scale.of(LIVE) // MAX_IN_TRANSACTION)]
    points: list[Point] = []
    filled = 0
    for share in SHARES:
        wanted = int(len(live) * share)
        fill(connection_string, live[filled:wanted], "live")
        filled = wanted
        runs = [_sweep(connection_string, world, scale.of(EXPIRED)) for _ in range(SWEEPS)]
        times, requests = zip(*runs, strict=True)
        points.append(Point(filled * MAX_IN_TRANSACTION, statistics.median(times), int(statistics.median(requests))))
    return points


def _live_days() -> list[tuple[str, int]]:
    return [(family, back) for family, days in LIVE_DAYS.items() for back in range(days)]


def _sweep(connection_string: str, world: World, expired: int) -> tuple[float, int]:
    """Fill what is due now, sweep, and go on to the next day: the time and the requests of the sweep."""
    due = {family: table_name(family, world.clock().date() - timedelta(back)) for family, back in OLDEST.items()}
    for name in due.values():
        world.tables.create_table(name)
    batches: list[Batch] = []
    for family, share in EXPIRED_BY_FAMILY.items():
        batches += [(due[family], number) for number in range(int(expired * share) // MAX_IN_TRANSACTION)]
    fill(connection_string, batches, "expired")
    world.storage.requests.clear()
    took = seconds(lambda: world.services.sweep().run("timer", world.clock()))
    requests = len(world.storage.requests)
    left = set(due.values()) & set(world.tables.listing().names)
    if left:
        raise ValueError(f"the sweep has left {', '.join(sorted(left))}")
    world.clock.advance(days=1)
    return took, requests


def _deletions(connection_string: str, scale: Scale) -> list[Point]:
    services = Services({**ENVIRONMENT, "TABLES_CONNECTION_STRING": connection_string})
    table = connect(services.settings()).create_table_if_not_exists(ONE_TABLE)
    live, expired = (scale.of(count) // MAX_IN_TRANSACTION for count in (ONE_BY_ONE_LIVE, ONE_BY_ONE_EXPIRED))
    points: list[Point] = []
    filled = 0
    for share in SHARES:
        wanted = int(live * share)
        fill(connection_string, [(ONE_TABLE, number) for number in range(filled, wanted)], "live")
        filled = wanted
        fill(connection_string, [(ONE_TABLE, live + number) for number in range(expired)], "expired", at=OLD)
        count = expired * MAX_IN_TRANSACTION
        took = seconds(lambda: delete_one_by_one(table))
        points.append(Point(filled * MAX_IN_TRANSACTION, took / count, count))
    return points


def delete_one_by_one(table: TableClient) -> None:
    """Every row from before a day."""
    old = table.query_entities("at lt @day", parameters={"day": BETWEEN}, select=["PartitionKey", "RowKey"])
    for row in old:
        table.delete_entity(row["PartitionKey"], row["RowKey"])


def fill(connection_string: str, batches: Sequence[Batch], kind: str, *, at: str = NEW) -> None:
    """A hundred rows for each batch, from several threads."""

    def insert(share: Sequence[Batch]) -> None:
        with BareTables(connection_string) as tables:
            for table, number in share:
                tables.insert(table, rows_of(number, at))

    with ThreadPoolExecutor(THREADS) as pool:
        for start in range(0, len(batches), SHOWN_AFTER):
            some = batches[start : start + SHOWN_AFTER]
            list(pool.map(insert, [some[thread::THREADS] for thread in range(THREADS)]))
            done, all_of_them = (count * MAX_IN_TRANSACTION for count in (start + len(some), len(batches)))
            progress(f"{done:,} of {all_of_them:,} {kind} rows are there")


def rows_of(number: int, at: str) -> list[Row]:
    """A hundred rows of one person, as the log has them."""
    person = f"{TENANT_ID}:{uuid.UUID(int=number)}"
    return [
        {
            "PartitionKey": person,
            "RowKey": f"{row:012d}-0123456789abcdef",
            "at": at,
            "kind": "forward",
            "outcome": "matched",
            "correlationId": "c0ffee00-0000-4000-8000-000000000000",
            "instance": "cc.contoso.example",
        }
        for row in range(MAX_IN_TRANSACTION)
    ]
