from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.settings import BadSettings, load
from tests.infra.rules import registration
from tests.support.every import failing

if TYPE_CHECKING:
    from tests.infra.templates import Rule, Templates

REGISTRATION, TRUST = "entra/registration.bicep", "entra/trust.bicep"
ONE = "6b616635-ae58-433a-a918-8c45e4f304dc"
OTHER = "11111111-1111-4111-8111-111111111111"


def test_the_tabs_hosts_and_the_operators_command_line_are_pre_authorised(templates: Templates) -> None:
    assert list(registration.clients(templates)) == []


def test_scope_and_roles_are_those_that_the_code_knows(templates: Templates) -> None:
    assert list(registration.scopes(templates)) == []
    assert list(registration.app_roles(templates)) == []


def test_the_scope_is_the_default_of_the_setting() -> None:
    with pytest.raises(BadSettings) as refused:
        load({})

    assert refused.value.usable.api_scope == registration.SCOPE


def test_tokens_carry_what_their_rules_ask_for(templates: Templates) -> None:
    assert list(registration.optional_claims(templates)) == []
    assert list(registration.identifier(templates)) == []


def test_the_functions_identity_stands_in_for_a_secret(templates: Templates) -> None:
    assert list(registration.trust(templates)) == []


def test_it_asks_for_what_fetching_reports_needs_and_for_nothing_else(templates: Templates) -> None:
    assert list(registration.permissions(templates)) == []
    assert list(registration.redirects(templates)) == []


def test_the_service_builds_without_the_microsoft_graph_extension(templates: Templates) -> None:
    assert list(registration.graph_only_in_entra(templates)) == []


def test_a_registration_that_the_code_does_not_expect_is_found(templates: Templates) -> None:
    cases = [
        (
            registration.clients,
            REGISTRATION,
            "27922004-5251-4030-b22d-91ecd9a37ea4",
            "11111111-1111-4111-8111-111111111111",
        ),
        (
            registration.clients,
            REGISTRATION,
            r"04b07795-8ddb-461a-bbee-02f9e1bf7b46'\n.*\[\n\s+scopeId",
            r"04b07795-8ddb-461a-bbee-02f9e1bf7b46'\n        delegatedPermissionIds: [",
        ),
        (registration.scopes, REGISTRATION, "requestedAccessTokenVersion: 2", "requestedAccessTokenVersion: 1"),
        (registration.scopes, REGISTRATION, "value: 'access_as_user'", "value: 'user_impersonation'"),
        (registration.app_roles, REGISTRATION, "value: 'Operator'", "value: 'Admin'"),
        (registration.app_roles, REGISTRATION, r"^        'Application'\n", ""),
        (registration.optional_claims, REGISTRATION, "'xms_cc'", "'groups'"),
        (registration.optional_claims, REGISTRATION, "'include_user_token'", ""),
        (registration.trust, TRUST, "subject: identityPrincipalId", "subject: clientId"),
        (registration.trust, TRUST, r"\$\{tenant\(\).tenantId\}", "common"),
        (registration.trust, TRUST, "federatedIdentityCredentials@", "other@"),
        (registration.identifier, TRUST, r"api://\$\{tabHost\}/", "api://"),
        (registration.permissions, REGISTRATION, f"id: '{ONE}'", f"id: '{OTHER}'"),
        (registration.permissions, REGISTRATION, rf"(id: '{ONE}'\n\s+type): 'Scope'", r"\1: 'Role'"),
        (
            registration.permissions,
            REGISTRATION,
            "resourceAccess: \\[",
            f"resourceAccess: [\n        {{\n          id: '{OTHER}'\n          type: 'Scope'\n        }}",
        ),
        (registration.permissions, REGISTRATION, "'00000003-0000-0000-c000-000000000000'", f"'{OTHER}'"),
        (registration.permissions, REGISTRATION, "  requiredResourceAccess: ", "  passwordCredentials: "),
        (registration.redirects, TRUST, r"https://\$\{tabHost\}/api/tab/", "https://localhost/"),
        (registration.redirects, TRUST, "^  spa: ", "  web: "),
        (
            registration.redirects,
            TRUST,
            "^  spa: ",
            "  publicClient: {\n    redirectUris: [\n      'http://localhost'\n    ]\n  }\n  spa: ",
        ),
        (registration.graph_only_in_entra, "main.bicep", "^targetScope", "extension microsoftGraphV1\ntargetScope"),
        (registration.graph_only_in_entra, "main.bicep", "'modules/identity.bicep'", "'entra/registration.bicep'"),
    ]

    def check(rule: Rule, file: str, old: str, new: str) -> None:
        assert list(rule(templates.changed(file, old, new)))

    assert failing(check, cases) == []
