"""Profiles of matched people: what is kept, where, and until when it can be seen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.families import unknown_properties
from shared.persons.profiles import Profile, parse_table_name, renewed, table_name
from tests.support.profiles import NAME, NEW_NAME, TABLE, digest, keep, owners, profile_of, registration
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, START, World


def test_a_table_is_named_by_tenant_and_contract() -> None:
    assert table_name(TENANT_ID, date(2026, 1, 1)) == f"profiles{TENANT_ID.replace('-', '')}20260101"
    assert len(table_name(TENANT_ID, date(2026, 1, 1))) <= 63


def test_a_tables_name_says_whose_it_is() -> None:
    assert parse_table_name(table_name(TENANT_ID, date(2026, 1, 1))) == (TENANT_ID, date(2026, 1, 1))


@pytest.mark.parametrize(
    "name",
    [
        "profiles",
        "reports20261123",
        TABLE[:-1],
        f"{TABLE}0",
        TABLE.upper(),
        f"{TABLE[:-4]}0230",
        f"{TABLE[:-8]}00000101",
        TABLE.replace("profiles", "profile5"),
    ],
)
def test_other_tables_are_nobodys(name: str) -> None:
    assert parse_table_name(name) is None


@pytest.mark.clause("R5.2")
def test_there_is_no_profile_before_a_match(world: World) -> None:
    assert profile_of(world) is None
    assert TABLE not in world.tables.listing().names


def test_what_is_kept_is_found(world: World) -> None:
    kept = keep(world)

    assert profile_of(world) == kept
    assert kept == Profile(ANNA, NAME, "contoso.example", matched_at=START, updated_at=START)


@pytest.mark.clause("R5.3")
def test_every_stored_property_is_in_the_register(world: World) -> None:
    world.call("forward_identity", world.token(), {"noticeSeen": "2023-12-13"})

    rows = world.rows(TABLE)
    assert len(rows) == 2
    assert not any(unknown_properties("profiles", row) for row in rows)


def test_keys_hold_no_name(world: World) -> None:
    keep(world)

    keys = {(row["PartitionKey"], row["RowKey"]) for row in world.rows(TABLE)}
    assert keys == {("profile", ANNA), ("binding", digest(NAME))}


def test_a_renewed_profile_keeps_when_it_began_and_what_was_seen() -> None:
    first = Profile(ANNA, NAME, "contoso.example", matched_at=START, updated_at=START, notice_seen="2023-12-13")

    later = renewed(first, oid=ANNA, username=NEW_NAME, domain="b.example", now=START + timedelta(days=1))

    assert later == Profile(ANNA, NEW_NAME, "b.example", START, START + timedelta(days=1), "2023-12-13")


@pytest.mark.clause("R11.2b")
def test_profiles_are_hidden_from_the_instant_the_contract_ends(world: World) -> None:
    world.register(contractEnd="2026-11-23")
    keep(world)

    world.clock.now = datetime(2026, 11, 23, 23, 59, 59, 999999, tzinfo=UTC)
    assert profile_of(world) is not None

    world.clock.now = datetime(2026, 11, 24, tzinfo=UTC)
    assert profile_of(world) is None
    assert world.rows(TABLE), "hidden before any sweep"


@pytest.mark.clause("R11.2b")
def test_a_contract_ended_by_hand_hides_its_profiles_at_once(world: World) -> None:
    keep(world)

    world.call("delete_tenant", world.operator_token(), path={"tenantId": TENANT_ID})

    assert profile_of(world) is None
    refused = world.match()
    assert (refused.status, refused.code) == (403, "contract_ended")


@pytest.mark.clause("R11.2b")
def test_the_next_contract_does_not_see_the_profiles_of_the_last(world: World) -> None:
    keep(world)
    world.services.registry().end(TENANT_ID, world.clock())
    world.register(contractStart="2026-11-23")

    assert profile_of(world) is None
    assert world.match(BEN, NAME).status == 200, "a name of the last contract is free in the next"


def test_another_tenants_profiles_are_elsewhere(world: World) -> None:
    keep(world)
    world.register(OTHER_TENANT_ID, domains=["fabrikam.example"])

    other = world.services.registry().find_registration(OTHER_TENANT_ID)

    assert other is not None
    assert world.services.profiles().find_profile(other, ANNA, world.clock()) is None
    assert world.services.profiles().check_binding(other, NAME, BEN, world.clock()).oid is None


def test_the_owner_of_a_binding_may_bear_the_name_again(world: World) -> None:
    keep(world)

    binding = world.services.profiles().check_binding(registration(world), NAME, ANNA, world.clock())

    assert (binding.oid, owners(world)) == (ANNA, {digest(NAME): ANNA})
