"""Restrictions of processing (Art. 18), objections (Art. 21) and withdrawn consent (Art. 7(3)): who, why, since when.

While a person is restricted nothing is forwarded and others do not see them. Accuracy and objection stay until an
officer decides; unlawfulness and claims have an end, 12 months at most, and keep the person's rows until then.

Anybody with a valid token may ask. Of a tenant that is not registered, for it never was or has left, nothing is kept
but what was logged. A restriction without a last day protects no more than that, and goes as what was logged with it
does (R11.2a); if the tenant is registered by then, it stays in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from shared.audit.activity import FAMILY as LOGGED
from shared.problems import ProcessingRestricted
from shared.storage.deadlines import Deadlines
from shared.storage.tables import Row, RowChanged, RowExists, Tables, Value
from shared.tenants.registry import Registry
from shared.times import end_of, format_instant, parse_day, parse_instant

TABLE = "restrictions"
UNDECIDED_ALERT = timedelta(days=30)

Ground = Literal["accuracy", "objection", "consent", "unlawful", "claims"]
DECIDED_BY_OFFICER = frozenset({"accuracy", "objection"})
TIMED = frozenset({"unlawful", "claims"})
_ENDS: Mapping[Ground, str] = {
    "accuracy": "an officer decides; nothing resumes by itself",
    "objection": "an officer decides; nothing resumes by itself",
    "consent": "you lift it, which gives the consent again",
    "unlawful": "at the end of `until`; your rows go by their deadlines again",
    "claims": "at the end of `until`; your rows go by their deadlines again",
}
_ENDS_WITHOUT_CONTRACT = "; as your organisation has no contract here, it goes by `deleteBy` with what was logged"


@dataclass(frozen=True, slots=True)
class Restriction:
    """One person's restriction. `until` is the last day, where the ground has one."""

    tenant_id: str
    oid: str
    ground: Ground
    since: datetime
    until: date | None = None
    statement: str | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When it is over by itself; None where the ground has no last day."""
        return end_of(self.until) if self.until else None

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and now >= self.ends_at

    @property
    def stops_processing(self) -> bool:
        """Withdrawing the consent to recordings touches recordings only."""
        return self.ground != "consent"

    def is_undecided(self, now: datetime) -> bool:
        """Whether an officer should have decided by now."""
        return self.ground in DECIDED_BY_OFFICER and now - self.since >= UNDECIDED_ALERT


class Restrictions:
    """Reads and writes restrictions; a restriction whose time is over is none."""

    def __init__(self, tables: Tables, registry: Registry, deadlines: Deadlines) -> None:
        self._tables = tables
        self._registry = registry
        self._deadlines = deadlines

    def find_restriction(self, tenant_id: str, oid: str, now: datetime) -> Restriction | None:
        restriction = self._stored(tenant_id, oid)
        return restriction if restriction and self._is_in_force(restriction, now) else None

    def delete_by(self, restriction: Restriction) -> datetime | None:
        """From here on it is not there; None while nobody can say, for it is to be decided or lifted."""
        if restriction.until is None and self._registry.find_registration(restriction.tenant_id) is None:
            return self._deadlines.deadline(LOGGED, restriction.since.date())
        return restriction.ends_at

    def ends(self, restriction: Restriction) -> str:
        """How it ends, told to the person beforehand (Art. 18(3))."""
        goes_by_itself = restriction.until is None and self.delete_by(restriction) is not None
        return _ENDS[restriction.ground] + (_ENDS_WITHOUT_CONTRACT if goes_by_itself else "")

    def refuse_restricted(self, tenant_id: str, oid: str, now: datetime) -> None:
        """Raises ProcessingRestricted, with the ground and the last day, while the person is restricted."""
        restriction = self.find_restriction(tenant_id, oid, now)
        if restriction is not None and restriction.stops_processing:
            until = restriction.until.isoformat() if restriction.until else None
            raise ProcessingRestricted(members={"ground": restriction.ground, "until": until})

    def has_withdrawn_consent(self, tenant_id: str, oid: str, now: datetime) -> bool:
        restriction = self.find_restriction(tenant_id, oid, now)
        return restriction is not None and restriction.ground == "consent"

    def hidden_people(self, tenant_id: str, now: datetime) -> frozenset[str]:
        """Whom nobody else in the tenant is to see."""
        return frozenset(
            restriction.oid
            for restriction in self._of_tenant(tenant_id)
            if restriction.stops_processing and self._is_in_force(restriction, now)
        )

    def put(self, restriction: Restriction) -> None:
        row = _encode(restriction)
        self._tables.with_table(TABLE, lambda: self._tables.put(TABLE, row))

    def remove(self, tenant_id: str, oid: str) -> bool:
        return self._tables.remove(TABLE, tenant_id, oid)

    def is_left_over(self, restriction: Restriction, now: datetime) -> bool:
        """Whether nothing is left for it to protect: for the sweep, 24 hours early as with all that was logged."""
        day = restriction.since.date()
        is_due = restriction.until is None and now >= self._deadlines.dropped_from(LOGGED, day)
        return is_due and self._registry.find_registration(restriction.tenant_id, fresh=True) is None

    def remove_left_over(self, restriction: Restriction) -> None:
        """Remove one that is left over. What was asked for anew meanwhile stays; so does one whose tenant has come."""
        found = self._tables.get(TABLE, restriction.tenant_id, restriction.oid)
        if found is None or _decode(found.row) != restriction:
            return
        with suppress(RowChanged):
            self._tables.remove(TABLE, restriction.tenant_id, restriction.oid, etag=found.etag)
            if self._registry.find_registration(restriction.tenant_id, fresh=True) is not None:
                with suppress(RowExists):
                    self._tables.create(TABLE, found.row)

    def all(self) -> Iterable[Restriction]:
        """Every restriction of every tenant, those whose time is over too: for the sweep alone."""
        return (_decode(row) for row in self._tables.query(TABLE, "PartitionKey ne @nobody", {"nobody": ""}))

    def _is_in_force(self, restriction: Restriction, now: datetime) -> bool:
        ends_at = self.delete_by(restriction)
        return ends_at is None or now < ends_at

    def _stored(self, tenant_id: str, oid: str) -> Restriction | None:
        found = self._tables.get(TABLE, tenant_id, oid)
        return _decode(found.row) if found else None

    def _of_tenant(self, tenant_id: str) -> Iterable[Restriction]:
        rows = self._tables.query(TABLE, "PartitionKey eq @tenant", {"tenant": tenant_id})
        return (_decode(row) for row in rows)


def _encode(restriction: Restriction) -> Row:
    values: dict[str, Value | None] = {
        "PartitionKey": restriction.tenant_id,
        "RowKey": restriction.oid,
        "ground": restriction.ground,
        "since": format_instant(restriction.since),
        "until": restriction.until.isoformat() if restriction.until else None,
        "statement": restriction.statement,
    }
    return {name: value for name, value in values.items() if value is not None}


def _decode(row: Row) -> Restriction:
    until, statement = row.get("until"), row.get("statement")
    ground: Ground = str(row["ground"])  # type: ignore[assignment]  # written from a Ground only
    return Restriction(
        tenant_id=str(row["PartitionKey"]),
        oid=str(row["RowKey"]),
        ground=ground,
        since=parse_instant(str(row["since"])),
        until=parse_day(str(until)) if until else None,
        statement=str(statement) if statement else None,
    )
