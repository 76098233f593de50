"""What is no attendance report at all, and how sections are told apart."""

from __future__ import annotations

import codecs

import pytest

from shared.imports.csv_file import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Table, read_file
from shared.imports.csv_report import read_csv
from shared.problems import CsvUnreadable
from tests.support.csv_files import DAY, MEETING_ID, NO_OFFSET, Visitor, accepted, encoded, numbered, read

ROWS = numbered([Visitor("Anna Schmidt", "anna@contoso.example")])
TEXT = encoded(ROWS, encoding="utf-8", mark=b"")

UNREADABLE = {
    "nothing": b"",
    "a mark alone": codecs.BOM_UTF16_LE,
    "words": b"Thank you for your order",
    "a table of something else": b"Article;Price;Stock\r\nChair;12;3\r\nTable;40;1\r\n",
    "a spreadsheet": b"PK\x03\x04\x14\x00\x06\x00" * 40,
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 40,
    "Latin-1": TEXT.replace(b"Anna", "Zoë".encode("latin-1")),
    "UTF-32": codecs.BOM_UTF32_LE + TEXT.decode().encode("utf-32-le"),
    "half a character of UTF-16": encoded(ROWS)[:-1],
    "a lone surrogate": codecs.BOM_UTF16_LE + b"\x00\xd8" + encoded(ROWS)[2:],
    "a zero character": TEXT.replace(b"Anna", b"An\0a"),
    "a zero character after a mark": codecs.BOM_UTF8 + TEXT.replace(b"Anna", b"An\0a"),
    "a quote that is never closed": TEXT.replace(b"Anna", b'"Anna'),
    "text after a closing quote": TEXT.replace(b"Anna Schmidt", b'"Anna" Schmidt'),
    "a cell longer than any": TEXT.replace(b"Weekly", b'"' + b"W" * 200_000 + b'"'),
    "too many bytes": b" " * MAX_BYTES + TEXT,
    "too many columns": TEXT + b"\t" * MAX_COLUMNS + b"\r\n",
    "too many rows": TEXT + b"a\r\n" * MAX_ROWS,
    "a header without people": encoded(ROWS[: ROWS.index([]) + 3]),
    "a summary alone": encoded(ROWS[: ROWS.index([])]),
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_report_of_teams_is_refused(content: bytes) -> None:
    with pytest.raises(CsvUnreadable):
        read_csv(content, MEETING_ID, DAY, NO_OFFSET)


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"], ids=["CR LF", "LF", "CR"])
def test_lines_end_as_they_like(line_end: str) -> None:
    assert accepted(TEXT.replace(b"\r\n", line_end.encode())) == accepted(TEXT)


def test_sections_are_told_apart_without_blank_lines_and_titles() -> None:
    without_blanks = [row for row in ROWS if row]
    without_titles = [row for row in ROWS if len(row) != 1]

    assert read(without_blanks) == read(without_titles) == read(ROWS)


def test_titles_need_no_numbers() -> None:
    rows = numbered([Visitor("Anna Schmidt", "anna@contoso.example"), Visitor("Cleo Vance"), Visitor("Cleo Vance")])

    assert read([(row[0].partition(". ")[2],) if len(row) == 1 else row for row in rows]) == read(rows)


def test_a_spreadsheet_that_pads_every_row_changes_nothing() -> None:
    widest = max(map(len, ROWS))

    assert read([(*row, *[""] * (widest - len(row))) for row in ROWS]) == read(ROWS)


def test_short_rows_are_filled_up() -> None:
    content = b"1. Some\r\nWhat\t1\r\n\r\n2. People\r\nA\tB\tC\r\nx\t9\r\ny\r\n\r\nz\t1\t2\t3\r\n"

    file = read_file(content)

    assert file.summary == (("What", "1"),)
    assert file.tables == (
        Table("2. People", ("A", "B", "C"), (("x", "9", "", ""), ("y", "", "", ""), ("z", "1", "2", "3"))),
    )
