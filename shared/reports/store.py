"""Two rows a report: the content, atomic in one entity, and then the header, which is what readers look for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.auth.principal import Principal
from shared.problems import Pointer, RetentionElapsed, StorageUnavailable
from shared.reports.content import Content, unpack, with_content
from shared.reports.keys import CONTENTS, HEADERS
from shared.storage.daily import DailyTables, DayElapsed
from shared.storage.tables import Row, RowChanged, Value
from shared.times import format_instant, parse_instant

Keep = Callable[[str, Row], object]
"""Takes a family and a row of it that is about to be replaced."""
_HEADER_MEMBERS = ("meetingId", "reportId", "type", "topic", "startedAt", "endedAt", "participantCount")


@dataclass(frozen=True, slots=True)
class Header:
    """A report's header row: the members of the report that are metadata, and what was minimised."""

    key: str
    members: Mapping[str, Any]
    guests: int
    dial_in: int

    @property
    def ended_at(self) -> datetime:
        return parse_instant(self.members["endedAt"])

    @property
    def day(self) -> date:
        return self.ended_at.date()


class ReportStore:
    """Rows of reports in the partition of the person who stored them."""

    def __init__(self, tables: DailyTables) -> None:
        self._tables = tables

    def put(self, owner: Principal, header: Header, content: Content, now: datetime, keep: Keep | None = None) -> None:
        """Write content, then header: a crash in between leaves content that no one can see and that goes by itself.

        With `keep`, each row that stands there and says something else is given to it before it is replaced.

        Raises:
            TooLarge: the content does not fit one entity.
            RetentionElapsed: the meeting's day takes no more rows.
            StorageUnavailable: the report kept changing meanwhile.
        """
        keys = {"PartitionKey": owner.key, "RowKey": header.key, "storedAt": format_instant(now)}
        packed = with_content(keys, owner.tid, content)
        counted: dict[str, Value] = {"guests": header.guests, "dialIns": header.dial_in}
        try:
            self._write(CONTENTS, header.day, packed, keep)
            self._write(HEADERS, header.day, {**keys, **header.members, **counted}, keep)
        except DayElapsed:
            raise RetentionElapsed(pointers=(Pointer("/endedAt", RetentionElapsed.code),)) from None
        except RowChanged:
            raise StorageUnavailable("The report kept changing meanwhile: repeat the call.") from None

    def header(self, owner: Principal, key: str, day: date, now: datetime) -> Header | None:
        row = self._tables.get(HEADERS, day, owner.key, key, now=now)
        return _decode(row) if row else None

    def headers(self, owner: Principal, day: date, now: datetime) -> list[Header]:
        """The headers of one day, in no order that matters."""
        return [_decode(row) for row in self._tables.partition(HEADERS, day, owner.key, now=now)]

    def content(self, owner: Principal, key: str, day: date, now: datetime) -> Content | None:
        row = self._tables.get(CONTENTS, day, owner.key, key, now=now)
        return unpack(row) if row else None

    def rows(self, family: str, owner: Principal, key: str, day: date) -> Iterator[Row]:
        """A report's row of a family as it is stored, past its deadline too: for a hold, which keeps it."""
        return (row for row in self._tables.rows(family, day, owner.key) if row["RowKey"] == key)

    def remove(self, owner: Principal, key: str, day: date) -> bool:
        """Delete content and header, trying both whatever becomes of the first; True when either was there."""
        try:
            had_content = self._tables.remove(CONTENTS, day, owner.key, key)
        finally:
            had_header = self._tables.remove(HEADERS, day, owner.key, key)
        return had_content or had_header

    def _write(self, family: str, day: date, row: Row, keep: Keep | None) -> None:
        if keep is None:
            self._tables.put(family, day, row)
        else:
            self._tables.exchange(
                family, day, row, lambda standing: _says_the_same(standing, row) or keep(family, standing)
            )


def split(members: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A report's members as those of the header and those of the content."""
    header = {name: members[name] for name in _HEADER_MEMBERS}
    return header, {name: value for name, value in members.items() if name not in header}


def _says_the_same(one: Row, other: Row) -> bool:
    """Whether two rows differ in nothing but the time when they were stored."""
    return {**one, "storedAt": ""} == {**other, "storedAt": ""}


def _decode(row: Row) -> Header:
    members = {name: row[name] for name in _HEADER_MEMBERS}
    return Header(str(row["RowKey"]), members, int(row["guests"]), int(row["dialIns"]))
