from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from local import environment
from local.failure import Failure


def test_a_missing_npm_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/node" if name == "node" else None)

    with pytest.raises(Failure, match=r"^npm is missing: install Node.js 20 or later"):
        environment.prepare_node(tmp_path)


def test_a_failed_install_is_one_sentence_and_a_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    package = {"name": "x", "lockfileVersion": 3, "packages": {"": {"name": "x"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(package))
    program = tmp_path / "npm"
    program.write_text(f"#!{sys.executable}\nprint('no network')\nraise SystemExit(1)\n")
    program.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda _: str(program))

    with pytest.raises(Failure, match=r"^Cannot install the packages of npm: .* needs the network .*install.log\.$"):
        environment.prepare_node(tmp_path)

    assert (tmp_path / ".dev" / "install.log").read_text() == "no network\n"
    assert "with npm, Azurite among them" in capfd.readouterr().err


def test_what_is_installed_is_not_installed_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    runs: list[object] = []
    monkeypatch.setattr(environment, "_run", lambda *arguments, **_: runs.append(arguments))
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")

    for content in ("{}", "{}", '{"changed": true}'):
        (tmp_path / "package-lock.json").write_text(content)
        environment.prepare_node(tmp_path)

    assert len(runs) == 2


def test_each_minor_version_has_an_environment_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in environment.DEVELOPMENT.requirements:
        (tmp_path / name).write_text("")
    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "_run", lambda command, *_, **__: commands.append(command))
    minor = f"{sys.version_info.major}.{sys.version_info.minor}"
    for configured, directory in ((f"{minor}.1", ".venv"), ("3.9.1", f".venv-{minor}")):
        for existing in (tmp_path / ".venv", tmp_path / f".venv-{minor}"):
            existing.mkdir(exist_ok=True)
        (tmp_path / ".venv" / "pyvenv.cfg").write_text(f"home = x\nversion = {configured}\n")
        assert environment.prepare_python(tmp_path) == environment.interpreter(tmp_path / directory)

    assert [command[-1] for command in commands if "venv" in command] == [
        str(tmp_path / ".venv"),
        str(tmp_path / f".venv-{minor}"),
    ]


def test_another_set_of_packages_has_an_environment_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("")
    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "_run", lambda command, *_, **__: commands.append(command))

    packages = environment.Packages(".venv-other", ("list.txt",), ("--no-deps",))
    (tmp_path / packages.folder).mkdir()
    python = environment.prepare_python(tmp_path, packages)

    assert python == environment.interpreter(tmp_path / ".venv-other")
    assert commands[-1][-3:] == ["--no-deps", "-r", "list.txt"]
