"""What an authenticated caller may call: scope first, then client, then role."""

from __future__ import annotations

import base64
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING, assert_never

from shared.problems import (
    ClaimsRequired,
    ClientNotAllowed,
    InsufficientScope,
    InvalidToken,
    MissingToken,
    Problem,
    RoleRequired,
)

if TYPE_CHECKING:
    from shared.auth.principal import Principal

AZURE_CLI_CLIENT_ID = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
_CHALLENGE = 'Bearer realm="contact-center"'


class AllowedCallers(Enum):
    """Who an endpoint is for."""

    ANYONE = auto()
    USER = auto()
    OPERATOR = auto()
    OFFICER = auto()
    OPERATOR_OR_OFFICER = auto()


class Role(StrEnum):
    """The app roles, as the claim `roles` spells them."""

    OPERATOR = "Operator"
    OFFICER = "DataProtectionOfficer"


class AuthorizationPolicy:
    """The rules of one deployment.

    `scope` is the one scope that our API exposes, `allowed_client_ids` are the clients that may call for a user,
    `operator_tenant_id` is the one tenant in which the role Operator counts: a customer's administrator can assign
    any app role inside the customer's own.
    """

    def __init__(self, *, scope: str, allowed_client_ids: frozenset[str], operator_tenant_id: str) -> None:
        self._scope = scope
        self._user_clients = allowed_client_ids
        # So that `az account get-access-token` serves an operator, and nobody else.
        self._operator_clients = allowed_client_ids | {AZURE_CLI_CLIENT_ID}
        self._operator_tenant_id = operator_tenant_id

    def authorize(self, principal: Principal, who: AllowedCallers) -> Role | None:
        """The role that the principal acts in; None for a user in their own right.

        Raises:
            InsufficientScope: an app-only token where a person is needed, or a token without the scope.
            ClientNotAllowed: the token was issued to another client.
            RoleRequired: the role is missing, or does not count here.
        """
        match who:
            case AllowedCallers.ANYONE:
                return None
            case AllowedCallers.USER:
                self._check_person(principal)
                return None
            case AllowedCallers.OPERATOR:
                return self._check_operator(principal)
            case AllowedCallers.OFFICER:
                return self._check_officer(principal)
            case AllowedCallers.OPERATOR_OR_OFFICER:
                # An officer who is no operator is judged as an officer; anyone else learns what an operator lacks.
                if Role.OFFICER in principal.roles and not self._is_operator(principal):
                    return self._check_officer(principal)
                return self._check_operator(principal)
            case _:
                assert_never(who)

    def _check_person(self, principal: Principal) -> None:
        if principal.app_only:
            raise InsufficientScope
        self._check_delegation(principal, self._user_clients)

    def _check_operator(self, principal: Principal) -> Role:
        # A token that looks app-only and yet carries scopes contradicts itself: it is spared nothing.
        if not principal.app_only or principal.scopes:
            self._check_delegation(principal, self._operator_clients)
        if not self._is_operator(principal):
            raise RoleRequired
        return Role.OPERATOR

    def _check_officer(self, principal: Principal) -> Role:
        self._check_person(principal)
        if Role.OFFICER not in principal.roles or principal.guest:
            raise RoleRequired
        return Role.OFFICER

    def _check_delegation(self, principal: Principal, clients: frozenset[str]) -> None:
        if self._scope not in principal.scopes:
            raise InsufficientScope
        if principal.client_id not in clients:
            raise ClientNotAllowed

    def _is_operator(self, principal: Principal) -> bool:
        return Role.OPERATOR in principal.roles and principal.tid == self._operator_tenant_id


def challenge(problem: Problem) -> str | None:
    """The `WWW-Authenticate` of a refusal (RFC 6750, section 3, and Entra's claims challenge); None without one."""
    if isinstance(problem, MissingToken):
        return _CHALLENGE
    if isinstance(problem, InvalidToken | InsufficientScope):
        return f'{_CHALLENGE}, error="{problem.code}"'
    if isinstance(problem, ClaimsRequired):
        return f'{_CHALLENGE}, error="insufficient_claims"' + _claims(problem.claims)
    return None


def _claims(claims: str | None) -> str:
    return "" if claims is None else f', claims="{base64.b64encode(claims.encode()).decode()}"'
