"""`AzureTables`: `Tables` on Azure Table Storage and Azurite, through `azure-data-tables`.

It hides what is easy to get wrong about the SDK: which calls are retried, which errors lose their code, which
deletes swallow a 404.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from shared.problems import StorageUnavailable, TooLarge
from shared.storage.tables import (
    Create,
    Found,
    Listing,
    Operation,
    Put,
    Remove,
    Replace,
    Row,
    RowChanged,
    RowExists,
    TableBeingDeleted,
    TableMissing,
    Tables,
)

if TYPE_CHECKING:
    from azure.core.exceptions import HttpResponseError
    from azure.data.tables import TableClient, TableServiceClient

    from shared.settings import Settings

CONNECT_SECONDS = 3
READ_SECONDS = 15
CONNECTIONS = 64
_TABLES_REMEMBERED = 64  # a client of a table is a pipeline of its own, 60 KB, and takes its time to make


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


class AzureTables(Tables):
    """The tables of one storage account."""

    def __init__(self, client: TableServiceClient) -> None:
        self._client = client
        self._table: Callable[[str], TableClient] = lru_cache(_TABLES_REMEMBERED)(client.get_table_client)

    def get(self, table: str, partition: str, key: str, *, select: Sequence[str] | None = None) -> Found | None:
        chosen = list(select) if select else None
        try:
            with _outcomes():
                entity = self._table(table).get_entity(partition, key, select=chosen)
        except (TableMissing, TableBeingDeleted, _RowMissing):
            return None
        return Found(dict(entity), str(entity.metadata["etag"]))

    def search(
        self,
        table: str,
        where: str,
        parameters: Mapping[str, str],
        *,
        select: Sequence[str] | None = None,
        page: int = 1000,
    ) -> Iterator[Found]:
        chosen = list(select) if select else None
        with _outcomes():
            entities = self._table(table).query_entities(
                where, parameters=dict(parameters), select=chosen, results_per_page=page
            )
            for entity in entities:
                yield Found(dict(entity), str(entity.metadata["etag"]))

    def create(self, table: str, row: Row) -> None:
        with _outcomes():
            self._table(table).create_entity(dict(row))

    def put(self, table: str, row: Row) -> None:
        """Add or replace a row; the SDK retries it, for a repeat is harmless."""
        from azure.data.tables import UpdateMode

        with _outcomes():
            self._table(table).upsert_entity(dict(row), mode=UpdateMode.REPLACE)

    def replace(self, table: str, row: Row, etag: str) -> None:
        from azure.core import MatchConditions
        from azure.data.tables import UpdateMode

        try:
            with _outcomes():
                self._table(table).update_entity(
                    dict(row), mode=UpdateMode.REPLACE, etag=etag, match_condition=MatchConditions.IfNotModified
                )
        except (TableMissing, _RowMissing) as error:
            raise RowChanged from error

    def remove(self, table: str, partition: str, key: str, *, etag: str | None = None) -> bool:
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

    def transact(self, table: str, operations: Sequence[Operation]) -> None:
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
        try:
            with _outcomes():
                self._client.create_table(table)
        except _TableExists:
            return

    def drop_table(self, table: str) -> None:
        try:
            with _outcomes():
                self._client.delete_table(table)
        except (TableMissing, TableBeingDeleted):
            return

    def ping(self) -> None:
        with _outcomes():
            next(iter(self._client.list_tables(results_per_page=1)), None)

    def listing(self) -> Listing:
        """List every table, with the `Date` of the service's answer."""
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
    "PropertyValueTooLarge": TooLarge,
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
