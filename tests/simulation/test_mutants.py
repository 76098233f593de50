"""The simulation can fail: a service that breaks a promise in one place is found out within some weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from shared.auth.principal import Principal
from shared.holds import preserved_rows as held
from shared.holds.preserved_rows import PreservedRows
from shared.imports.attendance import Found
from shared.imports.service import Imports
from shared.persons.erasures import ErasureRecord
from shared.persons.profiles import Binding, Profiles
from shared.persons.restrictions import Restrictions
from shared.problems import IdentityRebound
from shared.reports import mentions, minimisation
from shared.reports.content import Content
from shared.reports.mentions import Mentions
from shared.reports.service import Reports
from shared.reports.store import Header, ReportStore
from shared.retention import sweep
from shared.retention.dropped_tables import DroppedTables
from shared.retention.intents import Intents
from shared.rights import items, portable, rectification
from shared.rights.erasure import ErasureService
from shared.rights.notifications import Notification
from shared.storage import deadlines
from shared.storage.daily import DailyTables
from shared.storage.deadlines import Deadlines
from shared.tenants.registration import Registration
from shared.times import format_instant, start_of
from tests.simulation.checks import Broken
from tests.simulation.driver import Plan, Simulation
from tests.simulation.promises import Limits

pytestmark = pytest.mark.slow

A_FEW_WEEKS = Plan(
    seed=2,
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
    seed=5,
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
    patch.setattr(PreservedRows, "preserve_table", lambda self, *table: 0)


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
    patch.setattr(Mentions, "find_mentions", lambda self, *place, **after: iter(()))


def reads_are_not_hidden(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DailyTables, "is_readable", lambda self, family, day, now: True)


def a_clock_that_is_off_is_trusted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sweep, "MAX_SKEW", timedelta(days=9))


def a_cut_sweep_leaves_no_trace(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Intents, "all", lambda self: [])


def a_dropped_name_is_used_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DailyTables, "_check_not_dropped", lambda self, family, day: None)


def what_went_under_lower_limits_was_never_there(patch: pytest.MonkeyPatch) -> None:
    real = Reports.read

    def read(self: Reports, principal: Principal, key: str, now: datetime) -> Mapping[str, Any]:
        with pytest.MonkeyPatch.context() as within:
            within.setattr(DroppedTables, "dropped_at", lambda self, family, day: None)
            return real(self, principal, key, now)

    patch.setattr(Reports, "read", read)


def restrictions_of_no_tenant_stay(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Restrictions, "is_left_over", lambda self, restriction, now: False)


def restrictions_are_promised_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Restrictions, "delete_by", lambda self, restriction: restriction.ends_at)


def a_file_is_of_the_day_of_its_import(patch: pytest.MonkeyPatch) -> None:
    """Its content would be kept a month from then."""
    real = Imports._import_file
    patch.setattr(Imports, "_import_file", lambda self, report, call: real(self, moved_to(call.now, report), call))


def a_report_of_graph_is_of_the_day_of_its_import(patch: pytest.MonkeyPatch) -> None:
    real = Imports._read

    def read(self: Imports, graph: Any, source: Any, call: Any) -> Found:
        found = real(self, graph, source, call)
        return replace(found, report=moved_to(call.now, found.report))

    patch.setattr(Imports, "_read", read)


def moved_to(now: datetime, report: Mapping[str, Any]) -> dict[str, Any]:
    return {**report, "startedAt": format_instant(now), "endedAt": format_instant(now)}


def who_is_nobody_here_is_named(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(minimisation, "_without_name", lambda attendee, numbers, erased: attendee)


def questions_and_surveys_outlive(patch: pytest.MonkeyPatch) -> None:
    """They stand in the header, and so a hundred and eighty days."""
    real = ReportStore.put

    def with_words(self: ReportStore, owner: Any, header: Header, content: Content, *more: Any) -> None:
        words = {name: str(content[name]) for name in ("questions", "surveys") if content.get(name)}
        real(self, owner, replace(header, members={**header.members, **words}), content, *more)

    patch.setattr(ReportStore, "put", with_words)


def an_erasure_leaves_questions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(mentions, "without_words", lambda content, people: content)


def an_export_to_take_along_names_others(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(items, "redacted_for", lambda content, oid: content)


def an_export_to_take_along_has_what_others_gave(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(portable, "is_portable", lambda item: True)


def an_old_binding_outlives(patch: pytest.MonkeyPatch) -> None:
    """That of the name before."""
    patch.setattr(Profiles, "_unbind", lambda self, table, key, oid: False)


def a_username_is_taken_over_without_an_officer(patch: pytest.MonkeyPatch) -> None:
    real = Profiles.check_binding

    def check(self: Profiles, registration: Registration, username: str, oid: str, now: datetime) -> Binding:
        try:
            return real(self, registration, username, oid, now)
        except IdentityRebound:
            self.release(registration, str(self.bearer(registration, username)))
            return real(self, registration, username, oid, now)

    patch.setattr(Profiles, "check_binding", check)


def a_correction_leaves_mentions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rectification, "renamed", lambda content, oid, name: content)


def only_the_first_username_is_told_of_an_erasure(patch: pytest.MonkeyPatch) -> None:
    real = ErasureService._prepare_notification

    def prepare(self: ErasureService, record: ErasureRecord, now: datetime) -> Notification | None:
        waiting = self._notifications.of_person(record.tenant_id, record.oid)
        return next((one for one in waiting if one.change == "erasure"), None) or real(self, record, now)

    patch.setattr(ErasureService, "_prepare_notification", prepare)


def a_second_early(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deadlines, "DROPPED_EARLY", timedelta(hours=24, seconds=1))


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
            a_file_is_of_the_day_of_its_import,
            a_report_of_graph_is_of_the_day_of_its_import,
            who_is_nobody_here_is_named,
            questions_and_surveys_outlive,
            an_erasure_leaves_questions,
            an_export_to_take_along_names_others,
            an_export_to_take_along_has_what_others_gave,
            an_old_binding_outlives,
            a_username_is_taken_over_without_an_officer,
            a_correction_leaves_mentions,
            only_the_first_username_is_told_of_an_erasure,
            a_second_early,
        )
    ),
    (FIVE_DAYS_KEPT, restrictions_of_no_tenant_stay),
    (FIVE_DAYS_KEPT, restrictions_are_promised_for_ever),
    (LIMITS_CHANGE, a_dropped_name_is_used_again),
    (LIMITS_CHANGE, what_went_under_lower_limits_was_never_there),
]


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
