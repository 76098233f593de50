"""What no test may do: reach another machine, sleep for long, or leave a process behind.

Registered as a plugin by `tests/conftest.py`. It listens to the interpreter's audit events for connections, which code
cannot avoid, and fails the test that caused one, even when its code or a thread swallows the error.
"""

from __future__ import annotations

import ipaddress
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest

MAX_SLEEP_SECONDS = 1
_SLEEP = time.sleep


class Refused(BaseException):
    """A test did what no test may do. No `except Exception` swallows it."""


class _Guard:
    """The test that runs, and what it did that it may not."""

    def __init__(self) -> None:
        self.may_sleep = True
        self.found: list[str] = []
        self._has_started_a_process = False
        self._processes: set[int] = set()

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        match event:
            case "socket.getaddrinfo" | "socket.gethostbyname" if not _is_here(arguments[0]):
                self._refuse(
                    f"This test asks a name server for {arguments[0]!r}. "
                    "Give the code under test a `resolve` of its own (tests/support/resolver.py)."
                )
            case "socket.connect" | "socket.sendto" if not _is_local(arguments[1]):
                self._refuse(f"This test connects to {arguments[1]!r}. Tests reach 127.0.0.1 only.")
            case "subprocess.Popen" | "os.posix_spawn" | "os.fork":
                self._has_started_a_process = True
            case _:
                pass

    def note_processes(self) -> set[int]:
        """Return the processes that were started since the last call and still run."""
        if not self._has_started_a_process:
            return set()
        self._has_started_a_process = False
        known, self._processes = self._processes, children()
        return self._processes - known

    def sleep(self, seconds: float) -> None:
        """Sleep as `time.sleep` does, which has an audit event from Python 3.13 on only."""
        if not self.may_sleep and seconds > MAX_SLEEP_SECONDS:
            self._refuse(
                f"This test sleeps for {seconds} s. Wait for an event instead, or mark it `sleeps` and give the reason."
            )
        _SLEEP(seconds)

    def _refuse(self, sentence: str) -> None:
        self.found.append(sentence)
        raise Refused(sentence)


_GUARD = _Guard()


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in {"", "localhost", "localhost."}:
        return True
    return not str(name)[-1:].isalpha() or _is_address(str(name))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):  # a Unix socket's path
        return True
    host = str(address[0])
    return not host or host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def pytest_configure(config: pytest.Config) -> None:
    """Begin to watch, for the whole run: an audit hook cannot be removed."""
    sys.addaudithook(_GUARD.hear)
    vars(time)["sleep"] = _GUARD.sleep


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None]:
    """Remember the processes of fixtures, which end with their fixture."""
    yield
    _GUARD.note_processes()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Fail a test that did one of these things, or whose body leaves a process."""
    _GUARD.found.clear()
    _GUARD.may_sleep = item.get_closest_marker("sleeps") is not None
    try:
        yield
    finally:
        _GUARD.may_sleep = True
        left = _GUARD.note_processes()
    if _GUARD.found:
        pytest.fail(_GUARD.found[0], pytrace=False)
    if left:
        pytest.fail(f"This test leaves processes behind: {describe(left)}. End what it starts.", pytrace=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when a fixture has left a process. Runs after the last teardown."""
    if session.config.getoption("numprocesses", None):  # the controller of workers, each of which judges itself
        return
    left = children()
    if not left:
        return
    sentence = f"Fixtures leave processes behind: {describe(left)}"
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["shouldfail"] = sentence
    else:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        sys.stderr.write(f"\n{sentence}\n")


def children() -> set[int]:
    """The processes that this one has started and that still run. Linux only; empty elsewhere."""
    found: set[int] = set()
    for task in Path("/proc/self/task").glob("*/children"):
        try:
            found.update(int(pid) for pid in task.read_text().split())
        except OSError:
            continue  # the thread has ended meanwhile
    return {pid for pid in found if _runs(pid)}


def _runs(pid: int) -> bool:
    """Whether it runs, and is not the tracker that multiprocessing keeps until this process ends."""
    try:
        is_zombie = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        return not is_zombie and b"multiprocessing.resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def describe(pids: set[int]) -> str:
    """What these processes are, for people."""
    commands = []
    for pid in sorted(pids):
        try:
            commands.append(
                f"{pid} {Path(f'/proc/{pid}/cmdline').read_bytes().replace(bytes(1), b' ').decode()}".strip()
            )
        except OSError:
            commands.append(str(pid))
    return "; ".join(commands)
