"""What the tests of retention share: tables of some age, sweeps, events, and a look at the whole of storage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from azure.core.exceptions import ServiceResponseError

from tests.support.world import Reply, World

if TYPE_CHECKING:
    from shared.storage.tables import Row

Account = dict[str, list[dict[str, Any]]]


def keep(world: World, *names: str, rows: int = 1) -> None:
    """Make tables with a few rows in each."""
    for name in names:
        world.tables.create_table(name)
        for number in range(rows):
            row: Row = {"PartitionKey": "somebody", "RowKey": f"{number}"}
            world.tables.put(name, row)


def names(world: World) -> set[str]:
    """Every table but those that sweeps themselves write."""
    return {name for name in world.tables.listing().names if name not in {"evidence", "tenants"}}


def account(world: World) -> Account:
    """Every row of every table."""
    return {name: world.rows(name) for name in world.tables.listing().names}


def sweep(world: World, **query: str) -> Reply:
    """A sweep by hand."""
    return world.call("run_retention", world.operator_token(), query=query)


def entries(world: World) -> list[dict[str, Any]]:
    """The evidence of the last hundred runs, oldest first."""
    reply = world.call("retention_evidence", world.operator_token(), query={"limit": "100"})
    return list(reversed(reply.json["entries"]))


def events(caplog: pytest.LogCaptureFixture, *wanted: str) -> list[dict[str, Any]]:
    """The events logged so far, of the wanted kinds when any are named."""
    found = [json.loads(record.getMessage()) for record in caplog.records if record.name == "contact_center"]
    return [event for event in found if not wanted or event["event"] in wanted]


@contextmanager
def dead_from(world: World, number: int) -> Iterator[None]:
    """Nothing of the worker's requests reaches storage any more from the one of this number on, counted from 1."""
    seen = 0

    def is_dead(_: str) -> bool:
        nonlocal seen
        seen += 1
        return seen >= number

    with world.failing(is_dead):
        yield


@contextmanager
def answer_lost(world: World, number: int) -> Iterator[None]:
    """The request of this number, counted from 1, is carried out, and its answer never arrives."""
    send = world.storage.send
    seen = 0

    def lose(request: Any, **options: Any) -> Any:
        nonlocal seen
        seen += 1
        response = send(request, **options)
        if seen == number:
            response.internal_response.close()
            raise ServiceResponseError("lost")
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.storage, "send", lose)
        yield
