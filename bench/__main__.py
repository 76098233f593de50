"""Runs the benchmarks: `python3 dev.py bench [NAME ...] [--small]`.

A benchmark is a module of this package with a `run(scale)` that returns its results; its docstring says what is
measured beside what, and stands in the results. A run of all at full scale writes `bench/RESULTS.md`, and exits with
1 when a figure misses its bound. A small run shows that the benchmarks work, and judges nothing: its numbers are too
small to mean anything.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.measuring import Scale
from bench.results import Result, document, table
from local.machine.environment import say
from local.machine.processes import end_on_signals

NAMES = ("retention", "storing", "listing", "tokens", "forwarding", "cold_start", "exporting", "fairness")
RESULTS = Path(__file__).with_name("RESULTS.md")


def main(arguments: list[str]) -> int:
    """Measure, print, write."""
    end_on_signals()
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which ones: {', '.join(NAMES)} (default: all)")
    parser.add_argument("--small", action="store_true", help="about a tenth of everything, and nothing is judged")
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.names if name not in NAMES]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    scale = Scale.SMALL if chosen.small else Scale.FULL
    found: dict[str, list[Result]] = {}
    meanings: dict[str, str] = {}
    for name in chosen.names or NAMES:
        say(f"== {name}")
        module = import_module(f"bench.{name}")
        meanings[name] = inspect.cleandoc(module.__doc__ or "")
        found[name] = module.run(scale)
        print(f"{table(found[name])}\n", flush=True)
    if scale is Scale.SMALL:
        return 0
    if not chosen.names:
        RESULTS.write_text(document(found, meanings, datetime.now(UTC), scale.value), encoding="utf-8")
        say(f"Written to {RESULTS.parent.name}/{RESULTS.name}.")
    missed = [result.what for results in found.values() for result in results if not result.is_reached]
    if missed:
        say(f"Not reached: {'; '.join(missed)}.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
