"""CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """A cell's text; one that a spreadsheet would run as a formula begins with an apostrophe (OWASP, CSV injection)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
