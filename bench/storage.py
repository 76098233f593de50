"""What the benchmarks have in common: an Azurite in memory, and a client that has no SDK in it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, urlsplit

from requests import Response, Session

from local.machine import azurite
from local.machine.environment import prepare_node
from local.machine.processes import Children
from shared.auth.principal import Principal
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA

if TYPE_CHECKING:
    from types import TracebackType

    from shared.storage.tables import Row, Value

ROOT = Path(__file__).resolve().parent.parent
HEAP_MB = 2048
"""Azurite's memory unless a benchmark needs more: a row costs it about 3 KB."""
PERSON = Principal(
    tid=TENANT_ID,
    oid=ANNA,
    client_id="5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
    username="anna.schmidt@contoso.example",
    scopes=frozenset({"access_as_user"}),
    roles=frozenset(),
    app_only=False,
    guest=False,
)
"""Whose data is stored and listed: the person whom `World.match` makes known."""
_BATCH, _CHANGES = "batch_1", "changeset_1"
"""Boundaries of a transaction's parts; Azurite knows them by these beginnings."""


@contextmanager
def tables_in_memory(heap_mb: int = HEAP_MB) -> Iterator[str]:
    """The connection string of an Azurite that is empty, keeps nothing, and ends with the block."""
    with Children(ROOT) as children:
        started = azurite.start(
            children, prepare_node(ROOT), ROOT, data=None, with_blobs_and_queues=False, heap_mb=heap_mb
        )
        yield started.connection_string(azurite.SERVICE_ACCOUNT)


class BareTables:
    """Table Storage over `requests` alone, signed as Shared Key asks: what a client costs at least.

    https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
    """

    def __init__(self, connection_string: str) -> None:
        settings = dict(part.split("=", 1) for part in connection_string.split(";") if part)
        self._account = settings["AccountName"]
        self._key = base64.b64decode(settings["AccountKey"])
        self._endpoint = settings["TableEndpoint"]
        self._session = Session()
        self._session.trust_env = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()

    def create_table(self, table: str) -> None:
        """Make a table that is not there yet."""
        self._send("POST", "/Tables", json.dumps({"TableName": table}).encode())

    def put(self, table: str, row: Row) -> None:
        """Add or replace a row."""
        partition, key = (quote(str(row[name]).replace("'", "''"), safe="") for name in ("PartitionKey", "RowKey"))
        self._send("PUT", f"/{table}(PartitionKey='{partition}',RowKey='{key}')", _entity(row))

    def insert(self, table: str, rows: Sequence[Row]) -> None:
        """Add up to a hundred rows of one partition in a transaction."""
        head = (
            f"--{_CHANGES}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
            f"POST {self._endpoint}/{table} HTTP/1.1\r\nContent-Type: application/json\r\n"
            "Accept: application/json;odata=nometadata\r\nPrefer: return-no-content\r\nDataServiceVersion: 3.0\r\n\r\n"
        ).encode()
        parts = [head + _entity(row) for row in rows]
        opening = f"--{_BATCH}\r\nContent-Type: multipart/mixed; boundary={_CHANGES}\r\n\r\n".encode()
        closing = f"--{_CHANGES}--\r\n--{_BATCH}--\r\n".encode()
        body = opening + b"".join(part + b"\r\n" for part in parts) + closing
        answer = self._send("POST", "/$batch", body, f"multipart/mixed; boundary={_BATCH}")
        if answer.content.count(b"HTTP/1.1 204") != len(rows):
            raise ValueError(f"the transaction failed: {answer.text[:300]}")

    def _send(self, method: str, path: str, body: bytes, content_type: str = "application/json") -> Response:
        date = formatdate(usegmt=True)
        url = f"{self._endpoint}{path}"
        signed = f"{method}\n\n{content_type}\n{date}\n/{self._account}{urlsplit(url).path}"
        signature = base64.b64encode(hmac.digest(self._key, signed.encode(), hashlib.sha256)).decode()
        headers = {
            "Authorization": f"SharedKey {self._account}:{signature}",
            "x-ms-date": date,
            "x-ms-version": "2019-02-02",
            "Content-Type": content_type,
            "Accept": "application/json;odata=nometadata",
            "DataServiceVersion": "3.0",
            "Prefer": "return-no-content",
        }
        answer = self._session.request(method, url, data=body, headers=headers)
        answer.raise_for_status()
        return answer


def _entity(row: Row) -> bytes:
    """A row as the service wants it: JSON, the type of what JSON does not have beside it."""
    members: dict[str, str | int | bool] = {}
    for name, value in row.items():
        members |= _members(name, value)
    return json.dumps(members).encode()


def _members(name: str, value: Value) -> Mapping[str, str | int | bool]:
    if isinstance(value, bytes):
        return {f"{name}@odata.type": "Edm.Binary", name: base64.b64encode(value).decode()}
    return {name: value}
