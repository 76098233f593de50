"""Drives the service through days on a clock of its own: what people do, when sweeps run, what fails, what is checked.

Every deadline of the promises is a midnight, but for those of an erasure, a notification and a contract that is ended
by hand. So the critical instants of each day are a second before midnight, midnight, and the sweeps on either side. On
some days a sweep runs at those instants themselves, on each at one more hour of the day.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from shared.retention.functions import RetentionFailed
from shared.storage.tables import Tables
from tests.simulation.acts import Acts
from tests.simulation.checks import Broken, Checks
from tests.simulation.observer import Eyes
from tests.simulation.oracle import Oracle
from tests.simulation.people import Person, make_people
from tests.simulation.promises import Limits, midnight
from tests.simulation.weather import LONG_AGO, Weather, skewed, without_storage
from tests.support.memory_tables import InMemoryTables
from tests.support.world import Clock, World

LEASE = timedelta(minutes=15)
"""For so long a sweep that was cut off keeps the next from running."""
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Plan:
    """How large a simulation is. `limits`: the days on which the limits change, with what they change to."""

    seed: int
    first: date
    days: int
    tenants: int
    people: int
    acts_a_day: int
    limits: Mapping[date, Limits]
    every_hour: bool = False
    fair_weather: bool = False


class Simulation:
    """One run of a plan, in memory or on other tables that share its clock."""

    def __init__(self, plan: Plan, make_tables: Callable[[Clock], Tables] = InMemoryTables) -> None:
        self.plan = plan
        self.chance = random.Random(plan.seed)
        self.clock = Clock(midnight(plan.first))
        self.tables = make_tables(self.clock)
        self.world = self._start(Limits())
        self.oracle = Oracle()
        self.eyes = Eyes(self.world.tables)
        self.people = make_people(plan.tenants, plan.people)
        self.acts = Acts(self.world, self.oracle, self.chance, self.people)
        self.checks = Checks(self.world, self.oracle, self.acts, self.eyes, self.chance)
        self.weather = Weather(self.chance)
        self.counts: Counter[str] = Counter()
        self._leased_until = LONG_AGO

    def run(self) -> None:
        self._register_all()
        for number in range(self.plan.days):
            self._live_through(self.plan.first + number * DAY)

    def wind_up(self) -> None:
        """All contracts end, and four years later, in fair weather, nothing is left but the evidence's last entries."""
        self.plan = replace(self.plan, fair_weather=True)
        for tenant in sorted(self.oracle.contracts):
            if self.clock() < self.oracle.contracts[tenant].ends_at:
                self.acts.end_contract(tenant, leaves=False)
        # Twice a hundred and eighty days, for what was logged of the end itself; then what holds keep.
        for days in (1, 181, 181, 366, 366):
            self.clock.advance(days=days)
            self.sweep()
            self.sweep()
            self.checks.rows()
        assert self.eyes.look() == ({}, {}), "something has no end"
        self.clock.advance(days=4 * 365)
        while self.checks.chain() > 500:
            self.sweep()
            self.clock.advance(hours=1)
        self.sweep()
        limit = self.clock() - timedelta(days=3 * 365 + 1)
        assert all(entry.started_at > limit for entry in self.world.services.evidence().newest(1000))

    def metrics(self) -> str:
        """What was done and compared, in one line."""
        written = f"{self.tables.written} rows written, " if isinstance(self.tables, InMemoryTables) else ""
        return (
            f"seed {self.plan.seed}: {self.plan.days} days, {self.plan.tenants} tenants, {self.acts.calls} calls, "
            f"{written}{self.checks.documented} tables dropped with evidence, "
            f"{self.acts.refused_for_a_dropped_day} reports refused for a dropped day, {self.eyes.rows} rows and "
            f"{self.checks.answers} answers compared, {dict(sorted(self.counts.items()))}"
        )

    # The service.

    def _start(self, limits: Limits) -> World:
        """A worker with these limits, on the same account and clock."""
        environment = {"RETENTION_DAYS": str(limits.days)}
        if limits.content_days is not None:
            environment["CONTENT_RETENTION_DAYS"] = str(limits.content_days)
        return World(environment, tables=self.tables, clock=self.clock)

    def configure(self, limits: Limits) -> None:
        self.counts["changes of limits"] += 1
        self.world.services.pool().shutdown()
        usernames = self.world.contact_center.usernames
        self.world = self.acts.world = self.checks.world = self._start(limits)
        self.world.contact_center.usernames = usernames
        self.oracle.limit(limits)

    # A day.

    def _live_through(self, day: date) -> None:
        self._go_to(midnight(day))
        self.checks.rows()
        self.weather.change(self.clock(), sorted(self.people))
        is_out = not self.plan.fair_weather and self.weather.is_out_for_a_day(self.clock())
        self.counts["outages of a day"] += is_out
        if self.chance.random() < 0.2:
            self._sweep_on_time("at the drop point")
        self._reads(day)
        if day in self.plan.limits:
            self.configure(self.plan.limits[day])
        self._sweep_at(day, 0)
        for moment, act in self._plan_of(day):
            self._go_to(moment)
            act()
        self._sweep_at(day, 23)
        self._go_to(midnight(day) + DAY - 30 * SECOND)
        self._reads(day + DAY)
        self._go_to(midnight(day) + DAY - SECOND)
        if is_out or self.chance.random() < 0.2:
            self._sweep_on_time("after an outage of a day" if is_out else "a second before the drop point")
        self.checks.rows()

    def _plan_of(self, day: date) -> list[tuple[datetime, Callable[[], None]]]:
        """The day's acts and the sweeps between the first and the last, at one hour or at every, in order."""
        planned: list[tuple[datetime, Callable[[], None]]] = []
        for _ in range(self.plan.acts_a_day):
            second = self.chance.randrange(3600, 22 * 3600)
            planned.append((midnight(day) + second * SECOND, self._act))
        hours = range(1, 23) if self.plan.every_hour else [self.chance.randrange(1, 23)]
        planned += [(midnight(day) + hour * HOUR + 7 * 60 * SECOND, self.sweep) for hour in hours]
        return sorted(planned, key=lambda entry: entry[0])

    def _go_to(self, moment: datetime) -> None:
        """Never back: acts take their seconds."""
        self.clock.now = max(self.clock.now, moment)

    def _sweep_at(self, day: date, hour: int) -> None:
        self._go_to(datetime.combine(day, time(hour, 7), UTC))
        self.sweep()
        self.checks.rows()

    def _sweep_on_time(self, when: str) -> None:
        """Now, to the second. Counted are the tables that it drops."""
        before = set(self.eyes.names())
        self.sweep()
        self.checks.rows()
        self.counts[f"dropped {when}"] += len(before - set(self.eyes.names()))

    def _reads(self, day: date) -> None:
        """What is readable about now of what has its deadline on this day, and all of somebody's data."""
        tenant = self.chance.choice(sorted(self.people))
        person = self.chance.choice(self.people[tenant][1:])
        with self._storage_as_it_is():
            self.checks.reports_near_their_end(day)
            self.checks.list_of(person)
            self.checks.data_of(person)

    def _storage_as_it_is(self) -> ExitStack:
        stack = ExitStack()
        self.acts.is_down = not self.plan.fair_weather and self.clock() < self.weather.down_until
        self.world.contact_center.deaf = set() if self.plan.fair_weather else self.weather.deaf(self.clock())
        if self.acts.is_down:
            self.counts["calls without storage"] += 1
            stack.enter_context(without_storage(self.world))
        return stack

    # What happens.

    def sweep(self) -> None:
        """The timer, as well as it goes; then the evidence is held against what went."""
        now = self.clock()
        fair = self.plan.fair_weather
        if not fair and now < max(self.weather.dead_until, self._leased_until):
            self.counts["sweeps missed"] += 1
            return
        before = set(self.eyes.names())
        cut = None if fair else self.weather.cut()
        is_skewed = not fair and now < self.weather.skewed_until
        with self._storage_as_it_is() as stack:
            if cut is not None and not self.acts.is_down:
                stack.enter_context(without_storage(self.world, after=cut))
            if is_skewed:
                stack.enter_context(skewed(self.world, self.weather.skew))
            succeeded = self._run_timer()
        self.counts["sweeps"] += 1
        self.counts["sweeps that failed"] += not succeeded
        if not succeeded:
            self._leased_until = now + LEASE
        if is_skewed:
            assert not succeeded
            if before - set(self.eyes.names()):
                raise Broken(f"at {now} a sweep by a clock that is off dropped tables")
        self.oracle.swept(now, succeeded=succeeded, deaf=frozenset(self.world.contact_center.deaf))
        self.checks.evidence(before, succeeded=succeeded)

    def _run_timer(self) -> bool:
        try:
            self.world.run_timer()
        except RetentionFailed:
            return False
        return True

    def _register_all(self) -> None:
        """Most contracts run from the first day, some begin later, some have an end."""
        for tenant in sorted(self.people):
            lot = self.chance.random()
            start = self.plan.first + (self.chance.randint(1, 60) if lot < 0.2 else 0) * DAY
            last = start + self.chance.randint(5, 300) * DAY if lot > 0.5 else None
            self.acts.register(tenant, start, last)

    def _act(self) -> None:
        tenant = self.chance.choice(sorted(self.people))
        person = self.chance.choice(self.people[tenant][1:])
        kinds: list[tuple[str, int, Callable[[], None]]] = [
            ("forwards", 22, lambda: self.acts.forward(person)),
            ("reports", 32, lambda: self._report(person, self.acts.store)),
            ("imports of files", 5, lambda: self._report(person, self.acts.import_file)),
            ("imports from Graph", 5, lambda: self._report(person, self.acts.import_from_graph)),
            ("deletions", 4, lambda: self.acts.delete(person)),
            ("corrections", 5, lambda: self.acts.correct(person)),
            ("erasures", 4, lambda: self.acts.erase(person)),
            ("restrictions", 3, lambda: self.acts.restrict(person)),
            ("restrictions ended", 3, lambda: self.acts.end_restriction(person)),
            ("holds placed", 4, lambda: self.acts.place_hold(person)),
            ("holds released", 2, lambda: self.acts.release_hold(tenant)),
            ("contracts", 2, lambda: self._contract(tenant)),
            ("usernames changed", 3, lambda: self.acts.rename(person)),
            ("usernames released", 2, lambda: self.acts.release_binding(person)),
            ("exports to take along", 4, lambda: self.checks.portable(person)),
        ]
        name, _, act = self.chance.choices(kinds, [weight for _, weight, _ in kinds])[0]
        with self._storage_as_it_is():
            self.counts[name] += 1
            act()

    def _report(self, person: Person, bring: Callable[[Person], None]) -> None:
        if not self.acts.is_matched(person):
            self.acts.forward(person)
        bring(person)

    def _contract(self, tenant: str) -> None:
        """It ends, gets another end, or a new one begins after it."""
        contract, today = self.oracle.contracts.get(tenant), self.clock().date()
        last = today + self.chance.randint(0, 200) * DAY if self.chance.random() < 0.7 else None
        if contract is None:
            self.acts.register(tenant, today + DAY, None)
        elif self.clock() + SECOND >= contract.ends_at:
            if contract.left_at is None and today > contract.start:
                self.acts.register(tenant, today, last)
        elif self.chance.random() < 0.4:
            self.acts.end_contract(tenant, leaves=self.chance.random() < 0.4)
        elif last is None or last >= contract.start:
            self.acts.register(tenant, contract.start, last)
