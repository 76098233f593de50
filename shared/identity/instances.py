"""A tenant's contact-centre instance, with the service token that it asks for."""

from __future__ import annotations

from contextlib import AbstractContextManager

from shared.identity.contact_center import ContactCenters, Match
from shared.identity.service_tokens import ServiceTokens, TokenRefused
from shared.identity.username import TeamsIdentity
from shared.problems import ContactCenterFailed
from shared.tenants.registration import Registration


class Instances:
    """Calls the instance that is registered for a tenant, and no other."""

    def __init__(self, tokens: ServiceTokens, contact_centers: ContactCenters, *, operator_tenant_id: str) -> None:
        self._tokens = tokens
        self._contact_centers = contact_centers
        self._operator_tenant_id = operator_tenant_id

    def turn(self, registration: Registration) -> AbstractContextManager[None]:
        """A place among the calls that the instance may have under way. Raises ContactCenterTimeout."""
        return self._contact_centers.turn(registration)

    def match(self, registration: Registration, identity: TeamsIdentity, correlation_id: str) -> Match | None:
        """Whether the instance knows the person. Raises ContactCenterFailed, ContactCenterTimeout."""
        return self._contact_centers.match(registration, identity, self._bearer(registration), correlation_id)

    def tell(self, registration: Registration, identity: TeamsIdentity, change: str, correlation_id: str) -> None:
        """Tell the instance of a change to a person's data, in its turn.

        Raises:
            ContactCenterFailed, ContactCenterTimeout: it has not taken it.
        """
        with self.turn(registration):
            self._contact_centers.tell(registration, identity, change, self._bearer(registration), correlation_id)

    def _bearer(self, registration: Registration) -> str:
        contract = registration.contract
        issuer = contract.contact_center_tenant_id or self._operator_tenant_id
        try:
            return self._tokens.token(issuer, contract.contact_center_scope)
        except TokenRefused:
            raise ContactCenterFailed from None
