"""The sweep: drops every table that is due, and says so (R6.5, R11.2a, R11.2b).

Its requests grow with the tables that are due, not with rows. Of its state nothing outlives a run but what it was about
to drop: what a run cut short has left is due again in the next, which also tells what the other had dropped.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.holds.service import HoldService
from shared.persons.table_inventory import DatedTable, take_inventory
from shared.problems import Conflict, StorageUnavailable
from shared.retention.evidence import CLOCK_REFUSED, INCOMPLETE, INTERRUPTED, SUCCEEDED, Entry, Evidence
from shared.retention.intents import MAX_TABLES, Intent, Intents
from shared.retention.lease import Lease, LeaseTaken
from shared.storage.deadlines import Deadlines
from shared.storage.tables import Tables
from shared.telemetry import Event, emit
from shared.tenants.registry import Registry
from shared.times import Clock

MAX_SKEW = timedelta(minutes=5)
BUDGET_SECONDS = 8 * 60
"""No drop begins later than this, so that a run ends within the host's ten minutes and writes its evidence."""
MAX_ENTRIES_EXPIRED = 500
MAX_NAMED = 1000
"""Of tables that failed or are overdue: as many names as fit one property. The next run names those that are left."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did; a dry run (`entry.number` 0) did nothing and is not in the chain."""

    entry: Entry
    unknown: tuple[str, ...]
    is_dry: bool


class Sweep:
    """Enforces the deadlines. `duties` are what other slices have to do now and then, after the drops of a run."""

    def __init__(
        self,
        tables: Tables,
        registry: Registry,
        evidence: Evidence,
        intents: Intents,
        lease: Lease,
        holds: HoldService,
        deadlines: Deadlines,
        clock: Clock,
        duties: Sequence[Callable[[datetime], None]] = (),
    ) -> None:
        self._tables = tables
        self._registry = registry
        self._evidence = evidence
        self._intents = intents
        self._lease = lease
        self._holds = holds
        self._deadlines = deadlines
        self._clock = clock
        self._duties = duties

    def run(self, trigger: str, now: datetime, *, is_dry: bool = False) -> Run:
        """Drop what is due at `now` and append the evidence; a dry run judges the same and changes nothing.

        A table that fails is named, and the others go all the same. A clock more than five minutes from the storage
        service's drops nothing.

        Raises:
            Conflict: another sweep is under way.
            StorageUnavailable: storage does not answer.
        """
        if is_dry:
            return self._judge(trigger, now, begin=lambda _: None, drop=lambda _: 0, is_dry=True)
        owner = str(uuid.uuid4())
        try:
            self._lease.take_lease(owner, now)
            try:
                self._tell_of_cut_off_runs()
                return self._enforce(owner, trigger, now)
            finally:
                with suppress(StorageUnavailable):  # what is not given back runs out by itself
                    self._lease.give_back(owner)
        except LeaseTaken:
            emit(Event.RETENTION_RUN_SKIPPED, trigger=trigger)
            raise Conflict("Another sweep is under way: look at /api/retention/evidence in a minute.") from None
        except StorageUnavailable:
            emit(Event.RETENTION_RUN_FAILED, trigger=trigger, outcome="storage_unavailable")
            raise

    def _tell_of_cut_off_runs(self) -> None:
        """Evidence of what earlier runs dropped and did not tell of; only of tables that have really gone."""
        for intent in self._intents.all():
            there = set(self._tables.listing().names)
            gone = tuple(label for name, label in intent.labels.items() if name not in there)
            if gone:
                entry = Entry(
                    number=0,
                    trigger=intent.trigger,
                    started_at=intent.started_at,
                    finished_at=self._clock(),
                    outcome=INTERRUPTED,
                    dropped=gone,
                    overdue=(),
                    failed=(),
                    unknown=0,
                    skew_seconds=0,
                )
                self._announce(self._evidence.append(entry, intent.settled(intent.labels)), ())
            else:
                self._intents.forget(intent)

    def _enforce(self, owner: str, trigger: str, now: datetime) -> Run:
        opened: list[Intent] = []
        dropped: set[str] = set()

        def begin(due: Sequence[DatedTable]) -> None:
            opened.append(Intent(owner, trigger, now, {table.name: table.label for table in due}))
            self._intents.open(opened[0])

        def drop(table: DatedTable) -> int | None:
            moved = self._drop(table, now)
            if moved is not None:
                dropped.add(table.name)
            return moved

        run = self._judge(trigger, now, begin=begin, drop=drop, is_dry=False)
        settling = opened[0].settled(dropped) if opened else None
        entry = self._evidence.append(self._do_duties(run.entry, now), settling)
        self._announce(entry, run.unknown)
        return Run(entry, run.unknown, is_dry=False)

    def _do_duties(self, entry: Entry, now: datetime) -> Entry:
        """What follows the drops; the drops stay on record whatever becomes of it."""
        if entry.outcome == CLOCK_REFUSED:
            return entry
        for duty in [*self._duties, *([self._clean_up] if entry.succeeded else [])]:
            try:
                duty(now)
            except StorageUnavailable:  # the others are done all the same
                entry = replace(entry, outcome=INCOMPLETE)
        return entry

    def _judge(
        self,
        trigger: str,
        now: datetime,
        *,
        begin: Callable[[Sequence[DatedTable]], None],
        drop: Callable[[DatedTable], int | None],
        is_dry: bool,
    ) -> Run:
        """`begin` is told what is about to be dropped, if anything is.

        `drop` gives the number of rows it moved aside, or None when the table could not be dropped.
        """
        started = time.monotonic()
        listing = self._tables.listing()
        skew = now - listing.served_at
        inventory = take_inventory(listing, self._registry.all(), self._deadlines)
        dropped: list[str] = []
        failed: list[str] = []
        held = 0
        if abs(skew) > MAX_SKEW:
            outcome = CLOCK_REFUSED
        else:
            due = inventory.due(now)
            going, left = due[:MAX_TABLES], due[MAX_TABLES:]
            if going:
                begin(going)
            for table in going:
                in_time = time.monotonic() - started < BUDGET_SECONDS
                moved = drop(table) if in_time else None
                (failed if moved is None else dropped).append(table.label)
                held += moved or 0
            failed += [table.label for table in left]
            outcome = INCOMPLETE if failed else SUCCEEDED
        overdue = tuple(table.label for table in inventory.overdue(now))
        entry = Entry(
            number=0,
            trigger=trigger,
            started_at=now,
            finished_at=self._clock(),
            outcome=outcome,
            dropped=tuple(dropped),
            overdue=overdue[:MAX_NAMED],
            failed=tuple(failed[:MAX_NAMED]),
            unknown=len(inventory.unknown),
            skew_seconds=round(skew.total_seconds()),
            held=held,
        )
        return Run(entry, inventory.unknown, is_dry)

    def _drop(self, table: DatedTable, now: datetime) -> int | None:
        """Move aside what holds keep, as they stand now, and drop the table."""
        try:
            moved = self._holds.keep_before_drop(table, now)
            self._tables.drop_table(table.name)
        except StorageUnavailable:
            return None
        return moved

    def _clean_up(self, now: datetime) -> None:
        """Evidence goes row by row, after three years."""
        self._evidence.expire(now, MAX_ENTRIES_EXPIRED)

    def _announce(self, entry: Entry, unknown: tuple[str, ...]) -> None:
        for label in entry.overdue:
            family, _, day = label.partition(" ")
            emit(Event.TABLE_OVERDUE, family=family, day=day)
        if unknown:
            emit(Event.UNKNOWN_TABLE, count=len(unknown))
        event = Event.RETENTION_RUN_FINISHED if entry.succeeded else Event.RETENTION_RUN_FAILED
        emit(
            event,
            trigger=entry.trigger,
            outcome=entry.outcome,
            count=len(entry.dropped),
            number=entry.number,
            head=entry.hash,
        )
