"""What the benchmarks found, as people read it."""

from __future__ import annotations

from datetime import UTC, datetime

from bench.measuring import Bound, least, most
from bench.results import Result, amount, document, table
from tests.support.every import failing


def test_an_amount_has_the_unit_that_people_would_choose() -> None:
    cases = [
        (0.0000125, "s", "12.5 µs"),
        (0.0125, "s", "12.5 ms"),
        (1.25, "s", "1.25 s"),
        (364.0, "s", "364 s"),
        (-0.036, "s", "-36 ms"),
        (180, "", "180"),
        (12_345, "rows", "12,345 rows"),
        (None, "s", ""),
    ]

    def check(value: float | None, unit: str, shown: str) -> None:
        assert amount(value, unit) == shown

    assert failing(check, cases) == []


def test_a_bound_judges_the_figure_and_else_ours_over_the_baseline() -> None:
    cases = {
        "ratio": (None, 2.0, most(3), 3.0, True),
        "ratio missed": (None, 1.0, most(3), 6.0, False),
        "figure": (12.0, 1.0, least(10), 12.0, True),
        "figure missed": (9.0, 1.0, least(10), 9.0, False),
        "only shown": (None, None, None, None, True),
        "a bound for nothing": (None, None, most(3), None, False),
    }

    def check(
        figure: float | None, baseline: float | None, bound: Bound | None, judged: float | None, is_reached: bool
    ) -> None:
        result = Result("storing", 6.0, baseline=baseline, figure=figure, bound=bound)

        assert (result.judged, result.is_reached) == (judged, is_reached)

    assert failing(check, cases) == []


def test_the_table_is_aligned_says_what_was_missed_and_puts_notes_below() -> None:
    results = [
        Result("storing", 0.03, beside="a row each", baseline=0.6, figure=20.0, bound=least(10)),
        Result("listing", 0.9, beside="one partition", baseline=0.1, bound=most(3), note="on Azurite."),
        Result("sweeping", 0.1),
    ]

    lines = table(results).splitlines()

    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[:5]]
    assert cells[0] == ["what", "ours", "beside it", "baseline", "figure", "must be", "reached"]
    assert cells[2] == ["storing", "30 ms", "a row each", "600 ms", "20", "at least 10", "yes"]
    assert cells[3] == ["listing", "900 ms", "one partition", "100 ms", "9", "at most 3", "NO"]
    assert cells[4] == ["sweeping", "100 ms", "", "", "", "", ""]
    assert len({len(line) for line in lines[:5]}) == 1
    assert lines[5:] == ["", "- listing: on Azurite."]


def test_the_document_names_day_scale_and_machine_and_says_what_each_benchmark_means() -> None:
    found = {"storing": [Result("a report", 0.03)], "listing": [Result("a list", 0.2)]}
    meanings = {"storing": "Beside a row each.", "listing": "Beside one partition."}

    text = document(found, meanings, datetime(2026, 11, 23, tzinfo=UTC), "full")

    assert "on 2026-11-23, full scale, on " in text
    assert "azure-data-tables 1" in text
    assert text.index("## storing\n\nBeside a row each.\n\n| what") < text.index("## listing\n\nBeside one partition.")
