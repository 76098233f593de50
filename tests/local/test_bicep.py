"""The step that runs the Bicep CLI, with a program in its place that does as the test says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from local.checks import bicep
from local.commands.check import LEFT_OUT

WARNING = "/project/infra/main.bicep(3,7) : Warning no-unused-params: Parameter is declared but never used."


def put_bicep_on_path(monkeypatch: pytest.MonkeyPatch, folder: Path, program: str) -> None:
    script = folder / "bicep"
    script.write_text(f"#!{sys.executable}\nimport os, sys\n{program}\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_without_bicep_the_step_says_that_it_is_left_to_another_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert bicep.main() == LEFT_OUT

    assert capsys.readouterr().err == (
        "bicep is not on PATH: compiling and linting infra/ IS LEFT to a machine that has the Bicep CLI.\n"
    )


def test_each_entry_file_and_its_parameters_are_compiled_and_linted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    program = f"print(*sys.argv[1:], os.environ['AZURE_LOCATION'], file=open({str(log)!r}, 'a'))"
    put_bicep_on_path(monkeypatch, tmp_path, program)

    assert bicep.main() == 0

    assert log.read_text(encoding="utf-8").splitlines() == [
        f"{command} infra/{entry} swedencentral"
        for command, entries in (
            ("build --stdout", ("main.bicep", "entra/main.bicep")),
            ("lint", ("main.bicep", "entra/main.bicep")),
            ("build-params --stdout", ("main.bicepparam", "entra/main.bicepparam")),
        )
        for entry in entries
    ]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("sys.exit(1 if sys.argv[1] == 'build-params' else 0)", "bicep build-params --stdout infra/main.bicepparam"),
        (f"print({WARNING!r}) if sys.argv[1] == 'lint' else None", WARNING),
        (f"print({WARNING!r}, file=sys.stderr)", WARNING),
    ],
    ids=["an exit code", "a linter's warning", "a compiler's warning"],
)
def test_an_error_or_a_warning_fails_the_step(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], program: str, said: str
) -> None:
    put_bicep_on_path(monkeypatch, tmp_path, program)

    assert bicep.main() == 1

    assert said in capsys.readouterr().out


def test_what_the_template_itself_says_is_no_complaint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put_bicep_on_path(monkeypatch, tmp_path, f"print({WARNING!r}) if '--stdout' in sys.argv else None")

    assert bicep.main() == 0
