"""The register: what is kept, and that nothing is kept without a reason (R4, R5.3, R7, R8)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from shared.families import (
    DAILY_FAMILIES,
    FAMILIES,
    Category,
    Deadline,
    Family,
    LegalBasis,
    Purpose,
    Recipient,
    family,
    unknown_properties,
)
from tests.support.every import failing


@pytest.mark.clause("R5.3")
def test_each_family_has_its_categories_and_its_deadline() -> None:
    cases = [
        ("activity", {Category.AUTHENTICATION, Category.LOG, Category.METADATA}, Deadline.RETENTION),
        ("meetings", {Category.METADATA}, Deadline.RETENTION),
        ("reports", {Category.REPORT_CONTENT}, Deadline.CONTENT),
        ("profiles", {Category.PROFILE}, Deadline.CONTRACT),
        ("tenants", {Category.CONTRACT}, Deadline.AFTER_CONTRACT),
        ("evidence", {Category.ACCOUNTABILITY}, Deadline.THREE_YEARS),
    ]

    def check(name: str, categories: set[Category], deadline: Deadline) -> None:
        assert set(family(name).categories) == categories
        assert family(name).deadline is deadline

    assert failing(check, cases) == []


@pytest.mark.clause("R5.3")
def test_every_property_has_exactly_one_category_and_a_meaning() -> None:
    def check(entry: Family) -> None:
        for name, described in entry.properties.items():
            assert isinstance(described.category, Category), name
            assert described.meaning.strip(), name

    assert failing(check, FAMILIES) == []


@pytest.mark.clause("R5.3")
def test_the_keys_are_described_too() -> None:
    def check(entry: Family) -> None:
        assert {"PartitionKey", "RowKey"} <= entry.properties.keys()

    assert failing(check, FAMILIES) == []


@pytest.mark.clause("R5.3")
def test_a_property_that_the_register_does_not_know_is_found() -> None:
    row = {"PartitionKey": "…", "RowKey": "…", "topic": "Weekly", "mood": "good"}
    assert unknown_properties("meetings", row) == {"mood"}


@pytest.mark.clause("R5.3")
def test_a_property_of_one_family_is_unknown_to_another() -> None:
    assert unknown_properties("activity", ["username"]) == {"username"}
    assert unknown_properties("profiles", ["username"]) == set()


@pytest.mark.clause("R5.3")
def test_the_content_of_a_report_fits_into_eight_parts() -> None:
    parts = {f"c{number}" for number in range(8)}
    assert unknown_properties("reports", parts | {"c8", "c"}) == {"c8", "c"}


@pytest.mark.clause("R5.3")
def test_what_is_not_in_the_register_has_no_family() -> None:
    with pytest.raises(KeyError):
        family("recordings")
    with pytest.raises(KeyError):
        unknown_properties("recordings", [])


@pytest.mark.clause("R4")
def test_the_purposes_are_the_closed_list() -> None:
    assert {purpose.value for purpose in Purpose} == {
        "contact_center_access",
        "online_meeting",
        "webinar_follow_up",
        "result_log",
    }


@pytest.mark.clause("R4", "R7")
def test_personal_data_has_a_purpose_and_a_legal_basis() -> None:
    def check(entry: Family) -> None:
        is_personal = entry.categories != (Category.ACCOUNTABILITY,)
        assert bool(entry.purposes) is is_personal
        assert bool(entry.legal_bases) is is_personal

    assert failing(check, FAMILIES) == []


@pytest.mark.clause("R7")
def test_consent_is_a_basis_of_reports_only() -> None:
    """Only they hold facts about a recording."""

    def check(entry: Family) -> None:
        assert (LegalBasis.CONSENT in entry.legal_bases) is (entry.name == "reports")

    assert failing(check, FAMILIES) == []


@pytest.mark.clause("R8")
def test_microsoft_and_the_operator_are_always_recipients() -> None:
    def check(entry: Family) -> None:
        assert {Recipient.MICROSOFT, Recipient.OPERATOR} <= set(entry.recipients)

    assert failing(check, FAMILIES) == []


@pytest.mark.clause("R8")
def test_the_contact_center_is_a_recipient_only_of_what_is_forwarded() -> None:
    told = {entry.name for entry in FAMILIES.values() if Recipient.CONTACT_CENTER in entry.recipients}
    assert told == {"activity", "profiles", "notifications"}


def test_nothing_is_listed_twice() -> None:
    def check(entry: Family) -> None:
        for listed in (entry.purposes, entry.legal_bases, entry.recipients):
            assert len(set(listed)) == len(listed)

    assert failing(check, FAMILIES) == []


def test_a_family_is_named_as_it_is_registered_and_described_in_both_languages() -> None:
    def check(entry: Family) -> None:
        assert FAMILIES[entry.name] is entry
        assert entry.holds.of("de").strip()
        assert entry.holds.of("en").strip()
        assert entry.holds.de != entry.holds.en

    assert failing(check, FAMILIES) == []


@pytest.mark.clause("R11.2a")
def test_the_families_with_a_table_a_day_are_those_whose_deadline_counts_days() -> None:
    assert {"activity", "meetings", "reports"} == DAILY_FAMILIES


def test_the_register_cannot_be_changed_while_it_runs() -> None:
    def check(entry: Family) -> None:
        with pytest.raises(TypeError):
            entry.properties["mood"] = entry.properties["RowKey"]  # type: ignore[index]  # the mistake under test

    assert failing(check, FAMILIES) == []


def test_the_register_imports_the_standard_library_only() -> None:
    """Every cold start pays for it."""
    program = (
        "import sys; before = set(sys.modules); import shared.families; "
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}; "
        "print(*sorted(new - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["shared"]
