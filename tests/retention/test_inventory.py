"""Tables told apart by name, and the instants at which each is due and overdue."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.persons.table_inventory import DatedTable, Inventory, take_inventory
from shared.storage.deadlines import Deadlines
from shared.storage.tables import Listing
from shared.tenants.registration import Registration
from tests.support.tokens import TENANT_ID
from tests.support.world import OTHER_TENANT_ID, START, contract

LIMITS = Deadlines(180, None)
MOMENT = timedelta(microseconds=1)
PROFILES = f"profiles{TENANT_ID.replace('-', '')}"


def inventory(*names: str, registrations: tuple[Registration, ...] = (), limits: Deadlines = LIMITS) -> Inventory:
    return take_inventory(Listing(names, START), registrations, limits)


def only(found: Inventory) -> DatedTable:
    (table,) = found.dated
    return table


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "label", "gone_by"),
    [
        ("activity20261123", "activity 2026-11-23", "2027-05-22"),
        ("meetings20261123", "meetings 2026-11-23", "2027-05-22"),
        ("reports20261123", "reports 2026-11-23", "2026-12-23"),
        ("reports20261231", "reports 2026-12-31", "2027-01-31"),
        ("reports20270131", "reports 2027-01-31", "2027-02-28"),
        ("reports20280131", "reports 2028-01-31", "2028-02-29"),
        ("meetings20280201", "meetings 2028-02-01", "2028-07-30"),
    ],
)
@pytest.mark.clause("R11.2a", "R6.5")
def test_a_day_is_due_a_day_before_its_deadline_and_no_moment_earlier(name: str, label: str, gone_by: str) -> None:
    found, deadline = inventory(name), at(gone_by)

    assert only(found).label == label
    assert found.due(deadline - timedelta(hours=24) - MOMENT) == []
    assert found.due(deadline - timedelta(hours=24)) == [only(found)]
    assert found.overdue(deadline - MOMENT) == []
    assert found.overdue(deadline) == [only(found)]


def test_lower_limits_are_due_earlier() -> None:
    found = inventory("activity20261123", "reports20261123", limits=Deadlines(10, 3))

    assert [table.gone_by for table in found.dated] == [at("2026-12-03"), at("2026-11-26")]


@pytest.mark.parametrize(
    "name",
    [
        "activity2026112",
        "activity20261131",
        "activity99991231",
        "Activity20261123",
        "activities20261123",
        "activity",
        "AzureFunctionsDiagnosticEvents202611",
        "backup",
        "profiles",
        "profiles20261123",
        f"{PROFILES}20261301",
        f"{PROFILES}20260101x",
        "tenants2",
    ],
)
def test_a_name_that_is_not_ours_is_unknown_and_never_due(name: str) -> None:
    found = inventory(name, registrations=(Registration(TENANT_ID, contract()),))

    assert found.unknown == (name,)
    assert found.dated == ()


def test_families_that_go_row_by_row_are_known_and_have_no_deadline() -> None:
    assert inventory("tenants", "evidence") == Inventory((), ())


@pytest.mark.clause("R11.2b")
def test_profiles_of_a_running_contract_have_no_deadline() -> None:
    found = inventory(f"{PROFILES}20260101", registrations=(Registration(TENANT_ID, contract()),))

    assert (only(found).label, only(found).drop_from, only(found).gone_by) == ("profiles 2026-01-01", None, None)
    assert found.due(at("9000-01-01")) == found.overdue(at("9000-01-01")) == []


@pytest.mark.parametrize(
    ("registration", "end"),
    [
        (Registration(TENANT_ID, contract(contractEnd="2026-11-30")), "2026-12-01"),
        (Registration(TENANT_ID, contract(), ended_at=START), "2026-11-23T09:45:10"),
        (Registration(TENANT_ID, contract(contractEnd="2026-11-30"), ended_at=START), "2026-11-23T09:45:10"),
    ],
    ids=["after its last day", "by hand", "by hand before its last day"],
)
@pytest.mark.clause("R11.2b")
def test_profiles_are_due_at_the_end_of_the_contract_and_not_before(registration: Registration, end: str) -> None:
    found = inventory(f"{PROFILES}20260101", registrations=(registration,))

    assert found.due(at(end) - MOMENT) == []
    assert found.due(at(end)) == [only(found)]
    assert found.overdue(at(end) + timedelta(hours=3) - MOMENT) == []
    assert found.overdue(at(end) + timedelta(hours=3)) == [only(found)]


@pytest.mark.clause("R11.2b")
def test_profiles_of_a_contract_that_another_has_superseded_are_due_at_once() -> None:
    registration = Registration(TENANT_ID, contract(contractStart="2026-11-23"))

    found = inventory(f"{PROFILES}20260101", f"{PROFILES}20261123", registrations=(registration,))

    assert [table.day for table in found.due(START)] == [date(2026, 1, 1)]
    assert found.overdue(START) == []


def test_profiles_that_no_registration_accounts_for_are_left_to_a_person() -> None:
    elsewhere = Registration(OTHER_TENANT_ID, contract())
    early = Registration(TENANT_ID, contract(contractStart="2025-01-01"))

    assert inventory(f"{PROFILES}20260101", registrations=(elsewhere,)).unknown == (f"{PROFILES}20260101",)
    assert inventory(f"{PROFILES}20260101", registrations=(early,)).unknown == (f"{PROFILES}20260101",)
