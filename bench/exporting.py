"""What a person's access export costs (`GET me/data`, all pages of 500), and with whose rows that grows.

*Own rows*: 100, 1,000 and 10,000 of them, spread evenly over 30 days: the cost of a row of the largest export beside
that of the middle one, and how much is read from storage for it.

*Rows of others*: the export of 1,000 own rows where nobody else has any, beside the same export where people of the
tenant have 10,000 rows in the log, where people of another tenant have 10,000 and 3,000 reports, and where people of
the tenant have stored 3,000 reports that do not name the person. Only the last may grow: whether a report names the
person is found by looking at each (R10.15), and reports are kept for a month at most. Every day has its tables in all
four: a table costs a request or two, whoever's rows are in it.

The time is that of the processor, in all threads of the service's process: what storage computes is left out, for
Azurite searches whole tables where Azure reads a range of keys. Memory is the peak of what Python allocates while the
pages are read one after another.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from statistics import median

from bench.accounts import Account, Cost, account
from bench.measuring import Scale, most, progress
from bench.results import Result
from tests.support.tokens import TENANT_ID
from tests.support.world import OTHER_TENANT_ID

FEW, SOME, MANY = 100, 1_000, 10_000
OTHER_ROWS, OTHER_REPORTS = 10_000, 3_000
PERSONS = {count: str(uuid.UUID(int=count)) for count in (FEW, SOME, MANY)}
REPETITIONS = 5
MIB = 2**20

Measured = Sequence[Cost]
"""The same export several times."""


def run(scale: Scale) -> list[Result]:
    """Own rows, then those of others."""
    return [*_own_rows(scale), *_rows_of_others(scale)]


def _own_rows(scale: Scale) -> list[Result]:
    with account() as filled:
        progress("filling storage with three people's rows")
        for count, oid in PERSONS.items():
            filled.put_person(oid, scale.of(count))
        few, some, many = _in_turns([(filled, oid) for oid in PERSONS.values()], scale)
        middle, largest = (filled.memory(PERSONS[count]) / MIB for count in (SOME, MANY))
    names = [f"{scale.of(count):,} own rows" for count in PERSONS]
    exports = [
        Result(
            f"export of {name}", _seconds(costs), note=f"{costs[0].requests:,} requests, {costs[0].read_bytes:,} bytes"
        )
        for name, costs in zip(names, (few, some, many), strict=True)
    ]
    what, beside = f"a row of {names[2]}", f"a row of {names[1]}"
    return [
        *exports,
        Result(what, _seconds(many) / many[0].items, "s", beside, _seconds(some) / some[0].items, bound=most(1.2)),
        Result(f"bytes read for {what}", _bytes(many), "", beside, _bytes(some), bound=most(1.2)),
        Result(f"memory for the pages of {names[2]}", largest, "MiB", f"of {names[1]}", middle),
    ]


def _rows_of_others(scale: Scale) -> list[Result]:
    rows, documents = scale.of(OTHER_ROWS), scale.of(OTHER_REPORTS)

    def other_tenant(filled: Account) -> None:
        filled.put_log(OTHER_TENANT_ID, rows)
        filled.put_reports(OTHER_TENANT_ID, documents)

    fillings: dict[str, Callable[[Account], None]] = {
        "nobody's rows": lambda _: None,
        f"{rows:,} rows of the tenant's people": lambda filled: filled.put_log(TENANT_ID, rows),
        f"{rows:,} rows and {documents:,} reports of another tenant": other_tenant,
        f"{documents:,} reports of the tenant's people": lambda filled: filled.put_reports(TENANT_ID, documents),
    }
    with ExitStack() as servers:
        accounts = [servers.enter_context(account()) for _ in fillings]
        for filled, (name, fill) in zip(accounts, fillings.items(), strict=True):
            progress(f"filling storage with {name}")
            filled.put_person(PERSONS[SOME], scale.of(SOME))
            fill(filled)
        alone, *beside = _in_turns([(filled, PERSONS[SOME]) for filled in accounts], scale)
    *fixed, (growing, scanned) = zip(list(fillings)[1:], beside, strict=True)
    looked_at = documents * scanned[0].pages
    took, read = _seconds(scanned) - _seconds(alone), scanned[0].read_bytes - alone[0].read_bytes
    each = f"{took / looked_at * 1e6:.3g} µs and {read / looked_at:.3g} bytes for each report on each page"
    return [
        *(line for name, costs in fixed for line in _unchanged(f"beside {name}", costs, alone)),
        Result(f"export beside {growing}", _seconds(scanned), "s", "without them", _seconds(alone), note=each),
    ]


def _unchanged(what: str, costs: Measured, alone: Measured) -> list[Result]:
    """Neither time nor requests nor bytes may grow."""
    return [
        Result(f"export {what}", _seconds(costs), "s", "without them", _seconds(alone), bound=most(1.2)),
        Result(f"requests {what}", costs[0].requests, "", "without them", alone[0].requests, bound=most(1)),
        Result(f"bytes read {what}", costs[0].read_bytes, "", "without them", alone[0].read_bytes, bound=most(1.01)),
    ]


def _in_turns(exports: Sequence[tuple[Account, str]], scale: Scale) -> list[Measured]:
    """What each export costs, several times, after one that does not count."""
    rounds: list[list[Cost]] = []
    for number in range(1 + scale.of(REPETITIONS)):
        progress(f"exports, round {number}")
        rounds.append([filled.export(oid) for filled, oid in exports])
    return list(zip(*rounds[1:], strict=True))


def _seconds(costs: Measured) -> float:
    return median(cost.seconds for cost in costs)


def _bytes(costs: Measured) -> float:
    return costs[0].read_bytes / costs[0].items
