"""Both languages say the same things, and no refusal leaves a person with a code."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shared.problems import Problem
from tests.tab.sources import MODULES

HERE = Path(__file__).parent
WORDS = HERE.parents[1] / "shared" / "tab" / "static" / "words"
NAMES = {language: sorted(path.name for path in (WORDS / language).glob("*.js")) for language in ("de", "en")}
SAID_OTHERWISE = {
    "internal_error": "broken",
    "invalid_token": "expired",
    "unsupported_media_type": "refused",
}
"""Codes that the tab explains by their status: nothing is wrong with what the person did."""

FOR_GERMAN_ALONE: dict[str, object] = {}
"""How a member stands in English that puts the service's own English sentences into another language."""


@cache
def shapes() -> dict[str, Any]:
    """What each words file has, by language and name."""
    files = [str(WORDS / language / name) for language, names in NAMES.items() for name in names]
    command = [shutil.which("node") or "node", str(HERE / "shapes.mjs"), *files]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    return {Path(file).relative_to(WORDS).as_posix(): shape for file, shape in json.loads(found.stdout).items()}


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


@pytest.mark.parametrize("name", NAMES["en"])
def test_both_languages_have_the_same_words(name: str) -> None:
    german, english = shapes()[f"de/{name}"], shapes()[f"en/{name}"]
    members = {member: shape for member, shape in english.items() if shape != FOR_GERMAN_ALONE}

    assert {member: german[member] for member in members} == members
    assert german.keys() == english.keys()
    assert "empty" not in {*leaves(german), *leaves(english)}


@pytest.mark.parametrize("code", sorted(set(codes()) - SAID_OTHERWISE.keys()))
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_refusal_has_words(language: str, code: str) -> None:
    said = shapes()[f"{language}/problems.js"]["codes"][code]

    assert said.keys() in ({"title", "text"}, {"title", "text", "go"})


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_words_are_for_a_code_that_is_never_answered(language: str) -> None:
    made_by_the_tab = set(re.findall(r'"([a-z_]+)"', MODULES["components/failure.js"]))

    assert shapes()[f"{language}/problems.js"]["codes"].keys() <= {*codes(), *made_by_the_tab}


@pytest.mark.parametrize("place", SAID_OTHERWISE.values())
def test_the_rest_is_explained_by_its_status(place: str) -> None:
    assert place in shapes()["en/problems.js"]
