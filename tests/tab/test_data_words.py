"""My data has a word for everything that the service can say of what it keeps, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from shared.audit.activity import Kind
from shared.families import FAMILIES, Category, Deadline, LegalBasis, Purpose
from shared.holds.grounds import GROUNDS
from shared.persons.restrictions import Ground
from shared.rights import erasure
from shared.rights.items import Item, Source
from shared.rights.notifications import Change

WORDS = Path(__file__).resolve().parents[2] / "shared" / "tab" / "static" / "locales"

LANGUAGES = ("de", "en")


def words(language: str, file: str, *names: str) -> set[str]:
    """The keys of some of a file's constants. tsc sees to it that both languages have the same constants."""
    text = (WORDS / language / f"{file}.js").read_text(encoding="utf-8")
    bodies = [re.search(rf"^const {name} = \{{\n(.*?)^\}};", text, re.MULTILINE | re.DOTALL) for name in names]
    return {key for body in bodies if body for key in re.findall(r'^ +"?([^\s":]+)"?: ', body[1], re.MULTILINE)}


def without(expected: Iterable[str], file: str, *names: str) -> list[str]:
    """What of `expected` has no words in a language."""
    return [
        f"{language}/{file}.js, {'/'.join(names)}: {key}"
        for language in LANGUAGES
        for key in sorted(set(expected) - words(language, file, *names))
    ]


def test_every_kind_of_event_in_the_log_has_a_sentence() -> None:
    assert without(set(get_args(Kind)) - {"forward"}, "held", "own", "byOfficer", "inRole") == []


def test_an_officer_reads_the_same_kinds_of_events_as_the_person() -> None:
    for language in LANGUAGES:
        assert words(language, "held", "own") == words(language, "held", "other") != set()


def test_every_value_of_the_register_has_a_name() -> None:
    named: dict[str, Iterable[str]] = {
        "categories": Category,
        "purposes": Purpose,
        "legalBases": LegalBasis,
        "deadlines": Deadline,
        "sources": get_args(Source),
        "changes": get_args(Change),
    }

    assert [missing for constant, values in named.items() for missing in without(values, "held", constant)] == []


def test_every_ground_of_a_restriction_and_of_a_duty_has_a_name() -> None:
    assert without(get_args(Ground), "rights", "grounds") == []
    assert without([ground.name for ground in GROUNDS], "rights", "holdGrounds") == []


def test_every_family_that_an_erasure_names_has_a_name() -> None:
    named = {*erasure.OWN_FAMILIES, "profiles", "restrictions", "held"}

    assert named <= set(FAMILIES)
    assert without({*named, "mentions"}, "rights", "families") == []


def test_what_the_service_says_in_english_has_a_german_sentence() -> None:
    german = (WORDS / "de" / "rights.js").read_text(encoding="utf-8")
    names = {recipient["name"] for recipient in Item("", "meetings", {}, "own_report", None).shown()["recipients"]}
    for said in (erasure.FREE_TEXT, erasure.OFFICERS_LOG, *(names - {"Microsoft"})):
        assert f'"{said}":' in german
