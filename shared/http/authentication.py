"""The gate of authenticated calls: from a request's headers to the caller, or to a refusal."""

from __future__ import annotations

from collections.abc import Mapping

from shared.auth.access import AllowedCallers, AuthorizationPolicy
from shared.auth.caller import Caller
from shared.auth.tokens import TokenValidator, bearer_token
from shared.http.client_address import client_address
from shared.settings import ClientAddress


class Authenticator:
    """Lets callers in. Built once a process, on the first call that needs it."""

    def __init__(self, validator: TokenValidator, access: AuthorizationPolicy, address_policy: ClientAddress) -> None:
        self._validator = validator
        self._access = access
        self._address_policy = address_policy

    def authenticate(self, headers: Mapping[str, str], query: Mapping[str, str], who: AllowedCallers) -> Caller:
        """The caller whom the token proves, if the endpoint is for them.

        Raises:
            MissingToken, InvalidToken, InvalidRequest, KeysUnavailable: there is no one whom a token proves.
            InsufficientScope, ClientNotAllowed, RoleRequired: there is, but not for this endpoint.
        """
        principal = self._validator.validate(bearer_token(headers.get("authorization"), query))
        role = self._access.authorize(principal, who)
        return Caller(principal, role, client_address(headers, self._address_policy))
