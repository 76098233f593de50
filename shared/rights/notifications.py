"""Telling the recipients of a rectification, erasure or restriction (Art. 19): at once, and again until it is taken."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from shared.identity.instances import Instances
from shared.identity.username import TeamsIdentity
from shared.persons.profiles import Profile
from shared.problems import ContactCenterFailed, ContactCenterTimeout
from shared.storage.tables import Row, Tables
from shared.telemetry import Event, emit
from shared.tenants.registration import Registration
from shared.tenants.registry import Registry
from shared.times import format_instant, parse_instant

TABLE = "notifications"
GIVEN_UP_AFTER = timedelta(days=30)

RETRY_SECONDS = 60
"""For all retries of one sweep: instances that do not answer must not keep it from writing its evidence."""

Change = Literal["erasure", "rectification", "restriction", "restriction_lifted"]
_RESTRICTIONS = frozenset({"restriction", "restriction_lifted"})
_SUPERSEDES: Mapping[Change, frozenset[str]] = {
    "rectification": frozenset({"rectification"}),
    "restriction": _RESTRICTIONS,
    "restriction_lifted": _RESTRICTIONS,
    "erasure": _RESTRICTIONS | {"rectification", "erasure"},
}
"""A change makes these earlier ones pointless; told after it, they would undo it at the instance."""


@dataclass(frozen=True, slots=True)
class Notification:
    """What a tenant's instance has still to be told about a person."""

    tenant_id: str
    key: str
    oid: str
    identity: TeamsIdentity
    change: str
    since: datetime


class Notifications:
    """Keeps what is to be told in rows, so that a crash or a dead instance loses nothing."""

    def __init__(self, tables: Tables, registry: Registry, instances: Instances) -> None:
        self._tables = tables
        self._registry = registry
        self._instances = instances

    def prepare(
        self, registration: Registration | None, profile: Profile | None, change: Change, now: datetime
    ) -> Notification | None:
        """Put on record that the instance is to be told; None when it was never told of the person.

        What was still to be told of the same username and is overtaken by this change is forgotten.
        """
        if registration is None or profile is None:
            return None
        identity = TeamsIdentity(profile.username, profile.domain)
        key = f"{profile.oid}.{secrets.token_hex(8)}"
        notification = Notification(registration.tenant_id, key, profile.oid, identity, change, now)
        row = _encode(notification)
        overtaken = [
            earlier
            for earlier in self.of_person(notification.tenant_id, notification.oid)
            if earlier.identity == identity and earlier.change in _SUPERSEDES[change]
        ]
        self._tables.with_table(TABLE, lambda: self._tables.put(TABLE, row))
        for earlier in overtaken:
            self._tables.remove(TABLE, earlier.tenant_id, earlier.key)
        return notification

    def deliver(self, notification: Notification | None, correlation_id: str) -> list[dict[str, Any]]:
        """Tell the instance now, and list the recipients and whether each has been told; the sweep tells the rest."""
        if notification is None:
            return []
        registration = self._registry.find_registration(notification.tenant_id)
        if registration is None:
            return []
        told = self._tell(notification, registration, correlation_id)
        name = registration.contract.contact_center_name
        return [{"name": name, "change": notification.change, "told": told}]

    def retry(self, now: datetime) -> None:
        """Tell everyone who is still to be told; after 30 days it is given up and an alert is raised.

        An instance that fails is left alone until the next call.
        """
        correlation_id = str(uuid.uuid4())
        ends_at = time.monotonic() + RETRY_SECONDS
        waiting = list(self._all())
        secrets.SystemRandom().shuffle(waiting)  # so that dead instances do not always stand before the others
        failing: set[str] = set()
        for notification in waiting:
            tenant_id = notification.tenant_id
            registration = self._registry.find_registration(tenant_id)
            if registration is not None and tenant_id not in failing and time.monotonic() < ends_at:
                if self._tell(notification, registration, correlation_id):
                    continue
                failing.add(tenant_id)
            if now >= notification.since + GIVEN_UP_AFTER:
                self._tables.remove(TABLE, tenant_id, notification.key)
                emit(Event.RECIPIENT_NOT_TOLD, tenantId=tenant_id)

    def of_person(self, tenant_id: str, oid: str) -> list[Notification]:
        """What a tenant's instance has still to be told about one person."""
        where = "PartitionKey eq @tenant and RowKey gt @first and RowKey lt @last"
        keys = {"tenant": tenant_id, "first": f"{oid}.", "last": f"{oid}/"}
        return [_decode(row) for row in self._tables.query(TABLE, where, keys)]

    def _tell(self, notification: Notification, registration: Registration, correlation_id: str) -> bool:
        try:
            self._instances.tell(registration, notification.identity, notification.change, correlation_id)
        except (ContactCenterFailed, ContactCenterTimeout):
            return False
        self._tables.remove(TABLE, notification.tenant_id, notification.key)
        return True

    def _all(self) -> Iterable[Notification]:
        return (_decode(row) for row in self._tables.query(TABLE, "PartitionKey ne @nobody", {"nobody": ""}))


def _encode(notification: Notification) -> Row:
    return {
        "PartitionKey": notification.tenant_id,
        "RowKey": notification.key,
        "oid": notification.oid,
        "username": notification.identity.username,
        "domain": notification.identity.domain,
        "change": notification.change,
        "since": format_instant(notification.since),
    }


def _decode(row: Row) -> Notification:
    return Notification(
        tenant_id=str(row["PartitionKey"]),
        key=str(row["RowKey"]),
        oid=str(row["oid"]),
        identity=TeamsIdentity(str(row["username"]), str(row["domain"])),
        change=str(row["change"]),
        since=parse_instant(str(row["since"])),
    )
