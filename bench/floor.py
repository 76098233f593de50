"""The least that a forward can cost: the service's own requests once more, bare or by the SDK, and nothing else."""

from __future__ import annotations

import http.client
import json
import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableServiceClient, UpdateMode

if TYPE_CHECKING:
    from tests.support.world import World

_MATCH = b'{"username": "anna.schmidt@contoso.example", "domain": "contoso.example"}'
_HEADERS = {"authorization": "Bearer made-up", "content-type": "application/json", "connection": "close"}
_BEFORE_THE_CALL = 4
"""Three reads and the intent on record come first, two writes afterwards."""
_ROW = re.compile(r"/[^/]+/(?P<table>\w+)\(PartitionKey='(?P<partition>[^']+)',RowKey='(?P<key>[^']+)'\)")


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request to storage as it went out, signature and all."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: str | None


Send = Callable[[Recorded], None]


@dataclass(frozen=True, slots=True)
class Floor:
    """One caller, who sends what a forward sends: to storage by `send`, to the contact centre on a new connection."""

    requests: Sequence[Recorded]
    send: Send
    port: int
    tls: ssl.SSLContext

    def forward(self) -> bool:
        """Everything in its order. Raises ValueError: the contact centre did not give the way in."""
        for request in self.requests[:_BEFORE_THE_CALL]:
            self.send(request)
        self._match()
        for request in self.requests[_BEFORE_THE_CALL:]:
            self.send(request)
        return True

    def _match(self) -> None:
        connection = http.client.HTTPSConnection("localhost", self.port, context=self.tls)
        try:
            connection.request("POST", "/identity/match", _MATCH, _HEADERS)
            answer = connection.getresponse()
            answer.read()
            if answer.status != http.client.OK:
                raise ValueError(f"the contact centre answers {answer.status}")
        finally:
            connection.close()


def bare(storage: http.client.HTTPConnection) -> Send:
    """Send the very bytes again, on one connection."""

    def send(request: Recorded) -> None:
        parts = urlsplit(request.url)
        storage.request(request.method, f"{parts.path}?{parts.query}", request.body, dict(request.headers))
        answer = storage.getresponse()
        answer.read()
        if answer.status not in {http.client.OK, http.client.NO_CONTENT, http.client.NOT_FOUND}:
            raise ValueError(f"storage answers {answer.status} to what it took before")

    return send


def by_sdk(client: TableServiceClient) -> Send:
    """Read or replace the same row with azure-data-tables."""

    def send(request: Recorded) -> None:
        found = _ROW.fullmatch(urlsplit(request.url).path)
        if found is None:
            raise ValueError("not a request for one row")
        table, partition, key = (unquote(part) for part in found.groups())
        rows = client.get_table_client(table)
        if request.method == "PUT":
            members = json.loads(request.body or "")
            row = {name: value for name, value in members.items() if "@" not in name}
            rows.upsert_entity({**row, "PartitionKey": partition, "RowKey": key}, mode=UpdateMode.REPLACE)
            return
        try:
            rows.get_entity(partition, key)
        except ResourceNotFoundError:
            return  # as it was for the service: nobody is restricted

    return send


def recorded(world: World, oid: str, username: str) -> list[Recorded]:
    """What one forward of a person who is known by now sends to storage."""
    seen: list[Any] = []
    world.match(oid, username)
    world.storage.before = seen.append
    world.match(oid, username)
    world.storage.before = None
    return [Recorded(request.method, request.url, dict(request.headers), request.body) for request in seen]
