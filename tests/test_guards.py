"""The guards of tests/support/guards.py, seen in a run of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = {
    "asks_a_name_server": (
        "socket.getaddrinfo('cc.contoso.example', 443)",
        "asks a name server for 'cc.contoso.example'",
    ),
    "connects": ("socket.create_connection(('192.0.2.1', 443), timeout=0.01)", "connects to ('192.0.2.1', 443)"),
    "sleeps": ("time.sleep(1.1)", "sleeps for 1.1 s. Wait for an event instead"),
    "leaves_a_process": (
        "globals()['left'] = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)",
        "leaves processes behind",
    ),
}
ALLOWED = """
def test_reaches_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()


def test_uses_multiprocessing():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.map(abs, [1])
        pool.close()
        pool.join()


@pytest.mark.sleeps("to be allowed to")
def test_sleeps_with_a_reason():
    time.sleep(1.01)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_what_no_test_may_do_fails_it_even_when_the_error_is_swallowed(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = sleeps(reason)\n")
    tests = "".join(
        f"\n\ndef test_{name}():\n    try:\n        {body}\n    except BaseException:\n        pass\n"
        for name, (body, _) in FORBIDDEN.items()
    )
    (tmp_path / "test_sample.py").write_text(
        f"import multiprocessing, socket, subprocess, sys, time\nimport pytest\n{tests}{ALLOWED}"
    )

    run = guarded(tmp_path, "-p", "no:xdist", "-rA")

    assert run.returncode == 1, run.stdout + run.stderr
    failures = [line for line in run.stdout.splitlines() if line.startswith("FAILED")]
    for name, (_, sentence) in FORBIDDEN.items():
        assert sentence in next(line for line in failures if f"::test_{name} " in line)
    assert "3 passed" in run.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_fixture_that_leaves_a_process_fails_the_run(tmp_path: Path, workers: str) -> None:
    (tmp_path / "test_sample.py").write_text(
        "import subprocess, sys\nimport pytest\nleft = []\n\n\n@pytest.fixture\ndef started():\n"
        "    left.append(subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE))\n\n\n"
        "def test_it(started):\n    pass\n"
    )

    run = guarded(tmp_path, "-n", workers)

    assert run.returncode != 0
    assert "Fixtures leave processes behind" in run.stdout + run.stderr


def guarded(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of a folder with the guards and no other plugin of this project."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.support.guards", *options, str(folder)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
    )
