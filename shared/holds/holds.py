"""Holds defer deletion (R11.1): each has a ground, an owner, a scope and an end, and none is open-ended."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from shared.holds.grounds import ground_in_force, last_day
from shared.problems import HoldRefused, NotFound, Pointer
from shared.storage.tables import Row, RowChanged, Tables, Value
from shared.times import end_of, format_instant, parse_day, parse_instant

TABLE = "holds"
HOLDABLE = ("activity", "meetings", "reports", "profiles")


@dataclass(frozen=True, slots=True)
class Hold:
    """Keeps rows of some families of a tenant, or of one person in it, until the end of `ends_on`, UTC."""

    tenant_id: str
    hold_id: str
    ground: str
    subject: str | None
    families: tuple[str, ...]
    owner: str
    placed_at: datetime
    ends_on: date
    review_on: date
    note: str = ""
    confirmed: bool = True

    @property
    def requested_by_subject(self) -> bool:
        """Whether it came from a restriction that the person asked for."""
        return self.ground.startswith("restriction_")

    def is_active(self, now: datetime) -> bool:
        return now < end_of(self.ends_on)

    def covers(self, family: str, oid: str) -> bool:
        return family in self.families and self.subject in {None, oid}


class Holds:
    """Places, lists and releases holds. They are read anew whenever something is about to be deleted."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def put(self, hold: Hold, country: str, today: date) -> None:
        """Place a hold, or replace it.

        Raises:
            HoldRefused: the ground is unknown in the tenant's country, a date is in the past or beyond its years
                (counted from when it was first placed), or what only a person asks for is put on a whole tenant.
        """
        _check(hold, country, today)
        row = _encode(hold)
        self._tables.with_table(TABLE, lambda: self._tables.put(TABLE, row))

    def find_hold(self, tenant_id: str, hold_id: str) -> Hold | None:
        found = self._tables.get(TABLE, tenant_id, hold_id)
        return _decode(found.row) if found else None

    def of_tenant(self, tenant_id: str) -> list[Hold]:
        rows = self._tables.query(TABLE, "PartitionKey eq @tenant", {"tenant": tenant_id})
        return [_decode(row) for row in rows]

    def active(self, tenant_id: str, now: datetime) -> list[Hold]:
        return [hold for hold in self.of_tenant(tenant_id) if hold.is_active(now)]

    def all(self) -> list[Hold]:
        """Every hold of every tenant: for the sweep alone."""
        return [_decode(row) for row in self._tables.query(TABLE, "PartitionKey ne @nobody", {"nobody": ""})]

    def release(self, tenant_id: str, hold_id: str) -> Hold:
        """End a hold now; what only it kept goes with the next sweep. Raises NotFound."""
        hold = self.find_hold(tenant_id, hold_id)
        if hold is None or not self._tables.remove(TABLE, tenant_id, hold_id):
            raise NotFound
        return hold

    def forget_ended(self, now: datetime) -> None:
        """Remove the holds that have ended; one that an officer prolongs meanwhile stays."""
        for hold in self.all():
            if hold.is_active(now):
                continue
            found = self._tables.get(TABLE, hold.tenant_id, hold.hold_id)
            if found is not None and not _decode(found.row).is_active(now):
                with suppress(RowChanged):
                    self._tables.remove(TABLE, hold.tenant_id, hold.hold_id, etag=found.etag)


def covering(holds: Iterable[Hold], family: str, oid: str) -> list[Hold]:
    """Those of the holds that keep a person's rows of a family, the longest first."""
    return sorted((hold for hold in holds if hold.covers(family, oid)), key=lambda hold: hold.ends_on, reverse=True)


def _check(hold: Hold, country: str, today: date) -> None:
    ground = ground_in_force(hold.ground, country, today)
    faults: list[tuple[str, str]] = []
    if ground is None:
        faults.append(("/ground", "not_in_force"))
    elif hold.ends_on > last_day(ground, hold.placed_at.date()):
        faults.append(("/endsOn", "beyond_the_ground"))
    if hold.requested_by_subject and hold.subject is None:
        faults.append(("/subject", "required_by_the_ground"))
    if hold.ends_on < today:
        faults.append(("/endsOn", "past"))
    if hold.review_on < today:
        faults.append(("/reviewOn", "past"))
    if hold.review_on > hold.ends_on:
        faults.append(("/reviewOn", "after_the_end"))
    if faults:
        raise HoldRefused(pointers=tuple(Pointer(pointer, code) for pointer, code in faults))


def _encode(hold: Hold) -> Row:
    row: dict[str, Value] = {
        "PartitionKey": hold.tenant_id,
        "RowKey": hold.hold_id,
        "ground": hold.ground,
        "families": json.dumps(hold.families),
        "owner": hold.owner,
        "placedAt": format_instant(hold.placed_at),
        "endsOn": hold.ends_on.isoformat(),
        "reviewOn": hold.review_on.isoformat(),
        "note": hold.note,
        "confirmed": hold.confirmed,
    }
    return row | ({"subject": hold.subject} if hold.subject else {})


def _decode(row: Row) -> Hold:
    families: Sequence[str] = json.loads(str(row["families"]))
    subject = row.get("subject")
    return Hold(
        tenant_id=str(row["PartitionKey"]),
        hold_id=str(row["RowKey"]),
        ground=str(row["ground"]),
        subject=str(subject) if subject else None,
        families=tuple(families),
        owner=str(row["owner"]),
        placed_at=parse_instant(str(row["placedAt"])),
        ends_on=parse_day(str(row["endsOn"])),
        review_on=parse_day(str(row["reviewOn"])),
        note=str(row["note"]),
        confirmed=bool(row["confirmed"]),
    )
