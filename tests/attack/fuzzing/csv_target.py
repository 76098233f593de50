"""The reader of Teams' CSV under the fuzzer: a report that the service itself would take, or one of three refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from shared.imports import csv_file
from shared.problems import CsvDatesAmbiguous, CsvUnreadable, MeetingDateMismatch
from shared.times import parse_instant
from tests.support.csv_files import ANNA, BEN, LANGUAGES, MEETING_ID, accepted, encoded, numbered


def seeds() -> Iterator[bytes]:
    for language in LANGUAGES.values():
        rows = numbered([ANNA, BEN], language=language)
        yield encoded(rows)
        yield encoded(rows, delimiter=";", encoding="utf-8", mark=b"")
        yield encoded(rows, delimiter=",", encoding="utf-16-be", mark=b"")


def judge(content: bytes) -> None:
    """`accepted` holds what was read to the schema of reports, with its limits."""
    try:
        report = accepted(content).report
    except (CsvUnreadable, CsvDatesAmbiguous, MeetingDateMismatch):
        return
    lasted = parse_instant(report["endedAt"]) - parse_instant(report["startedAt"])
    names = [person["name"] for person in report["attendees"]]
    addresses = [person["username"] for person in report["attendees"] if person["username"] is not None]
    if not (
        report["meetingId"] == MEETING_ID
        and timedelta() <= lasted <= timedelta(hours=60)
        and all(text == " ".join(text.split()) for text in [report["topic"], *names])
        and all("@" in address and address == address.lower() for address in addresses)
        and len(addresses) == len({*addresses})
    ):
        raise AssertionError("no report that this service would take")
    if accepted(content).report != report:
        raise AssertionError("read otherwise the second time")


def plant() -> None:
    """A byte that is no UTF-8 becomes half a character, as Python offers it."""

    def lenient(content: bytes) -> str:
        return content.decode("utf-8", "surrogateescape")

    csv_file._decoded = lenient
