"""The log of what was done: one row an act, in the partition of who acted, in the table of the day it happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.audit.activity import ActivityLog
from shared.auth.caller import Caller
from shared.auth.principal import Principal
from shared.families import unknown_properties
from shared.problems import StorageUnavailable
from tests.support.tokens import CLIENT_ID, TENANT_ID, USERNAME
from tests.support.world import ANNA, OTHER_TENANT_ID, START, World

CORRELATION_ID = "0b2f6c1e-1111-4111-8111-111111111111"


def caller(address: str | None = "203.0.113.0/24") -> Caller:
    principal = Principal(TENANT_ID, ANNA, CLIENT_ID, USERNAME, frozenset(), frozenset(), app_only=False, guest=False)
    return Caller(principal, None, address)


@pytest.fixture
def log(world: World) -> ActivityLog:
    return world.services.activity()


def test_an_act_is_a_row_without_a_name(world: World, log: ActivityLog) -> None:
    activity = log.record(caller(), "report_stored", START, CORRELATION_ID, report_id="20261123-a")

    assert world.rows("activity20261123") == [
        {
            "PartitionKey": f"{TENANT_ID}:{ANNA}",
            "RowKey": activity.key,
            "at": "2026-11-23T09:45:10Z",
            "kind": "report_stored",
            "outcome": "done",
            "correlationId": CORRELATION_ID,
            "clientAddress": "203.0.113.0/24",
            "reportId": "20261123-a",
        }
    ]


@pytest.mark.clause("R5.3")
def test_every_property_is_in_the_register(world: World, log: ActivityLog) -> None:
    every = {"instance": "cc.contoso.example", "report_id": "20261123-a", "tenant_id": OTHER_TENANT_ID}
    log.record(caller(), "forward", START, CORRELATION_ID, outcome="pending", **every)

    (row,) = world.rows("activity")
    assert not unknown_properties("activity", row)
    assert USERNAME not in repr(row)


def test_what_is_not_known_is_left_out(world: World, log: ActivityLog) -> None:
    log.record(caller(address=None), "tenant_ended", START, CORRELATION_ID)

    (row,) = world.rows("activity")
    assert not {"clientAddress", "instance", "reportId", "tenantId"} & row.keys()


def test_how_it_ended_replaces_that_it_was_about_to_happen(world: World, log: ActivityLog) -> None:
    intent = log.record(caller(), "forward", START, CORRELATION_ID, outcome="pending", instance="cc.contoso.example")
    (before,) = world.rows("activity")

    log.record_outcome(intent, "matched")

    assert world.rows("activity") == [{**before, "outcome": "matched"}]


def test_an_act_belongs_to_the_day_it_happened_even_when_it_ends_on_the_next(world: World, log: ActivityLog) -> None:
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    intent = log.record(caller(), "forward", midnight - timedelta(microseconds=1), CORRELATION_ID, outcome="pending")
    world.clock.now = midnight

    log.record_outcome(intent, "matched")

    (row,) = world.rows("activity20261123")
    assert (row["at"], row["outcome"]) == ("2026-11-23T23:59:59Z", "matched")
    assert world.rows("activity20261124") == []


def test_a_day_reads_in_order(world: World, log: ActivityLog) -> None:
    for seconds in (9, 0, 3600, 0.000_5):
        log.record(caller(), "forward", START + timedelta(seconds=seconds), CORRELATION_ID, outcome=str(seconds))

    assert [row["outcome"] for row in world.rows("activity")] == ["0", "0.0005", "9", "3600"]


def test_two_acts_of_one_instant_are_two_rows(world: World, log: ActivityLog) -> None:
    for _ in range(2):
        log.record(caller(), "forward", START, CORRELATION_ID)

    assert len(world.rows("activity")) == 2


@pytest.mark.clause("R11.2a")
def test_nothing_is_logged_into_a_day_that_is_about_to_go(world: World, log: ActivityLog) -> None:
    with pytest.raises(StorageUnavailable):
        log.record(caller(), "forward", START - timedelta(days=179), CORRELATION_ID)

    assert world.rows("activity") == []
