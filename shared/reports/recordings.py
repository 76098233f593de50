"""What is kept about recordings rests on consent: withdrawn, it goes from the person's reports (Art. 7(3)).

Where a duty binds a report, what stood there goes aside first, and with the hold (R11.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial

from shared.holds.holds import Hold, Holds
from shared.holds.preserved_rows import PreservedRows
from shared.problems import StorageUnavailable
from shared.reports.content import Content, rests_on_consent, unpack
from shared.reports.keys import CONTENTS
from shared.reports.mentions import Mention, Mentions
from shared.storage.daily import DailyTables
from shared.storage.tables import Row, RowChanged, TableBeingDeleted, TableMissing, Tables
from shared.times import parse_instant


class Recordings:
    """Removes facts about recordings that somebody consented to."""

    def __init__(
        self, tables: Tables, daily: DailyTables, mentions: Mentions, holds: Holds, held: PreservedRows
    ) -> None:
        self._tables = tables
        self._daily = daily
        self._mentions = mentions
        self._holds = holds
        self._held = held

    def forget(self, tenant_id: str, oid: str, now: datetime) -> None:
        """Remove the recordings noted with consent from the reports that the person stored or is named in.

        Raises:
            StorageUnavailable: a report kept changing meanwhile; repeating the call finishes it.
        """
        holds = [hold for hold in self._holds.active(tenant_id, now) if not hold.requested_by_subject]
        names = self._daily.names(self._tables.listing(), now)
        for day in (day for family, day in names if family == CONTENTS):
            with suppress(TableMissing, TableBeingDeleted):  # the sweep was faster
                self._forget_day(tenant_id, oid, day, holds)

    def _forget_day(self, tenant_id: str, oid: str, day: date, holds: Sequence[Hold]) -> None:
        own = [
            Mention(day, oid, str(row["RowKey"]), parse_instant(str(row["storedAt"])), unpack(row))
            for row in self._daily.rows(CONTENTS, day, f"{tenant_id}:{oid}")
        ]
        for report in [*own, *self._mentions.find_mentions(tenant_id, oid, day)]:
            if rests_on_consent(report.content):
                try:
                    self._mentions.change(tenant_id, report, _without_recording, partial(self._keep, holds, report))
                except RowChanged:
                    raise StorageUnavailable("A report kept changing meanwhile: repeat the call.") from None

    def _keep(self, holds: Sequence[Hold], report: Mention, row: Row) -> None:
        self._held.preserve_rows(holds, CONTENTS, report.day, [(report.owner, row)])


def _without_recording(content: Content) -> Content:
    return {name: value for name, value in content.items() if name != "recording"}
