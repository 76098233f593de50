"""What keeps `dev.py` from going on."""

from __future__ import annotations


class CommandError(Exception):
    """One sentence that says what is wrong and what to do; `dev.py` prints it and exits with 1."""
