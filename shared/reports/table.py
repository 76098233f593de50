"""A report as one CSV table (RFC 4180): a row an entry, its `section` first, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from shared.http.csv_cells import BYTE_ORDER_MARK, safe_cell

_COLUMNS = (
    "section",
    "meetingId",
    "reportId",
    "type",
    "topic",
    "startedAt",
    "endedAt",
    "participantCount",
    "name",
    "role",
    "oid",
    "joinedAt",
    "leftAt",
    "number",
    "question",
    "askedBy",
    "answer",
    "choice",
    "count",
    "purpose",
    "necessity",
    "at",
    "author",
    "text",
    "announcedAt",
    "consent",
    "basis",
)
_NO_ENTRY: tuple[Mapping[str, Any], ...] = ({},)
"""In place of no answers or messages: what they belong to still has its row."""


def write_table(report: Mapping[str, Any]) -> bytes:
    """The report that `Reports.read` gave, as UTF-8 with a byte order mark."""
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.DictWriter(text, _COLUMNS, restval="", extrasaction="ignore")
    writer.writeheader()
    for section, entry in _entries(report):
        writer.writerow({"section": section, **{name: safe_cell(value) for name, value in entry.items()}})
    return text.getvalue().encode()


def _entries(report: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield "meeting", report
    for attendee in report["attendees"]:
        yield "attendee", attendee
    for dial_in in report.get("dialIn") or ():
        yield "dialIn", dial_in
    for question in report.get("questions") or ():
        yield "question", question
    for survey in report.get("surveys") or ():
        for answer in survey["answers"] or _NO_ENTRY:
            yield "survey", {"question": survey["question"], **answer}
    chat = report.get("chat")
    if chat:
        for message in chat["messages"] or _NO_ENTRY:
            yield "chat", {"purpose": chat["purpose"], "necessity": chat["necessity"], **message}
    if report.get("recording"):
        yield "recording", report["recording"]
