"""Where a page of an export ends: read strictly, and of no use in another person's hands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from shared.problems import InvalidRequest
from shared.times import COMPACT_DAY, compact_day, parse_compact_day

DAILY = ("activity", "meetings", "reports", "mentions")
_AS_OF = "%Y%m%d%H%M%S%f"
_LASTING = r"lasting\.([a-z]+(?:\.[A-Za-z0-9_-]{1,64}){0,4})"
_ROW = rf"({COMPACT_DAY})\.(activity|meetings|reports|mentions)\.([a-z0-9-]{{1,64}})"
_HELD = r"held\.((?:activity|meetings|reports|profiles)\.[0-9]{8}\.[a-z0-9-]{1,64}(?:\.[0-9a-f]{32})?)?"
CURSOR = rf"({COMPACT_DAY}(?:[01][0-9]|2[0-3])(?:[0-5][0-9]){{2}}[0-9]{{6}})\.(?:{_LASTING}|{_ROW}|{_HELD})"


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
    match = re.fullmatch(CURSOR, text)  # compiled when first used: an import is to cost little
    if match is None:
        raise InvalidRequest("The cursor is not one that this service gave: begin again without it.")
    as_of, lasting, day, family, key, held = match.groups()
    position: Position
    if lasting is not None:
        position = AmongLasting(lasting)
    elif day is not None:
        position = AfterRow(parse_compact_day(day), family, key)
    else:
        position = AmongHeld(held or "")
    return Cursor(datetime.strptime(as_of, _AS_OF).replace(tzinfo=UTC), position)
