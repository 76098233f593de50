"""Who took part, out of rows about them: several rows of a person become the first joining and the last leaving.

Rows with the same principal name, or else e-mail address, are one person. In the list of participants every row without
either is a person of its own, for two guests may have the same name; elsewhere it goes by the name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.imports.csv_columns import Columns
from shared.imports.csv_file import Row, Table, is_address
from shared.imports.csv_times import read_duration
from shared.imports.csv_words import Role, role_of, without_marks
from shared.times import format_instant

UNNAMED = "Guest"
_LONGEST_NAME = 256
_RANKS: tuple[Role, ...] = ("organizer", "coorganizer", "presenter", "attendee", "unknown")
_GUEST_ACCOUNT = "#ext#"
"""In the principal name of an account that another organisation's person has been given."""

Moments = Mapping[str, datetime]
"""What each cell with a time means."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One row about a person. Addresses are in lower case."""

    name: str
    is_outsider: bool = False
    principal: str | None = None
    email: str | None = None
    role: Role = "unknown"
    joined: datetime | None = None
    left: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who took part; `username` is None for who is not of the organisation, or may not be."""

    name: str
    username: str | None
    role: Role
    joined: datetime | None
    left: datetime | None

    @property
    def times(self) -> dict[str, str]:
        """As members of a report; what is not known is left out."""
        known = {"joinedAt": self.joined, "leftAt": self.left}
        return {name: format_instant(moment) for name, moment in known.items() if moment is not None}

    @property
    def order(self) -> tuple[Any, ...]:
        """People stand in the order of their joining, however the file is sorted."""
        joined, left = self.times.get("joinedAt", ""), self.times.get("leftAt", "")
        return (self.joined is None, joined, left, self.name, self.role, self.username or "")


def sightings_in(table: Table, columns: Columns, moments: Moments) -> Iterator[Sighting]:
    """The rows of a table that lists people."""
    for row in table.rows:
        name, is_outsider = without_marks(" ".join(row[place] for place in columns.names if row[place]))
        principal = _address(row, columns.principal)
        emails = [_address(row, place) for place in columns.addresses if place != columns.principal]
        joined = _moment(row, columns.joined, moments)
        left = _moment(row, columns.left, moments)
        duration = read_duration(row[columns.duration]) if columns.duration is not None else None
        if left is None and joined is not None and duration is not None:
            left = joined + duration
        yield Sighting(
            name=name[:_LONGEST_NAME].rstrip(),
            is_outsider=is_outsider or _GUEST_ACCOUNT in (principal or ""),
            principal=principal,
            email=next(filter(None, emails), None),
            role=role_of(row[columns.role]) if columns.role is not None else "unknown",
            joined=joined,
            left=left,
        )


def sightings_by_name(table: Table, columns: Columns, action: int | None, moments: Moments) -> Iterator[Sighting]:
    """The people of a list of comings and goings: a row for each, with what happened and when.

    What happens first to nobody is a leaving, whatever it is called.
    """
    events: dict[str, list[tuple[datetime, str]]] = {}
    for row in table.rows:
        moment = _moment(row, columns.joined, moments)
        name = " ".join(row[place] for place in columns.names if row[place])
        if moment is not None and name:
            events.setdefault(name, []).append((moment, row[action] if action is not None else ""))
    joinings = set()
    for found in events.values():
        found.sort()
        if len(found) == 1 or found[0][0] < found[1][0]:  # of two in one second it is not known which was first
            joinings.add(found[0][1])
    for written, found in events.items():
        name, is_outsider = without_marks(written)
        last, what = found[-1]
        left = None if what in joinings else last
        yield Sighting(name=name[:_LONGEST_NAME].rstrip(), is_outsider=is_outsider, joined=found[0][0], left=left)


def people_of(listed: Iterable[Sighting], others: Iterable[Sighting]) -> list[Person]:
    """The people of the list of participants, and of the tables that repeat them in more detail."""
    listed, others = list(listed), list(others)
    principals = _principals([*listed, *others])
    groups: dict[Key, list[Sighting]] = {}
    for place, sighting in enumerate(listed):
        key = _key(sighting, principals) or ("row", str(place))
        groups.setdefault(key, []).append(sighting)
    namesakes = Counter(group[0].name for key, group in groups.items() if key[0] == "row")
    rows = {group[0].name: key for key, group in groups.items() if key[0] == "row"}
    for sighting in others:
        if sighting.name in namesakes and _key(sighting, principals) is None:
            if namesakes[sighting.name] > 1:
                continue  # which of them it was is not known; their own rows have their times
            key = rows[sighting.name]
        else:
            key = _key(sighting, principals) or ("name", sighting.name)
        groups.setdefault(key, []).append(sighting)
    return sorted((_person(group) for group in groups.values()), key=lambda person: person.order)


def _principals(sightings: Iterable[Sighting]) -> dict[str, str]:
    """The principal name that belongs to an e-mail address: tables of details have the address only."""
    found: dict[str, set[str]] = {}
    for sighting in sightings:
        if sighting.email and sighting.principal:
            found.setdefault(sighting.email, set()).add(sighting.principal)
    return {email: principals.pop() for email, principals in found.items() if len(principals) == 1}


def _key(sighting: Sighting, principals: Mapping[str, str]) -> Key | None:
    address = sighting.principal or principals.get(sighting.email or "", sighting.email)
    return ("address", address) if address else None


def _person(group: list[Sighting]) -> Person:
    joined = min((sighting.joined for sighting in group if sighting.joined), default=None)
    left = max((sighting.left for sighting in group if sighting.left), default=None)
    if joined is not None and left is not None and left < joined:
        left = None  # the clocks were put back meanwhile: which of the two hours it was is not written
    addresses = sorted(filter(None, (sighting.principal for sighting in group)))
    addresses += sorted(filter(None, (sighting.email for sighting in group)))
    is_outsider = any(sighting.is_outsider for sighting in group)
    names = sorted(sighting.name for sighting in group if sighting.name)
    return Person(
        name=names[0] if names else UNNAMED,
        username=None if is_outsider or not addresses else addresses[0],
        role=min((sighting.role for sighting in group), key=_RANKS.index),
        joined=joined,
        left=left,
    )


def _address(row: Row, place: int | None) -> str | None:
    return row[place].lower() if place is not None and is_address(row[place]) else None


def _moment(row: Row, place: int | None, moments: Moments) -> datetime | None:
    return moments.get(row[place]) if place is not None else None
