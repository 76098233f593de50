"""The whole access export is read page after page: a limit makes it slower, and never makes it begin anew."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest


def reading(folder: Path, *answers: object) -> dict[str, Any]:
    """What comes of reading everything when the service answers like that."""
    script = Path(__file__).with_name("patience.mjs")
    command = [shutil.which("node") or "node", str(script), str(folder), json.dumps(answers)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return found


def test_a_pause_is_made_as_long_as_it_is_asked_for_and_the_same_page_read(folder: Path) -> None:
    read = reading(folder, 200, [429, 1], [429, 7], 200, 0)

    assert read["pauses"] == [1000, 7000]
    assert read["asked"] == [None, "after-1", "after-1", "after-1", "after-4"]
    assert (read["entries"], read["refused"]) == (400, None)


@pytest.mark.parametrize(
    ("refusal", "status"),
    [([429, 31], 429), ([429, None], 429), ([503, 5], 503), ([401, 1], 401)],
    ids=["a long pause", "no word of how long", "an outage", "no sign-in"],
)
def test_whatever_else_is_for_the_person_to_decide(folder: Path, refusal: list[Any], status: int) -> None:
    read = reading(folder, 200, refusal)

    assert (read["refused"], read["pauses"]) == (status, [])


def test_pauses_that_lead_nowhere_come_to_an_end(folder: Path) -> None:
    read = reading(folder, *[[429, 1]] * 7)

    assert (read["refused"], len(read["pauses"]), len(read["asked"])) == (429, 5, 6)


def test_each_page_has_its_own_pauses(folder: Path) -> None:
    read = reading(folder, *[[429, 1], [429, 1], [429, 1], 100] * 3, 0)

    assert (read["entries"], len(read["pauses"])) == (300, 9)


def test_who_has_left_asks_for_nothing_more(folder: Path) -> None:
    read = reading(folder, 200, [429, 1], "left")

    assert (read["refused"], read["asked"]) == (429, [None, "after-1"])
