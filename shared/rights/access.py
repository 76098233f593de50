"""Access: everything about one person, from every family, in pages (R10.15), and what of it is portable (R10.20).

It costs by the person's own rows and by the tenant's reports of a month: partitions and key ranges are read, never a
whole table. A table that cannot be read fails the call loudly; one that a sweep drops meanwhile is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any

from shared.holds.holds import Holds, covering
from shared.holds.preserved_rows import PreservedRows
from shared.persons.erasures import ErasureRecords
from shared.persons.profiles import Profiles
from shared.persons.restrictions import Restrictions
from shared.problems import StorageUnavailable
from shared.reports.mentions import Mentions
from shared.rights import person_records as lasting
from shared.rights.cursor import DAILY, AfterRow, AmongHeld, AmongLasting, Cursor, Position, parse
from shared.rights.items import Item, held_item, mention_item, own_item
from shared.rights.notifications import Notifications
from shared.rights.person_records import PersonRecords
from shared.storage.daily import DailyTables, table_name
from shared.storage.tables import TableBeingDeleted, TableMissing, Tables
from shared.tenants.registry import Registry
from shared.times import compact_day, end_of, format_instant

DAYS_AT_ONCE = 8
EVERYTHING_AT_ONCE = 500


@dataclass(slots=True)
class Page:
    """A page of an export: its items, the tables that were searched for it, and where the next one begins.

    `as_of` is when the export began, on every page of it; `now` is when this page is read.
    """

    tid: str
    oid: str
    as_of: datetime
    now: datetime
    limit: int
    items: list[Item] = field(default_factory=list)
    searched: set[str] = field(default_factory=set)
    deleted_meanwhile: set[str] = field(default_factory=set)
    rest: Position | None = None

    @property
    def room(self) -> int:
        return self.limit - len(self.items)

    @property
    def next(self) -> str | None:
        return str(Cursor(self.as_of, self.rest)) if self.rest is not None else None

    def shown(self) -> dict[str, Any]:
        return {
            "asOf": format_instant(self.as_of),
            "items": [item.shown() for item in self.items],
            "searched": sorted(self.searched - self.deleted_meanwhile),
            "deletedMeanwhile": sorted(self.deleted_meanwhile),
            "next": self.next,
        }


class AccessService:
    """Finds what is kept about a person."""

    def __init__(
        self,
        tables: Tables,
        daily: DailyTables,
        registry: Registry,
        profiles: Profiles,
        restrictions: Restrictions,
        erasures: ErasureRecords,
        mentions: Mentions,
        holds: Holds,
        held: PreservedRows,
        notifications: Notifications,
        pool: Executor,
    ) -> None:
        self._tables = tables
        self._daily = daily
        self._lasting = PersonRecords(registry, profiles, restrictions, erasures, holds, held, notifications)
        self._mentions = mentions
        self._holds = holds
        self._held = held
        self._pool = pool

    def page(self, tid: str, oid: str, cursor: str | None, limit: int, now: datetime) -> Page:
        """Up to `limit` items: what is kept beside the days, then the days, newest first, then what holds keep.

        It is whole when `next` is None. What is logged after the first page is not part of the export.

        Raises:
            InvalidRequest: the cursor is none of ours.
            StorageUnavailable: a table could not be read.
        """
        start = parse(cursor) if cursor is not None else Cursor(now, AmongLasting())
        page, position = Page(tid, oid, start.as_of, now, limit), start.position
        if isinstance(position, AmongLasting):
            self._add_lasting(page, position)
        if page.rest is None and not isinstance(position, AmongHeld):
            self._add_days(page, position if isinstance(position, AfterRow) else None)
        if page.rest is None:
            self._add_held(page, position if isinstance(position, AmongHeld) else AmongHeld())
        return page

    def everything(self, tid: str, oid: str, now: datetime) -> Iterator[Item]:
        """All items, page after page."""
        cursor: str | None = None
        while True:
            page = self.page(tid, oid, cursor, EVERYTHING_AT_ONCE, now)
            yield from page.items
            cursor = page.next
            if cursor is None:
                return

    def _add_lasting(self, page: Page, position: AmongLasting) -> None:
        left = [item for item in self._lasting.items(page.tid, page.oid, page.now) if item.id > position.key]
        page.items += left[: page.limit]
        page.searched.update(lasting.FAMILIES)
        if page.room == 0:
            page.rest = AmongLasting(page.items[-1].id)

    def _add_days(self, page: Page, after: AfterRow | None) -> None:
        names = self._daily.names(self._tables.listing(), page.now)
        days = sorted({day for _, day in names if after is None or day <= after.day}, reverse=True)
        room, days_read, whole_days, found_on_them = page.room, 0, 0, 0
        found: list[tuple[AfterRow, Item]] = []
        while days_read < len(days) and page.rest is None:
            left = room - len(found)
            window = days[days_read : days_read + _days_at_once(left, found_on_them, whole_days)]
            sources = [
                (family, day)
                for day in window
                for family in DAILY
                if (_table_family(family), day) in names and not _is_before(family, day, after)
            ]
            readings = self._pool.map(partial(self._read, page, after, left + 1), sources)
            for (family, day), reading in zip(sources, readings, strict=True):
                name = table_name(_table_family(family), day)
                (page.deleted_meanwhile if reading is None else page.searched).add(name)
                found += reading or ()
            if len(found) > room:
                page.rest = found[room - 1][0]
            days_read += len(window)
            if after is None or window[0] != after.day:  # of that day an earlier page has shown a part
                whole_days += len(window)
                found_on_them += len(found) - (room - left)
        page.items += [item for _, item in found[:room]]

    def _read(
        self, page: Page, after: AfterRow | None, maximum: int, source: tuple[str, date]
    ) -> list[tuple[AfterRow, Item]] | None:
        """Up to `maximum` items of one family and day; None when the sweep has dropped the table meanwhile."""
        family, day = source
        key = after.key if after is not None and (after.day, after.family) == (day, family) else ""
        read = self._mentioned if family == "mentions" else self._own
        try:
            return [
                (AfterRow(day, family, row_key), item)
                for row_key, item in islice(read(page, family, day, key, maximum), maximum)
            ]
        except (TableMissing, TableBeingDeleted):
            if page.now >= self._daily.deadlines.dropped_from(_table_family(family), day):
                return None
            raise StorageUnavailable from None

    def _own(self, page: Page, family: str, day: date, after: str, maximum: int) -> Iterator[tuple[str, Item]]:
        where = "PartitionKey eq @person and RowKey gt @after"
        keys = {"person": f"{page.tid}:{page.oid}", "after": after}
        if family == "activity" and day >= page.as_of.date():
            # What reading these pages adds to the log would keep them from ever ending.
            last = f"{page.as_of:%H%M%S%f}." if day == page.as_of.date() else ""
            where, keys = f"{where} and RowKey lt @last", {**keys, "last": last}
        delete_by = self._daily.deadlines.deadline(family, day)
        for found in self._tables.search(table_name(family, day), where, keys, page=min(maximum, 1000)):
            key = str(found.row["RowKey"])
            yield key, own_item(f"{family}.{compact_day(day)}.{key}", family, found.row, page.oid, delete_by)

    def _mentioned(self, page: Page, family: str, day: date, after: str, _: int) -> Iterator[tuple[str, Item]]:
        delete_by = self._daily.deadlines.deadline(_table_family(family), day)
        for mention in self._mentions.find_mentions(page.tid, page.oid, day, after=after):
            item_id = f"{family}.{compact_day(day)}.{mention.key}"
            yield mention.key, mention_item(item_id, mention, page.oid, delete_by)

    def _add_held(self, page: Page, position: AmongHeld) -> None:
        room = page.room
        if room == 0:
            page.rest = position
            return
        after = f"{page.oid}.{position.key}" if position.key else ""
        rows = list(islice(self._held.of_person(page.tid, page.oid, after=after), room + 1))
        holds = self._holds.active(page.tid, page.now)
        for held in rows[:room]:
            keeping = covering(holds, held.family, page.oid)
            ground, delete_by = (keeping[0].ground, end_of(keeping[0].ends_on)) if keeping else (None, page.now)
            page.items.append(held_item(held, page.oid, ground, delete_by))
        page.searched.add("held")
        if len(rows) > room:
            page.rest = AmongHeld(rows[room - 1].key.partition(".")[2])


def _days_at_once(left: int, found: int, whole_days: int) -> int:
    """How many days to read in parallel when so many items are left on a page, going by what was found on others."""
    if whole_days == 0:
        return 1
    return max(1, min(DAYS_AT_ONCE, left * whole_days // found)) if found else DAYS_AT_ONCE


def _table_family(family: str) -> str:
    return "reports" if family == "mentions" else family


def _is_before(family: str, day: date, after: AfterRow | None) -> bool:
    """Whether an earlier page has given this source already."""
    return after is not None and day == after.day and DAILY.index(family) < DAILY.index(after.family)
