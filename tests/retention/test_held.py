"""Rows moved aside for holds: copied once, redacted where only the person asked, let go with the last hold (R11.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.holds.holds import Hold
from shared.holds.preserved_rows import MAX_BYTES, PreservedRows
from shared.reports.content import unpack, with_content
from shared.storage.rows import PART_BYTES
from shared.storage.tables import Row, TableMissing
from tests.retention.test_holds import HOLD, TODAY
from tests.support.holds import held
from tests.support.interference import once_at
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, World

DAY = date(2026, 11, 23)
END = datetime(2027, 1, 1, tzinfo=UTC)
ALL = ("activity", "meetings", "reports", "profiles")
LEGAL = replace(HOLD, families=ALL)
PERSONS = replace(LEGAL, hold_id="restriction", ground="restriction_claims", ends_on=date(2027, 6, 30))
CONTENT = {
    "attendees": [
        {"oid": ANNA, "name": "Anna Schmidt", "role": "organizer"},
        {"oid": BEN, "name": "Ben Weber", "role": "attendee"},
    ]
}


def row(oid: str = ANNA, key: str = "one", tid: str = TENANT_ID, **values: Any) -> Row:
    return {"PartitionKey": f"{tid}:{oid}", "RowKey": key, **values}


def report(oid: str = ANNA, key: str = "one") -> Row:
    return with_content(row(oid, key, storedAt="2026-11-23T09:45:10Z"), TENANT_ID, CONTENT)


def held_of(world: World) -> PreservedRows:
    return world.services.held()


@pytest.mark.clause("R11.1")
def test_a_row_is_kept_as_it_was_and_known_by_where_it_comes_from(world: World) -> None:
    kept = held_of(world).preserve_rows([LEGAL], "reports", DAY, [(ANNA, report())])

    assert kept == 1
    (copy,) = held_of(world).of_person(TENANT_ID, ANNA)
    assert (copy.oid, copy.family, copy.day) == (ANNA, "reports", DAY)
    original = {name: value for name, value in report().items() if name != "PartitionKey"}
    assert dict(copy.row) == original


@pytest.mark.clause("R11.1")
def test_moving_it_twice_is_moving_it_once(world: World) -> None:
    for _ in range(2):
        held_of(world).preserve_rows([LEGAL], "meetings", DAY, [(ANNA, row())])

    assert held(world) == [f"{ANNA} meetings 20261123"]


def test_what_no_hold_covers_is_not_kept(world: World) -> None:
    kept = held_of(world).preserve_rows([HOLD], "activity", DAY, [(ANNA, row())])

    assert kept + held_of(world).preserve_rows([HOLD], "meetings", DAY, [(BEN, row(BEN))]) == 0
    assert held(world) == []


@pytest.mark.parametrize(
    ("holds", "other"),
    [([PERSONS], None), ([PERSONS, LEGAL], BEN), ([LEGAL], BEN)],
    ids=["only the person's", "the person's and a duty", "only a duty"],
)
@pytest.mark.clause("R10.18")
def test_others_are_redacted_in_what_only_the_person_asked_to_keep(
    world: World, holds: list[Hold], other: str | None
) -> None:
    held_of(world).preserve_rows(holds, "reports", DAY, [(ANNA, report())])

    (copy,) = held_of(world).of_person(TENANT_ID, ANNA)
    attendees = unpack(copy.row)["attendees"]
    assert [entry["oid"] for entry in attendees] == [ANNA, other]
    assert ("Ben Weber" in str(attendees)) == (other == BEN)


def test_large_rows_go_in_several_transactions(world: World) -> None:
    parts: dict[str, Any] = {f"c{number}": b"x" * PART_BYTES for number in range(8)}
    rows = [(ANNA, row(key=f"{number}", **parts)) for number in range(5)]
    assert len(rows) * 8 * PART_BYTES > MAX_BYTES

    assert held_of(world).preserve_rows([LEGAL], "reports", DAY, rows) == 5

    assert len(held(world)) == 5


def test_a_table_is_read_once_for_the_holds_that_concern_it(world: World) -> None:
    table = "meetings20261123"
    world.tables.create_table(table)
    for entry in (row(), row(BEN), row(tid=OTHER_TENANT_ID)):
        world.tables.put(table, entry)
    tenant_wide = replace(LEGAL, hold_id="all", subject=None)
    elsewhere = replace(LEGAL, tenant_id=OTHER_TENANT_ID, subject=BEN)

    moved = held_of(world).preserve_table(table, "meetings", DAY, [LEGAL, tenant_wide, elsewhere])

    assert moved == 2
    assert held(world) == [f"{ANNA} meetings 20261123", f"{BEN} meetings 20261123"]


@pytest.mark.parametrize(("subject", "people"), [(None, [ANNA, BEN]), (ANNA, [ANNA])], ids=["tenant", "person"])
def test_of_a_contract_only_profiles_are_kept(world: World, subject: str | None, people: list[str]) -> None:
    assert world.match().status == 200
    assert world.match(BEN, "ben.weber@contoso.example").status == 200
    table = next(name for name in world.tables.listing().names if name.startswith("profiles"))
    start = date(2026, 1, 1)

    held_of(world).preserve_table(table, "profiles", start, [replace(LEGAL, subject=subject)])

    assert held(world) == [f"{oid} profiles 20260101" for oid in people]


def test_a_table_that_is_not_there_is_not_an_empty_one(world: World) -> None:
    with pytest.raises(TableMissing):
        held_of(world).preserve_table("meetings20261123", "meetings", DAY, [LEGAL])


@pytest.mark.clause("R11.1")
def test_what_no_active_hold_keeps_goes_with_the_holds_that_ended(world: World) -> None:
    lasting = replace(HOLD, hold_id="lasting", subject=BEN, ends_on=date(2027, 6, 30))
    elsewhere = replace(lasting, tenant_id=OTHER_TENANT_ID, subject=None)
    for hold in (HOLD, lasting, elsewhere):
        world.services.holds().put(hold, "DE", TODAY)
    held_of(world).preserve_rows([HOLD], "meetings", DAY, [(ANNA, row())])
    held_of(world).preserve_rows([HOLD, lasting], "meetings", DAY, [(BEN, row(BEN))])
    held_of(world).preserve_rows([elsewhere], "meetings", DAY, [(ANNA, row(tid=OTHER_TENANT_ID))])

    assert held_of(world).let_go(END) == 1

    assert held(world) == [f"{ANNA} meetings 20261123", f"{BEN} meetings 20261123"]
    assert {entry["PartitionKey"] for entry in world.rows("held")} == {TENANT_ID, OTHER_TENANT_ID}
    assert sorted(hold.hold_id for hold in world.services.holds().all()) == ["lasting", "lasting"]


@pytest.mark.azurite
def test_a_hold_placed_while_rows_are_let_go_keeps_them(world: World) -> None:
    world.services.holds().put(HOLD, "DE", TODAY)
    held_of(world).preserve_rows([HOLD], "meetings", DAY, [(ANNA, row())])
    longer = replace(HOLD, hold_id="longer", ends_on=date(2027, 6, 30))
    other = world.another_worker().services.holds()

    with once_at(world, "GET", "holds()", lambda: other.put(longer, "DE", TODAY)):
        held_of(world).let_go(END)

    assert held(world) == [f"{ANNA} meetings 20261123"]


def test_one_person_is_let_go_without_the_others(world: World) -> None:
    for oid in (ANNA, BEN):
        held_of(world).preserve_rows([replace(HOLD, subject=oid)], "meetings", DAY, [(oid, row(oid))])

    assert held_of(world).let_go_of_person(TENANT_ID, ANNA, END) == 1

    assert held(world) == [f"{BEN} meetings 20261123"]
