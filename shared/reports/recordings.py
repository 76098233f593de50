"""What is kept about recordings rests on consent: withdrawn, it goes from the person's reports (Art. 7(3))."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

from shared.problems import StorageUnavailable
from shared.reports.content import Content, rests_on_consent, unpack
from shared.reports.mentions import Mention, Mentions
from shared.reports.store import CONTENTS
from shared.storage.client import RowChanged, TableBeingDeleted, TableMissing, Tables
from shared.storage.daily import DailyTables
from shared.times import parse_instant


class Recordings:
    """Removes facts about recordings that somebody consented to."""

    def __init__(self, tables: Tables, daily: DailyTables, mentions: Mentions) -> None:
        self._tables = tables
        self._daily = daily
        self._mentions = mentions

    def forget(self, tenant_id: str, oid: str, now: datetime) -> None:
        """Remove the recordings noted with consent from the reports that the person stored or is named in.

        Raises:
            StorageUnavailable: a report kept changing meanwhile; repeating the call finishes it.
        """
        names = self._daily.names(self._tables.listing(), now)
        for day in (day for family, day in names if family == CONTENTS):
            with suppress(TableMissing, TableBeingDeleted):  # the sweep was faster
                self._forget_day(tenant_id, oid, day)

    def _forget_day(self, tenant_id: str, oid: str, day: date) -> None:
        own = [
            Mention(day, oid, str(row["RowKey"]), parse_instant(str(row["storedAt"])), unpack(row))
            for row in self._daily.rows(CONTENTS, day, f"{tenant_id}:{oid}")
        ]
        for report in [*own, *self._mentions.find(tenant_id, oid, day)]:
            if rests_on_consent(report.content):
                try:
                    self._mentions.change(tenant_id, report, _without_recording)
                except RowChanged:
                    raise StorageUnavailable("A report kept changing meanwhile: repeat the call.") from None


def _without_recording(content: Content) -> Content:
    return {name: value for name, value in content.items() if name != "recording"}
