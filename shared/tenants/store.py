"""The rows of `tenants`: one a tenant and one a domain, in one partition, so that both change in one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from shared.problems import Conflict
from shared.storage.tables import Create, Put, Remove, Replace, Row, RowChanged, RowExists, Tables, Value
from shared.tenants.registration import Registration
from shared.times import format_instant, parse_instant

TABLE = "tenants"
_PARTITION = "tenants"
_LISTS = ("domains", "launchHosts")
_SWITCHES = ("attendanceTimes", "chat")
_OWN = ("PartitionKey", "RowKey", "endedAt", "leaving")


@dataclass(frozen=True, slots=True)
class Stored:
    """A registration as it was read; the ETag guards its change."""

    registration: Registration
    etag: str


class TenantStore:
    """Reads and writes registrations."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def find_stored(self, tenant_id: str) -> Stored | None:
        found = self._tables.get(TABLE, _PARTITION, f"tenant:{tenant_id}")
        return Stored(_decode(found.row), found.etag) if found else None

    def all(self) -> list[Registration]:
        """Every tenant, in the order of their ids."""
        where = "PartitionKey eq @partition and RowKey ge @first and RowKey lt @last"
        keys = {"partition": _PARTITION, "first": "tenant:", "last": "tenant;"}
        return [_decode(row) for row in self._tables.query(TABLE, where, keys)]

    def owner_of(self, domain: str) -> str | None:
        """The tenant that a domain is registered for."""
        found = self._tables.get(TABLE, _PARTITION, f"domain:{domain}")
        return str(found.row["tenantId"]) if found else None

    def save(self, registration: Registration, before: Stored | None) -> None:
        """Write the tenant and its domains, all or nothing.

        Raises:
            Conflict: another call has changed the tenant, or taken one of the domains, meanwhile.
        """
        row = _encode(registration)
        held = set(before.registration.contract.domains) if before else set()
        wanted = set(registration.contract.domains)
        self._transact(
            [
                Replace(row, before.etag) if before else Create(row),
                *(Create(_domain_row(domain, registration.tenant_id)) for domain in sorted(wanted - held)),
                *(Put(_domain_row(domain, registration.tenant_id)) for domain in sorted(wanted & held)),
                *(Remove(_PARTITION, f"domain:{domain}") for domain in sorted(held - wanted)),
            ]
        )

    def forget(self, stored: Stored) -> None:
        """Remove a tenant and free its domains, all or nothing. Raises Conflict."""
        registration = stored.registration
        self._transact(
            [
                Remove(_PARTITION, f"tenant:{registration.tenant_id}", stored.etag),
                *(Remove(_PARTITION, f"domain:{name}") for name in registration.contract.domains),
            ]
        )

    def _transact(self, operations: Sequence[Create | Put | Replace | Remove]) -> None:
        try:
            self._tables.with_table(TABLE, lambda: self._tables.transact(TABLE, operations))
        except (RowExists, RowChanged):
            raise Conflict("The registration changed meanwhile: read it again, then repeat your change.") from None


def _domain_row(domain: str, tenant_id: str) -> Row:
    return {"PartitionKey": _PARTITION, "RowKey": f"domain:{domain}", "tenantId": tenant_id}


def _encode(registration: Registration) -> Row:
    columns = registration.contract.model_dump(mode="json", by_alias=True)
    columns |= columns.pop("collect")
    columns |= {name: json.dumps(columns[name]) for name in _LISTS}
    row: dict[str, Value] = {name: value for name, value in columns.items() if value is not None}
    row |= {"PartitionKey": _PARTITION, "RowKey": f"tenant:{registration.tenant_id}"}
    if registration.ended_at is not None:
        row["endedAt"] = format_instant(registration.ended_at)
    if registration.is_leaving:
        row["leaving"] = True
    return row


def _decode(row: Row) -> Registration:
    from shared.tenants.model import Contract

    columns: dict[str, object] = {name: value for name, value in row.items() if name not in _OWN}
    columns |= {name: json.loads(str(row[name])) for name in _LISTS}
    columns["collect"] = {name: columns.pop(name) for name in _SWITCHES}
    ended_at = row.get("endedAt")
    return Registration(
        tenant_id=str(row["RowKey"]).removeprefix("tenant:"),
        contract=Contract.model_validate(columns, by_alias=True),
        ended_at=parse_instant(str(ended_at)) if ended_at else None,
        is_leaving="leaving" in row,
    )
