"""Whatever is stored, whenever sweeps run or fail: nothing outlives its deadline, and nothing goes before its time."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shared.retention.functions import RetentionFailed
from tests.retention import chain
from tests.retention.oracle import A_DAY_EARLY, WRITING_ENDS, content_deadline, deadline_of_table, header_deadline
from tests.support.interference import start_over
from tests.support.reports import delete, ended, ids, listed, read, store
from tests.support.sweeps import dead_from, entries
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, START

MAX_REPORTS = 4
LEASE = timedelta(minutes=15)
AGES = st.timedeltas(timedelta(0), timedelta(days=34))
SECOND = timedelta(seconds=1)


class Service(RuleBasedStateMachine):
    """A worker, its storage, its clock, and what the promises say must and must not be there."""

    def __init__(self, connection_string: str) -> None:
        super().__init__()
        self.world = start_over(connection_string)
        self.contract_start = date(2026, 1, 1)
        self.contract_runs, self.matched, self.ended_at = True, False, START - timedelta(days=1)
        self.days: dict[str, date] = {}
        self.logged: Counter[date] = Counter()
        self.latest = START
        self.troubled_at: datetime | None = None

    @property
    def now(self) -> datetime:
        return self.world.clock()

    # What people do.

    @initialize(ages=st.lists(AGES, min_size=1, max_size=2))
    def begin(self, ages: list[timedelta]) -> None:
        self.forward()
        for number, age in enumerate(ages):
            self.store_a_report(age, number)

    @rule()
    def forward(self) -> None:
        reply = self.world.match()

        assert reply.status == (200 if self.contract_runs else 403), reply.json
        if reply.status == 200:
            self.matched = True
            self.logged[self.now.date()] += 1

    @precondition(lambda self: len(self.days) < MAX_REPORTS)
    @rule(age=AGES, number=st.integers(1, 3))
    def store_a_report(self, age: timedelta, number: int) -> None:
        ended_at = self.now - age
        writable_until = content_deadline(ended_at.date()) - A_DAY_EARLY - WRITING_ENDS

        reply = store(self.world, ended(ended_at, f"report {number}"))

        if not self.contract_runs:
            assert reply.status == 403
        elif not self.matched:
            assert reply.code == "not_matched"
        elif self.now >= writable_until:
            assert reply.code == "retention_elapsed"
        else:
            assert reply.status in {200, 201}, reply.json
            self.days[reply.json["id"]] = ended_at.date()
            self.logged[self.now.date()] += 1

    @precondition(lambda self: self.days)
    @rule(data=st.data())
    def delete_a_report(self, data: st.DataObject) -> None:
        report_id = data.draw(st.sampled_from(sorted(self.days)))
        # From the sweep's hour on it may be gone already.
        may_be_gone = self.latest >= header_deadline(self.days[report_id]) - A_DAY_EARLY

        reply = delete(self.world, report_id)

        assert reply.status == 204 or (reply.status == 404 and may_be_gone)
        self.logged[self.now.date()] += reply.status == 204
        del self.days[report_id]

    @precondition(lambda self: self.contract_runs)
    @rule()
    def end_the_contract(self) -> None:
        self.world.services.registry().end(TENANT_ID, self.now)
        self.contract_runs = self.matched = False
        self.ended_at = self.now

    @precondition(lambda self: not self.contract_runs and self.now.date() > self.contract_start)
    @rule()
    def begin_another_contract(self) -> None:
        self.contract_start = self.now.date()
        self.world.register(contractStart=self.contract_start.isoformat())
        self.contract_runs = True

    # What time does.

    @rule(hours=st.integers(1, 24 * 9))
    def nothing_runs_for(self, hours: int) -> None:
        self.move_to(self.now + timedelta(hours=hours))

    @precondition(lambda self: self.days)
    @rule(data=st.data(), early=st.sampled_from([A_DAY_EARLY + WRITING_ENDS, A_DAY_EARLY, timedelta(0)]))
    def nothing_runs_until_a_deadline_is_near(self, data: st.DataObject, early: timedelta) -> None:
        day = self.days[data.draw(st.sampled_from(sorted(self.days)))]
        deadline = data.draw(st.sampled_from([content_deadline(day), header_deadline(day)]))
        moment = deadline - early + data.draw(st.sampled_from([-SECOND, timedelta(0)]))
        self.move_to(max(self.now, moment))

    @rule(minutes=st.integers(-4, 90))
    def the_clock_steps(self, minutes: int) -> None:
        # Not to before the end of a contract: there it would run again, and rightly.
        self.move_to(max(self.ended_at, self.now + timedelta(minutes=minutes)))

    def move_to(self, now: datetime) -> None:
        self.world.clock.now = now
        self.latest = max(self.latest, now)

    # What sweeps do.

    @rule()
    def sweep(self) -> None:
        is_lease_held = self.troubled_at is not None and abs(self.now - self.troubled_at) < LEASE

        assert self.run() or is_lease_held

    @rule(numbers=st.sets(st.integers(1, 16), min_size=1, max_size=4))
    def sweep_with_requests_dropped(self, numbers: set[int]) -> None:
        upcoming = iter(range(1, 1000))

        self.troubled_at = self.now
        self.run(self.world.failing(lambda _: next(upcoming) in numbers))

    @rule(number=st.integers(1, 14))
    def sweep_and_die(self, number: int) -> None:
        self.troubled_at = self.now
        self.run(dead_from(self.world, number))

    @rule(ahead=st.sampled_from([-1, 1]), minutes=st.integers(6, 10_000))
    def sweep_by_a_clock_that_is_off(self, ahead: int, minutes: int) -> None:
        before = self.world.tables.listing().names

        self.world.storage.offset = ahead * timedelta(minutes=minutes)
        succeeded = self.run()
        self.world.storage.offset = timedelta(0)

        assert not succeeded
        assert set(before) <= set(self.world.tables.listing().names)

    def run(self, trouble: AbstractContextManager[None] | None = None) -> bool:
        """The scheduled sweep; True when it ran and did all it had to, and then nothing is left that was due."""
        before = self.world.services.evidence().newest(1)
        try:
            with trouble or nullcontext():
                self.world.run_timer()
        except RetentionFailed:
            return False
        if self.world.services.evidence().newest(1) == before:
            return False  # another held the lease
        self.nothing_due_is_left()
        return True

    def nothing_due_is_left(self) -> None:
        names = self.world.tables.listing().names
        for name in names:
            deadline = deadline_of_table(name)
            assert deadline is None or self.now < deadline - A_DAY_EARLY, name
        running = f"profiles{TENANT_ID.replace('-', '')}{self.contract_start:%Y%m%d}" if self.contract_runs else ""
        assert {name for name in names if name.startswith("profiles")} <= {running}

    # What holds at any time.

    @invariant()
    def no_report_is_readable_past_its_deadline_and_none_is_lost_before(self) -> None:
        for report_id, day in self.days.items():
            reply = read(self.world, report_id)
            if self.now >= header_deadline(day):
                assert reply.status == 404
            elif self.latest < header_deadline(day) - A_DAY_EARLY:
                assert reply.status == 200
            if self.now >= content_deadline(day):
                assert reply.status == 404 or "attendees" not in reply.json
            elif self.latest < content_deadline(day) - A_DAY_EARLY:
                assert reply.json["attendees"][0]["oid"] == ANNA

    @invariant()
    def the_list_shows_what_is_held_and_nothing_else(self) -> None:
        for day in set(self.days.values()):
            shown = set(ids(listed(self.world, **{"from": f"{day}", "to": f"{day}"})))
            held = {report_id for report_id, its_day in self.days.items() if its_day == day}
            if self.now >= header_deadline(day):
                assert shown == set()
            elif self.latest < header_deadline(day) - A_DAY_EARLY:
                assert shown == held

    @invariant()
    def tables_bear_known_names_only_and_the_log_is_kept_until_its_time(self) -> None:
        names = self.world.tables.listing().names
        for name in names:
            deadline_of_table(name)
        for day, count in self.logged.items():
            if self.latest < header_deadline(day) - A_DAY_EARLY:
                assert len(self.world.rows(f"activity{day:%Y%m%d}")) == count, day

    def teardown(self) -> None:
        """In the end everything goes by itself, and the evidence is whole."""
        if self.contract_runs:
            self.end_the_contract()
        self.move_to(self.latest + timedelta(days=400))
        assert self.run()
        assert set(self.world.tables.listing().names) <= {"tenants", "evidence"}
        assert self.world.rows("tenants") == []
        assert chain.faults(entries(self.world)) == []


@pytest.mark.clause("R6.5", "R11.2a", "R11.2b")
def test_nothing_outlives_its_deadline_and_nothing_goes_before_its_time(azurite: str) -> None:
    class OnAzurite(Service):
        def __init__(self) -> None:
            super().__init__(azurite)

    run_state_machine_as_test(
        OnAzurite,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.reuse, Phase.generate, Phase.shrink],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
