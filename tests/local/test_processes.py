from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from local.machine.command_error import CommandError
from local.machine.processes import Children

ENDS_WITH_PARENT = """
import sys
from local.machine import lifetime
print("ready now", flush=True)
lifetime.wait_for_end(with_parent=True)
print("left in order", file=sys.stderr, flush=True)
"""
HAS_A_CHILD = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("ready", child.pid, flush=True)
child.wait()
"""
ROOT = Path(__file__).parents[2]


def _python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")  # a killed orphan may wait for its reaper
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_child_ends_when_its_input_is_closed() -> None:
    with Children(ROOT) as children:
        child = children.start("child", _python(ENDS_WITH_PARENT), environ=os.environ)
        assert child.wait_for_line("^ready (.*)$")[1] == "now"
        assert children.pids == {"child": child.pid}

    assert child.exit_code == 0


@pytest.mark.kills
@pytest.mark.skipif(os.name == "nt", reason="process groups")
def test_grandchildren_end_too() -> None:
    with Children(ROOT) as children:
        child = children.start("child", _python(HAS_A_CHILD), environ=os.environ, watches_input=False)
        grandchild = int(child.wait_for_line(r"ready (\d+)")[1])
        assert _is_alive(grandchild)

    deadline = time.monotonic() + 5
    while _is_alive(grandchild) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(grandchild)


@pytest.mark.kills
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_child_notices_that_its_parent_was_killed() -> None:
    program = f"""
import os, sys, time
from pathlib import Path
from local.machine.processes import Children
children = Children(Path.cwd())
child = children.start("child", [sys.executable, "-c", {ENDS_WITH_PARENT!r}], environ=os.environ)
child.wait_for_line("ready")
print(child.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen(_python(program), cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()

    deadline = time.monotonic() + 5
    while _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(pid)


def test_a_child_that_ends_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    with Children(ROOT) as children:
        child = children.start("clock", _python("print('tick'); raise SystemExit(3)"), environ=os.environ)
        with pytest.raises(CommandError, match=r"clock ended while it started \(exit code 3\)"):
            child.wait_for_line("tock")
        assert children.wait_until_one_ends() is child

    assert "[clock] tick" in capfd.readouterr().err
