"""`AzureTables` on a real Azurite: each request has its outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import call, create_autospec

import pytest
from azure.data.tables import TableServiceClient

from shared.storage.azure_tables import AzureTables
from shared.storage.tables import (
    Create,
    Put,
    Remove,
    Replace,
    RowChanged,
    RowExists,
    TableMissing,
    Tables,
)
from tests.storage.conftest import Account

TABLE, OTHER_TABLE = "activity20261123", "activity20261122"


def row(key: str = "1", partition: str = "p", **values: Any) -> dict[str, Any]:
    return {"PartitionKey": partition, "RowKey": key, **values}


@pytest.fixture
def made(tables: Tables) -> Tables:
    tables.create_table(TABLE)
    return tables


def keys(tables: Tables, where: str = "PartitionKey eq @p", **parameters: str) -> list[str]:
    return [str(found["RowKey"]) for found in tables.query(TABLE, where, parameters or {"p": "p"})]


def test_a_row_is_read_as_it_was_put(made: Tables) -> None:
    written = row(text="Wöchentlich 📈", count=3, flag=True, data=b"\x00\xff")

    made.put(TABLE, written)

    found = made.get(TABLE, "p", "1")
    assert found is not None
    assert found.row == written
    assert [type(value) for value in found.row.values()] == [type(value) for value in written.values()]


def test_only_what_is_selected_is_read(made: Tables) -> None:
    made.put(TABLE, row(one="1", two="2"))

    found = made.get(TABLE, "p", "1", select=["one"])

    assert found is not None
    assert found.row["one"] == "1"
    assert "two" not in found.row
    assert list(made.query(TABLE, "PartitionKey eq @p", {"p": "p"}, select=["two"])) == [{"two": "2"}]


@pytest.mark.parametrize("key", ["", "2", "it's", "a b%2F", "'"])
def test_a_missing_row_is_none(made: Tables, key: str) -> None:
    made.put(TABLE, row())

    assert made.get(TABLE, "p", key) is None


def test_a_missing_table_reads_as_empty(tables: Tables) -> None:
    assert tables.get(TABLE, "p", "1") is None
    assert keys(tables) == []
    assert tables.remove(TABLE, "p", "1") is False


def test_writing_to_a_missing_table_says_so(tables: Tables) -> None:
    with pytest.raises(TableMissing):
        tables.create(TABLE, row())
    with pytest.raises(TableMissing):
        tables.put(TABLE, row())
    with pytest.raises(TableMissing):
        tables.transact(TABLE, [Create(row())])
    with pytest.raises(RowChanged):
        tables.replace(TABLE, row(), "W/\"datetime'2026-11-23T09%3A45%3A10.0000000Z'\"")


def test_create_adds_a_row_once(made: Tables) -> None:
    made.create(TABLE, row(by="first"))

    with pytest.raises(RowExists):
        made.create(TABLE, row(by="second"))
    found = made.get(TABLE, "p", "1")
    assert found is not None
    assert found.row["by"] == "first"


def test_put_replaces_the_whole_row(made: Tables) -> None:
    made.put(TABLE, row(one="1"))
    made.put(TABLE, row(two="2"))

    found = made.get(TABLE, "p", "1")
    assert found is not None
    assert found.row == row(two="2")


def test_replace_needs_the_row_as_it_was_read(made: Tables) -> None:
    made.put(TABLE, row(by="first"))
    read = made.get(TABLE, "p", "1")
    assert read is not None

    made.replace(TABLE, row(by="second"), read.etag)

    with pytest.raises(RowChanged):
        made.replace(TABLE, row(by="third"), read.etag)
    now = made.get(TABLE, "p", "1")
    assert now is not None
    assert now.row == row(by="second")
    made.remove(TABLE, "p", "1")
    with pytest.raises(RowChanged):
        made.replace(TABLE, row(by="fourth"), now.etag)


def test_remove_tells_whether_the_row_was_there(made: Tables) -> None:
    made.put(TABLE, row())

    assert made.remove(TABLE, "p", "1") is True
    assert made.remove(TABLE, "p", "1") is False


def test_remove_with_an_etag_leaves_a_row_that_has_changed(made: Tables) -> None:
    made.put(TABLE, row(by="first"))
    read = made.get(TABLE, "p", "1")
    assert read is not None
    made.put(TABLE, row(by="second"))

    with pytest.raises(RowChanged):
        made.remove(TABLE, "p", "1", etag=read.etag)
    now = made.get(TABLE, "p", "1")
    assert now is not None
    assert made.remove(TABLE, "p", "1", etag=now.etag) is True


def test_a_transaction_does_all_of_it(made: Tables) -> None:
    for key in ("old", "gone"):
        made.put(TABLE, row(key))
    old = made.get(TABLE, "p", "old")
    assert old is not None

    made.transact(
        TABLE,
        [Create(row("new")), Put(row("put")), Replace(row("old", by="second"), old.etag), Remove("p", "gone")],
    )

    assert keys(made) == ["new", "old", "put"]
    replaced = made.get(TABLE, "p", "old")
    assert replaced is not None
    assert replaced.row == row("old", by="second")


@pytest.mark.parametrize(
    ("last", "outcome"),
    [
        (Create(row("there")), RowExists),
        (Replace(row("there"), "W/\"datetime'2001-01-01T00%3A00%3A00.0000000Z'\""), RowChanged),
        (Replace(row("missing"), "W/\"datetime'2001-01-01T00%3A00%3A00.0000000Z'\""), RowChanged),
        (Remove("p", "missing"), RowChanged),
    ],
    ids=["create of what is there", "replace of what changed", "replace of nothing", "remove of nothing"],
)
def test_a_transaction_does_all_or_nothing(
    made: Tables, last: Create | Replace | Remove, outcome: type[Exception]
) -> None:
    made.put(TABLE, row("there"))

    with pytest.raises(outcome):
        made.transact(TABLE, [Create(row("new")), Put(row("put")), last])

    assert keys(made) == ["there"]


def test_with_table_makes_the_table_and_asks_once_more(tables: Tables) -> None:
    tables.with_table(TABLE, lambda: tables.create(TABLE, row()))
    tables.with_table(TABLE, lambda: tables.create(TABLE, row("2")))

    assert keys(tables) == ["1", "2"]


@pytest.mark.parametrize(
    "value", ["p' or PartitionKey ne '", "' or '1' eq '1", "p'' or true", "p) or (true", "@p", "%27 or true", "'"]
)
def test_what_stands_in_a_parameter_is_a_value_and_never_a_filter(made: Tables, value: str) -> None:
    made.put(TABLE, row("hers"))
    made.put(TABLE, row("his", partition="q"))
    made.put(TABLE, row("own", partition=value))

    assert keys(made, p=value) == ["own"]
    found = made.get(TABLE, value, "own")
    assert found is not None
    assert found.row["PartitionKey"] == value
    assert made.remove(TABLE, value, "own") is True
    assert sorted(keys(made, "PartitionKey ne @none", none="")) == ["hers", "his"]


def test_rows_come_in_the_order_of_their_keys_however_many_pages_they_take(made: Tables) -> None:
    for number in (3, 1, 5, 2, 4):
        made.put(TABLE, row(f"{number}"))

    found = made.query(TABLE, "PartitionKey eq @p", {"p": "p"}, page=2)

    assert [entity["RowKey"] for entity in found] == ["1", "2", "3", "4", "5"]


def test_a_table_is_made_and_dropped_as_often_as_one_likes(tables: Tables) -> None:
    tables.create_table(TABLE)
    tables.put(TABLE, row())
    tables.create_table(TABLE)
    assert keys(tables) == ["1"]

    tables.drop_table(TABLE)
    tables.drop_table(TABLE)
    assert tables.listing().names == ()


def test_the_listing_has_every_table_and_the_services_own_clock(account: Account) -> None:
    for name in ("reports20261123", "activity20261123"):
        account.tables.create_table(name)

    listing = account.tables.listing()

    assert listing.names == ("activity20261123", "reports20261123")
    assert listing.served_at.tzinfo is UTC
    assert abs(listing.served_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_dropping_a_table_takes_one_request_whatever_it_holds(account: Account) -> None:
    account.tables.create_table(TABLE)
    for number in range(30):
        account.tables.put(TABLE, row(f"{number}"))
    account.wire.seen.clear()

    account.tables.drop_table(TABLE)

    assert account.wire.methods() == ["DELETE"]


def test_ping_is_one_request(account: Account) -> None:
    account.tables.ping()

    assert account.wire.methods() == ["GET"]


def test_the_client_of_a_table_is_made_once() -> None:
    service = create_autospec(TableServiceClient, instance=True)
    service.get_table_client.return_value.query_entities.return_value = iter(())
    tables = AzureTables(service)

    for name in (TABLE, OTHER_TABLE, TABLE, OTHER_TABLE):
        list(tables.query(name, "PartitionKey eq @p", {"p": "p"}))

    assert service.get_table_client.call_args_list == [call(TABLE), call(OTHER_TABLE)]
