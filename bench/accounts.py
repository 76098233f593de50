"""Storage accounts filled with people's rows, each with the service on it, and what a person's export there costs."""

from __future__ import annotations

import time
import tracemalloc
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

from bench.storage import BareTables, tables_in_memory
from shared.storage.daily import table_name
from shared.storage.tables import MAX_IN_TRANSACTION, Row
from tests.support.rows import activity_rows, report_rows
from tests.support.world import START, World

DAYS = 30
REPORT_DAYS = 25
PAGE = "500"
NOBODY = str(uuid.UUID(int=1))


@dataclass(frozen=True, slots=True)
class Cost:
    """What an export shows, and what it took: processor time of all threads, requests to storage, bytes of answers."""

    pages: int
    items: int
    seconds: float
    requests: int
    read_bytes: int


class Account:
    """A storage account of its own."""

    def __init__(self, connection_string: str, bare: BareTables) -> None:
        self._world = World.on_azurite(connection_string)
        self._world.register()
        self._bare = bare
        for at in range(REPORT_DAYS):
            self._world.tables.create_table(table_name("reports", _day(at)))

    def put_person(self, oid: str, count: int) -> None:
        """So many rows of the log about one person, spread evenly over the days."""
        for at in range(DAYS):
            self._put("activity", _day(at), activity_rows(_day(at), count // DAYS + (at < count % DAYS), oid))

    def put_log(self, tid: str, count: int) -> None:
        """So many rows of the log about a tenant's people, a hundred about each, spread evenly over the days."""
        for person, share in enumerate(_hundreds(count)):
            day = _day(person % DAYS)
            self._put("activity", day, activity_rows(day, share, str(uuid.UUID(int=1_000_000 + person)), tid))

    def put_reports(self, tid: str, count: int) -> None:
        """So many reports of a tenant's people, which name only somebody else."""
        for owner, share in enumerate(_hundreds(count)):
            day = _day(owner % REPORT_DAYS)
            self._put("reports", day, report_rows(day, share, str(uuid.UUID(int=1_000_000 + owner)), NOBODY, tid))

    def export(self, oid: str) -> Cost:
        """Read a person's data to the end."""
        answers: list[int] = []
        send = self._world.storage.send

        def observed(request: Any, **kwargs: Any) -> Any:
            response = send(request, **kwargs)
            answers.append(len(response.internal_response.content))
            return response

        with patch.object(self._world.storage, "send", observed):
            began = time.process_time()
            pages = [len(page["items"]) for page in self._pages(oid)]
            took = time.process_time() - began
        return Cost(len(pages), sum(pages), took, len(answers), sum(answers))

    def memory(self, oid: str) -> int:
        """The most memory that Python allocates while a person's pages are read one after another, in bytes."""
        tracemalloc.start()
        try:
            for _ in self._pages(oid):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def _pages(self, oid: str) -> Iterator[dict[str, Any]]:
        token, query = self._world.token(oid), {"limit": PAGE}
        while True:
            reply = self._world.call("read_my_data", token, query=query)
            if reply.status != HTTPStatus.OK:
                raise ValueError(f"an export is answered {reply.status}")
            yield reply.json
            if reply.json["next"] is None:
                return
            query = {**query, "cursor": reply.json["next"]}

    def _put(self, family: str, day: date, rows: list[Row]) -> None:
        self._world.tables.create_table(table_name(family, day))
        for start in range(0, len(rows), MAX_IN_TRANSACTION):
            self._bare.insert(table_name(family, day), rows[start : start + MAX_IN_TRANSACTION])


@contextmanager
def account() -> Iterator[Account]:
    """An account that is empty but for one tenant's registration and the tables of a month's reports."""
    with tables_in_memory() as connection_string, BareTables(connection_string) as bare:
        yield Account(connection_string, bare)


def _day(at: int) -> date:
    return (START - timedelta(days=1 + at)).date()


def _hundreds(count: int) -> Iterator[int]:
    for start in range(0, count, MAX_IN_TRANSACTION):
        yield min(MAX_IN_TRANSACTION, count - start)
