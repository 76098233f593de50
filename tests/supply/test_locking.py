"""`dev.py lock`: what uv is asked for, with a program in its place that does as the test says."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from local.machine import environment
from local.machine.command_error import CommandError
from local.supply import locking

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def uv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A Python that writes down what it is asked to run; it fails for a list that is named in `fails`."""
    program = tmp_path / "python"
    program.write_text(
        f"#!{sys.executable}\nimport json, pathlib, sys\n"
        "with open('asked', 'a') as log:\n    print(json.dumps(sys.argv[1:]), file=log)\n"
        "fails = pathlib.Path('fails')\n"
        "sys.exit(fails.exists() and fails.read_text() == sys.argv[-1])\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setattr(environment, "prepare_python", lambda *_: program)
    return tmp_path


def asked(folder: Path) -> list[list[Any]]:
    return [json.loads(line) for line in (folder / "asked").read_text(encoding="utf-8").splitlines()]


def test_every_list_is_made_with_hashes_and_for_every_system(uv: Path) -> None:
    locking.run(uv, upgrade=False)

    commands = asked(uv)
    assert [command[-2:] for command in commands] == [[lists.locked, lists.asked] for lists in locking.ALL]
    for command in commands:
        assert {"--generate-hashes", "--universal", "--no-config"} <= set(command)
        assert "--upgrade" not in command
        assert [option for option in command if option.startswith("--emit")] == []


def test_an_upgrade_is_passed_on(uv: Path) -> None:
    locking.run(uv, upgrade=True)

    assert all("--upgrade" in command for command in asked(uv))


def test_versions_that_do_not_fit_together_are_one_sentence(uv: Path) -> None:
    (uv / "fails").write_text("requirements-dev.in")

    with pytest.raises(CommandError, match=r"^Cannot lock requirements-dev\.in: the reason stands above\.$"):
        locking.run(uv, upgrade=False)

    assert len(asked(uv)) == 2
