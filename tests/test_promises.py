"""The promises of docs/privacy.md: each names code that is there, and a test that carries its id."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROMISES = re.findall(
    r"^\| (R[0-9]+(?:\.[0-9a-z]+)?) \|.*\| (`.*`) \|$", (ROOT / "docs/privacy.md").read_text("utf-8"), re.MULTILINE
)
TESTS = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))


def test_there_are_promises() -> None:
    assert len(PROMISES) >= 26


@pytest.mark.parametrize(("promise", "places"), PROMISES, ids=[promise for promise, _ in PROMISES])
def test_a_promise_has_its_code_and_its_test(promise: str, places: str) -> None:
    for place in re.findall(r"`([^`]+)`", places):
        assert (ROOT / place).is_file(), place
    assert re.search(rf"def test_(?:r[0-9]+[0-9a-z_]*_)?{promise.lower().replace('.', '_')}_", TESTS)
