"""Storing a report, from the bytes of its body until all of it is stored, as the service itself does it in process:
judging the body, what must be known of the person, content, header, and the row of the log.

Beside it: a row for each attendee in transactions of a hundred, as `azure-data-tables` invites to, with a body that is
parsed and not judged. Azurite looks for each row among all of its partition, so that 10,000 of them take longer there
than they would in Azure: the bound is stated for 1,000. And the floor: the body parsed, the content compressed, and the
same three rows put over bare HTTP, nothing judged and nothing read. The floor takes turns with ours of its own, and
more of them: it needs no half a minute, and two turns are too few to tell the garbage collector's from the others.
"""

from __future__ import annotations

import json
import random
import uuid
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from azure.data.tables import TableClient, TransactionOperation, UpdateMode

from bench.measuring import Scale, in_turns, least, most, progress
from bench.results import Result
from bench.storage import PERSON, BareTables, tables_in_memory
from shared.audit.activity import FAMILY
from shared.auth.caller import Caller
from shared.holds.holds import TABLE as HOLDS
from shared.http.bodies import validate
from shared.persons.erasures import TABLE as ERASURES
from shared.reports.keys import CONTENTS, HEADERS
from shared.reports.model import Report
from shared.reports.store import split
from shared.services import Services
from shared.storage.azure_tables import connect
from shared.storage.daily import table_name
from shared.storage.rows import pack_content
from shared.storage.tables import MAX_IN_TRANSACTION, Row
from shared.strict_json import parse
from shared.times import format_instant
from tests.support.reports import ALL_PERMITTED
from tests.support.world import ENVIRONMENT, World, report_body

MANY = 10_000
SIZES = (10, 1_000, MANY)
JUDGED = 1_000
"""For so many attendees at least ten times faster than a row each."""
WHAT_LIMITS = (
    "what the floor leaves out grows with the attendees: a quarter of ours is judging the body (strict JSON, the "
    "model, the names of attention data), and a sixth the digests by which a rights request finds people and the way "
    "back from the model to JSON"
)
WHAT_LIMITS_A_SMALL_ONE = (
    "six requests in the place of three, for it is read first whether the person is matched, who was erased, and "
    "whether the report is there; and each by the SDK, to which a request is a millisecond of processor time, and "
    "half of one to the bare client"
)
ROWS_TABLE = "attendees"
MEETING = b"MSpkZjE4"
"""The id in the body, in whose place each new report has another one of its length."""
FIRST_NAMES = ("Anna", "Ben", "Carla", "David", "Eva", "Finn", "Greta", "Hugo", "Ida", "Jan", "Mia", "Nils")
LAST_NAMES = ("Berg", "Frank", "Haas", "Huber", "Jung", "Kern", "Klein", "Lang", "Moor", "Roth", "Schmidt", "Wolf")
COMING_AND_GOING = timedelta(minutes=15)

TURNS_WITH_FLOOR = 15

Rows = list[tuple[str, Row]]


def run(scale: Scale) -> list[Result]:
    """Each size beside both."""
    results: list[Result] = []
    with tables_in_memory() as connection_string, BareTables(connection_string) as bare:
        world = World.on_azurite(connection_string)
        world.register(collect=ALL_PERMITTED)
        world.match()
        services = Services({**ENVIRONMENT, "TABLES_CONNECTION_STRING": connection_string}, clock=world.clock)
        account = connect(services.settings())
        rows_of_attendees = account.create_table_if_not_exists(ROWS_TABLE)
        for table in (ERASURES, HOLDS):  # there since somebody first was erased, and something first was held
            account.create_table_if_not_exists(table)
        for size in SIZES:
            count = max(SIZES[0], scale.of(size))
            progress(f"storing {count:,} attendees")
            body = body_of(count, world.clock())
            ours = partial(store_new, services, world.clock(), body)
            again = partial(store, services, world.clock(), body)
            again()  # makes the tables
            requests, rows = stored_rows(world, body)
            turns = 9 if scale is Scale.FULL and size <= JUDGED else 2
            with_rows = in_turns([ours, partial(store_a_row_each, rows_of_attendees, body)], turns)
            with_floor = in_turns([ours, partial(store_barely, bare, body, rows), again], scale.of(TURNS_WITH_FLOOR))
            results += _results(count, with_rows, with_floor, requests, is_judged=size == JUDGED)
    return results


def _results(
    count: int, with_rows: list[float], with_floor: list[float], requests: int, *, is_judged: bool
) -> list[Result]:
    ours, a_row_each = with_rows
    ours_beside_floor, floor, again = with_floor
    transactions = -(-(count + 1) // MAX_IN_TRANSACTION)
    what = f"a report with {count:,} attendees"
    return [
        Result(
            what,
            ours,
            beside="a row an attendee, a hundred a transaction: times slower",
            baseline=a_row_each,
            figure=a_row_each / ours,
            bound=least(10) if is_judged else None,
        ),
        Result(
            what,
            ours_beside_floor,
            beside="the same rows over bare HTTP",
            baseline=floor,
            bound=most(3),
            note={MANY: WHAT_LIMITS, SIZES[0]: WHAT_LIMITS_A_SMALL_ONE}.get(count, ""),
        ),
        Result(f"{what}, stored again", again, beside="the same rows over bare HTTP", baseline=floor),
        Result(f"{what}: requests", requests, "", beside="a row an attendee", baseline=transactions, figure=requests),
    ]


def body_of(count: int, now: datetime) -> bytes:
    """A body with so many registered users, who come and go within a quarter of an hour; the same in each run."""
    numbers = random.Random(1)
    began, ended = now - timedelta(minutes=65), now - timedelta(minutes=5)

    def attendee() -> dict[str, Any]:
        joined, left = (timedelta(seconds=numbers.randrange(COMING_AND_GOING.seconds)) for _ in range(2))
        return {
            "oid": str(uuid.UUID(int=numbers.getrandbits(128), version=4)),
            "name": f"{numbers.choice(FIRST_NAMES)} {numbers.choice(LAST_NAMES)}",
            "role": "attendee",
            "joinedAt": format_instant(began + joined),
            "leftAt": format_instant(ended - left),
        }

    attendees = [attendee() for _ in range(count)]
    return json.dumps(report_body(ended, participantCount=count, attendees=attendees)).encode()


def store(services: Services, now: datetime, body: bytes) -> None:
    """What `POST reports` does between authentication and answer."""
    reports = services.reports()
    registration = reports.admit_person(PERSON, now)
    report: Report = validate(Report, parse(body))
    reports.store(Caller(PERSON, role=None, address=None), registration, report, now, "a request")


def store_new(services: Services, now: datetime, body: bytes) -> None:
    """Store it as the report of another meeting, which nobody has stored before."""
    store(services, now, body.replace(MEETING, uuid.uuid4().hex[: len(MEETING)].encode(), 1))


def stored_rows(world: World, body: bytes) -> tuple[int, Rows]:
    """The requests that storing it takes, and the three rows that are there: one of the log stands for all."""
    world.storage.requests.clear()
    store_new(world.services, world.clock(), body)
    requests = len(world.storage.requests)
    names = (table_name(family, world.clock().date()) for family in (CONTENTS, HEADERS, FAMILY))
    found = {name: list(world.tables.query(name, "PartitionKey eq @person", {"person": PERSON.key})) for name in names}
    return requests, [(name, rows[-1]) for name, rows in found.items()]


def store_a_row_each(table: TableClient, body: bytes) -> None:
    """A row for the report and one for each attendee, with the SDK's transactions."""
    members = json.loads(body)
    header, content = split(members)
    partition = {"PartitionKey": f"{PERSON.key}:{members['reportId']}"}
    rows = [
        {**partition, "RowKey": f"{number:05d}", **attendee} for number, attendee in enumerate(content["attendees"], 1)
    ]
    rows.insert(0, {**partition, "RowKey": "00000", **header})
    for start in range(0, len(rows), MAX_IN_TRANSACTION):
        some = rows[start : start + MAX_IN_TRANSACTION]
        table.submit_transaction([(TransactionOperation.UPSERT, row, {"mode": UpdateMode.REPLACE}) for row in some])


def store_barely(bare: BareTables, body: bytes, rows: Rows) -> None:
    """The rows that the service stored, under keys that are new as its own are, with content made of the body anew."""
    packed = pack_content(split(json.loads(body))[1])
    fresh = uuid.uuid4().hex[:12]
    for table, row in rows:
        content = packed if table.startswith(CONTENTS) else {}
        bare.put(table, {**row, "RowKey": f"{str(row['RowKey'])[: -len(fresh)]}{fresh}", **content})
