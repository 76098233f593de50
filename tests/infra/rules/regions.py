"""Where things are: in the EU, with every copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.infra.templates import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.infra.templates import Resource, Templates

# Azure's regions in member states, open to every customer or not.
# https://learn.microsoft.com/azure/reliability/regions-list
EU = frozenset(
    {
        "austriaeast",
        "belgiumcentral",
        "denmarkeast",
        "francecentral",
        "francesouth",
        "germanynorth",
        "germanywestcentral",
        "italynorth",
        "northeurope",  # Ireland
        "polandcentral",
        "spaincentral",
        "swedencentral",
        "swedensouth",
        "westeurope",  # the Netherlands
    }
)
# Copies within one region: on one site, or on three.
REPLICATION = frozenset({"Standard_LRS", "Standard_ZRS"})

# An action group is processed in its own region only in some of them, so it has a parameter of its own.
_PARAMETERS = {"Microsoft.Insights/actionGroups": "actionGroupLocation"}
# What describes something else, and is where that is; the registration is in the directory.
_WITHOUT_LOCATION = (
    "Microsoft.Authorization/",
    "Microsoft.Consumption/budgets",
    "Microsoft.Insights/diagnosticSettings",
    "Microsoft.Graph/",
)


def regions_to_choose(templates: Templates) -> Iterator[str]:
    """The operator's choice: EU regions and nothing else, the same in each entry file, none chosen beforehand."""
    lists = []
    for name in ENTRIES:
        location = templates.files[name].parameters["location"]
        allowed = [decorator["argument"] for decorator in location["decorators"] if decorator["type"] == "allowed"]
        lists.append(allowed)
        if len(allowed) != 1 or not allowed[0]:
            yield f"{name}: location has no list of allowed regions"
            continue
        yield from (f"{name}: {region} is not in the EU" for region in allowed[0] if region not in EU)
        if location["default"] is not None:
            yield f"{name}: location has a default: deploying must not depend on an operator overlooking it"
    if lists[0] != lists[1]:
        yield "the entry files allow different regions"
    for name, text in templates.parameter_files.items():
        if "param location = readEnvironmentVariable('AZURE_LOCATION')\n" not in text:
            yield f"{name}: the region is not what the operator's environment says, and only that"


def regions_of_resources(templates: Templates) -> Iterator[str]:
    """Every resource is where its template's parameter says, and no module's parameter has a place of its own."""
    for resource in templates.resources:
        if "parent" in resource.config or resource.type.startswith(_WITHOUT_LOCATION):
            if "location" in resource.config:
                yield f"{resource}: has a location of its own"
        elif resource.get("location") != _PARAMETERS.get(resource.type, "location"):
            yield f"{resource}: is not where the parameter says"
    for template in templates:
        for parameter in {"location", "actionGroupLocation"} & template.parameters.keys():
            if template.parameters[parameter]["default"] is not None:
                yield f"{template.file}: {parameter} has a default"
        if "location" in template.variables:
            yield f"{template.file}: a variable hides the parameter location"


def regions_handed_on(templates: Templates) -> Iterator[str]:
    """A module gets the operator's region; the action group that one, or another in the EU."""
    for template in templates:
        for symbol, module in template.modules.items():
            for name, value in module.get("params", {}).items():
                if name == "location" and value != "location":
                    yield f"{template.file} {symbol}: is not where the operator said"
                if name == "actionGroupLocation":
                    choices = value if isinstance(value, list) else [value]
                    yield from (
                        f"{template.file} {symbol}: {choice} is not in the EU"
                        for choice in choices
                        if choice not in EU | {"location"}
                    )


def copies_elsewhere(templates: Templates) -> Iterator[str]:
    """No account and no workspace copies anything to another region or another tenant."""
    for account in templates.of_type("Microsoft.Storage/storageAccounts"):
        if account.get("sku.name") not in REPLICATION:
            yield f"{account}: {account.get('sku.name')} is not a copy within one region"
        if account.get("properties.allowCrossTenantReplication") is not False:
            yield f"{account}: may be replicated into another tenant"
    for workspace in templates.of_type("Microsoft.OperationalInsights/workspaces"):
        if workspace.get("properties.replication") is not None:
            yield f"{workspace}: is replicated"
    yield from (f"{resource}: replicates" for resource in templates.resources if _replicates(resource))


def later_additions(templates: Templates) -> Iterator[str]:
    """Azure's policy 'Allowed locations' is enforced on the group, for the operator's region and the action group's."""
    policies = templates.of_type("Microsoft.Authorization/policyAssignments")
    if len(policies) != 1:
        yield "there is not exactly one policy"
    for policy in policies:
        if "e56962a6-4747-49cd-b67b-bf8b01975c4c" not in str(policy.get("properties.policyDefinitionId")):
            yield f"{policy}: is not 'Allowed locations'"
        if policy.get("properties.enforcementMode") != "Default":
            yield f"{policy}: is not enforced"
        if policy.get("properties.parameters.listOfAllowedLocations.value") != "allowedLocations":
            yield f"{policy}: does not take its list from the parameter"
        if policy.get("properties.notScopes"):
            yield f"{policy}: has exceptions"
    for module in templates.files["main.bicep"].modules.values():
        given = str(module["params"].get("allowedLocations", ""))
        if given and any(part not in EU | {"location"} for part in _words(given)):
            yield f"the policy allows {given}"


def _replicates(resource: Resource) -> bool:
    return "replicationPolicies" in resource.type or "objectReplication" in resource.type


def _words(expression: str) -> list[str]:
    """The names in `union(['location'], [['location', 'swedencentral']])`."""
    for sign in "()[],'":
        expression = expression.replace(sign, " ")
    return [word for word in expression.split() if word != "union"]
