"""The record of processing (Art. 30), and that the register is all there is: nothing is stored that it does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

import pytest

from shared import families
from shared.families import FAMILIES, unknown_properties
from shared.notice import document
from shared.notice.document import build_notice
from shared.notice.processing_record import build_register
from shared.notice.published import CURRENT_VERSION, read_version
from shared.persons import profiles
from shared.problems import ContactCenterFailed
from shared.retention.intents import Intent, Intents
from shared.retention.lease import Lease
from shared.settings import Settings
from shared.storage.daily import parse_table_name
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OPERATOR_TENANT_ID, NewWorld, World, contract_body, report_body


@pytest.mark.clause("R4", "R7")
def test_each_family_is_an_activity_with_why_for_whom_and_how_long(settings: Settings) -> None:
    record = build_register(settings)

    assert [activity["name"] for activity in record["activities"]] == list(FAMILIES)
    for activity, kept in zip(record["activities"], FAMILIES.values(), strict=True):
        for member, codes in [
            ("categories", kept.categories),
            ("purposes", kept.purposes),
            ("legalBases", kept.legal_bases),
            ("recipients", kept.recipients),
        ]:
            assert [term["code"] for term in activity[member]] == [code.value for code in codes]
        assert activity["deadline"]["code"] == kept.deadline.value
        assert activity["subjects"]


@pytest.mark.clause("R5.3")
def test_every_property_is_described(settings: Settings) -> None:
    for activity in build_register(settings)["activities"]:
        assert activity["properties"].keys() == FAMILIES[activity["name"]].properties.keys()
        assert all(activity["properties"].values())


@pytest.mark.clause("R2", "R3", "R9")
def test_it_says_who_is_responsible_where_data_goes_and_how_it_is_kept_safe(settings: Settings) -> None:
    record = build_register(settings)
    assert [contact["role"] for contact in record["contacts"]] == [
        "controller",
        "data_protection_officer",
        "supervisory_authority",
    ]
    assert "EU" in record["transfers"]
    assert record["measures"]


@pytest.mark.clause("R11.2a")
def test_the_limits_are_those_in_force(world: World, new_world: NewWorld) -> None:
    lowered = new_world({"RETENTION_DAYS": "90", "CONTENT_RETENTION_DAYS": "7"})
    deadlines = {
        activity["name"]: activity["deadline"]["text"]
        for activity in lowered.call("read_register", lowered.officer_token()).json["activities"]
    }
    assert deadlines["activity"] == "after 90 days at the latest"
    assert deadlines["reports"] == "after 7 days at the latest"


def test_officers_and_operators_read_the_register(world: World) -> None:
    assert world.call("read_register", world.officer_token()).status == 200
    assert world.call("read_register", world.operator_token()).status == 200


@pytest.mark.parametrize(("roles", "code"), [([], "role_required"), (["Operator"], "role_required")])
def test_nobody_else_reads_the_register(world: World, roles: list[str], code: str) -> None:
    reply = world.call("read_register", world.token(ANNA, roles=roles))
    assert (reply.status, reply.code) == (403, code)
    assert world.call("read_register").status == 401


@pytest.mark.parametrize("member", ["categories", "purposes", "legalBases", "recipients"])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.clause("R4")
def test_the_notice_names_every_code_of_the_register(language: families.Language, member: str) -> None:
    wording: Any = read_version(CURRENT_VERSION, language)[1]
    codes: dict[str, set[str]] = {
        "categories": {code for kept in FAMILIES.values() for code in kept.categories},
        "purposes": {code for kept in FAMILIES.values() for code in kept.purposes},
        "legalBases": {code for kept in FAMILIES.values() for code in kept.legal_bases},
        "recipients": {code for kept in FAMILIES.values() for code in kept.recipients},
    }
    assert codes[member] <= wording[member].keys()


@pytest.mark.clause("R4")
def test_a_purpose_that_the_notice_lacks_fails(settings: Settings) -> None:
    invented: Any = ("advertising",)
    changed = MappingProxyType({"activity": replace(FAMILIES["activity"], purposes=invented)})
    with patch.object(document, "FAMILIES", changed), pytest.raises(KeyError, match="advertising"):
        build_notice(settings, "en")


@pytest.mark.clause("R5.3")
def test_no_stored_row_has_a_property_that_the_register_does_not_know(world: World) -> None:
    """One story that writes to every family."""
    _live_through_everything(world)

    stored = list(_rows_by_family(world))

    assert {family for family, _ in stored} == FAMILIES.keys()
    for family, row in stored:
        assert unknown_properties(family, row) == set(), family


@pytest.mark.clause("R5.3")
def test_no_property_is_described_that_is_never_stored(world: World) -> None:
    """Beside what only some settings, some sizes or some failures bring about."""
    _live_through_everything(world)
    seen: dict[str, set[str]] = {name: set() for name in FAMILIES}
    for family, row in _rows_by_family(world):
        seen[family] |= row.keys()

    described = {name: set(kept.properties) for name, kept in FAMILIES.items() if name != "held"}
    never = {name: described[name] - seen[name] for name in described}
    parts = {f"c{number}" for number in range(1, 8)}
    assert never == {name: set() for name in described} | {
        "reports": parts,
        "tenants": {"contractEnd", "endedAt", "leaving", "transferSafeguard"},
    }


def _rows_by_family(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    for table in world.tables.listing().names:
        daily = parse_table_name(table)
        family = daily[0] if daily else "profiles" if profiles.parse_table_name(table) else table
        for row in world.tables.query(table, "PartitionKey ne @nobody", {"nobody": ""}):
            yield family, dict(row)


def _live_through_everything(world: World) -> None:
    """Matches, reports, rights, holds and a sweep, while the instance cannot be told of any of it."""
    contract = contract_body(contactCenterTenantId=OPERATOR_TENANT_ID)
    assert world.call("put_tenant", world.operator_token(), contract, path={"tenantId": TENANT_ID}).status == 200
    for oid, username in [(ANNA, "anna.schmidt@contoso.example"), (BEN, "ben.weber@contoso.example")]:
        world.contact_center.usernames.add(username)
        token = world.token(oid, preferred_username=username)
        assert world.call("forward_identity", token, {"noticeSeen": CURRENT_VERSION}).status == 200
        report = report_body(attendees=[{"oid": ANNA, "name": "Anna Schmidt", "role": "attendee"}])
        assert world.call("store_report", token, report, headers={"client-ip": "192.0.2.7"}).status == 201
    world.contact_center.failure = ContactCenterFailed()
    claims = {"ground": "claims", "until": "2027-06-30", "statement": "I claim"}
    assert world.call("restrict_my_data", world.token(), claims).status == 200
    ends = {"endsOn": "2027-12-31", "reviewOn": "2027-12-31"}
    hold = {"ground": "legal_claims", "subject": ANNA, "families": ["meetings"], "note": "a dispute", **ends}
    assert world.call("put_hold", world.officer_token(), hold, path={"holdId": "dispute"}).status == 200
    assert world.call("erase_my_data", world.token()).status == 200
    assert world.call("restrict_my_data", world.token(), claims).status == 200
    assert world.call("run_retention", world.operator_token()).status == 200
    Lease(world.tables).take_lease("this process", world.clock())
    Intents(world.tables).open(
        Intent("this process", "timer", world.clock(), {"activity20260101": "activity 2026-01-01"})
    )
