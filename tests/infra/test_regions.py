from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.infra.rules import regions
from tests.infra.rules.regions import EU
from tests.infra.templates import ENTRIES
from tests.support.every import failing

if TYPE_CHECKING:
    from tests.infra.templates import Rule, Templates

DATA = "modules/dataStorage.bicep"


@pytest.mark.clause("R9")
def test_only_regions_in_the_eu_can_be_chosen_and_none_is_a_default(templates: Templates) -> None:
    assert list(regions.regions_to_choose(templates)) == []


@pytest.mark.clause("R9")
def test_every_resource_is_in_the_region_that_was_chosen(templates: Templates) -> None:
    assert list(regions.regions_of_resources(templates)) == []
    assert list(regions.regions_handed_on(templates)) == []


@pytest.mark.clause("R9")
def test_nothing_is_copied_out_of_the_region(templates: Templates) -> None:
    assert list(regions.copies_elsewhere(templates)) == []


@pytest.mark.clause("R9")
def test_nothing_outside_the_eu_can_be_added_later(templates: Templates) -> None:
    assert list(regions.later_additions(templates)) == []


@pytest.mark.clause("R9")
def test_neighbours_of_the_eu_are_not_in_it(templates: Templates) -> None:
    cases = ["uksouth", "norwayeast", "switzerlandnorth", "eastus", "westeurope2", "europe"]

    def check(region: str) -> None:
        assert region not in EU
        for entry in ENTRIES:
            assert list(regions.regions_to_choose(templates.changed(entry, "'italynorth'", f"'{region}'")))

    assert failing(check, cases) == []


@pytest.mark.clause("R9")
def test_a_template_that_leaves_the_eu_is_found(templates: Templates) -> None:
    cases = [
        (regions.regions_to_choose, "main.bicep", r"^param location string$", "param location string = 'westeurope'"),
        (regions.regions_to_choose, "main.bicep", r"^param location string$", "param location string = 'eastus'"),
        (regions.regions_to_choose, "entra/main.bicep", r"@allowed\(\[\n  'francecentral'[^\]]*\]\)\n", ""),
        (regions.regions_to_choose, "entra/main.bicep", r"^  'italynorth'\n", ""),
        (regions.regions_of_resources, DATA, r"location: location", "location: 'swedencentral'"),
        (regions.regions_of_resources, DATA, r"location: location", "location: resourceGroup().location"),
        (regions.regions_of_resources, DATA, r"^  location: location\n", ""),
        (regions.regions_of_resources, DATA, r"^param location string$", "param location string = 'eastus'"),
        (regions.regions_of_resources, "modules/alerts.bicep", r"location: actionGroupLocation", "location: 'global'"),
        (regions.regions_handed_on, "main.bicep", r"^    location: location$", "    location: 'eastus'"),
        (regions.regions_handed_on, "main.bicep", r": 'swedencentral'$", ": 'eastus'"),
        (regions.regions_handed_on, "entra/main.bicep", r"^    location: location$", "    location: 'eastus'"),
        (regions.copies_elsewhere, DATA, "Standard_ZRS", "Standard_GRS"),
        (regions.copies_elsewhere, DATA, "Standard_ZRS", "Standard_RAGZRS"),
        (regions.copies_elsewhere, DATA, "allowCrossTenantReplication: false", "allowCrossTenantReplication: true"),
        (regions.copies_elsewhere, DATA, "^    allowCrossTenantReplication: false\n", ""),
        (regions.later_additions, "modules/guardrails.bicep", "'Default'", "'DoNotEnforce'"),
        (regions.later_additions, "modules/guardrails.bicep", "value: allowedLocations", "value: []"),
        (regions.later_additions, "modules/guardrails.bicep", "e56962a6", "e765b5de"),
        (regions.later_additions, "main.bicep", r"union\(\[location\]", "union(['eastus']"),
    ]

    def check(rule: Rule, file: str, old: str, new: str) -> None:
        assert list(rule(templates.changed(file, old, new)))

    assert failing(check, cases) == []
