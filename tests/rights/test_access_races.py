"""An export that meets a sweep or a dead storage: named, or refused as a whole (R10.15)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.world import START, World

pytestmark = pytest.mark.azurite


@pytest.mark.parametrize(
    "table",
    [
        "activity20261123",
        "meetings20261123",
        "reports20261123",
        "restrictions",
        "holds",
        "held",
        "erasures",
        "profiles",
    ],
)
@pytest.mark.clause("R10.15")
def test_a_table_that_cannot_be_read_fails_the_whole_call(busy: World, table: str) -> None:
    with busy.failing(lambda request: request.startswith("GET") and f"/{table}" in request):
        reply = busy.call("read_my_data", busy.token())
    assert (reply.status, reply.code) == (503, "storage_unavailable")
    assert reply.headers["retry-after"] == "5"
    assert reply.json["contacts"]


def test_export_meets_sweep_a_due_table_that_vanishes_is_named(busy: World) -> None:
    busy.clock.now = datetime(2026, 12, 22, 0, 30, tzinfo=UTC)
    _drop_when_read(busy, "reports20261123")

    page = busy.call("read_my_data", busy.token()).json

    assert page["deletedMeanwhile"] == ["reports20261123"]
    assert "reports20261123" not in page["searched"]
    assert "meetings20261123" in page["searched"]


def test_export_meets_sweep_a_table_that_vanishes_too_early_fails_the_call(busy: World) -> None:
    _drop_when_read(busy, "reports20261123")
    reply = busy.call("read_my_data", busy.token())
    assert (reply.status, reply.code) == (503, "storage_unavailable")


@pytest.mark.parametrize(("at", "status"), [(datetime(2026, 12, 22, 0, 30, tzinfo=UTC), 200), (START, 503)])
def test_export_meets_sweep_between_the_scan_of_digests_and_the_report(busy: World, at: datetime, status: int) -> None:
    busy.clock.now = at
    _drop_when_read(busy, "reports20261123", containing="RowKey%20eq")

    reply = busy.call("read_my_data", busy.token())

    assert reply.status == status
    if status == 200:
        assert reply.json["deletedMeanwhile"] == ["reports20261123"]


def _drop_when_read(world: World, table: str, containing: str = "") -> None:
    """Another process drops the table just as it is read."""
    other = world.another_worker()
    dropped: list[str] = []

    def drop(request: Any) -> None:
        if request.method == "GET" and f"/{table}(" in request.url and containing in request.url and not dropped:
            dropped.append(table)
            other.tables.drop_table(table)

    world.storage.before = drop
