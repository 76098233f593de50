"""Two worker processes of the service over one storage: both store, forward, read, delete and erase at the same time.

They share nothing but storage. Afterwards everything that one of them confirmed is there, what was deleted or erased is
not, and every name is bound to one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import pytest

from tests.faults import operations
from tests.faults.operations import person, token, username
from tests.retention import chain
from tests.support.interference import start_over
from tests.support.sweeps import entries
from tests.support.tokens import TENANT_ID
from tests.support.world import World, report_body

pytestmark = pytest.mark.slow

ROUNDS = 6
CONTESTED = "contested@contoso.example"


@dataclass(frozen=True)
class Confirmed:
    """What a worker was told to be done: reports by their owner, people erased, and who got the contested name."""

    kept: dict[str, list[str]] = field(default_factory=dict)
    erased: list[str] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)
    sweeps: int = 0


def work(connection_string: str, worker: int, rounds: int) -> Confirmed:
    """One worker's day, in a process of its own; the people of worker 0 and 1 have different numbers."""
    world = World.on_azurite(connection_string)
    confirmed = Confirmed()
    sweeps = 0
    world.contact_center.usernames.add(CONTESTED)
    for number in range(worker, 2 * rounds, 2):
        oid = operations.matched(world, number)
        taken = world.call("forward_identity", world.token(person(100 + number), preferred_username=CONTESTED))
        if taken.status == 200:
            confirmed.bound.append(person(100 + number))
        else:
            assert taken.code == "identity_rebound"
        shared = {"oid": person((number + 2) % (2 * rounds)), "name": "Petra Lang", "role": "attendee"}
        keys = [stored(world, oid, f"{kind}{number}", shared) for kind in ("kept", "deleted")]
        deleted = world.call("delete_report", token(world, oid), path={"reportId": keys[1]})
        assert deleted.status == 204
        confirmed.kept[oid] = keys[:1]
        if number % 3 == 0:
            assert operations.erase(world, oid).status == 200
            confirmed.erased.append(oid)
            del confirmed.kept[oid]
        swept = world.call("run_retention", world.operator_token())
        assert swept.status in {200, 409}
        sweeps += swept.status == 200
    return Confirmed(confirmed.kept, confirmed.erased, confirmed.bound, sweeps)


def stored(world: World, oid: str, report_id: str, attendee: dict[str, str]) -> str:
    reply = world.call("store_report", token(world, oid), report_body(reportId=report_id, attendees=[attendee]))
    assert reply.status == 201, reply.body
    return str(reply.json["id"])


def both(connection_string: str, rounds: int) -> list[Confirmed]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        days = [pool.submit(work, connection_string, worker, rounds) for worker in (0, 1)]
        return [day.result(timeout=600) for day in days]


def reports(world: World, oid: str) -> Iterator[str]:
    for report in world.call("list_reports", token(world, oid), query={"limit": "100"}).json["reports"]:
        whole = world.call("read_report", token(world, oid), path={"reportId": report["id"]})
        assert whole.json["attendees"]
        yield report["id"]


def bound_to(world: World, name: str) -> str | None:
    registration = world.services.registry().find_registration(TENANT_ID)
    assert registration is not None
    return world.services.profiles().bearer(registration, name)


def test_two_processes_lose_nothing_and_leave_nothing(azurite: str, long: bool) -> None:
    world = start_over(azurite)
    rounds = 10 * ROUNDS if long else ROUNDS

    days = both(azurite, rounds)

    assert sum(len(day.kept) + len(day.erased) for day in days) == 2 * rounds
    for day in days:
        for oid, keys in day.kept.items():
            assert list(reports(world, oid)) == keys
            assert bound_to(world, username(oid)) == oid
        for oid in day.erased:
            assert {row["kind"] for row in world.rows("activity") if oid in row["PartitionKey"]} == {"data_erased"}
            assert not list(reports(world, oid))
    assert len({oid for day in days for oid in day.bound}) == 1
    assert len(entries(world)) == sum(day.sweeps for day in days)
    assert chain.faults(entries(world)) == []

    world.clock.advance(minutes=16)
    world.run_timer()  # takes what was being stored about the erased meanwhile
    for oid in [oid for day in days for oid in day.erased]:
        operations.only_the_erasure_is_left(world, oid)
