"""The lanes of `dev.py test`: what is installed for each, and how many workers run it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, Self

import pytest

from local.commands import test as testing
from local.machine import environment

WORKERS = ["-n", "2", "--dist", "loadgroup"]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that are run, and what is installed before; nothing really is."""
    commands: list[list[str]] = []

    class Pytest:
        def __init__(self, command: list[str], **_: Any) -> None:
            commands.append(command[1:])

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def wait(self) -> int:
            return 3

    monkeypatch.setattr(environment, "prepare_python", lambda _: Path("python"))
    monkeypatch.setattr(environment, "prepare_node", lambda _: commands.append(["install npm's packages"]))
    monkeypatch.setattr(subprocess, "Popen", Pytest)
    return commands


def test_the_full_lane_installs_node_and_runs_on_two_workers(started: list[list[str]]) -> None:
    assert testing.run(Path(), ["tests/reports", "-k", "attention"]) == 3

    assert started == [
        ["install npm's packages"],
        ["-m", "pytest", *WORKERS, "tests/reports", "-k", "attention"],
    ]


def test_the_fast_lane_needs_no_node(started: list[list[str]]) -> None:
    testing.run(Path(), ["--fast"])

    assert started == [["-m", "pytest", *WORKERS, "--fast"]]


@pytest.mark.parametrize(
    "arguments",
    [["tests/test_times.py::test_now_is_in_utc"], ["-p", "no:xdist"], ["-n", "4"], ["--pdb"], ["--numprocesses=1"]],
)
def test_one_named_test_or_an_own_choice_gets_no_workers(started: list[list[str]], arguments: list[str]) -> None:
    testing.run(Path(), arguments)

    assert started[-1] == ["-m", "pytest", *arguments]
