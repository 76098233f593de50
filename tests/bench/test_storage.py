"""The client without an SDK writes what the service reads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.storage import BareTables
from shared.storage.tables import Row
from tests.support.interference import start_over
from tests.support.world import World

TABLE = "activity20261123"


@pytest.fixture
def bare(azurite: str) -> Iterator[BareTables]:
    start_over(azurite)
    with BareTables(azurite) as tables:
        tables.create_table(TABLE)
        yield tables


def test_a_row_is_put_and_replaced(bare: BareTables, azurite: str) -> None:
    row: Row = {
        "PartitionKey": "tid:oid",
        "RowKey": "1'2",
        "text": "Wöchentlich",
        "count": 3,
        "on": True,
        "data": b"\x00\xff",
    }

    bare.put(TABLE, {**row, "text": "Weekly"})
    bare.put(TABLE, row)

    assert World.on_azurite(azurite).rows(TABLE) == [row]


def test_a_hundred_rows_go_in_one_transaction_or_not_at_all(bare: BareTables, azurite: str) -> None:
    rows: list[Row] = [{"PartitionKey": "p", "RowKey": f"{number:03d}", "data": b"\xff"} for number in range(100)]

    bare.insert(TABLE, rows)
    with pytest.raises(ValueError, match="the transaction failed"):
        bare.insert(TABLE, [{"PartitionKey": "p", "RowKey": "new"}, rows[0]])

    assert World.on_azurite(azurite).rows(TABLE) == rows
