"""What the functions' identity may do: what they need, on what they need it for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.infra.templates import Templates

# (file, the resource that the role is on) -> role.
# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
ROLES = {
    ("modules/hostStorage.bicep", "storage"): "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",  # Storage Blob Data Owner
    ("modules/dataStorage.bicep", "storage"): "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",  # Storage Table Data Contributor
    ("modules/monitoring.bicep", "insights"): "3913510d-42f4-4e42-8a64-420c390055eb",  # Monitoring Metrics Publisher
}
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def roles(templates: Templates) -> Iterator[str]:
    """The identity has the roles above, each on its one resource; nobody else has any."""
    found = {}
    for assignment in templates.of_type("Microsoft.Authorization/roleAssignments"):
        place = (assignment.file, str(assignment.get("scope")))
        role = _GUID.findall(str(assignment.get("properties.roleDefinitionId")))
        if place in found:
            yield f"{assignment}: a second role on {place[1]}"
        found[place] = role[0] if len(role) == 1 else None
        if ROLES.get(place) != found[place]:
            yield f"{assignment}: {assignment.get('properties.roleDefinitionId')} on {place[1]}"
        if assignment.get("properties.principalId") != "identityPrincipalId":
            yield f"{assignment}: for somebody else than the functions' identity"
        if assignment.get("properties.principalType") != "ServicePrincipal":
            yield f"{assignment}: its principal's type is not given, so a new identity may not be found yet"
    yield from (f"{file}: no role on {symbol}" for file, symbol in ROLES if (file, symbol) not in found)
    for template in templates:
        for symbol, module in template.modules.items():
            given = module.get("params", {}).get("identityPrincipalId")
            if given not in {None, "identity.outputs.principalId", "service.outputs.identityPrincipalId"}:
                yield f"{template.file} {symbol}: the identity is {given}"


def identities(templates: Templates) -> Iterator[str]:
    """No role is made, and nothing but the functions has an identity."""
    for resource in templates.resources:
        if resource.type == "Microsoft.Authorization/roleDefinitions":
            yield f"{resource}: a role of our own"
        if resource.get("identity") is not None and resource.type != "Microsoft.Web/sites":
            yield f"{resource}: has an identity"
    for app in templates.of_type("Microsoft.Web/sites"):
        if app.get("identity.type") != "UserAssigned" or list(app.get("identity.userAssignedIdentities")) != [
            "${identityId}"
        ]:
            yield f"{app}: runs as something else than the one identity"
