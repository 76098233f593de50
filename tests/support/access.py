"""Reading a person's data to the end, and what storage itself has about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shared.http.bodies import validate
from shared.persons import profiles
from shared.rights.model import AccessPage
from shared.storage.daily import parse_table_name
from shared.storage.rows import DIGEST_BYTES, person_digest, unpack_content
from shared.times import compact_day
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, World

BENS_NAME = "ben.weber@contoso.example"


def match_ben(world: World) -> None:
    assert world.match(BEN, BENS_NAME).status == 200


def ben_token(world: World) -> str:
    return world.token(BEN, preferred_username=BENS_NAME)


def pages(
    world: World,
    token: str | None = None,
    *,
    limit: int | None = None,
    function: str = "read_my_data",
    path: Mapping[str, str] | None = None,
) -> Iterator[dict[str, Any]]:
    """Every page, each as the model that the contract names; a second passes after each."""
    query = {"limit": str(limit)} if limit else {}
    while True:
        reply = world.call(function, token or world.token(), query=query, path=path)
        assert reply.status == 200, reply.body
        validate(AccessPage, reply.json)
        yield reply.json
        world.clock.advance(seconds=1)
        if reply.json["next"] is None:
            return
        query["cursor"] = reply.json["next"]


def items(world: World, token: str | None = None, *, limit: int | None = None) -> dict[str, dict[str, Any]]:
    """The items of every page by their id, each of which is there once."""
    found = [item for page in pages(world, token, limit=limit) for item in page["items"]]
    assert len({item["id"] for item in found}) == len(found)
    return {item["id"]: item for item in found}


def ids_in_storage(world: World, oid: str = ANNA, tid: str = TENANT_ID) -> set[str]:
    """The id of the item that each row about a person should be, from a scan of every row of every table."""
    return {
        item_id
        for table in world.tables.listing().names
        for row in world.tables.query(table, "PartitionKey ne @nobody", {"nobody": ""})
        if (item_id := _id_of(table, row, oid, tid)) is not None
    }


def _id_of(table: str, row: Mapping[str, Any], oid: str, tid: str) -> str | None:
    partition, key = str(row["PartitionKey"]), str(row["RowKey"])
    daily = parse_table_name(table)
    own = f"{tid}:{oid}" if daily else tid
    if daily is not None and partition == own:
        return f"{daily[0]}.{compact_day(daily[1])}.{key}"
    if daily is not None and partition.startswith(f"{tid}:") and _mentions(row, tid, oid):
        return f"mentions.{compact_day(daily[1])}.{key}"
    if profiles.parse_table_name(table) is not None and oid in {key, row.get("oid")}:
        return "profiles"
    if partition == own and (key == oid or row.get("subject") == oid):
        return table if key == oid else f"{table}.{key}"
    if partition == own and key.startswith(f"{oid}."):
        return f"{table}.{key.partition('.')[2]}"
    assert oid not in str(dict(row)), f"a row of {table} names the person in a way that nothing looks for"
    assert "c0" not in row or oid not in str(unpack_content(row))
    return None


def _mentions(row: Mapping[str, Any], tid: str, oid: str) -> bool:
    people = row.get("people", b"")
    return person_digest(tid, oid) in {
        people[start : start + DIGEST_BYTES] for start in range(0, len(people), DIGEST_BYTES)
    }
