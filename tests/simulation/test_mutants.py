"""The simulation can fail: a service that breaks a promise in one place is found out within some weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from shared.auth.principal import Principal
from shared.persons.profiles import Profiles
from shared.persons.restrictions import Restrictions
from shared.reports.mentions import Mentions
from shared.reports.service import Reports
from shared.reports.store import ReportStore
from shared.retention import held, sweep
from shared.retention.drops import Drops
from shared.retention.held import Held
from shared.retention.intents import Intents
from shared.storage import deadlines
from shared.storage.daily import DailyTables
from shared.storage.deadlines import Deadlines
from shared.tenants.registration import Registration
from shared.times import start_of
from tests.simulation.checking import Broken
from tests.simulation.driver import Plan, Simulation
from tests.simulation.promises import Limits

A_FEW_WEEKS = Plan(
    seed=7,
    first=date(2027, 12, 28),  # 31 January is near its end when February is
    days=75,
    tenants=8,
    people=2,
    acts_a_day=12,
    limits={},
)
LIMITS_CHANGE = replace(
    A_FEW_WEEKS,
    days=30,
    limits={date(2028, 1, 10): Limits(days=60, content_days=3), date(2028, 1, 14): Limits()},
)
A_DAY = timedelta(days=1)
FIVE_DAYS_KEPT = replace(
    A_FEW_WEEKS,
    seed=8,
    days=40,
    tenants=20,
    acts_a_day=40,
    limits={A_FEW_WEEKS.first: Limits(days=5, content_days=3)},
    fair_weather=True,
)
"""Registrations go within days of their contracts, and people of tenants without one restrict as before."""
Mutate = Callable[[pytest.MonkeyPatch], None]


def a_day_late(patch: pytest.MonkeyPatch) -> None:
    real = Deadlines.deadline
    patch.setattr(Deadlines, "deadline", lambda self, family, day: real(self, family, day) + A_DAY)


def a_month_is_31_days(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deadlines, "one_month_after", lambda day: day + 31 * A_DAY)


def an_hour_early(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deadlines, "DROPPED_EARLY", timedelta(hours=25))


def only_at_the_deadline(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deadlines, "DROPPED_EARLY", timedelta(0))


def holds_are_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Held, "keep_from_table", lambda self, *table: 0)


def holds_of_others_families_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(held, "covering", lambda holds, family, oid: list(holds))


def what_is_stored_again_is_lost(patch: pytest.MonkeyPatch) -> None:
    real = ReportStore.put
    patch.setattr(ReportStore, "put", lambda self, *report: real(self, *report[:4]))


def contracts_end_a_day_early(patch: pytest.MonkeyPatch) -> None:
    def ends_at(self: Registration) -> datetime | None:
        last = self.contract.contract_end
        ends = [self.ended_at, start_of(last) if last else None]
        return min((end for end in ends if end is not None), default=None)

    patch.setattr(Registration, "ends_at", property(ends_at))


def an_erasure_leaves_the_profile(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Profiles, "remove", lambda self, registration, oid: 0)


def an_erasure_leaves_a_row(patch: pytest.MonkeyPatch) -> None:
    real = DailyTables.remove_rows
    patch.setattr(
        DailyTables,
        "remove_rows",
        lambda self, family, day, partition, keys: real(self, family, day, partition, keys[1:]),
    )


def an_erasure_leaves_mentions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Mentions, "find", lambda self, *place, **after: iter(()))


def reads_are_not_hidden(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DailyTables, "is_readable", lambda self, family, day, now: True)


def a_clock_that_is_off_is_trusted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sweep, "MOST_SKEW", timedelta(days=9))


def a_cut_sweep_leaves_no_trace(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Intents, "all", lambda self: [])


def a_dropped_name_is_used_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DailyTables, "_check_not_dropped", lambda self, family, day: None)


def what_went_under_lower_limits_was_never_there(patch: pytest.MonkeyPatch) -> None:
    real = Reports.read

    def read(self: Reports, principal: Principal, key: str, now: datetime) -> Mapping[str, Any]:
        with pytest.MonkeyPatch.context() as within:
            within.setattr(Drops, "dropped_at", lambda self, family, day: None)
            return real(self, principal, key, now)

    patch.setattr(Reports, "read", read)


def restrictions_of_no_tenant_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Restrictions, "is_left_over", lambda self, restriction, now: False)


def restrictions_are_promised_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Restrictions, "delete_by", lambda self, restriction: restriction.ends_at)


MUTANTS: list[tuple[Plan, Mutate]] = [
    *(
        (A_FEW_WEEKS, mutate)
        for mutate in (
            a_day_late,
            a_month_is_31_days,
            an_hour_early,
            only_at_the_deadline,
            holds_are_ignored,
            holds_of_others_families_count,
            what_is_stored_again_is_lost,
            contracts_end_a_day_early,
            an_erasure_leaves_the_profile,
            an_erasure_leaves_a_row,
            an_erasure_leaves_mentions,
            reads_are_not_hidden,
            a_clock_that_is_off_is_trusted,
            a_cut_sweep_leaves_no_trace,
        )
    ),
    (FIVE_DAYS_KEPT, restrictions_of_no_tenant_stay),
    (FIVE_DAYS_KEPT, restrictions_are_promised_for_ever),
    (LIMITS_CHANGE, a_dropped_name_is_used_again),
    (LIMITS_CHANGE, what_went_under_lower_limits_was_never_there),
]


@pytest.fixture(autouse=True)
def names_do_not_resolve(unresolved: None) -> None:
    """An instance's name is looked up when it is registered."""


@pytest.mark.parametrize(
    "plan", [A_FEW_WEEKS, FIVE_DAYS_KEPT, LIMITS_CHANGE], ids=["months kept", "days kept", "limits change"]
)
def test_the_service_as_it_is_passes(plan: Plan) -> None:
    Simulation(plan).run()


@pytest.mark.parametrize(("plan", "mutate"), MUTANTS, ids=[mutate.__name__ for _, mutate in MUTANTS])
def test_a_broken_promise_is_found(plan: Plan, mutate: Mutate, monkeypatch: pytest.MonkeyPatch) -> None:
    mutate(monkeypatch)

    with pytest.raises((Broken, AssertionError)):
        Simulation(plan).run()
