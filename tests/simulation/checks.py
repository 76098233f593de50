"""Holds the service against the oracle: every row of every table, what each route of reading shows, the evidence."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

from shared.reports.keys import CONTENTS, HEADERS
from tests.retention import chain
from tests.simulation.acts import Acts
from tests.simulation.contents import facts
from tests.simulation.observer import Eyes
from tests.simulation.oracle import Oracle
from tests.simulation.people import Person
from tests.simulation.promises import DAILY, NEVER, Thing, midnight
from tests.support.world import Reply, World

CONTENT = {"attendees", "questions", "surveys"}
ENTRIES = 1000
"""More than runs write between two whole ones."""


class Broken(AssertionError):
    """The service does not keep a promise."""


class Checks:
    """Compares. `made` counts what was compared: things, and answers of routes."""

    def __init__(self, world: World, oracle: Oracle, acts: Acts, eyes: Eyes, chance: random.Random) -> None:
        self.world = world
        self.oracle = oracle
        self.acts = acts
        self.eyes = eyes
        self.chance = chance
        self.undocumented: Counter[str] = Counter()
        self._told = 0
        self.documented = 0
        self.answers = 0

    # Rows.

    def rows(self) -> None:
        """No row outlives its promise, none is missing, none says what it should not, none is anybody else's."""
        now = self.acts.now
        live, aside = self.eyes.look()
        found = self.oracle.faults(now, live, aside)
        if found:
            told = "\n".join(f"  {thing} {what}" for what, thing in sorted(found)[:10])
            raise Broken(f"at {now}, {len(found)} faults:\n{told}")

    # Routes of reading.

    def reports_near_their_end(self, day: date) -> None:
        """Each report of which something has its deadline on the day, as its owner and as a stranger reads it.

        Those whose content went before its deadline, under limits that were lower then, are read every day.
        """
        near = [
            thing
            for thing in sorted(self.oracle.things)
            if thing[0] == HEADERS
            and (
                midnight(day) in {self.oracle.deadline((kind, *thing[1:])) for kind in (HEADERS, CONTENTS)}
                or (self._is_dropped(thing) and self.acts.now < self.oracle.deadline((CONTENTS, *thing[1:])))
            )
        ]
        for thing in near:
            self.report(thing)
        if near:
            self._strangers(near[0])

    def _is_dropped(self, header: Thing) -> bool:
        """Whether the table with a report's content was seen to go."""
        return f"{CONTENTS}{header[3][:10].replace('-', '')}" in self.acts.dropped

    def report(self, thing: Thing) -> None:
        person = self._person(thing)
        reply = self.acts.call("read_report", self.acts.token(person), path={"reportId": thing[3][11:]})
        if reply is None:
            return
        self.answers += 1
        content, now = ("reports", *thing[1:]), self.acts.now
        self._expect(now < self.oracle.deadline(thing) or reply.status == 404, thing, "is readable past its deadline")
        if now < self.oracle.deadline(thing) and not self.oracle.is_doubtful(thing, now):
            might_be_gone = self.oracle.is_doubtful(content, now)
            is_there = not might_be_gone or self._is_dropped(thing)
            self._expect(reply.status == 200 or not is_there, thing, "cannot be read")
        if reply.status != 200:
            return
        shown = reply.json
        self._expect(
            now < self.oracle.deadline(content) or shown.keys().isdisjoint(CONTENT),
            content,
            "is readable past its deadline",
        )
        if "attendees" in shown:
            hidden, for_certain = (
                self.oracle.hidden(person.tenant, now, for_certain=certain) - {person.oid} for certain in (False, True)
            )
            said = facts(shown)
            least, most = (
                frozenset(fact for fact in self.oracle.said_in(content) if fact[1] not in people)
                for people in (hidden, for_certain)
            )
            self._expect(least <= said <= most, content, f"says {said}, and {least} may be shown")
        else:
            self._expect(self.oracle.is_doubtful(content, now), content, "is not shown")
            self._expect(shown.get("contentDeleted") is True, thing, "does not say that its content is gone")

    def _strangers(self, thing: Thing) -> None:
        """Another person of the tenant and one of another tenant find nothing."""
        tenants = sorted(self.acts.people)
        other = tenants[(tenants.index(thing[1]) + 1) % len(tenants)]
        colleagues = [one for one in self.acts.people[thing[1]] if one.oid != thing[2]]
        for person in (colleagues[0], *self.acts.people[other][1:2]):
            reply = self.acts.call("read_report", self.acts.token(person), path={"reportId": thing[3][11:]})
            self.answers += 1
            self._expect(reply is None or reply.status == 404, thing, "is shown to a stranger")

    def list_of(self, person: Person) -> None:
        """A person's list over all that there may be: what is in its time, and nothing else."""
        token = self.acts.token(person)
        query = {"from": str(self.acts.now.date() - timedelta(days=181)), "to": str(self.acts.now.date())}
        shown: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            reply = self.acts.call("list_reports", token, query={**query, **cursor, "limit": "100"})
            if reply is None:
                return
            assert reply.status == 200, reply.body
            self.answers += 1
            shown += [report["id"] for report in reply.json["reports"]]
            if reply.json["next"] is None:
                break
            cursor = {"cursor": reply.json["next"]}
        self._compare(person, {("meetings", *person.key, _what(report_id)) for report_id in shown}, {"meetings"})

    def data_of(self, person: Person) -> None:
        """What the person's own export shows, or the officer's view of it: all that is kept, and until when."""
        by_officer = self.chance.random() < 0.3
        token = self.acts.officer_token(person.tenant) if by_officer else self.acts.token(person)
        route = "read_subject_data" if by_officer else "read_my_data"
        path = {"oid": person.oid} if by_officer else {}
        items: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            reply = self.acts.call(route, token, path=path, query={"limit": "500", **cursor})
            if reply is None:
                return
            if by_officer and reply.status == 404:
                break
            assert reply.status == 200, reply.body
            self.answers += 1
            items += reply.json["items"]
            if reply.json["next"] is None:
                break
            cursor = {"cursor": reply.json["next"]}
        shown = {thing for item in items if (thing := self._thing_of(person, item)) is not None}
        self._compare(person, shown, {*DAILY, "profiles", "restrictions"})
        self._log_reading(person, reply, by_officer=by_officer)

    def portable(self, person: Person) -> None:
        """What somebody takes along: what they gave on contract or consent, and nobody else (R10.20, Art. 20(4))."""
        as_csv = self.chance.random() < 0.3
        token = self.acts.token(person)
        reply = self.acts.call("port_my_data", token, headers={"accept": "text/csv"} if as_csv else {})
        if reply is None:
            return
        assert reply.status == 200, reply.body
        self.answers += 1
        text = reply.body.decode("utf-8")
        for other in self.acts.people[person.tenant]:
            found = [one for one in self._of_another(person, other) if one in text]
            self._expect(not found, ("export", *person.key, ""), f"says {found} of {other}")
        if not as_csv:
            items = reply.json["items"]
            for item in items:
                rests_on = {"6(1)(a)", "6(1)(b)"}.intersection(item["legalBases"])
                self._expect(bool(rests_on), ("export", *person.key, item["id"]), "rests on neither")
            shown = [self._thing_of(person, item) for item in items]
            self._expect(None not in shown, ("export", *person.key, ""), "has what is not of the person's own giving")
            self._compare(person, {thing for thing in shown if thing is not None}, {*DAILY, "profiles"})
        self.acts.log(*person.key, "data_exported")

    def _of_another(self, person: Person, other: Person) -> set[str]:
        """By what anybody would know that somebody else is spoken of: ids, names, and the words in one's own reports.

        A username that was given to somebody else is still one's own in what was matched or imported with it.
        """
        if other is person:
            return set()
        own = [thing for thing in self.oracle.of(*person.key) if thing[0] == CONTENTS]
        said = [fact for thing in own for fact in self.oracle.said_in(thing)]
        of_other = {words for _, whose, words in said if whose == other.oid}
        of_own = {words for _, whose, words in said if whose == person.oid}
        of_own.add(self.oracle.username(*person.key) or "")
        return {other.oid, other.name, other.username, *of_other} - of_own

    def _log_reading(self, person: Person, reply: Reply, *, by_officer: bool) -> None:
        if not by_officer:
            self.acts.log(*person.key, "data_read")
        elif reply.status == 200:
            self.acts.log_act(person.tenant, person.oid, "data_read")

    def _thing_of(self, person: Person, item: dict[str, Any]) -> Thing | None:
        """The person's own thing that an item is of; None for what others' reports say, and for what stands aside."""
        family, _, rest = str(item["id"]).partition(".")
        if family == "profiles":
            return ("profiles", *person.key, str(self.oracle.contracts[person.tenant].start))
        if family == "restrictions":
            thing = ("restrictions", *person.key, "")
            if not self.oracle.is_doubtful(thing, self.acts.now):
                self._is_promised(thing, item)
            return thing
        if family not in DAILY:
            return None
        digits, _, key = rest.partition(".")
        day = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        what = f"{item['data']['at']} {item['data']['kind']}" if family == "activity" else f"{day} {key}"
        thing = (family, *person.key, what)
        self._is_promised(thing, item)
        return thing

    def _is_promised(self, thing: Thing, item: dict[str, Any]) -> None:
        deadline = self.oracle.deadline(thing)
        told = None if deadline == NEVER else f"{deadline:%Y-%m-%dT%H:%M:%SZ}"
        self._expect(item["deleteBy"] == told, thing, f"is promised {item['deleteBy']}")

    def _compare(self, person: Person, shown: set[Thing], kinds: set[str]) -> None:
        now = self.acts.now
        own = {thing for thing in self.oracle.of(*person.key) if thing[0] in kinds}
        for thing in shown - own:
            self._expect(False, thing, "is shown and should not be there")
        for thing in shown:
            self._expect(now < self.oracle.deadline(thing), thing, "is shown past its deadline")
        for thing in own - shown:
            is_past = now >= self.oracle.deadline(thing)
            self._expect(is_past or self.oracle.is_doubtful(thing, now), thing, "is not shown")

    # Evidence.

    def evidence(self, before: set[str], *, succeeded: bool) -> None:
        """Every table that went since the last whole run is in evidence, once, by the time the next is whole."""
        there = set(self.eyes.names())
        gone = before - there
        self.undocumented += Counter(_label(name) for name in gone)
        self.acts.dropped |= gone
        if again := self.acts.dropped & there:
            raise Broken(f"at {self.acts.now} names of dropped tables are used again: {sorted(again)}")
        if not succeeded:
            return
        entries = self.world.services.evidence().newest(ENTRIES)
        written = Counter(label for entry in entries if entry.number > self._told for label in entry.dropped)
        if written != self.undocumented:
            raise Broken(f"at {self.acts.now} the evidence says {written}, and {self.undocumented} went")
        self._told = entries[0].number
        self.documented += sum(written.values())
        self.undocumented.clear()

    def chain(self) -> int:
        """The chain holds from its first link to its last; the number of entries."""
        entries = [entry.shown() for entry in self.world.services.evidence().newest(100_000)]
        entries.reverse()
        assert chain.faults(entries) == []
        return len(entries)

    def _person(self, thing: Thing) -> Person:
        return next(one for one in self.acts.people[thing[1]] if one.oid == thing[2])

    def _expect(self, holds: bool, thing: Thing, what: str) -> None:
        if not holds:
            raise Broken(f"at {self.acts.now}, {thing} {what}")


def _what(report_id: str) -> str:
    return f"{report_id[:4]}-{report_id[4:6]}-{report_id[6:8]} {report_id}"


def _label(name: str) -> str:
    """As evidence names a table."""
    day = name[-8:]
    family = "profiles" if name.startswith("profiles") else name[:-8]
    return f"{family} {day[:4]}-{day[4:6]}-{day[6:]}"
