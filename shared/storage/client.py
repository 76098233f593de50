"""`Tables`: the few requests that the service makes of Table Storage, with outcomes instead of SDK errors.

It hides what is easy to get wrong about the SDK: which calls are retried, which errors lose their code, which
deletes swallow a 404. Everything that is not one of the outcomes below is `StorageUnavailable` (503).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from shared.problems import StorageUnavailable, TooLarge

if TYPE_CHECKING:
    from azure.core.exceptions import HttpResponseError
    from azure.data.tables import TableClient, TableServiceClient

    from shared.settings import Settings

Value = str | int | bool | bytes
Row = Mapping[str, Value]
"""One entity: PartitionKey, RowKey and properties. Times are text (2026-11-23T09:45:10Z), so they sort."""

CONNECT_SECONDS = 3
READ_SECONDS = 15
CONNECTIONS = 64
MOST_IN_TRANSACTION = 100
_TABLES_REMEMBERED = 64  # a client of a table is a pipeline of its own, 60 KB, and takes its time to make

ATTEMPTS = 8
"""How often a change is made again on a row that somebody else has changed meanwhile."""

_Result = TypeVar("_Result")


class TableMissing(Exception):
    """The table is not there."""


class TableBeingDeleted(Exception):
    """The table is being dropped in the background; its name answers nothing else meanwhile."""


class RowExists(Exception):
    """`create` found a row with this key."""


class RowChanged(Exception):
    """The row is not as it was read: changed or gone."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row and the ETag that it was read with."""

    row: Row
    etag: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The account's tables, and the service's own clock when it answered."""

    names: tuple[str, ...]
    served_at: datetime


@dataclass(frozen=True, slots=True)
class Create:
    """Part of a transaction: a row that must not be there yet."""

    row: Row


@dataclass(frozen=True, slots=True)
class Put:
    """Part of a transaction: a row, whether or not it is there."""

    row: Row


@dataclass(frozen=True, slots=True)
class Replace:
    """Part of a transaction: a row that must still be as it was read."""

    row: Row
    etag: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Part of a transaction: a row that must still be there and, with an ETag, still be as it was read."""

    partition: str
    key: str
    etag: str | None = None


def connect(settings: Settings) -> TableServiceClient:
    """Make the process's one client: the managed identity in Azure, the connection string on Azurite."""
    from azure.core.pipeline.transport import RequestsTransport
    from azure.data.tables import TableServiceClient
    from requests import Session
    from requests.adapters import HTTPAdapter

    session = Session()
    adapter = HTTPAdapter(pool_connections=1, pool_maxsize=CONNECTIONS)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    # Proxies and certificate authorities are those of the environment, asked once: `requests` would read all of it, and
    # look for a .netrc that overrides our Authorization, before each request. A connection string is for loopback.
    environment = session.merge_environment_settings(
        settings.tables_endpoint or "http://127.0.0.1", {}, None, None, None
    )
    session.trust_env, session.proxies = False, environment["proxies"]
    authorities = environment["verify"]
    if authorities is True:  # requests does not know the variable that OpenSSL reads
        authorities = os.environ.get("SSL_CERT_FILE") or True
    session.hooks["response"].append(_forget_pause)
    options: dict[str, Any] = {
        # The client's own timeout options reach only a transport that the client makes itself.
        "transport": RequestsTransport(
            session=session,
            session_owner=False,
            connection_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            connection_verify=authorities,
        ),
        "retry_total": 3,
        "retry_backoff_factor": 0.2,
        "retry_backoff_max": 2,
        "logging_enable": False,
    }
    if settings.tables_connection_string is not None:
        return TableServiceClient.from_connection_string(settings.tables_connection_string, **options)
    from azure.identity import ManagedIdentityCredential

    endpoint = settings.tables_endpoint or ""
    credential = ManagedIdentityCredential(client_id=settings.managed_identity_client_id)
    return TableServiceClient(endpoint=endpoint, credential=credential, **options)


def _forget_pause(response: Any, *_: object, **__: object) -> None:
    """The SDK sleeps as long as an answer asks it to, an hour too, with the caller's thread: our own pauses count."""
    for name in ("Retry-After", "retry-after-ms", "x-ms-retry-after-ms"):
        response.headers.pop(name, None)


class Tables:
    """Table Storage as this service uses it. Safe to share between threads."""

    def __init__(self, client: TableServiceClient) -> None:
        self._client = client
        self._table: Callable[[str], TableClient] = lru_cache(_TABLES_REMEMBERED)(client.get_table_client)

    def get(self, table: str, partition: str, key: str, *, select: Sequence[str] | None = None) -> Found | None:
        """Read one row; None when the row or its table is not there."""
        chosen = list(select) if select else None
        try:
            with _outcomes():
                entity = self._table(table).get_entity(partition, key, select=chosen)
        except (TableMissing, TableBeingDeleted, _RowMissing):
            return None
        return Found(dict(entity), str(entity.metadata["etag"]))

    def query(
        self,
        table: str,
        where: str,
        parameters: Mapping[str, str],
        *,
        select: Sequence[str] | None = None,
        page: int = 1000,
    ) -> Iterator[Row]:
        """Rows in key order, `page` at a time; none when the table is not there.

        `where` is an OData filter whose values stand as `@name` and come from `parameters`, never from formatting.
        """
        try:
            yield from (found.row for found in self.search(table, where, parameters, select=select, page=page))
        except (TableMissing, TableBeingDeleted):
            return

    def search(
        self,
        table: str,
        where: str,
        parameters: Mapping[str, str],
        *,
        select: Sequence[str] | None = None,
        page: int = 1000,
    ) -> Iterator[Found]:
        """As `query`, with ETags, and a missing table is not an empty one. Raises TableMissing, TableBeingDeleted."""
        chosen = list(select) if select else None
        with _outcomes():
            entities = self._table(table).query_entities(
                where, parameters=dict(parameters), select=chosen, results_per_page=page
            )
            for entity in entities:
                yield Found(dict(entity), str(entity.metadata["etag"]))

    def create(self, table: str, row: Row) -> None:
        """Add a row. Raises RowExists, TableMissing, TableBeingDeleted."""
        with _outcomes():
            self._table(table).create_entity(dict(row))

    def put(self, table: str, row: Row) -> None:
        """Add or replace a row; retried, for a repeat is harmless. Raises TableMissing, TableBeingDeleted."""
        from azure.data.tables import UpdateMode

        with _outcomes():
            self._table(table).upsert_entity(dict(row), mode=UpdateMode.REPLACE)

    def replace(self, table: str, row: Row, etag: str) -> None:
        """Replace a row that is still as it was read. Raises RowChanged."""
        from azure.core import MatchConditions
        from azure.data.tables import UpdateMode

        try:
            with _outcomes():
                self._table(table).update_entity(
                    dict(row), mode=UpdateMode.REPLACE, etag=etag, match_condition=MatchConditions.IfNotModified
                )
        except (TableMissing, _RowMissing) as error:
            raise RowChanged from error

    def change(self, table: str, partition: str, key: str, alter: Callable[[Row], Row]) -> bool:
        """Put in place of a row what `alter` makes of it as it now is; False when it is not there.

        Raises:
            RowChanged: it changed again at every attempt.
        """
        for _ in range(ATTEMPTS):
            found = self.get(table, partition, key)
            if found is None:
                return False
            try:
                self.replace(table, alter(found.row), found.etag)
            except RowChanged:
                continue
            return True
        raise RowChanged

    def remove(self, table: str, partition: str, key: str, *, etag: str | None = None) -> bool:
        """Delete a row and say whether it was there. With an ETag: raises RowChanged when it has changed meanwhile."""
        from azure.core import MatchConditions

        statuses: list[int] = []
        match: dict[str, Any] = {"etag": etag, "match_condition": MatchConditions.IfNotModified} if etag else {}
        try:
            with _outcomes():
                self._table(table).delete_entity(
                    partition,
                    key,
                    raw_response_hook=lambda response: statuses.append(response.http_response.status_code),
                    **match,
                )
        except TableBeingDeleted:
            return False
        return statuses[-1] != HTTPStatus.NOT_FOUND

    def transact(self, table: str, operations: Sequence[Create | Put | Replace | Remove]) -> None:
        """All or nothing, up to 100 rows of one partition. Raises RowExists, RowChanged, TableMissing."""
        from azure.core import MatchConditions
        from azure.data.tables import TransactionOperation, UpdateMode

        batch: list[Any] = []
        for operation in operations:
            match operation:
                case Create(row):
                    batch.append((TransactionOperation.CREATE, dict(row)))
                case Put(row):
                    batch.append((TransactionOperation.UPSERT, dict(row), {"mode": UpdateMode.REPLACE}))
                case Replace(row, etag):
                    condition = {"etag": etag, "match_condition": MatchConditions.IfNotModified}
                    batch.append((TransactionOperation.UPDATE, dict(row), {"mode": UpdateMode.REPLACE, **condition}))
                case Remove(partition, key, etag):
                    gone = {"PartitionKey": partition, "RowKey": key}
                    condition = {"etag": etag, "match_condition": MatchConditions.IfNotModified} if etag else {}
                    batch.append((TransactionOperation.DELETE, gone, condition))
        try:
            with _outcomes():
                self._table(table).submit_transaction(batch)
        except _RowMissing as error:
            raise RowChanged from error

    def create_table(self, table: str) -> None:
        """Make a table; fine when it is there. Raises TableBeingDeleted."""
        try:
            with _outcomes():
                self._client.create_table(table)
        except _TableExists:
            return

    def drop_table(self, table: str) -> None:
        """Delete a table with all its rows, in one request; fine when it is gone or going."""
        try:
            with _outcomes():
                self._client.delete_table(table)
        except (TableMissing, TableBeingDeleted):
            return

    def with_table(self, table: str, request: Callable[[], _Result]) -> _Result:
        """Make `request`; when its table is missing, make the table and then `request` once more."""
        try:
            return request()
        except TableMissing:
            self.create_table(table)
            return request()

    def ping(self) -> None:
        """The cheapest request there is. Raises StorageUnavailable."""
        with _outcomes():
            next(iter(self._client.list_tables(results_per_page=1)), None)

    def listing(self) -> Listing:
        """Every table of the account, and the `Date` of the service's answer."""
        dates: list[str] = []
        with _outcomes():
            names = tuple(
                sorted(
                    item.name
                    for item in self._client.list_tables(
                        raw_response_hook=lambda response: dates.append(response.http_response.headers["Date"])
                    )
                )
            )
        return Listing(names, parsedate_to_datetime(dates[-1]).astimezone(UTC))


class _RowMissing(Exception):
    """The row is not there, in a table that is."""


class _TableExists(Exception):
    """`create_table` found it."""


_OUTCOMES: Mapping[str, type[Exception]] = {
    "TableNotFound": TableMissing,
    "TableBeingDeleted": TableBeingDeleted,
    "TableAlreadyExists": _TableExists,
    "EntityAlreadyExists": RowExists,
    "EntityNotFound": _RowMissing,
    "ResourceNotFound": _RowMissing,
    "UpdateConditionNotSatisfied": RowChanged,
    "ConditionNotMet": RowChanged,
    "EntityTooLarge": TooLarge,
    "RequestBodyTooLarge": TooLarge,
}


@contextmanager
def _outcomes() -> Iterator[None]:
    from azure.core.exceptions import AzureError, HttpResponseError

    try:
        yield
    except HttpResponseError as error:
        outcome = _OUTCOMES.get(_code_of(error), StorageUnavailable)
        raise outcome from error
    except AzureError as error:
        raise StorageUnavailable from error


def _code_of(error: HttpResponseError) -> str:
    """The service's own error code. `create_entity` leaves it in the body; the header has it on Azurite only."""
    code = getattr(error, "error_code", None) or _code_in_body(error.response)
    return str(getattr(code, "value", code))


def _code_in_body(response: Any) -> str | None:
    try:
        return str(json.loads(response.text())["odata.error"]["code"])
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return None  # no answer, or not one of Table Storage's
