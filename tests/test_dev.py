from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent


def _dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "dev.py", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


def test_an_old_python_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    source = (ROOT / "dev.py").read_text(encoding="utf-8")

    with pytest.raises(SystemExit, match=r"^dev.py needs Python 3.11 or later; this is 3.10.13"):
        exec(compile(source, "dev.py", "exec"), {"__name__": "dev", "__file__": str(ROOT / "dev.py")})


def test_it_starts_without_any_package() -> None:
    answer = subprocess.run(
        [sys.executable, "-S", "dev.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert answer.returncode == 0
    assert "{run,test,bench,check,token,verify-evidence,smoke,package,lock,sbom}" in answer.stdout


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = _dev("run", "--port", str(port))

    assert answer.returncode != 0
    assert answer.stdout == ""
    assert answer.stderr.splitlines() == [
        f"Port {port} is in use: end what listens there, or choose another with --port."
    ]


def test_no_service_is_one_sentence() -> None:
    answer = _dev("token", "anna", "--port", "1")

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.splitlines() == ["No service runs on port 1: start one with 'dev.py run --port 1'."]
