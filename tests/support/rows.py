"""Rows put into storage by the hundred, as the service would have written them one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shared.reports.content import with_content
from shared.storage.daily import table_name
from shared.storage.tables import Put, Row, Tables
from shared.times import compact_day
from tests.support.tokens import TENANT_ID


def put_all(tables: Tables, table: str, rows: Sequence[Row]) -> None:
    """Rows of one partition."""
    tables.create_table(table)
    for start in range(0, len(rows), 100):
        tables.transact(table, [Put(row) for row in rows[start : start + 100]])


def put_activity(tables: Tables, day: date, count: int, oid: str, tid: str = TENANT_ID) -> None:
    put_all(tables, table_name("activity", day), activity_rows(day, count, oid, tid))


def activity_rows(day: date, count: int, oid: str, tid: str = TENANT_ID) -> list[Row]:
    return [
        {
            "PartitionKey": f"{tid}:{oid}",
            "RowKey": f"{number:012d}-0123456789abcdef",
            "at": f"{day.isoformat()}T00:00:00Z",
            "kind": "forward",
            "outcome": "matched",
            "correlationId": "c0ffee00-0000-4000-8000-000000000000",
            "instance": "cc.contoso.example",
        }
        for number in range(count)
    ]


def put_reports(tables: Tables, day: date, count: int, owner: str, attendee: str, tid: str = TENANT_ID) -> None:
    put_all(tables, table_name("reports", day), report_rows(day, count, owner, attendee, tid))


def report_rows(day: date, count: int, owner: str, attendee: str, tid: str = TENANT_ID) -> list[Row]:
    """Contents of reports that the owner stored, with one attendee."""
    content = {"attendees": [{"oid": attendee, "name": "Some Body", "role": "attendee"}]}
    return [
        with_content(
            {
                "PartitionKey": f"{tid}:{owner}",
                "RowKey": f"{compact_day(day)}-{number:026d}",
                "storedAt": f"{day.isoformat()}T00:00:00Z",
            },
            tid,
            content,
        )
        for number in range(count)
    ]


def put_held(tables: Tables, day: date, count: int, oid: str, tid: str = TENANT_ID) -> None:
    """Rows of the activity log that were moved aside."""
    rows: list[Row] = [
        {
            "PartitionKey": tid,
            "RowKey": f"{oid}.activity.{compact_day(day)}.{number:012d}-0123456789abcdef",
            "heldFamily": "activity",
            "heldDay": compact_day(day),
            "at": f"{day.isoformat()}T00:00:00Z",
            "kind": "forward",
            "outcome": "matched",
            "correlationId": "c0ffee00-0000-4000-8000-000000000000",
        }
        for number in range(count)
    ]
    put_all(tables, "held", rows)
