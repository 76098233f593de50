"""What an erasure costs: by the person's data and the tenant's month, never by what others have (R10.17)."""

from __future__ import annotations

import pytest

from shared.storage.rows import pack_content, pack_people
from shared.storage.tables import MAX_IN_TRANSACTION, Put
from tests.support.erasure import erase, fill, left_of
from tests.support.holds import place_hold
from tests.support.interference import start_over
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, World

OTHER_TENANTS = (OTHER_TENANT_ID, f"ffffffff{OTHER_TENANT_ID[8:]}")
"""One before ours in the order of keys and one after it."""


def requests_of_erasing(world: World) -> int:
    world.clock.advance(minutes=1)
    world.storage.requests.clear()
    erase(world)
    return len(world.storage.requests)


def test_ten_times_more_rows_of_other_tenants_cost_nothing(azurite: str) -> None:
    costs: list[int] = []
    for rows in (100, 1000):
        world = start_over(azurite)
        fill(world)
        for tid in OTHER_TENANTS:
            add_rows(world, f"{tid}:{BEN}", rows)
        costs.append(requests_of_erasing(world))

    assert costs[0] == costs[1]


@pytest.mark.azurite
def test_many_rows_go_in_transactions(world: World) -> None:
    fill(world)
    rows = 1_000
    add_rows(world, f"{TENANT_ID}:{ANNA}", rows)

    requests = requests_of_erasing(world)

    assert left_of(world) == {"activity": ["data_erased"], "erasures": ["done"]}
    assert requests <= rows / MAX_IN_TRANSACTION + rows / 200 + 60


@pytest.mark.azurite
def test_many_rows_are_moved_aside_in_transactions(world: World) -> None:
    fill(world)
    rows = 500
    add_rows(world, f"{TENANT_ID}:{ANNA}", rows)
    place_hold(world, families=["activity", "meetings", "reports", "profiles"])

    requests = requests_of_erasing(world)

    assert len(world.rows("held")) > rows
    assert requests <= 2 * rows / MAX_IN_TRANSACTION + rows / 200 + 60


def add_rows(world: World, partition: str, count: int) -> None:
    """Rows of the log, and for each hundredth a report that mentions nobody known."""
    rows = [
        {"PartitionKey": partition, "RowKey": f"{number:06d}", "at": "2026-11-23T09:00:00Z", "kind": "forward"}
        for number in range(count)
    ]
    for start in range(0, count, MAX_IN_TRANSACTION):
        world.tables.transact("activity20261123", [Put(row) for row in rows[start : start + MAX_IN_TRANSACTION]])
        tid = partition.partition(":")[0]
        content = {"people": pack_people(tid, [BEN]), **pack_content({"attendees": []})}
        keys = {"PartitionKey": partition, "RowKey": f"20261123-{start:026d}", "storedAt": "2026-11-23T09:00:00Z"}
        world.tables.put("reports20261123", {**keys, **content})
