"""Which browser is taken."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.chromium import find


def which(*installed: str) -> Callable[[str], str | None]:
    """A machine on which these programs are installed."""
    return lambda name: f"/usr/bin/{name}" if name in installed else None


def test_the_first_of_the_usual_names_is_taken() -> None:
    assert find({}, which("google-chrome", "chromium-browser")) == "/usr/bin/chromium-browser"
    assert find({}, which()) is None


def test_the_one_that_is_named_counts_alone() -> None:
    assert find({"CHROMIUM": "own"}, which("chromium", "own")) == "/usr/bin/own"
    assert find({"CHROMIUM": "gone"}, which("chromium", "own")) is None
