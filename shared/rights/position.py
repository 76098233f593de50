"""Where a page of an export ends: read strictly, and of no use in another person's hands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from shared.problems import InvalidRequest
from shared.times import compact_day, parse_compact_day

DAILY = ("activity", "meetings", "reports", "mentions")
_AS_OF = "%Y%m%d%H%M%S%f"
_CURSOR = re.compile(r"([0-9]{20})\.(.+)")
_LASTING = re.compile(r"lasting\.([a-z]+(?:\.[A-Za-z0-9_-]{1,64}){0,4})")
_DAY = re.compile(r"([0-9]{8})\.(activity|meetings|reports|mentions)\.([a-z0-9-]{1,64})")
_HELD = re.compile(r"held\.((?:activity|meetings|reports|profiles)\.[0-9]{8}\.[a-z0-9-]{1,64}(?:\.[0-9a-f]{32})?)?")


@dataclass(frozen=True, slots=True)
class AmongLasting:
    """Of what is kept beside the days, the items after `key` are left; and then all days."""

    key: str = ""

    def __str__(self) -> str:
        return f"lasting.{self.key}"


@dataclass(frozen=True, slots=True)
class AfterRow:
    """The rest of the days begins after this row of this day and family."""

    day: date
    family: str
    key: str

    def __str__(self) -> str:
        return f"{compact_day(self.day)}.{self.family}.{self.key}"


@dataclass(frozen=True, slots=True)
class AmongHeld:
    """The days are done; of the held rows those after `key` (without the person's id) are left."""

    key: str = ""

    def __str__(self) -> str:
        return f"held.{self.key}"


Position = AmongLasting | AfterRow | AmongHeld


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position, and when the export began: what is logged of its own pages is not part of it."""

    as_of: datetime
    position: Position

    def __str__(self) -> str:
        return f"{self.as_of:{_AS_OF}}.{self.position}"


def parse(text: str) -> Cursor:
    """Read a cursor. Raises InvalidRequest."""
    match = _CURSOR.fullmatch(text)
    try:
        position = _position(match[2]) if match else None
        as_of = _instant(match[1]) if match else None
    except ValueError:
        position = as_of = None
    if position is None or as_of is None:
        raise InvalidRequest("The cursor is not one that this service gave: begin again without it.")
    return Cursor(as_of, position)


def _instant(digits: str) -> datetime:
    """Raises ValueError: there is no such instant, or not one of the years in which days are counted here."""
    parse_compact_day(digits[:8])
    return datetime.strptime(digits, _AS_OF).replace(tzinfo=UTC)


def _position(text: str) -> Position | None:
    """Raises ValueError: it names a day that there is not."""
    if lasting := _LASTING.fullmatch(text):
        return AmongLasting(lasting[1])
    if held := _HELD.fullmatch(text):
        return AmongHeld(held[1] or "")
    if after_row := _DAY.fullmatch(text):
        return AfterRow(parse_compact_day(after_row[1]), after_row[2], after_row[3])
    return None
