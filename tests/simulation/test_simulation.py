"""Four hundred days at tenants in their dozens, held against an oracle that knows the promises and not the code.

By default two seeds in memory with fifty tenants each, and nine days on Azurite. Sweeps run about each midnight and at
one more hour of each day. The seed and what was compared are printed. Each seed is a test, so that workers share them.
With `--long` there are twenty seeds with a hundred tenants each, and every hour is swept: allow it an hour or two.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.simulation.driver import Plan, Simulation
from tests.simulation.promises import Limits
from tests.support.world import empty_tables

pytestmark = pytest.mark.slow

SEEDS = (20231213, 20240229)
FOUR_HUNDRED_DAYS = Plan(
    seed=SEEDS[0],
    first=date(2027, 12, 20),  # two ends of a year, 31 January and 29 February
    days=400,
    tenants=50,
    people=3,
    acts_a_day=7,
    limits={
        date(2028, 3, 20): Limits(days=180, content_days=28),
        date(2028, 4, 20): Limits(days=60, content_days=3),
        date(2028, 5, 20): Limits(),
    },
)
A_HUNDRED_TENANTS = replace(FOUR_HUNDRED_DAYS, tenants=100, acts_a_day=14, every_hour=True)
A_MONTHS_END = Plan(
    seed=31,
    first=date(2027, 2, 21),  # on the 28th ends the month of four days: what is stored is up to 33 days old
    days=9,
    tenants=3,
    people=2,
    acts_a_day=8,
    limits={},
)


def report(simulation: Simulation, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\n" + simulation.metrics())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test a plan."""
    if "plan" in metafunc.fixturenames:
        plans = [replace(FOUR_HUNDRED_DAYS, seed=seed) for seed in SEEDS]
        if metafunc.config.getoption("--long"):
            plans = [replace(A_HUNDRED_TENANTS, seed=seed) for seed in range(20)]
        metafunc.parametrize("plan", plans, ids=[f"seed {plan.seed}" for plan in plans])


@pytest.mark.clause("R6.5", "R10.17", "R11.1", "R11.2a", "R11.2b")
def test_nothing_outlives_its_promise_in_four_hundred_days(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    simulation = Simulation(plan)

    simulation.run()
    simulation.wind_up()

    report(simulation, capsys)
    met = {
        "dropped at the drop point",
        "dropped after an outage of a day",
        "imports of files",
        "imports from Graph",
    }
    assert {name for name in met if simulation.counts[name]} == met


@pytest.mark.clause("R6.5", "R11.2a")
def test_nothing_outlives_its_promise_on_azurite_around_a_months_end(
    azurite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    simulation = Simulation(A_MONTHS_END, lambda clock: empty_tables(azurite, clock))

    simulation.run()

    report(simulation, capsys)
