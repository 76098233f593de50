"""The rules of contracts: who is registered, who runs, and what a registration must keep to."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shared.outbound.connections import Resolve
from shared.problems import Conflict, ContractEnded, InvalidBody, NotFound, Pointer, TenantNotContracted
from shared.tenants.addresses import AddressRefused, permitted_addresses
from shared.tenants.registration import Registration
from shared.tenants.store import Stored, TenantStore
from shared.times import Clock

if TYPE_CHECKING:
    from shared.tenants.model import Contract

FRESH = timedelta(seconds=60)
FRESH_WHEN_MISSING = timedelta(seconds=10)
MAX_REMEMBERED = 10_000
"""Anyone with an Entra tenant can ask; what is remembered about strangers stays bounded."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    registration: Registration | None
    read_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        lifetime = FRESH if self.registration else FRESH_WHEN_MISSING
        return timedelta(0) <= now - self.read_at < lifetime


class Registry:
    """Registrations, remembered for a minute (a missing one for ten seconds). Own writes are seen at once."""

    def __init__(self, store: TenantStore, clock: Clock, *, allow_loopback: bool, resolve: Resolve) -> None:
        self._store = store
        self._clock = clock
        self._allow_loopback = allow_loopback
        self._resolve = resolve
        self._remembered: OrderedDict[str, _Remembered] = OrderedDict()
        self._writes = 0
        self._lock = Lock()

    def find_registration(self, tenant_id: str, *, fresh: bool = False) -> Registration | None:
        """A tenant's registration; `fresh` reads it from storage, for what must not act on a minute-old one."""
        now = self._clock()
        with self._lock:
            remembered = self._remembered.get(tenant_id)
            writes = self._writes
        if remembered and remembered.is_fresh(now) and not fresh:
            return remembered.registration
        stored = self._store.find_stored(tenant_id)
        registration = stored.registration if stored else None
        with self._lock:
            if writes == self._writes:  # else a write of our own may have overtaken what was read
                self._remembered[tenant_id] = _Remembered(registration, now)
                self._remembered.move_to_end(tenant_id)
            if len(self._remembered) > MAX_REMEMBERED:
                self._remembered.popitem(last=False)
        return registration

    def running(self, tenant_id: str, now: datetime, *, fresh: bool = False) -> Registration:
        """The registration of a tenant whose contract runs.

        Raises:
            TenantNotContracted: there is none, or it has not begun.
            ContractEnded: it ran.
        """
        registration = self.find_registration(tenant_id, fresh=fresh)
        state = registration.state(now) if registration else "pending"
        if registration is None or state == "pending":
            raise TenantNotContracted
        if state == "ended":
            raise ContractEnded
        return registration

    def all(self) -> list[Registration]:
        return self._store.all()

    def register(self, tenant_id: str, contract: Contract, now: datetime) -> tuple[Registration, bool]:
        """Add or replace a tenant's contract; True when the tenant is new.

        An ended contract does not come back, for its profiles are deleted: a new one begins on a later day, so that
        the name of a dropped table is never used again.

        Raises:
            InvalidBody: the contact centre is at an address that an instance cannot have.
            Conflict: a domain belongs to another tenant, or the start of the contract cannot be this one.
        """
        self._check_address(contract)
        self._check_domains(tenant_id, contract)
        before = self._store.find_stored(tenant_id)
        if before is not None:
            _check_start(before.registration, contract, now)
        registration = Registration(tenant_id, contract)
        self._save(registration, before)
        return registration, before is None

    def end(self, tenant_id: str, now: datetime, *, is_leaving: bool = False) -> Registration:
        """End a contract now; with `is_leaving` the sweep deletes all rows of the tenant. Raises NotFound, Conflict."""
        before = self._store.find_stored(tenant_id)
        if before is None:
            raise NotFound
        registration = before.registration
        has_ended = registration.state(now) == "ended"
        if has_ended and is_leaving <= registration.is_leaving:
            return registration
        ended_at = registration.ended_at if has_ended else now.replace(microsecond=0)
        registration = replace(registration, ended_at=ended_at, is_leaving=is_leaving or registration.is_leaving)
        self._save(registration, before)
        return registration

    def remove(self, registration: Registration) -> None:
        """Remove what is left of an ended tenant, last of all. Raises Conflict: it is registered otherwise by now."""
        stored = self._store.find_stored(registration.tenant_id)
        if stored is None or stored.registration != registration:
            raise Conflict("The registration changed meanwhile.")
        try:
            self._store.forget(stored)
        finally:
            self._forget(registration.tenant_id)

    def _save(self, registration: Registration, before: Stored | None) -> None:
        try:
            self._store.save(registration, before)
        finally:  # a write whose answer was lost may have been done
            self._forget(registration.tenant_id)

    def _forget(self, tenant_id: str) -> None:
        with self._lock:
            self._writes += 1
            self._remembered.pop(tenant_id, None)

    def _check_address(self, contract: Contract) -> None:
        parts = urlsplit(contract.contact_center_url)
        try:
            permitted_addresses(
                parts.hostname or "", parts.port or 443, self._resolve, allow_loopback=self._allow_loopback
            )
        except AddressRefused:
            raise InvalidBody(pointers=(Pointer("/contactCenterUrl", "address_refused"),)) from None
        except OSError:
            return  # a name that does not resolve yet; it is resolved and checked again at each call

    def _check_domains(self, tenant_id: str, contract: Contract) -> None:
        taken = [
            Pointer(f"/domains/{index}", "registered_elsewhere")
            for index, domain in enumerate(contract.domains)
            if self._store.owner_of(domain) not in {None, tenant_id}
        ]
        if taken:
            raise Conflict("A domain is registered for another tenant: remove it there first.", pointers=tuple(taken))


def _check_start(before: Registration, contract: Contract, now: datetime) -> None:
    start = before.contract.contract_start
    ended = before.state(now) == "ended"
    if ended and before.is_leaving:
        raise Conflict("This tenant is leaving with all its rows: register it anew once the sweep has removed them.")
    if ended and contract.contract_start <= start:
        raise Conflict(
            "This contract has ended and its profiles are deleted: register a new one with a later contractStart.",
            pointers=(Pointer("/contractStart", "not_after_the_ended_contract"),),
        )
    if not ended and contract.contract_start != start:
        raise Conflict(
            "The start of a running contract names its profiles' table: end the contract to begin another.",
            pointers=(Pointer("/contractStart", "running"),),
        )
