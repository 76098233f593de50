"""Which column of a table holds what: told by the values below it, so that a header in any language will do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from shared.imports.csv_file import Table, is_address
from shared.imports.csv_times import is_clock, is_moment, read_duration
from shared.imports.csv_words import is_first_name, is_last_name, is_registration, role_of
from shared.reports.attention import names_attention_data

_FEWEST_CLOCKS = 2
"""One column alone of what looks like times of day has durations."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The places of a table's columns; `names` are one, or the first name and the last name.

    `registration` are those about registering. `unknown` are all the others, which nobody reads: attention data, and
    whatever Teams will add. `has_bare_clocks` is whether times of day stand in it without a date.
    """

    names: tuple[int, ...]
    joined: int | None
    left: int | None
    duration: int | None
    addresses: tuple[int, ...]
    principal: int | None
    role: int | None
    registration: tuple[int, ...]
    unknown: tuple[int, ...]
    has_bare_clocks: bool

    @property
    def has_times(self) -> bool:
        return self.joined is not None

    @property
    def lists_people(self) -> bool:
        """Whether each row is about a person's taking part; else it may be about a moment in the meeting."""
        has_more = self.left is not None or self.duration is not None or bool(self.addresses) or self.role is not None
        return bool(self.names) and has_more


def columns_of(table: Table) -> Columns:
    """Find the columns of a table."""
    labels = [*table.header, *[""] * (_width(table) - len(table.header))]
    registration = [place for place, label in enumerate(labels) if is_registration(label)]
    usable = [
        place for place, label in enumerate(labels) if place not in registration and not names_attention_data(label)
    ]
    moments = _holding(table, usable, is_moment)
    durations = _holding(table, usable, lambda cell: read_duration(cell) is not None)
    addresses = _holding(table, usable, is_address)
    roles = _holding(table, usable, lambda cell: role_of(cell) != "unknown")
    joined, left, duration = _attendance(moments, durations)
    principals = [place for place in addresses if "upn" in labels[place].casefold()] or addresses[1:2]
    taken = {*moments, *durations, *addresses, *roles}
    names = _names(table, labels, [place for place in usable if place not in taken]) or tuple(addresses[:1])
    known = {*names, *addresses[:2], *principals, *roles[:1], joined, left, duration, *registration}
    return Columns(
        names=names,
        joined=joined,
        left=left,
        duration=duration,
        addresses=tuple(addresses[:2]),
        principal=principals[0] if principals else None,
        role=roles[0] if roles else None,
        registration=tuple(registration),
        unknown=tuple(place for place in range(len(labels)) if place not in known),
        has_bare_clocks=not moments and len(_holding(table, usable, is_clock)) >= _FEWEST_CLOCKS,
    )


def _width(table: Table) -> int:
    return len(table.rows[0]) if table.rows else len(table.header)


def _attendance(moments: list[int], durations: list[int]) -> tuple[int | None, int | None, int | None]:
    """The times of joining and leaving stand together before the duration, or they are the first two."""
    for duration in durations:
        if {duration - 2, duration - 1} <= {*moments}:
            return duration - 2, duration - 1, duration
    joined, left = (*moments[:2], None, None)[:2]
    return joined, left, durations[0] if durations else None


def _names(table: Table, labels: list[str], free: list[int]) -> tuple[int, ...]:
    """The first column of words, which may be telephone numbers but no numbering; or a first and a last name."""
    first = next((place for place in free if is_first_name(labels[place])), None)
    last = next((place for place in free if is_last_name(labels[place])), None)
    if first is not None and last is not None:
        return first, last
    return tuple(_holding(table, free, lambda cell: not cell.isdecimal() or len(cell) > 2)[:1])


def _holding(table: Table, places: Iterable[int], is_one: Callable[[str], bool]) -> list[int]:
    """The columns most of whose filled cells are of a kind."""
    found = []
    for place in places:
        filled = [row[place] for row in table.rows if row[place]]
        if filled and 2 * sum(map(is_one, filled)) > len(filled):
            found.append(place)
    return found
