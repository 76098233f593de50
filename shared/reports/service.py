"""Storing, listing, reading and deleting reports: for matched people, in their own partition (R5.2, R6.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.audit.activity import ActivityLog
from shared.auth.caller import Caller
from shared.auth.principal import Principal
from shared.holds.holds import Hold, Holds
from shared.holds.preserved_rows import PreservedRows
from shared.persons.erasures import ErasureRecords
from shared.persons.profiles import Profiles
from shared.persons.restrictions import Restrictions
from shared.problems import NotFound, NotMatchedYet, Pointer, RecordingConsentMissing
from shared.reports.keys import CONTENTS, HEADERS, Position, day_of, report_key
from shared.reports.mentions import without_sight_of
from shared.reports.minimisation import minimise
from shared.reports.rules import check, check_age
from shared.reports.store import Header, Keep, ReportStore, split
from shared.retention.dropped_tables import DroppedTables
from shared.settings import MAX_RETENTION_DAYS
from shared.storage.deadlines import LOWEST, Deadlines
from shared.tenants.registration import Registration
from shared.tenants.registry import Registry
from shared.times import format_instant

if TYPE_CHECKING:
    from shared.reports.model import Report

DAYS_AT_ONCE = 8
"""How many days' tables a list reads in parallel."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored report's answer, and whether it was new."""

    answer: Mapping[str, Any]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of headers, newest first, and the cursor of the next."""

    reports: list[Mapping[str, Any]]
    next: str | None


class Reports:
    """The rules of reports."""

    def __init__(
        self,
        registry: Registry,
        profiles: Profiles,
        store: ReportStore,
        activity: ActivityLog,
        restrictions: Restrictions,
        erasures: ErasureRecords,
        holds: Holds,
        held: PreservedRows,
        drops: DroppedTables,
        deadlines: Deadlines,
        pool: Executor,
    ) -> None:
        self._registry = registry
        self._profiles = profiles
        self._store = store
        self._activity = activity
        self._restrictions = restrictions
        self._erasures = erasures
        self._holds = holds
        self._held = held
        self._drops = drops
        self._deadlines = deadlines
        self._pool = pool

    def admit_person(self, principal: Principal, now: datetime) -> Registration:
        """Whether this person may store reports.

        Raises:
            TenantNotContracted, ContractEnded: no contract runs.
            NotMatchedYet: the person has not been matched (R5.2).
        """
        registration = self._registry.running(principal.tid, now)
        if self._profiles.find_profile(registration, principal.oid, now) is None:
            raise NotMatchedYet
        return registration

    def store(
        self, caller: Caller, registration: Registration, report: Report, now: datetime, correlation_id: str
    ) -> Stored:
        """Store a report, or replace the same one: three writes, whatever the number of attendees.

        What a hold keeps of the report that is replaced goes aside first (R11.1). The holds are read once it is known
        that one is replaced, and before the first write: one that is placed later binds what it finds.

        Raises:
            InvalidBody: or the class of the rule that is broken.
            TooLarge: the content does not fit one entity.
        """
        principal = caller.principal
        check(report, registration.contract.collect, self._deadlines, now)
        if report.recording is not None and report.recording.consent == "obtained":
            self._check_consent(principal, now)
        day = report.ended_at.date()
        key = report_key(principal.tid, principal.oid, report.meeting_id, report.report_id, day)
        erased = self._pool.submit(self._erasures.erased_since, principal.tid, report.ended_at)
        before = self._pool.submit(self._store.header, principal, key, day, now)
        sent = report.model_dump(mode="json", by_alias=True, exclude_unset=True)
        minimised = minimise(sent, erased=erased.result())
        members, content = split(minimised.members)
        header = Header(key, members, minimised.guests, minimised.dial_in)
        is_new = before.result() is None
        keep = None if is_new else self._keeping(principal, day, self._holds.active(principal.tid, now))
        self._store.put(principal, header, content, now, keep)
        self._activity.record(caller, "report_stored", now, correlation_id, report_id=key)
        return Stored(self._terms(header, self._deadlines.deadline(CONTENTS, day)), is_new)

    def find_report(
        self, principal: Principal, meeting_id: str, report_id: str, ended_at: datetime, now: datetime
    ) -> Mapping[str, Any] | None:
        """Where the caller's report with these ids is, and until when; None when it may be stored and is not there.

        For who would else fetch a whole report in vain.

        Raises:
            NotEndedYet, RetentionElapsed: it is not there, and may not be stored either.
        """
        day = ended_at.astimezone(UTC).date()
        key = report_key(principal.tid, principal.oid, meeting_id, report_id, day)
        header = self._store.header(principal, key, day, now)
        if header is None:
            check_age(ended_at, self._deadlines, now)
            return None
        return self._terms(header, self._content_until(day, now))

    def list(
        self, principal: Principal, first: date, last: date, limit: int, cursor: str | None, now: datetime
    ) -> Page:
        """The caller's reports that ended from `first` to `last`, newest first, after those of an earlier page.

        Raises:
            InvalidRequest: the cursor is not one that a page gave.
        """
        before = Position.parse(cursor) if cursor is not None else None
        newest = min(last, now.date(), before.day if before else last)
        first = max(first, now.date() - timedelta(days=MAX_RETENTION_DAYS))
        found: list[tuple[Position, Header]] = []
        days = [newest - timedelta(days=back) for back in range((newest - first).days + 1)]
        for start in range(0, len(days), DAYS_AT_ONCE):
            window = days[start : start + DAYS_AT_ONCE]
            for headers in self._pool.map(lambda day: self._store.headers(principal, day, now), window):
                placed = {Position.of(header.key, header.ended_at): header for header in headers}
                found += [
                    (place, placed[place]) for place in sorted(placed, reverse=True) if not before or place < before
                ]
            if len(found) > limit:
                break
        page = found[:limit]
        more = page[-1][0].cursor() if len(found) > limit else None
        return Page([self._shown(header, self._content_until(header.day, now), now) for _, header in page], more)

    def read(self, principal: Principal, key: str, now: datetime) -> Mapping[str, Any]:
        """A report as stored; only its header from the day its content is gone. Raises NotFound."""
        day = day_of(key)
        if day is None:
            raise NotFound
        content_of = self._pool.submit(self._store.content, principal, key, day, now)
        hidden_from_others = self._pool.submit(self._hidden_people, principal, now)
        header = self._store.header(principal, key, day, now)
        content = content_of.result()
        if header is None:
            raise NotFound
        until = self._deadlines.deadline(CONTENTS, day)
        if content is None:
            if now < self._deadlines.dropped_from(CONTENTS, day):
                # Before the sweep may have dropped it, content is missing where lower limits once took the day, and
                # else only where a deletion was cut short.
                dropped_at = self._drops.dropped_at(CONTENTS, day)
                if dropped_at is None:
                    raise NotFound
                until = dropped_at
            return {**self._shown(header, until, now), "contentDeleted": True}
        return {**self._shown(header, until, now), **without_sight_of(content, hidden_from_others.result())}

    def delete(self, caller: Caller, key: str, now: datetime, correlation_id: str) -> None:
        """Delete a report, content first; what a hold keeps of it stays aside, hidden (R11.1). Raises NotFound."""
        principal, day = caller.principal, day_of(key)
        if day is None:
            raise NotFound
        if holds := self._holds.active(principal.tid, now):
            for family in (CONTENTS, HEADERS):
                rows = self._store.rows(family, principal, key, day)
                self._held.preserve_rows(holds, family, day, ((principal.oid, row) for row in rows))
        if not self._store.remove(principal, key, day):
            raise NotFound
        self._activity.record_own(caller, "report_deleted", now, correlation_id, report_id=key)

    def _keeping(self, principal: Principal, day: date, holds: Sequence[Hold]) -> Keep | None:
        """Moves the caller's rows of a day aside, as far as a hold keeps them; None when none does."""
        if not any(hold.subject in {None, principal.oid} for hold in holds):
            return None
        return lambda family, row: self._held.preserve_rows(holds, family, day, [(principal.oid, row)])

    def _check_consent(self, principal: Principal, now: datetime) -> None:
        if self._restrictions.has_withdrawn_consent(principal.tid, principal.oid, now):
            raise RecordingConsentMissing(pointers=(Pointer("/recording/consent", "withdrawn"),))

    def _hidden_people(self, principal: Principal, now: datetime) -> frozenset[str]:
        """Who is not to be seen by this reader: the restricted, and those whose erasure a hold defers."""
        deferred = {record.oid for record in self._erasures.of_tenant(principal.tid) if record.state != "done"}
        return (self._restrictions.hidden_people(principal.tid, now) | deferred) - {principal.oid}

    def _content_until(self, day: date, now: datetime) -> datetime:
        """A day's deadline, or when its content was dropped under limits that were lower then."""
        deadline = self._deadlines.deadline(CONTENTS, day)
        if now >= self._deadlines.dropped_from(CONTENTS, day) or now < LOWEST.dropped_from(CONTENTS, day):
            return deadline
        return self._drops.recently_dropped_at(CONTENTS, day) or deadline

    def _terms(self, header: Header, content_until: datetime) -> dict[str, Any]:
        return {
            "id": header.key,
            "contentUntil": format_instant(content_until),
            "deleteBy": format_instant(self._deadlines.deadline(HEADERS, header.day)),
            "minimised": {"guests": header.guests, "dialIn": header.dial_in},
        }

    def _shown(self, header: Header, content_until: datetime, now: datetime) -> dict[str, Any]:
        shown = {**self._terms(header, content_until), **header.members}
        if now >= content_until:
            shown["contentDeleted"] = True
        return shown
