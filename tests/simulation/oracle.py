"""What must be there and what must be gone, from the promises alone: it knows nothing of the service's code.

It is told what was confirmed to people, to officers and to the operator, and when sweeps ran. From that follows, for
each thing, until when it has to be there, from when on it may be gone, and after which sweep it may not be there.

- R6.5, R11.2a: a report's content goes one calendar month after its day, all else that is logged 180 days after.
  "At the latest" means before: the first sweep of the last 24 hours takes it, and no earlier one may.
- R11.2b: profiles go with the end of the contract, an inclusive day. What is the contract's own goes last.
- R11.1: what a hold keeps stays, aside, until the hold has ended, also an inclusive day; what is stored in its place or
  corrected does not take it away.
- R10.16: a correction changes what is said wherever it stands, and no deadline.
- R10.17: erasure takes everything in the call, but for what a hold keeps and the row that says that it was asked for.
- R10.18: a restriction goes when it is lifted, decided, or its time is over. One without a last day goes as what was
  logged when it began, if its tenant is not registered by then. Who is still to be told is kept 30 days.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from tests.simulation.account import Account, attendees_in, people_in, without, words_of
from tests.simulation.promises import (
    AFTER_THE_CONTRACT,
    HOLDABLE,
    MOVED_WITHIN,
    NEVER,
    STILL_TO_BE_TOLD,
    SUPPRESSED,
    Contract,
    Hold,
    Kept,
    Limits,
    Said,
    Thing,
    digest,
    end,
)


class Oracle(Account):
    """Told what was confirmed and when sweeps ran, it judges what is there."""

    # What was confirmed.

    def keep(
        self, thing: Thing, now: datetime, value: object = None, until: datetime | None = None, guests: int = 0
    ) -> None:
        """A thing was stored, or stored again."""
        if until is not None:
            self.until[thing] = until
        else:
            self.until.pop(thing, None)
        kept = self.things[thing] = Kept(now, value, NEVER, guests=guests)
        kept.due = self.due(thing)
        self._due.discard(thing)
        heapq.heappush(self._by_due, (kept.due, thing))
        self._of[thing[1:3]].add(thing)
        if thing[0] == "reports":
            self._reports[thing[1]].add(thing)

    def drop(self, thing: Thing) -> None:
        """A thing is gone."""
        self.things.pop(thing, None)
        self._due.discard(thing)
        self._of[thing[1:3]].discard(thing)
        self._reports[thing[1]].discard(thing)

    def delete(self, thing: Thing, now: datetime) -> None:
        """Somebody deleted what is theirs: a hold defers that as it defers everything (R11.1)."""
        self._put_aside(thing, now)
        self.drop(thing)

    def change(self, thing: Thing, value: object, now: datetime) -> None:
        """Somebody corrected what a thing says."""
        if self.things[thing].value != value:
            self._put_aside(thing, now)
            self.things[thing].value = value

    def report(self, header: Thing, topic: str, said: Said, ended_at: datetime, now: datetime) -> None:
        """A report was stored, now. Who was erased since the meeting is not brought back by it (R10.17)."""
        erased = {one for one in people_in(said) if self._was_erased_since(header[1], one, ended_at)}
        guests = len(erased & attendees_in(said))
        content: Thing = ("reports", *header[1:])
        values: dict[Thing, object] = {header: topic, content: without(said, erased)}
        for thing, value in values.items():
            earlier = self.things.get(thing)
            if earlier is not None and (earlier.value, earlier.guests) != (value, guests):
                self._put_aside(thing, now)
            self.keep(thing, now, value, guests=guests)

    def rename(self, report: Thing, person: str, name: str, now: datetime) -> None:
        """How a person is called in a report was corrected; what they said stays theirs."""
        renamed = frozenset(
            (kind, whose, name if (kind, whose) == ("attendee", person) else words)
            for kind, whose, words in self.said_in(report)
        )
        self.change(report, renamed, now)

    def match(self, tenant: str, person: str, username: str, now: datetime) -> bool:
        """A person was matched; False where the username is another's until an officer releases it (section 4)."""
        start = str(self.contracts[tenant].start)
        if self.bearer(tenant, username) not in {None, person}:
            return False
        self.keep(("profiles", tenant, person, start), now, username)
        self.keep(("bindings", tenant, person, start), now, digest(username))
        return True

    def tell(
        self, tenant: str, person: str, username: str, change: str, now: datetime, overtakes: Iterable[str]
    ) -> None:
        """An instance could not be told of a change yet, which makes some earlier ones pointless (Art. 19)."""
        self.told(tenant, person, username, overtakes)
        self.keep(("notifications", tenant, person, f"{change} {username}"), now, until=now + STILL_TO_BE_TOLD)

    def told(self, tenant: str, person: str, username: str, changes: Iterable[str]) -> None:
        for change in changes:
            self.drop(("notifications", tenant, person, f"{change} {username}"))

    def contract(self, tenant: str, start: date, last_day: date | None) -> None:
        """A contract was registered, or changed."""
        self.contracts[tenant] = Contract(start, end(last_day) if last_day else NEVER)
        self._judge_again(tenant)

    def contract_ended(self, tenant: str, now: datetime, *, leaves: bool = False) -> None:
        contract = self.contracts[tenant]
        contract.ends_at = min(contract.ends_at, now)
        contract.left_at = now if leaves else contract.left_at
        self._judge_again(tenant)

    def place(self, tenant: str, hold_id: str, hold: Hold, now: datetime) -> None:
        self.holds.setdefault(tenant, {})[hold_id] = hold
        self.keep(("holds", tenant, "", hold_id), now, until=end(hold.last_day))
        soon = now + MOVED_WITHIN
        about_to_go = [thing for thing, kept in self.things.items() if thing[1] == tenant and kept.due <= soon]
        self.may_be_aside.update(thing for thing in about_to_go if self.keeping(thing, now))

    def release(self, tenant: str, hold_id: str) -> None:
        self.holds.get(tenant, {}).pop(hold_id, None)
        self.drop(("holds", tenant, "", hold_id))

    def limit(self, limits: Limits) -> None:
        """The configuration has changed."""
        self.limits = limits
        self._judge_again()

    def erase(self, tenant: str, person: str, now: datetime, asked: Thing) -> None:
        """Everything that was confirmed before goes, but for what a hold keeps; `asked` says that it was asked for."""
        for thing in list(self._of[tenant, person]):
            if thing[0] in HOLDABLE and thing != asked and now < self.deadline(thing):
                self.delete(thing, now)
        self._erase_mentions(tenant, person, now, now)
        for thing in [thing for thing in self.aside if thing[1:3] == (tenant, person)]:
            if not self.keeping(thing, now):
                del self.aside[thing]
        for thing in [thing for thing in self._of[tenant, person] if thing[0] == "bindings"]:
            self.drop(thing)
        if not any(
            hold.is_own and hold.subject == person and now < end(hold.last_day) for hold in self._holds_of(tenant)
        ):
            self._end(("restrictions", tenant, person, ""), now)
        self.keep(("erasures", tenant, person, ""), now, until=now + SUPPRESSED)

    # What follows.

    def swept(self, now: datetime, *, succeeded: bool, deaf: frozenset[str] = frozenset()) -> None:
        """A sweep ran at `now`. One that failed may have done some of what it had to.

        `deaf` are the tenants whose instances did not answer it; the others have been told of everything.
        """
        self._advance(now)
        self._end_restrictions(now, succeeded=succeeded)
        for thing in list(self._due):
            if self._waits(thing, now):
                # Past its month the record of an erasure is a means: what it defers is checked by itself.
                self.things[thing].may_be_gone |= thing[0] == "erasures"
                continue
            self._move_aside(thing, now, succeeded=succeeded)
            self._forget_or_doubt(thing, succeeded=succeeded)
        for thing in [thing for thing in self.aside if not self.keeping(thing, now)]:
            if succeeded:
                del self.aside[thing]
                continue
            for kept in self.aside[thing]:
                kept.may_be_gone = True
        for thing in [thing for thing in self.things if thing[0] == "notifications"]:
            if thing[1] in self.contracts and thing[1] not in deaf:
                self._forget_or_doubt(thing, succeeded=succeeded)
        for thing in [thing for thing in self.things if self._is_left_over(thing, now)]:
            self._forget_or_doubt(thing, succeeded=succeeded)
        if succeeded:
            self.may_be_there.clear()
            self.may_be_aside.clear()
            for _, tenant, person, _ in [thing for thing in self.things if thing[0] == "erasures"]:
                as_of = self.things["erasures", tenant, person, ""].since
                self._erase_mentions(tenant, person, as_of, now)

    def faults(
        self, now: datetime, live: Mapping[Thing, object], aside: Mapping[Thing, frozenset[object]]
    ) -> list[tuple[str, Thing]]:
        """What is there and should not be, or is not there and should, or says what it should not."""
        self._advance(now)
        found = [("outlives its promise", thing) for thing in live.keys() - self.things.keys() - self.may_be_there]
        found += [
            ("went early", thing)
            for thing in self.things.keys() - live.keys()
            if not self.things[thing].may_be_gone or (self.keeping(thing, now) and thing not in aside)
        ]
        found += [
            ("is kept without a hold", thing)
            for thing in aside.keys() - self.aside.keys() - self.may_be_aside
            if thing not in self.things or not self.keeping(thing, now)
        ]
        found += [
            ("went from a hold", thing)
            for thing, kept in self._versions()
            if not kept.may_be_gone and kept.value not in aside.get(thing, ())
        ]
        found += [
            ("is not what was confirmed", thing)
            for thing in live.keys() & self.things.keys()
            if live[thing] != self.things[thing].value
        ]
        return found

    # How it keeps account.

    def _put_aside(self, thing: Thing, now: datetime) -> None:
        """If a hold keeps it: without the other people in it where only the person asked (R10.18)."""
        kept = self.things.get(thing)
        if kept is None or not self.keeping(thing, now):
            return
        value = kept.value
        if thing[0] == "reports" and not self.keeping(thing, now, of_others=True):
            value = frozenset(fact for fact in words_of(kept) if fact[0] == "survey" or fact[1] == thing[2])
        self.aside[thing].append(replace(kept, value=value))

    def _move_aside(self, thing: Thing, now: datetime, *, succeeded: bool) -> None:
        if succeeded:
            self._put_aside(thing, now)
        elif self.keeping(thing, now):
            self.may_be_aside.add(thing)

    def _forget_or_doubt(self, thing: Thing, *, succeeded: bool) -> None:
        if not succeeded:
            self.things[thing].may_be_gone = True
            return
        self.drop(thing)
        self.until.pop(thing, None)
        kind, tenant, _, what = thing
        if kind == "holds":
            self.holds[tenant].pop(what)
        if kind == "tenants":
            del self.contracts[tenant]

    def _waits(self, thing: Thing, now: datetime) -> bool:
        """What goes last waits for the holds of its tenant; an erasure for what it could not take yet."""
        kind, tenant, person, _ = thing
        if kind == "erasures" and not self._has_left(tenant):
            return self.is_deferred(tenant, person, now)
        return kind in AFTER_THE_CONTRACT and any(now < end(hold.last_day) for hold in self._holds_of(tenant))

    def _end(self, restriction: Thing, now: datetime) -> None:
        """One that is in force ends; what nobody may read any more is left to the sweep."""
        if restriction in self.things and now < self.deadline(restriction):
            self.drop(restriction)

    def _erase_mentions(self, tenant: str, person: str, as_of: datetime, now: datetime) -> None:
        """In reports that others had stored by then, but for those that a hold keeps as they are."""
        for thing in self._naming(tenant, person):
            kept = self.things[thing]
            if kept.since <= as_of and now < self.deadline(thing) and not self.keeping(thing, now, of_others=True):
                said = words_of(kept)
                kept.value = without(said, {person})
                kept.guests += person in attendees_in(said)

    def _end_restrictions(self, now: datetime, *, succeeded: bool) -> None:
        """Of a restriction whose time is over the instance is told, if it was told of the person."""
        for _, tenant, person, _ in [thing for thing in self._due if thing[0] == "restrictions"]:
            is_over = self.until.get(("restrictions", tenant, person, ""), NEVER) <= now
            username = self.username(tenant, person)
            if is_over and username is not None and not self._has_left(tenant):
                if succeeded:
                    self.tell(tenant, person, username, "restriction_lifted", now, ["restriction"])
                else:
                    self.may_be_there.add(("notifications", tenant, person, f"restriction_lifted {username}"))

    def _judge_again(self, tenant: str | None = None) -> None:
        for thing, kept in self.things.items():
            if tenant in {None, thing[1]}:
                kept.due = self.due(thing)
                heapq.heappush(self._by_due, (kept.due, thing))
                self._due.discard(thing)

    def _advance(self, now: datetime) -> None:
        while self._by_due and self._by_due[0][0] <= now:
            due, thing = heapq.heappop(self._by_due)
            if thing in self.things and self.things[thing].due == due:
                self._due.add(thing)
