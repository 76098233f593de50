"""The rows of erasures: opened, settled, looked up by time, and over after 31 days (R10.17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.persons.erasures import ErasureRecord, ErasureRecords
from tests.support.interference import once_at
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, START, World

RUNNING = ErasureRecord(TENANT_ID, ANNA, START, "running", "3b9d4a52-6c1e-4f0a-9a77-0d5c2e81f603")
DONE = replace(RUNNING, state="done", checked=True)


@pytest.fixture
def records(world: World) -> ErasureRecords:
    return world.services.erasures()


@pytest.mark.parametrize(
    "record",
    [RUNNING, DONE, replace(RUNNING, state="deferred", deferred_by=frozenset({"claims", "all"}))],
    ids=["running", "done", "deferred"],
)
def test_a_record_is_read_as_it_was_written(records: ErasureRecords, record: ErasureRecord) -> None:
    records.put(record)

    assert records.find_erasure(TENANT_ID, ANNA) == record
    assert list(records.all()) == list(records.of_tenant(TENANT_ID)) == [record]


def test_nobody_has_a_record_before_an_erasure(records: ErasureRecords) -> None:
    assert records.find_erasure(TENANT_ID, ANNA) is None
    assert records.remove(RUNNING) is False
    assert records.erased_since(TENANT_ID, START) == frozenset()


@pytest.mark.clause("R10.17")
def test_who_was_erased_at_or_after_an_instant(records: ErasureRecords) -> None:
    records.put(RUNNING)
    records.put(replace(DONE, oid=BEN, as_of=START + timedelta(seconds=1)))
    records.put(replace(DONE, tenant_id=OTHER_TENANT_ID, oid=BEN))

    assert records.erased_since(TENANT_ID, START) == {ANNA, BEN}
    assert records.erased_since(TENANT_ID, START + timedelta(seconds=1)) == {BEN}
    assert records.erased_since(OTHER_TENANT_ID, START + timedelta(seconds=1)) == frozenset()


@pytest.mark.parametrize(
    ("record", "age", "over"),
    [
        (DONE, timedelta(days=31), True),
        (DONE, timedelta(days=31, seconds=-1), False),
        (replace(DONE, checked=False), timedelta(days=31), False),
        (replace(DONE, state="deferred"), timedelta(days=400), False),
        (RUNNING, timedelta(days=400), False),
    ],
    ids=["over", "a second early", "unchecked", "deferred", "running"],
)
@pytest.mark.clause("R10.17")
def test_when_a_record_is_over(record: ErasureRecord, age: timedelta, over: bool) -> None:
    assert record.is_over(START + age) is over


@pytest.mark.parametrize(("minutes", "checked"), [(14, False), (15, True)])
def test_what_is_carried_out_while_something_may_still_write_is_not_checked(minutes: int, checked: bool) -> None:
    settled = RUNNING.settled(frozenset(), START + timedelta(minutes=minutes))

    assert settled == replace(RUNNING, state="done", checked=checked)


def test_what_holds_keep_defers_it() -> None:
    settled = RUNNING.settled(frozenset({"claims"}), START)

    assert settled == replace(RUNNING, state="deferred", deferred_by=frozenset({"claims"}))


def test_a_later_erasure_is_not_settled_by_an_earlier_one(records: ErasureRecords) -> None:
    later = replace(RUNNING, as_of=START + timedelta(seconds=1))
    records.put(later)

    records.complete_erasure(DONE)

    assert records.find_erasure(TENANT_ID, ANNA) == later


@pytest.mark.azurite
def test_a_later_erasure_that_begins_as_an_earlier_one_is_settled_is_kept(world: World) -> None:
    records = world.services.erasures()
    records.put(RUNNING)
    later = replace(RUNNING, as_of=START + timedelta(seconds=1))
    other = world.another_worker().services.erasures()

    with once_at(world, "PUT", "erasures", lambda: other.put(later)):
        records.complete_erasure(DONE)

    assert records.find_erasure(TENANT_ID, ANNA) == later


def test_a_record_that_has_gone_with_its_tenant_does_not_come_back(records: ErasureRecords) -> None:
    records.complete_erasure(DONE)

    assert records.find_erasure(TENANT_ID, ANNA) is None
