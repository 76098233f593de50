from __future__ import annotations

from typing import TYPE_CHECKING

from tests.infra.rules import roles
from tests.support.every import failing

if TYPE_CHECKING:
    from tests.infra.templates import Rule, Templates

DATA, APP = "modules/dataStorage.bicep", "modules/app.bicep"
SECOND = """
resource second 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: SCOPE
  name: guid('x')
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635'
  }
}
"""


def test_the_identity_has_exactly_the_roles_that_it_needs(templates: Templates) -> None:
    assert list(roles.roles(templates)) == []


def test_nothing_else_has_an_identity_and_no_role_is_made(templates: Templates) -> None:
    assert list(roles.identities(templates)) == []


def test_a_broader_role_is_found(templates: Templates) -> None:
    cases = [
        (roles.roles, DATA, "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "17d1049b-9a84-46fb-8f53-869881c3d3ab"),
        (roles.roles, DATA, r"^  scope: storage\n", ""),
        (roles.roles, DATA, r"scope: storage", "scope: resourceGroup()"),
        (roles.roles, DATA, r"\Z", SECOND.replace("SCOPE", "storage")),
        (roles.roles, DATA, r"\Z", SECOND.replace("SCOPE", "resourceGroup()")),
        (roles.roles, DATA, "principalId: identityPrincipalId", "principalId: deployer().objectId"),
        (roles.roles, DATA, "Microsoft.Authorization/roleAssignments@", "Microsoft.Authorization/locks@"),
        (roles.roles, "main.bicep", r"identityPrincipalId: identity.outputs.principalId", "identityPrincipalId: 'x'"),
        (roles.identities, DATA, r"\Z", "resource x 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {\n}\n"),
        (roles.identities, APP, "type: 'UserAssigned'", "type: 'SystemAssigned, UserAssigned'"),
        (roles.identities, DATA, "kind: 'StorageV2'", "identity: {\n    type: 'SystemAssigned'\n  }"),
    ]

    def check(rule: Rule, file: str, old: str, new: str) -> None:
        assert list(rule(templates.changed(file, old, new)))

    assert failing(check, cases) == []
