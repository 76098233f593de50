"""What is written into a table is read back as it was, and no link of the chain of evidence can be changed unseen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pkgutil import resolve_name
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.holds.holds import Hold
from shared.identity.username import TeamsIdentity
from shared.persons.erasures import ErasureRecord
from shared.persons.profiles import Profile
from shared.persons.restrictions import Restriction
from shared.retention.evidence import Entry, first_broken_link, hash_of
from shared.rights.notifications import Notification

RECORDS = [ErasureRecord, Profile, Restriction, Entry, Hold, Notification]

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
"""Without half characters: no body has them. What may be empty is kept as if it were not there."""
DAYS = st.dates(date(1601, 1, 2), date(9998, 12, 30))
INSTANTS = st.datetimes(datetime(1601, 1, 2), datetime(9998, 12, 30), timezones=st.just(UTC)).map(  # noqa: DTZ001 - naive bounds
    lambda instant: instant.replace(microsecond=0)
)
OF_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    str | None: st.none() | TEXTS,
    bool: st.booleans(),
    int: st.integers(1, 10**9),
    date: DAYS,
    date | None: st.none() | DAYS,
    datetime: INSTANTS,
    frozenset[str]: st.frozensets(TEXTS, max_size=3),
    tuple[str, ...]: st.lists(TEXTS, max_size=3).map(tuple),
    TeamsIdentity: st.builds(TeamsIdentity, TEXTS, TEXTS),
}


def any_of(record: type[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(record)
    members = {
        name: OF_TYPE[hint] if hint in OF_TYPE else st.sampled_from(get_args(hint)) for name, hint in hints.items()
    }
    return st.builds(record, **members)


@pytest.mark.slow
@pytest.mark.parametrize("record", RECORDS, ids=[record.__name__ for record in RECORDS])
def test_a_row_is_read_as_it_was_written(record: type[Any], search: settings) -> None:
    encode, decode = (resolve_name(f"{record.__module__}:{name}") for name in ("_encode", "_decode"))

    @search
    @given(any_of(record))
    def write_and_read(written: Any) -> None:
        row = encode(written)
        assert all(isinstance(value, str | bool | int) for value in row.values())
        assert decode(row) == written

    write_and_read()


Shown = list[dict[str, Any]]


@st.composite
def chains(draw: st.DrawFn) -> Shown:
    """A chain of two entries or more, as the API shows it, oldest first."""
    entries: list[Entry] = []
    for entry in draw(st.lists(any_of(Entry), min_size=2, max_size=5)):
        entries.append(replace(entry, hash="").chained(entries[-1] if entries else None))
    return [entry.shown() for entry in entries]


def _other(value: Any) -> Any:
    if isinstance(value, list):
        return [*value, "reports 2026-11-23"]
    return value + 1 if isinstance(value, int) else f"{value}0"


def _change(chain: Shown, place: int, name: str) -> Shown:
    return [{**entry, name: _other(entry[name])} if index == place else entry for index, entry in enumerate(chain)]


def _change_and_hash(chain: Shown, place: int, name: str) -> Shown:
    """Changed by somebody who knows how hashes are made; in the last entry only the logged head would show it."""
    place = min(place, len(chain) - 2)
    forged = _change(chain, place, name)
    return [{**entry, "hash": hash_of(entry)} if index == place else entry for index, entry in enumerate(forged)]


def _leave_out(chain: Shown, place: int, _: str) -> Shown:
    """One from between two others, so that it takes three."""
    place = min(max(place, 1), len(chain) - 2)
    return chain[:place] + chain[place + 1 :] if len(chain) > 2 else chain[::-1]


def _exchange(chain: Shown, _: int, __: str) -> Shown:
    return [chain[1], chain[0], *chain[2:]]


@pytest.mark.slow
@pytest.mark.parametrize("tamper", [_change, _change_and_hash, _leave_out, _exchange])
def test_whatever_is_done_to_the_evidence_is_seen(tamper: Callable[[Shown, int, str], Shown], search: settings) -> None:
    @search
    @given(chains(), st.data())
    def tamper_with(chain: Shown, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(chain) - 1))
        name = data.draw(st.sampled_from(sorted(chain[0].keys() - {"hash"})))
        assert first_broken_link(chain) is None
        assert first_broken_link(tamper(chain, place, name)) is not None

    tamper_with()
