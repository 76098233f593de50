"""Both languages say the same things, and no refusal leaves a person with a code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.problems import Problem
from tests.support.node import Node
from tests.tab.sources import MODULES

HERE = Path(__file__).parent
WORDS = HERE.parents[1] / "shared" / "tab" / "static" / "locales"
LANGUAGES = ("de", "en")
NAMES = {language: sorted(path.name for path in (WORDS / language).glob("*.js")) for language in LANGUAGES}
Shapes = dict[str, Any]
SAID_OTHERWISE = {
    "internal_error": "broken",
    "invalid_token": "expired",
    "unsupported_media_type": "refused",
}
"""Codes that the tab explains by their status: nothing is wrong with what the person did."""

FOR_GERMAN_ALONE: dict[str, object] = {}
"""How a member stands in English that puts the service's own English sentences into another language."""


@pytest.fixture(scope="module")
def shapes(node: Node) -> Shapes:
    """What each words file has, by language and name."""
    files = [f"{language}/{name}" for language, names in NAMES.items() for name in names]
    found: Shapes = node.answer(HERE / "shapes.mjs", given=files)
    return found


def codes(kind: type[Problem] = Problem) -> Iterator[str]:
    yield from (found for each in kind.__subclasses__() for found in codes(each))
    if "code" in vars(kind):
        yield kind.code


def leaves(shape: Any) -> Iterator[object]:
    if isinstance(shape, dict | list):
        for member in shape.values() if isinstance(shape, dict) else shape:
            yield from leaves(member)
    else:
        yield shape


def test_both_languages_have_the_same_files() -> None:
    assert NAMES["de"] == NAMES["en"]
    assert {"shell.js", "connect.js", "problems.js"} <= set(NAMES["en"])


def test_both_languages_have_the_same_words(shapes: Shapes) -> None:
    differing = []
    for name in NAMES["en"]:
        german, english = shapes[f"de/{name}"], shapes[f"en/{name}"]
        differing += [f"{name}: {member}" for member in german.keys() ^ english.keys()]
        differing += [
            f"{name}: {member}"
            for member in german.keys() & english.keys()
            if english[member] not in (FOR_GERMAN_ALONE, german[member])
        ]

    assert differing == []


def test_no_words_are_empty(shapes: Shapes) -> None:
    assert [name for name, shape in shapes.items() if "empty" in leaves(shape)] == []


def test_every_refusal_has_words(shapes: Shapes) -> None:
    allowed = ({"title", "text"}, {"title", "text", "go"})
    explained = {language: shapes[f"{language}/problems.js"]["codes"] for language in LANGUAGES}

    assert [
        f"{language}: {code}"
        for language in LANGUAGES
        for code in sorted(set(codes()) - SAID_OTHERWISE.keys())
        if explained[language].get(code, {}).keys() not in allowed
    ] == []


def test_no_words_are_for_a_code_that_is_never_answered(shapes: Shapes) -> None:
    made_by_the_tab = set(re.findall(r'"([a-z_]+)"', MODULES["components/failure.js"]))

    for language in LANGUAGES:
        assert shapes[f"{language}/problems.js"]["codes"].keys() - {*codes(), *made_by_the_tab} == set()


def test_other_refusals_are_explained_by_their_status(shapes: Shapes) -> None:
    places = set(SAID_OTHERWISE.values())

    assert {language: places - shapes[f"{language}/problems.js"].keys() for language in LANGUAGES} == {
        language: set() for language in LANGUAGES
    }
