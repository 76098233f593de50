"""The app registration: who may ask for tokens, what is in them, and whom it trusts in place of a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.auth.access import AZURE_CLI_CLIENT_ID, Role
from shared.settings import TEAMS_CLIENT_IDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.infra.templates import Resource, Templates

SCOPE = "access_as_user"  # the default of the setting API_SCOPE
APPLICATION = "Microsoft.Graph/applications"
MICROSOFT_GRAPH = "00000003-0000-0000-c000-000000000000"
PERMISSIONS = {
    "9be106e1-f4e3-4df5-bdff-e4bc531cbe43",  # OnlineMeetings.Read
    "110e5abb-a10c-4b59-8b55-9b4daa4ef743",  # OnlineMeetingArtifact.Read.All
    "6b616635-ae58-433a-a918-8c45e4f304dc",  # VirtualEvent.Read
}
"""Delegated permissions, by the ids in https://learn.microsoft.com/graph/permissions-reference"""


def clients(templates: Templates) -> Iterator[str]:
    """The tab's hosts and the operators' command line get the scope without a question to anyone, and nobody else."""
    api = _registration(templates).get("api")
    given = [client["appId"] for client in api["preAuthorizedApplications"]]
    wanted = TEAMS_CLIENT_IDS | {AZURE_CLI_CLIENT_ID}
    yield from (f"the client {client} is not pre-authorised" for client in sorted(wanted - set(given)))
    yield from (f"the client {client} is pre-authorised" for client in sorted(set(given) - wanted))
    ids = [scope["id"] for scope in api["oauth2PermissionScopes"]]
    for client in api["preAuthorizedApplications"]:
        if client["delegatedPermissionIds"] != ids:
            yield f"the client {client['appId']} is not pre-authorised for the scope"


def scopes(templates: Templates) -> Iterator[str]:
    """One scope, of the name that the code asks for, in tokens of version 2."""
    api = _registration(templates).get("api")
    if api.get("requestedAccessTokenVersion") != 2:
        yield "tokens are not of version 2"
    found = [(scope["value"], scope["isEnabled"]) for scope in api["oauth2PermissionScopes"]]
    if found != [(SCOPE, True)]:
        yield f"the scopes are {found}"


def app_roles(templates: Templates) -> Iterator[str]:
    """The roles that the code knows; an operator may be a program, an officer is a person."""
    wanted = {Role.OPERATOR: {"User", "Application"}, Role.OFFICER: {"User"}}
    found = {
        role["value"]: set(role["allowedMemberTypes"])
        for role in _registration(templates).get("appRoles")
        if role["isEnabled"]
    }
    if found != wanted:
        yield f"the roles are {found}"


def optional_claims(templates: Templates) -> Iterator[str]:
    """What the rules of tokens ask for and Entra leaves out unless told: `idtyp` in people's tokens too."""
    claims = {
        claim["name"]: claim.get("additionalProperties", [])
        for claim in _registration(templates).get("optionalClaims.accessToken")
    }
    if claims != {"acct": [], "idtyp": ["include_user_token"], "xms_cc": []}:
        yield f"the optional claims are {claims}"


def trust(templates: Templates) -> Iterator[str]:
    """Exactly one credential: the functions' identity in the operator's own tenant."""
    found = templates.of_type(f"{APPLICATION}/federatedIdentityCredentials")
    if len(found) != 1:
        yield f"there are {len(found)} federated credentials"
    for credential in found:
        if credential.get("subject") != "identityPrincipalId":
            yield f"{credential}: trusts somebody else than the functions' identity"
        if credential.get("audiences") != ["api://AzureADTokenExchange"]:
            yield f"{credential}: for {credential.get('audiences')}"
        issuer = "${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0"
        if credential.get("issuer") != issuer:
            yield f"{credential}: from {credential.get('issuer')}"


def identifier(templates: Templates) -> Iterator[str]:
    """`api://<host of the tab>/<client id>`: the form that Teams asks for tokens with."""
    found = [application.get("identifierUris") for application in templates.of_type(APPLICATION)]
    if [uris for uris in found if uris] != [["api://${tabHost}/${clientId}"]]:
        yield f"the identifier URIs are {found}"


def graph_only_in_entra(templates: Templates) -> Iterator[str]:
    """main.bicep builds without the Microsoft Graph extension, which is fetched from the internet."""
    for template in templates:
        uses = "extensions" in template.tree or any(r.type.startswith("Microsoft.Graph/") for r in template.resources)
        if uses and not template.file.startswith("entra/"):
            yield f"{template.file}: uses the Microsoft Graph extension"
    for symbol, module in templates.files["main.bicep"].modules.items():
        if module["file"].startswith("entra/"):
            yield f"main.bicep {symbol}: uses the Microsoft Graph extension"


def permissions(templates: Templates) -> Iterator[str]:
    """Three permissions of Microsoft Graph, all delegated (`Scope`; `Role` is the app's own), and granted nowhere."""
    asked = [
        (application.file, resource["resourceAppId"], access["id"], access["type"])
        for application in templates.of_type(APPLICATION)
        for resource in application.get("requiredResourceAccess") or ()
        for access in resource["resourceAccess"]
    ]
    registration = _registration(templates).file
    wanted = sorted((registration, MICROSOFT_GRAPH, permission, "Scope") for permission in PERMISSIONS)
    if sorted(asked) != wanted:
        yield f"the permissions are {asked}"
    for resource in templates.resources:
        if resource.type.startswith(("Microsoft.Graph/oauth2PermissionGrants", "Microsoft.Graph/appRoleAssignedTo")):
            yield f"{resource}: grants permissions"


def redirects(templates: Templates) -> Iterator[str]:
    """Consent comes back to the tab's page and nowhere else, without a secret and without a token in an address."""
    found = [application.get("spa.redirectUris") for application in templates.of_type(APPLICATION)]
    if [uris for uris in found if uris] != [["https://${tabHost}/api/tab/"]]:
        yield f"the redirect URIs are {found}"
    for application in templates.of_type(APPLICATION):
        if application.get("web") or application.get("publicClient"):
            yield f"{application}: redirects elsewhere"


def _registration(templates: Templates) -> Resource:
    """The one declaration that has the scope."""
    found = [application for application in templates.of_type(APPLICATION) if application.get("api")]
    assert len(found) == 1, found
    return found[0]
