from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from local.machine import environment
from local.machine.command_error import CommandError


def test_a_missing_npm_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/node" if name == "node" else None)

    with pytest.raises(CommandError, match=r"^npm is missing: install Node.js 20 or later"):
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

    with pytest.raises(
        CommandError, match=r"^Cannot install the packages of npm: .* needs the network .*install.log\.$"
    ):
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


def install(folder: Path, file: Path, digest: str) -> subprocess.CompletedProcess[str]:
    """Have pip install the package `one` out of `file`, of which `digest` is in the list, as environments are made."""
    listed = folder / "list.txt"
    listed.write_text(f"one==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    places = ("--no-index", "--find-links", str(file.parent), "--target", str(folder / "installed"))
    return subprocess.run(
        [sys.executable, "-m", "pip", "install", *environment.PIP_OPTIONS, *places, "-r", str(listed)],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_only_the_very_file_that_was_locked_is_installed(tmp_path: Path) -> None:
    wheel = tmp_path / "index" / "one-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("one.py", "")
        archive.writestr("one-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: one\nVersion: 1.0\n")
        archive.writestr("one-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("one-1.0.dist-info/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()

    refused = install(tmp_path, wheel, "0" * 64)
    assert refused.returncode != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in refused.stderr
    assert not (tmp_path / "installed").exists()

    assert install(tmp_path, wheel, digest).returncode == 0
    assert (tmp_path / "installed" / "one.py").is_file()


def test_nothing_is_built_here(tmp_path: Path) -> None:
    source = tmp_path / "index" / "one-1.0.tar.gz"
    source.parent.mkdir()
    source.write_bytes(b"its build would ask for packages that no list has")

    refused = install(tmp_path, source, hashlib.sha256(source.read_bytes()).hexdigest())

    assert refused.returncode != 0
    assert "No matching distribution found for one==1.0" in refused.stderr


def test_every_environment_is_made_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("")
    commands: list[list[str]] = []
    monkeypatch.setattr(environment, "_run", lambda command, *_, **__: commands.append(command))
    (tmp_path / ".venv").mkdir()

    environment.prepare_python(tmp_path, environment.Packages(".venv", ("list.txt",)))

    assert {"--require-hashes", "--only-binary=:all:"} <= set(commands[-1])
