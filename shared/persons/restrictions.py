"""Restrictions of processing (Art. 18), objections (Art. 21) and withdrawn consent (Art. 7(3)): who, why, since when.

While a person is restricted nothing is forwarded and others do not see them. Accuracy and objection stay until an
officer decides; unlawfulness and claims have an end, 12 months at most, and keep the person's rows until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from shared.problems import ProcessingRestricted
from shared.storage.client import Row, Tables, Value
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


@dataclass(frozen=True, slots=True)
class Restriction:
    """One person's restriction. `until` is the last day, where the ground has one."""

    tenant_id: str
    oid: str
    ground: Ground
    since: datetime
    until: date | None = None
    statement: str | None = None

    def is_active(self, now: datetime) -> bool:
        return self.until is None or now < end_of(self.until)

    @property
    def stops_processing(self) -> bool:
        """Withdrawing the consent to recordings touches recordings only."""
        return self.ground != "consent"

    @property
    def ends(self) -> str:
        """How it ends, told to the person beforehand (Art. 18(3))."""
        return _ENDS[self.ground]

    def is_undecided(self, now: datetime) -> bool:
        """Whether an officer should have decided by now."""
        return self.ground in DECIDED_BY_OFFICER and now - self.since >= UNDECIDED_ALERT


class Restrictions:
    """Reads and writes restrictions; a restriction whose time is over is none."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def find(self, tenant_id: str, oid: str, now: datetime) -> Restriction | None:
        found = self._tables.get(TABLE, tenant_id, oid)
        restriction = _decode(found.row) if found else None
        return restriction if restriction and restriction.is_active(now) else None

    def check(self, tenant_id: str, oid: str, now: datetime) -> None:
        """Raises ProcessingRestricted, with the ground and the last day, while the person is restricted."""
        restriction = self.find(tenant_id, oid, now)
        if restriction is not None and restriction.stops_processing:
            until = restriction.until.isoformat() if restriction.until else None
            raise ProcessingRestricted(members={"ground": restriction.ground, "until": until})

    def has_withdrawn_consent(self, tenant_id: str, oid: str, now: datetime) -> bool:
        restriction = self.find(tenant_id, oid, now)
        return restriction is not None and restriction.ground == "consent"

    def hidden_people(self, tenant_id: str, now: datetime) -> frozenset[str]:
        """Whom nobody else in the tenant is to see."""
        return frozenset(
            restriction.oid
            for restriction in self._of_tenant(tenant_id)
            if restriction.is_active(now) and restriction.stops_processing
        )

    def put(self, restriction: Restriction) -> None:
        row = _encode(restriction)
        self._tables.with_table(TABLE, lambda: self._tables.put(TABLE, row))

    def remove(self, tenant_id: str, oid: str) -> bool:
        return self._tables.remove(TABLE, tenant_id, oid)

    def all(self) -> Iterable[Restriction]:
        """Every restriction of every tenant, those whose time is over too: for the sweep alone."""
        return (_decode(row) for row in self._tables.query(TABLE, "PartitionKey ne @nobody", {"nobody": ""}))

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
