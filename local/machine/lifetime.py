"""When a local server ends: on SIGINT or SIGTERM, and, if it was started by another process, together with that one."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_argument(parser: argparse.ArgumentParser) -> None:
    """Let the command line choose whether the server ends together with the process that started it."""
    parser.add_argument(
        "--end-with-parent",
        action="store_true",
        help="end when standard input is closed; the parent holds its other end, so that its death ends this too",
    )


def wait_for_end(*, with_parent: bool) -> None:
    """Return once this process was told to end. Called from the main thread, which alone may set signal handlers."""
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    if with_parent:
        threading.Thread(target=_watch_standard_input, args=(told,), daemon=True).start()
    while not told.wait(timeout=1):  # a wait without a limit cannot be interrupted on Windows
        pass


def _watch_standard_input(told: threading.Event) -> None:
    # The bare descriptor: a thread inside the buffered reader holds its lock, and the interpreter aborts on it at exit.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    told.set()
