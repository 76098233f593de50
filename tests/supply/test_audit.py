"""The step that asks for known vulnerabilities, with a program in pip-audit's place that does as the test says."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from local.commands.check import LEFT_OUT
from local.supply import audit
from local.supply.locked import deployed

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = deployed(audit.ROOT)
PROVEN = {"name": "pyyaml", "version": "5.3", "vulns": [{"id": "PYSEC-2020-96", "fix_versions": ["5.3.1"]}]}
KNOWN = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["1.39.1", "1.40.0"], "description": "x"}
LEFT = "asking for known vulnerabilities in what is deployed IS LEFT to a machine that reaches PyPI's service.\n"


def report(proof: Any = PROVEN, **changed: Any) -> str:
    """What pip-audit 2 writes with `--format json`; `changed` has what is said of single packages."""
    clean: list[dict[str, Any]] = [
        {"name": package.name, "version": package.version, "vulns": []} for package in PACKAGES
    ]
    return json.dumps({"dependencies": [one | changed.get(one["name"], {}) for one in clean] + [proof], "fixes": []})


def run(folder: Path, *, out: str = "", err: str = "", code: int = 1) -> int:
    """The step's exit code, where pip-audit writes `out` and `err` and ends with `code`."""
    script = folder / "pip_audit.py"
    script.write_text(
        "import sys, pathlib, json\n"
        "at = sys.argv.index('--requirement') + 1\n"
        f"pathlib.Path({str(folder / 'asked')!r}).write_text(pathlib.Path(sys.argv[at]).read_text())\n"
        f"pathlib.Path({str(folder / 'arguments')!r}).write_text(json.dumps(sys.argv[1:]))\n"
        f"print({out!r})\nprint({err!r}, file=sys.stderr)\nsys.exit({code})\n",
        encoding="utf-8",
    )
    return audit.main([sys.executable, str(script)])


def test_nothing_known_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, out=report()) == 0

    assert capsys.readouterr().out == (
        f"{len(PACKAGES)} deployed packages: nothing is known against them. Nothing of npm is deployed.\n"
    )


def test_what_is_asked_is_what_azure_installs(tmp_path: Path) -> None:
    run(tmp_path, out=report())

    lines = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    asked = [line.split()[0] for line in lines]
    assert "azure-functions==1.26.0" in asked
    assert "azure-functions==2.3.0" not in asked
    assert len(asked) == len(PACKAGES) + 1
    assert all(" --hash=sha256:" in line and ";" not in line for line in lines)
    assert {"--require-hashes", "--disable-pip"} <= set(json.loads((tmp_path / "arguments").read_text()))


@pytest.mark.parametrize("proof", [PROVEN, PROVEN | {"vulns": []}, {"name": "pyyaml", "skip_reason": "unknown"}])
def test_a_known_vulnerability_fails_the_step(proof: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, out=report(proof, msal={"vulns": [KNOWN]})) == 1

    assert capsys.readouterr().out == "msal 1.39.0: PYSEC-2026-1, CVE-2026-1; mended in 1.39.1, 1.40.0\n"


def test_a_vulnerability_that_is_not_mended_fails_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, out=report(idna={"vulns": [KNOWN | {"fix_versions": []}]})) == 1

    assert capsys.readouterr().out == "idna 3.20: PYSEC-2026-1, CVE-2026-1; mended in no version yet\n"


@pytest.mark.parametrize(
    "error",
    [
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='pypi.org', port=443): Max retries exceeded",
        "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed",
        "requests.exceptions.ReadTimeout: read timed out",
        "pip_audit._service.interface.ServiceError",
    ],
)
def test_a_service_that_does_not_answer_leaves_the_step_to_another_machine(
    error: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, err=error) == LEFT_OUT

    assert capsys.readouterr().err == f"PyPI's service does not answer: {LEFT}"


def test_a_service_that_takes_too_long_does_so_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "_SECONDS", 0.01)

    assert run(tmp_path, out=report()) == LEFT_OUT

    assert capsys.readouterr().err == f"PyPI's service does not answer within 0.01 s: {LEFT}"


def test_a_mirror_that_does_not_know_a_package_is_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """pip-audit ends well then, and says that no vulnerabilities are known."""
    unknown = {"name": "pyjwt", "skip_reason": "Dependency not found on PyPI and could not be audited: pyjwt (2.15.1)"}

    assert run(tmp_path, out=report(pyjwt=unknown), err="No known vulnerabilities found", code=0) == LEFT_OUT

    assert capsys.readouterr().err == f"PyPI's service says nothing of 1 packages, pyjwt the first of them: {LEFT}"


@pytest.mark.parametrize("proof", [PROVEN | {"vulns": []}, {"name": "pyyaml", "skip_reason": "unknown"}])
def test_a_service_that_knows_no_vulnerability_at_all_is_no_answer(
    proof: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, out=report(proof), code=0) == LEFT_OUT

    assert capsys.readouterr().err == f"PyPI's service knows of no vulnerability, not even in an old pyyaml: {LEFT}"


def test_a_pip_audit_that_fails_of_itself_fails_the_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, err="ERROR:pip_audit._cli:requirement pyjwt is not pinned", code=1) == 1

    assert capsys.readouterr().err.startswith("pip-audit did not finish (1):\nERROR:pip_audit._cli:requirement pyjwt")
