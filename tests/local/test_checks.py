from __future__ import annotations

import sys
from pathlib import Path

import pytest

from local.commands import check as checks
from tests.support.node import Node

ROOT = Path(__file__).parents[2]
PROGRAMS = checks.Programs(Path(sys.executable), "node")


def test_all_checks_run_and_the_failed_ones_are_named(capfd: pytest.CaptureFixture[str]) -> None:
    steps = (
        checks.Step("first", "python", ("-c", "raise SystemExit(1)")),
        checks.Step("second", "python", ("-c", "print('ran')")),
        checks.Step("third", "python", ("-c", "raise SystemExit(2)")),
    )

    code = checks.run(ROOT, PROGRAMS, steps)

    captured = capfd.readouterr()
    assert code == 1
    assert captured.out == "ran\n"
    assert captured.err.splitlines()[-1] == "Failed: first, third."


def test_what_could_not_run_here_is_named_at_the_end(capfd: pytest.CaptureFixture[str]) -> None:
    steps = (
        checks.Step("first", "python", ("-c", f"raise SystemExit({checks.LEFT_OUT})")),
        checks.Step("second", "python", ("-c", "")),
    )

    assert checks.run(ROOT, PROGRAMS, steps) == 0

    assert capfd.readouterr().err.splitlines()[-1] == "All checks passed but for what was left out: first."


def test_a_step_names_what_runs_it(node: Node, capfd: pytest.CaptureFixture[str]) -> None:
    steps = (
        checks.Step("first", "node", ("-e", "console.log(typeof process.versions.v8)")),
        checks.Step("second", "python", ("-c", "import sys; print(sys.version_info.major)")),
    )

    assert checks.run(ROOT, PROGRAMS, steps) == 0

    assert capfd.readouterr().out == "string\n3\n"
