"""Four hundred days at a hundred tenants, held against an oracle that knows the promises and not the code.

By default one seed in memory with the sweeps about each midnight and at one more hour of each day, and nine days on
Azurite; the seed and what was compared are printed. It took 47 seconds of processor time. With `--long` twenty seeds,
and every hour is swept: over a month that took four times as long, so about an hour of processor time in all.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.simulation.driver import Plan, Simulation
from tests.simulation.promises import Limits
from tests.support.world import empty_tables

FOUR_HUNDRED_DAYS = Plan(
    seed=20231213,
    first=date(2027, 12, 20),  # two ends of a year, 31 January and 29 February
    days=400,
    tenants=100,
    people=3,
    acts_a_day=14,
    limits={
        date(2028, 3, 20): Limits(days=180, content_days=28),
        date(2028, 4, 20): Limits(days=60, content_days=3),
        date(2028, 5, 20): Limits(),
    },
)
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


@pytest.mark.clause("R6.5", "R10.17", "R11.1", "R11.2a", "R11.2b")
def test_nothing_outlives_its_promise_in_400_days_at_a_hundred_tenants(
    long: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds = range(20) if long else [FOUR_HUNDRED_DAYS.seed]
    for seed in seeds:
        simulation = Simulation(replace(FOUR_HUNDRED_DAYS, seed=seed, every_hour=long))

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
