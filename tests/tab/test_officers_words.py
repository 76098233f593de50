"""The officers' screen offers the grounds that are in force, and has a word for all that their routes can say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from shared.holds import holds
from shared.holds.grounds import GROUNDS, ground_in_force
from shared.holds.holds import HOLDABLE
from shared.retention import evidence
from shared.retention.status import DATED

STATIC = Path(__file__).resolve().parents[2] / "shared" / "tab" / "static"
TODAY = date(2026, 11, 23)

LANGUAGES = ("de", "en")


def words(language: str, name: str) -> set[str]:
    """The keys of one part of the screen's words, wherever it stands."""
    text = (STATIC / "locales" / language / "officers.js").read_text(encoding="utf-8")
    body = re.search(rf"^( *){name}: \{{(.*?)(?:^\1| )\}},$", text, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"(?:^|[ ,])(\w+): ", body[2], re.MULTILINE)) if body else set()


def without(expected: Iterable[str], name: str) -> list[str]:
    """What of `expected` has no words in a language."""
    return [
        f"{language}, {name}: {key}" for language in LANGUAGES for key in sorted(set(expected) - words(language, name))
    ]


def offered() -> dict[str, tuple[int, str | None]]:
    """The grounds that the form offers: years at most, and the country where one holds alone."""
    text = (STATIC / "screens" / "officers" / "grounds.js").read_text(encoding="utf-8")
    found = re.findall(r'\{ name: "(\w+)", years: (\d+)(?:, country: "(\w+)")? \}', text)
    return {name: (int(years), country or None) for name, years, country in found}


@pytest.mark.clause("R11.1")
def test_the_form_offers_the_grounds_in_force_but_those_that_a_person_asks_for() -> None:
    names = {ground.name for ground in GROUNDS if not ground.name.startswith("restriction_")}
    in_force = [ground_in_force(name, "DE", TODAY) for name in sorted(names)]

    assert offered() == {ground.name: (ground.years, ground.country) for ground in in_force if ground}


@pytest.mark.clause("R10.18")
def test_what_a_person_asks_for_reaches_as_far_as_the_form_says() -> None:
    text = (STATIC / "screens" / "officers" / "grounds.js").read_text(encoding="utf-8")
    years = re.search(r"YEARS_FOR_THE_PERSON = (\d+);", text)

    assert years
    assert {ground.years for ground in GROUNDS if ground.name.startswith("restriction_")} == {int(years[1])}


def test_every_ground_of_a_hold_has_a_name() -> None:
    assert without([ground.name for ground in GROUNDS], "holdGrounds") == []


def test_every_family_in_the_calendar_or_a_hold_has_a_name_and_a_hint() -> None:
    assert without({*DATED, *HOLDABLE}, "families") == []
    assert without(HOLDABLE, "familyHints") == []
    assert without(DATED, "drops") == []


def test_every_outcome_and_trigger_of_a_run_has_a_name() -> None:
    outcomes = {evidence.SUCCEEDED, evidence.INCOMPLETE, evidence.CLOCK_REFUSED, evidence.INTERRUPTED}

    assert without(outcomes, "outcomes") == []
    assert without({"timer", "late_timer", "operator"}, "triggers") == []


def test_every_fault_of_a_hold_has_a_sentence() -> None:
    source = Path(holds.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'faults\.append\(\("/\w+", "(\w+)"\)\)', source))

    assert "beyond_the_ground" in codes
    assert without(codes, "faults") == []
