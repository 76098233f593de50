"""Where the browser is that the browser tests run in. Nothing is ever downloaded for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

VARIABLE = "CHROMIUM"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
SKIPPED = "no Chromium was found"
MISSING = (
    "THE BROWSER TESTS DID NOT RUN, for no Chromium was found: nothing has looked at the tab as a person would. "
    f"Install one (Debian: apt-get install chromium; Ubuntu, macOS, Windows: Google Chrome), or name one in {VARIABLE}."
)
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find(environ: Mapping[str, str], which: Callable[[str], str | None] = shutil.which) -> str | None:
    """The program: the one that CHROMIUM names, else the first of the usual names; None when there is none."""
    named = environ.get(VARIABLE)
    return which(named) if named else next(filter(None, map(which, NAMES)), None)


def needs_no_sandbox() -> bool:
    """Chromium's sandbox refuses to start for root, as whom containers run."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
