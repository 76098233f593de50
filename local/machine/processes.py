"""Child processes that end with their parent: each in a group of its own, stopped in reverse order, none left behind.

A child that watches its standard input ends when that is closed, and so it also ends when this process is killed; any
other is told by a signal. What is still there after its time is killed, its own children too.
"""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from local.machine.command_error import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

START_SECONDS = 90
STOP_SECONDS = 20
READ_SECONDS = 2
POLL_SECONDS = 0.2
SIGNALLED = 128


class Child:
    """A process with a name for people. What it prints is passed on to our standard error."""

    def __init__(
        self, name: str, command: Sequence[str], *, directory: Path, environ: Mapping[str, str], watches_input: bool
    ) -> None:
        self.name = name
        self._watches_input = watches_input
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        # A group of its own: Ctrl-C then reaches this process alone, which ends the children in order.
        self._process: subprocess.Popen[str] = subprocess.Popen(
            command,
            cwd=directory,
            env=environ,
            stdin=subprocess.PIPE if watches_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._reader = threading.Thread(target=self._pass_on, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def wait_for_line(self, pattern: str) -> re.Match[str]:
        """The first line it prints in which `pattern` is found.

        Raises:
            Failure: it ended, or said nothing of the kind in 90 s.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                found = re.search(pattern, self._lines.get(timeout=POLL_SECONDS))
            except queue.Empty:
                if self.exit_code is not None and self._lines.empty():
                    raise CommandError(f"{self.name} ended while it started (exit code {self.exit_code}).") from None
            else:
                if found:
                    return found
        raise CommandError(f"{self.name} did not start within {START_SECONDS} s.")

    def stop(self) -> None:
        """End it and everything it started; returns when it is gone."""
        if self.exit_code is None:
            self._ask_to_end()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                print(f"{self.name} did not end in {STOP_SECONDS} s and is killed.", file=sys.stderr, flush=True)
        _kill_group(self._process)
        self._process.wait()
        self._reader.join(READ_SECONDS)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None and not self._reader.is_alive():
                stream.close()

    def _ask_to_end(self) -> None:
        if self._watches_input and self._process.stdin is not None:
            self._process.stdin.close()
        elif sys.platform == "win32":
            self._process.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            self._process.terminate()

    def _pass_on(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)
            if not line.startswith("ready "):
                print(f"[{self.name}] {line.rstrip()}", file=sys.stderr, flush=True)


class Children:
    """The children of this process; leaving the `with` block ends them, the last one first."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self._children):
            child.stop()

    @property
    def pids(self) -> dict[str, int]:
        """Process ids by name."""
        return {child.name: child.pid for child in self._children}

    def start(
        self, name: str, command: Sequence[str], *, environ: Mapping[str, str], watches_input: bool = True
    ) -> Child:
        """Start a child in the directory of all children."""
        child = Child(name, command, directory=self._directory, environ=environ, watches_input=watches_input)
        self._children.append(child)
        return child

    def forget(self, child: Child) -> None:
        """End a child that is of no use, and no longer count it among ours."""
        child.stop()
        self._children.remove(child)

    def wait_until_one_ends(self) -> Child:
        """Block until a child ends by itself, which none of them should, and give it back."""
        while True:
            for child in self._children:
                if child.exit_code is not None:
                    return child
            time.sleep(POLL_SECONDS)


def end_on_signals() -> None:
    """Turn the signals that ask this process to end into SystemExit, so that every `with` block is left in order.

    The exit code is 128 and the signal's number, as a shell has it. Only the first signal counts.
    """

    def end(received: int, _: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise SystemExit(SIGNALLED + received)

    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    numbers = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    for number in numbers:
        signal.signal(number, end)


def _kill_group(process: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        # Gone as it should be; macOS answers with PermissionError for a group of which only a zombie is left.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
