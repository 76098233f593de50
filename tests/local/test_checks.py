from __future__ import annotations

import sys
from pathlib import Path

import pytest

from local import checks

ROOT = Path(__file__).parents[2]


def test_all_checks_run_and_the_failed_ones_are_named(capfd: pytest.CaptureFixture[str]) -> None:
    steps = (
        checks.Step("first", ("-c", "raise SystemExit(1)")),
        checks.Step("second", ("-c", "print('ran')")),
        checks.Step("third", ("-c", "raise SystemExit(2)")),
    )

    code = checks.run(ROOT, Path(sys.executable), steps)

    captured = capfd.readouterr()
    assert code == 1
    assert captured.out == "ran\n"
    assert captured.err.splitlines()[-1] == "Failed: first, third."


def test_what_could_not_run_here_is_named_at_the_end(capfd: pytest.CaptureFixture[str]) -> None:
    steps = (
        checks.Step("first", ("-c", f"raise SystemExit({checks.LEFT_OUT})")),
        checks.Step("second", ("-c", "")),
    )

    assert checks.run(ROOT, Path(sys.executable), steps) == 0

    assert capfd.readouterr().err.splitlines()[-1] == "All checks passed but for what was left out: first."
