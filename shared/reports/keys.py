"""Ids of reports and cursors of lists: both are read strictly, and both work in the caller's own partition only."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime

from shared.problems import InvalidRequest
from shared.times import COMPACT_DAY, compact_day, parse_compact_day

HEADERS = "meetings"
CONTENTS = "reports"
"""The families of a report's two rows."""

# Compiled when first used: an import is to cost little.
_REPORT_ID = rf"({COMPACT_DAY})-[a-z2-7]{{26}}"
CURSOR = rf"({COMPACT_DAY})\.([0-9]{{6}})\.([a-z2-7]{{26}})"


def report_key(tid: str, oid: str, meeting_id: str, report_id: str, ended_on: date) -> str:
    """`<yyyymmdd>-<26 characters>`: the same report of the same person has the same id, and the id names its table."""
    named = json.dumps([tid, oid, meeting_id, report_id, ended_on.isoformat()], ensure_ascii=False)
    digest = base64.b32encode(hashlib.sha256(named.encode()).digest()[:16]).decode()
    return f"{compact_day(ended_on)}-{digest.rstrip('=').lower()}"


def day_of(key: str) -> date | None:
    """The day that a report's id names; None when it is no id of a report."""
    match = re.fullmatch(_REPORT_ID, key)
    return parse_compact_day(match[1]) if match else None


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a report stands among the caller's: by the end of the meeting, then by id."""

    day: date
    clock: str
    suffix: str

    @classmethod
    def of(cls, key: str, ended_at: datetime) -> Position:
        return cls(ended_at.date(), f"{ended_at:%H%M%S}", key.partition("-")[2])

    @classmethod
    def parse(cls, cursor: str) -> Position:
        """Read a cursor. Raises InvalidRequest."""
        match = re.fullmatch(CURSOR, cursor)
        if match is None:
            raise InvalidRequest("The cursor is not one that this service gave: begin the list again without it.")
        return cls(parse_compact_day(match[1]), match[2], match[3])

    def cursor(self) -> str:
        return f"{compact_day(self.day)}.{self.clock}.{self.suffix}"
