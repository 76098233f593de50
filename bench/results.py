"""What the benchmarks found, as a table in the terminal and as `bench/RESULTS.md`."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from bench.measuring import Bound

_MICROSECOND, _MILLISECOND = 1e-6, 1e-3
_COLUMNS = ("what", "ours", "beside it", "baseline", "figure", "must be", "reached")
_PACKAGES = ("azure-functions", "azure-data-tables", "PyJWT", "cryptography")


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table.

    `ours` and `baseline` are in `unit` ("s" is shown as s, ms or µs). `figure` is what the bound judges; by default
    ours over baseline.
    """

    what: str
    ours: float
    unit: str = "s"
    beside: str = ""
    baseline: float | None = None
    figure: float | None = None
    bound: Bound | None = None
    note: str = ""

    @property
    def judged(self) -> float | None:
        """The figure, or the ratio where none was given."""
        if self.figure is None and self.baseline:
            return self.ours / self.baseline
        return self.figure

    @property
    def is_reached(self) -> bool:
        """Whether the bound, if there is one, holds."""
        return self.bound is None or (self.judged is not None and self.bound.holds(self.judged))


def amount(value: float | None, unit: str) -> str:
    """A measured value for people."""
    if value is None:
        return ""
    if unit != "s":
        return f"{_number(value, 4)} {unit}".strip()
    for limit, scale, name in ((_MILLISECOND, 1 / _MICROSECOND, "µs"), (1.0, 1 / _MILLISECOND, "ms")):
        if abs(value) < limit:
            return f"{value * scale:.3g} {name}"
    return f"{value:.3g} s"


def table(results: Sequence[Result]) -> str:
    """The lines as a Markdown table, its columns aligned for the terminal too; notes follow it."""
    rows = [_COLUMNS, *(_cells(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    notes = [f"- {result.what}: {result.note}" for result in results if result.note]
    return "\n".join([*lines, *(["", *notes] if notes else [])])


def document(found: Mapping[str, Sequence[Result]], meanings: Mapping[str, str], now: datetime, scale: str) -> str:
    """`RESULTS.md`: the machine, the date, and each benchmark's table under what it measures."""
    parts = [
        "# What the benchmarks found",
        f"Written by `python3 dev.py bench` on {now:%Y-%m-%d}, {scale} scale, on {machine()}.",
        "Every line is measured beside its baseline in the same run: ratios hold on other machines too, times do not.",
    ]
    for name, results in found.items():
        parts += [f"## {name}", meanings[name], table(results)]
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    """The processor, its number of cores, the memory, the system, Python and the packages that matter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def _number(value: float, digits: int) -> str:
    """So many digits that mean something, and none of a power of ten."""
    return f"{value:,.0f}" if abs(value) >= 10**digits else f"{value:,.{digits}g}"


def _cells(result: Result) -> tuple[str, ...]:
    judged = result.judged
    return (
        result.what,
        amount(result.ours, result.unit),
        result.beside,
        amount(result.baseline, result.unit),
        "" if judged is None else _number(judged, 3),
        "" if result.bound is None else str(result.bound),
        "" if result.bound is None else ("yes" if result.is_reached else "NO"),
    )
