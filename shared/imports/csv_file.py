"""The organiser's CSV as tables: encoding, delimiter and quoting undone, sections told apart by their shape.

Teams writes UTF-16 with tabs; who has opened the file meanwhile may have saved it as UTF-8, with commas or semicolons.
Sections have no mark of their own: a title stands alone in its line, a summary is lines of two cells, and a table is a
header without a single value and the wider lines below it.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from shared.imports.csv_times import is_moment, read_duration
from shared.problems import CsvUnreadable

MAX_BYTES = 4 * 1024 * 1024
MAX_ROWS = 100_000
"""A person who comes and goes has a row each time: several times as many as a report has people."""
MAX_COLUMNS = 200
_FEWEST_COLUMNS = 3
"""Of a table: name, action, time."""
_SAMPLE = 500
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DELIMITERS = ("\t", ";", ",")
_NUMBERED = re.compile(r"\d{1,2}\s?[.)、]\s?\S.*")
_ADDRESS = re.compile(r"[^\s@,;<>]{1,256}@[^\s@,;<>]{1,255}")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A section with columns. The header is empty where the file has none; all rows are equally long."""

    title: str
    header: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class AttendanceFile:
    """The summary as pairs of a name and a value, and the tables, in their order."""

    summary: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]


def read_file(content: bytes) -> AttendanceFile:
    """Take a file apart: UTF-16 or UTF-8, with or without a byte order mark, of 4 MiB at most.

    Raises:
        CsvUnreadable: another encoding, a quote that is not closed, or more rows or columns than a report has.
    """
    if len(content) > MAX_BYTES:
        raise CsvUnreadable
    text = _decoded(content)
    best = max(_DELIMITERS, key=lambda delimiter: _values_found(text, delimiter))
    try:
        return _sections(_rows(text, best))
    except csv.Error:
        raise CsvUnreadable from None


def is_address(cell: str) -> bool:
    """Whether a cell is an e-mail address or a user principal name."""
    return "@" in cell and _ADDRESS.fullmatch(cell) is not None


def _decoded(content: bytes) -> str:
    mark, encoding = next((found for found in _MARKS if content.startswith(found[0])), (b"", _guessed(content)))
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        raise CsvUnreadable from None
    if "\0" in text:
        raise CsvUnreadable
    return text


def _guessed(content: bytes) -> str:
    """UTF-16 without its mark is known by the zero bytes of tabs, digits and line ends; UTF-8 has none."""
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if even == odd:
        return "utf-8"
    return "utf-16-le" if odd > even else "utf-16-be"


def _values_found(text: str, delimiter: str) -> int:
    """How many cells are a time or an address: at a wrong delimiter they are cut, or stick together."""
    found = 0
    try:
        for row in islice(_rows(text, delimiter), _SAMPLE):
            found += sum(is_moment(cell) or is_address(cell) for cell in row)
    except (csv.Error, CsvUnreadable):
        return found
    return found


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Rows without empty cells at their end; an empty one is a blank line. Strict: an open quote would eat people."""
    count = 0
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
        if len(cells) > MAX_COLUMNS:
            raise CsvUnreadable
        row = [_line(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        count += bool(row)
        if count > MAX_ROWS:
            raise CsvUnreadable
        yield tuple(row)


def _line(cell: str) -> str:
    """A cell in one line, without control characters: titles have line breaks."""
    if not cell.isprintable():
        cell = "".join(" " if unicodedata.category(character) == "Cc" else character for character in cell)
    return " ".join(cell.split())


def _sections(rows: Iterator[Row]) -> AttendanceFile:
    summary: list[tuple[str, str]] = []
    tables: list[Table] = []
    title = ""
    header: Row = ()
    body: list[Row] | None = None  # of the table that is open
    is_fresh = True  # nothing has stood above since the last title or blank line
    for row in rows:
        if not row:
            is_fresh = True
            continue
        if len(row) == 1 and (is_fresh or _NUMBERED.fullmatch(row[0])):
            tables += _closed(title, header, body)
            title, header, body, is_fresh = row[0], (), None, True
            continue
        if len(row) >= _FEWEST_COLUMNS and (body is None or (is_fresh and _is_header(row))):
            tables += _closed(title, header, body)
            title = "" if body is not None else title
            header, body = (row, []) if _is_header(row) else ((), [row])
        elif body is not None:
            body.append(row)
        else:
            summary.append((row[0], row[1] if len(row) > 1 else ""))
        is_fresh = False
    tables += _closed(title, header, body)
    return AttendanceFile(tuple(summary), tuple(tables))


def _is_header(row: Row) -> bool:
    return sum(map(bool, row)) >= _FEWEST_COLUMNS and not any(map(_is_value, row))


def _is_value(cell: str) -> bool:
    return cell.isdecimal() or is_address(cell) or is_moment(cell) or read_duration(cell) is not None


def _closed(title: str, header: Row, body: Sequence[Row] | None) -> Iterator[Table]:
    if body is not None:
        width = max(len(header), *(len(row) for row in body), 0)
        yield Table(title, header, tuple(row + ("",) * (width - len(row)) for row in body))
