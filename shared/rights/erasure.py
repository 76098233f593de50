"""Erasure: what is not held goes in the call, everywhere; what is held is hidden and goes by itself (R10.17).

The row in `erasures` is opened before anything is deleted, so that the next call or sweep finishes one that was cut
off. Repeating an erasure is harmless: it deletes what is there, and a mention that is gone is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shared.audit.actions import AuditedAction
from shared.audit.activity import ActivityLog
from shared.holds.holds import Hold, Holds, covering
from shared.holds.preserved_rows import PreservedRows
from shared.persons.erasures import ErasureRecord, ErasureRecords
from shared.persons.profiles import Profiles
from shared.persons.restrictions import Restrictions
from shared.problems import StorageUnavailable
from shared.reports.held_mentions import held_mentions
from shared.reports.mentions import Mention, Mentions, without_person
from shared.rights.notifications import Notification, Notifications
from shared.storage.daily import DailyTables
from shared.storage.tables import Row, RowChanged, TableBeingDeleted, TableMissing, Tables
from shared.tenants.registry import Registry
from shared.times import end_of, format_instant

OWN_FAMILIES = ("reports", "meetings", "activity")
"""In this order: a header without content reads as not there, so content goes first."""

_WHEN = ("at", "storedAt", "matchedAt", "kind")
"""What a row says of when it came, by family; and of what a row of the log is about."""

FREE_TEXT = "Free text that others wrote and that names you cannot be found; tell your organisation where it stands."
OFFICERS_LOG = "What was logged of acts in a role is accountability and stays its 180 days."


@dataclass(slots=True)
class Outcome:
    """What an erasure did: rows deleted by family, mentions erased, and the holds that keep the rest.

    Mentions stand in reports of several people, and each may be kept by another hold.
    """

    deleted: dict[str, int] = field(default_factory=dict)
    mentions: int = 0
    keeping: dict[tuple[str, str], Hold] = field(default_factory=dict)
    keeps_acts: bool = False
    notification: Notification | None = None

    def count(self, family: str, rows: int) -> None:
        if rows:
            self.deleted[family] = self.deleted.get(family, 0) + rows

    def note_kept(self, family: str, hold: Hold) -> None:
        self.keeping[family, hold.hold_id] = hold

    def stays(self) -> list[dict[str, Any]]:
        """What stays, why and until when."""
        return [
            {
                "family": family,
                "ground": hold.ground,
                "hold": hold.hold_id,
                "until": format_instant(end_of(hold.ends_on)),
            }
            for (family, _), hold in sorted(self.keeping.items())
        ]


class ErasureService:
    """Erases one person's data."""

    def __init__(
        self,
        tables: Tables,
        daily: DailyTables,
        registry: Registry,
        profiles: Profiles,
        restrictions: Restrictions,
        records: ErasureRecords,
        mentions: Mentions,
        holds: Holds,
        held: PreservedRows,
        notifications: Notifications,
        activity: ActivityLog,
    ) -> None:
        self._tables = tables
        self._daily = daily
        self._registry = registry
        self._profiles = profiles
        self._restrictions = restrictions
        self._records = records
        self._mentions = mentions
        self._holds = holds
        self._held = held
        self._notifications = notifications
        self._activity = activity

    def erase(self, act: AuditedAction) -> dict[str, Any]:
        """Erase what was confirmed up to now; the answer says what went, and what stays, why and until when.

        Raises:
            StorageUnavailable: it was cut off; the next call or sweep finishes it.
        """
        logged = act.log(self._activity, "data_erased", "pending")
        record = ErasureRecord(act.tid, act.oid, act.now, "running", act.correlation_id)
        self._records.put(record)
        outcome = self.carry_out(record, act.now)
        recipients = self._notifications.deliver(outcome.notification, act.correlation_id)
        for activity in logged:
            self._activity.record_outcome(activity, "deferred" if outcome.keeping else "done")
        return {
            "asOf": format_instant(act.now),
            "erased": [{"family": family, "rows": rows} for family, rows in sorted(outcome.deleted.items())],
            "mentionsErased": outcome.mentions,
            "stays": outcome.stays(),
            "recipients": recipients,
            "notes": [FREE_TEXT, *([OFFICERS_LOG] if outcome.keeps_acts else [])],
        }

    def carry_out(self, record: ErasureRecord, now: datetime) -> Outcome:
        """Delete what no hold keeps; move aside what one does; settle the record."""
        holds = self._holds.active(record.tenant_id, now)
        outcome = Outcome(notification=self._prepare_notification(record, now))
        names = self._daily.names(self._tables.listing(), now)
        for family in OWN_FAMILIES:
            for day in sorted(day for name, day in names if name == family):
                self._erase_own(record, family, day, holds, outcome)
        for day in sorted(day for name, day in names if name == "reports"):
            self._erase_mentions(record, day, holds, outcome)
        self._erase_profile(record, holds, outcome)
        self._erase_held(record, holds, outcome, now)
        self._erase_restriction(record, holds, outcome, now)
        self._records.complete_erasure(
            record.settled(frozenset(hold.hold_id for hold in outcome.keeping.values()), now)
        )
        return outcome

    def finish_all(self, now: datetime) -> None:
        """What the sweep does: check and finish, go on where the holds have ended, forget what is over."""
        for record in list(self._records.all()):
            if record.is_over(now):
                self._records.remove(record)
            elif (record.is_alone(now) and not record.checked) or self._can_go_on(record, now):
                self.carry_out(record, now)
                settled = self._records.find_erasure(record.tenant_id, record.oid)
                if settled is not None and settled.is_over(now):  # its month had passed while holds deferred it
                    self._records.remove(settled)

    def _can_go_on(self, record: ErasureRecord, now: datetime) -> bool:
        """Whether one of the holds that deferred an erasure has ended."""
        active = {hold.hold_id for hold in self._holds.active(record.tenant_id, now)}
        return record.state == "deferred" and not record.deferred_by <= active

    def _prepare_notification(self, record: ErasureRecord, now: datetime) -> Notification | None:
        """Before the profile goes that says whom the instance knows; without one, what is still to be told of before.

        Who was matched again since an earlier erasure may bear another username: the instance has to be told of that.
        """
        registration = self._registry.find_registration(record.tenant_id)
        profile = self._profiles.stored(registration, record.oid) if registration else None
        if profile is not None and profile.matched_at <= record.as_of:
            return self._notifications.prepare(registration, profile, "erasure", now)
        waiting = self._notifications.of_person(record.tenant_id, record.oid)
        return next((one for one in waiting if one.change == "erasure"), None)

    def _erase_own(
        self, record: ErasureRecord, family: str, day: date, holds: Iterable[Hold], outcome: Outcome
    ) -> None:
        partition = f"{record.tenant_id}:{record.oid}"
        going: list[str] = []

        def rows() -> Iterator[tuple[str, Row]]:
            for row in self._daily.rows(family, day, partition):
                if _is_act_in_a_role(row):
                    outcome.keeps_acts = True
                elif not _is_later(row, record):
                    going.append(str(row["RowKey"]))
                    yield record.oid, row

        kept = self._held.preserve_rows(holds, family, day, rows())
        removed = self._daily.remove_rows(family, day, partition, going)
        outcome.count(family, 0 if kept else removed)

    def _erase_held(self, record: ErasureRecord, holds: Iterable[Hold], outcome: Outcome, now: datetime) -> None:
        """What was moved aside, now or earlier, stays as long as a hold keeps it; what none keeps goes now.

        What came after the erasure is none of its, and defers it no longer than what it covers.
        """
        outcome.count("held", self._held.let_go_of_person(record.tenant_id, record.oid, now))
        held = self._held.of_person(record.tenant_id, record.oid, select=_WHEN)
        for family in {each.family for each in held if not _is_later(each.row, record)}:
            keeping = covering(holds, family, record.oid)
            if keeping:
                outcome.note_kept(family, keeping[0])
        for _, mention in held_mentions(self._held, record.tenant_id, record.oid):
            keeping = covering(holds, "reports", mention.owner)
            if keeping and mention.stored_at <= record.as_of:
                outcome.note_kept("mentions", keeping[0])

    def _erase_mentions(self, record: ErasureRecord, day: date, holds: Iterable[Hold], outcome: Outcome) -> None:
        try:
            for mention in list(self._mentions.find_mentions(record.tenant_id, record.oid, day)):
                if mention.stored_at > record.as_of:
                    continue
                keeping = [hold for hold in covering(holds, "reports", mention.owner) if not hold.requested_by_subject]
                if keeping:
                    outcome.note_kept("mentions", keeping[0])
                else:
                    outcome.mentions += self._erase_mention(record, mention)
        except (TableMissing, TableBeingDeleted):
            return  # the sweep was faster

    def _erase_mention(self, record: ErasureRecord, mention: Mention) -> bool:
        try:
            return self._mentions.change(record.tenant_id, mention, lambda content: without_person(content, record.oid))
        except RowChanged:
            raise StorageUnavailable("A report about you kept changing meanwhile: repeat the call.") from None

    def _erase_profile(self, record: ErasureRecord, holds: Iterable[Hold], outcome: Outcome) -> None:
        registration = self._registry.find_registration(record.tenant_id)
        row = self._profiles.row(registration, record.oid) if registration else None
        if registration is None or (row is not None and str(row["matchedAt"]) > format_instant(record.as_of)):
            return
        rows = [(record.oid, row)] if row is not None else []  # a match that was cut off leaves a binding alone
        kept = self._held.preserve_rows(holds, "profiles", registration.contract.contract_start, rows)
        removed = self._profiles.remove(registration, record.oid)
        outcome.count("profiles", 0 if kept else removed)

    def _erase_restriction(self, record: ErasureRecord, holds: Iterable[Hold], outcome: Outcome, now: datetime) -> None:
        """A restriction stays as long as the hold that the person asked for with it: lifting it ends both."""
        restriction = self._restrictions.find_restriction(record.tenant_id, record.oid, now)
        if restriction is None or restriction.since > record.as_of:
            return
        own = [hold for hold in holds if hold.requested_by_subject and hold.subject == record.oid]
        if own:
            outcome.note_kept("restrictions", own[0])
        else:
            outcome.count("restrictions", self._restrictions.remove(record.tenant_id, record.oid))


def _is_act_in_a_role(row: Row) -> bool:
    return "role" in row


def _is_later(row: Row, record: ErasureRecord) -> bool:
    """Whether a row is of something that came after the erasure was asked for; its own log entry is."""
    as_of = format_instant(record.as_of)
    came_at = next((str(value) for name in _WHEN if (value := row.get(name))), "")  # null where selected and not there
    return came_at > as_of or (came_at == as_of and row.get("kind") == "data_erased")
