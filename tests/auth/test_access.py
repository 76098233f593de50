"""Who may call what: scope first, then client, then role."""

from __future__ import annotations

import base64
import re

import pytest

from shared.auth.access import AZURE_CLI_CLIENT_ID, AllowedCallers, AuthorizationPolicy, Role, challenge
from shared.auth.principal import Principal
from shared.problems import (
    ClaimsRequired,
    ClientNotAllowed,
    InsufficientScope,
    InvalidRequest,
    InvalidToken,
    MissingToken,
    NotFound,
    Problem,
    RoleRequired,
)
from tests.support.tokens import CLIENT_ID, OTHER_TENANT_ID, PERSON_ID, SCOPE, TENANT_ID, USERNAME

FOREIGN_CLIENT_ID = "99999999-9999-4999-8999-999999999999"
OPERATOR_TENANT_ID = TENANT_ID
CUSTOMER_TENANT_ID = OTHER_TENANT_ID
ACCESS = AuthorizationPolicy(
    scope=SCOPE, allowed_client_ids=frozenset({CLIENT_ID}), operator_tenant_id=OPERATOR_TENANT_ID
)
OPERATOR, OFFICER = "Operator", "DataProtectionOfficer"


def principal(
    *roles: str,
    tid: str = CUSTOMER_TENANT_ID,
    client: str = CLIENT_ID,
    scopes: str = SCOPE,
    app_only: bool = False,
    guest: bool = False,
) -> Principal:
    return Principal(tid, PERSON_ID, client, USERNAME, frozenset(scopes.split()), frozenset(roles), app_only, guest)


def operator(*, client: str = CLIENT_ID, scopes: str = SCOPE, app_only: bool = False) -> Principal:
    return principal(OPERATOR, tid=OPERATOR_TENANT_ID, client=client, scopes=scopes, app_only=app_only)


GRANTED = {
    "a user": (principal(), AllowedCallers.USER, None),
    "a user with more scopes": (principal(scopes=f"User.Read {SCOPE}"), AllowedCallers.USER, None),
    "a guest as a user": (principal(guest=True), AllowedCallers.USER, None),
    "an operator as a user": (operator(), AllowedCallers.USER, None),
    "an operator": (operator(), AllowedCallers.OPERATOR, Role.OPERATOR),
    "an operator in the Azure CLI": (operator(client=AZURE_CLI_CLIENT_ID), AllowedCallers.OPERATOR, Role.OPERATOR),
    "an application as operator": (
        operator(client=FOREIGN_CLIENT_ID, scopes="", app_only=True),
        AllowedCallers.OPERATOR,
        Role.OPERATOR,
    ),
    "an officer": (principal(OFFICER), AllowedCallers.OFFICER, Role.OFFICER),
    "an operator where either may": (operator(), AllowedCallers.OPERATOR_OR_OFFICER, Role.OPERATOR),
    "an officer where either may": (principal(OFFICER), AllowedCallers.OPERATOR_OR_OFFICER, Role.OFFICER),
    "one who is both": (
        principal(OPERATOR, OFFICER, tid=OPERATOR_TENANT_ID),
        AllowedCallers.OPERATOR_OR_OFFICER,
        Role.OPERATOR,
    ),
    "an officer whose Operator does not count": (
        principal(OPERATOR, OFFICER),
        AllowedCallers.OPERATOR_OR_OFFICER,
        Role.OFFICER,
    ),
    "anyone": (principal(scopes="", client=FOREIGN_CLIENT_ID), AllowedCallers.ANYONE, None),
}


@pytest.mark.parametrize(("caller", "who", "role"), GRANTED.values(), ids=GRANTED.keys())
def test_who_is_let_in(caller: Principal, who: AllowedCallers, role: Role | None) -> None:
    assert ACCESS.authorize(caller, who) is role


NO_SCOPE = principal(scopes="")
FOREIGN = principal(client=FOREIGN_CLIENT_ID)
APPLICATION = principal(scopes="", app_only=True)

REFUSED: dict[str, tuple[Principal, AllowedCallers, type[Problem]]] = {
    "no scope": (NO_SCOPE, AllowedCallers.USER, InsufficientScope),
    "part of a scope": (principal(scopes=f"{SCOPE}.read x{SCOPE}"), AllowedCallers.USER, InsufficientScope),
    "scope in another case": (principal(scopes=SCOPE.upper()), AllowedCallers.USER, InsufficientScope),
    "an application as a user": (APPLICATION, AllowedCallers.USER, InsufficientScope),
    "an application with a scope as a user": (principal(app_only=True), AllowedCallers.USER, InsufficientScope),
    "a foreign client": (FOREIGN, AllowedCallers.USER, ClientNotAllowed),
    "the Azure CLI for a user": (operator(client=AZURE_CLI_CLIENT_ID), AllowedCallers.USER, ClientNotAllowed),
    "scope before client": (principal(scopes="", client=FOREIGN_CLIENT_ID), AllowedCallers.USER, InsufficientScope),
    "a user as operator": (principal(), AllowedCallers.OPERATOR, RoleRequired),
    "an operator without scope": (operator(scopes=""), AllowedCallers.OPERATOR, InsufficientScope),
    "an operator in a foreign client": (operator(client=FOREIGN_CLIENT_ID), AllowedCallers.OPERATOR, ClientNotAllowed),
    "an operator of a customer's making": (principal(OPERATOR), AllowedCallers.OPERATOR, RoleRequired),
    "an application of a customer's making": (
        principal(OPERATOR, scopes="", app_only=True),
        AllowedCallers.OPERATOR,
        RoleRequired,
    ),
    "an application without the role": (
        principal(tid=OPERATOR_TENANT_ID, scopes="", app_only=True),
        AllowedCallers.OPERATOR,
        RoleRequired,
    ),
    "app-only and delegated at once": (
        operator(client=FOREIGN_CLIENT_ID, app_only=True),
        AllowedCallers.OPERATOR,
        ClientNotAllowed,
    ),
    "a role in another case": (principal("operator", tid=OPERATOR_TENANT_ID), AllowedCallers.OPERATOR, RoleRequired),
    "an officer as operator": (principal(OFFICER, tid=OPERATOR_TENANT_ID), AllowedCallers.OPERATOR, RoleRequired),
    "client before role": (FOREIGN, AllowedCallers.OPERATOR, ClientNotAllowed),
    "a user as officer": (principal(), AllowedCallers.OFFICER, RoleRequired),
    "an operator as officer": (operator(), AllowedCallers.OFFICER, RoleRequired),
    "a guest as officer": (principal(OFFICER, guest=True), AllowedCallers.OFFICER, RoleRequired),
    "an application as officer": (
        principal(OFFICER, scopes="", app_only=True),
        AllowedCallers.OFFICER,
        InsufficientScope,
    ),
    "an officer in the Azure CLI": (
        principal(OFFICER, client=AZURE_CLI_CLIENT_ID),
        AllowedCallers.OFFICER,
        ClientNotAllowed,
    ),
    "an officer without scope": (principal(OFFICER, scopes=""), AllowedCallers.OFFICER, InsufficientScope),
    "a user where either may": (principal(), AllowedCallers.OPERATOR_OR_OFFICER, RoleRequired),
    "no scope where either may": (NO_SCOPE, AllowedCallers.OPERATOR_OR_OFFICER, InsufficientScope),
    "a foreign client where either may": (FOREIGN, AllowedCallers.OPERATOR_OR_OFFICER, ClientNotAllowed),
    "a guest officer where either may": (
        principal(OFFICER, guest=True),
        AllowedCallers.OPERATOR_OR_OFFICER,
        RoleRequired,
    ),
    "an officer in the Azure CLI where either may": (
        principal(OFFICER, client=AZURE_CLI_CLIENT_ID),
        AllowedCallers.OPERATOR_OR_OFFICER,
        ClientNotAllowed,
    ),
    "an application where either may": (APPLICATION, AllowedCallers.OPERATOR_OR_OFFICER, RoleRequired),
}


@pytest.mark.parametrize(("caller", "who", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_who_is_not_let_in(caller: Principal, who: AllowedCallers, problem: type[Problem]) -> None:
    with pytest.raises(problem):
        ACCESS.authorize(caller, who)


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (MissingToken(), 'Bearer realm="contact-center"'),
        (InvalidToken(), 'Bearer realm="contact-center", error="invalid_token"'),
        (InsufficientScope(), 'Bearer realm="contact-center", error="insufficient_scope"'),
        (ClaimsRequired(), 'Bearer realm="contact-center", error="insufficient_claims"'),
        (ClientNotAllowed(), None),
        (RoleRequired(), None),
        (InvalidRequest(), None),
        (NotFound(), None),
    ],
)
def test_the_challenge_of_a_refusal(problem: Problem, expected: str | None) -> None:
    assert challenge(problem) == expected


def test_a_claims_challenge_is_one_that_the_tab_can_read() -> None:
    """Base64, for JSON has quotes. The pattern is the one by which the tab finds it."""
    claims = '{"access_token":{"polids":{"essential":true,"values":["9ab03e19"]}}}'

    header = challenge(ClaimsRequired(claims=claims)) or ""

    found = re.search(r'claims="([A-Za-z0-9+/=_-]+)"', header)
    assert found
    assert base64.b64decode(found[1]).decode() == claims
