from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from azure.core.pipeline.transport import HttpTransport

from shared.settings import load
from shared.storage.client import Tables, connect
from tests.storage.faking import Wire
from tests.world import ENVIRONMENT


@dataclass(frozen=True)
class Account:
    """An empty account through the client that the service itself makes. Its pauses between attempts take no time."""

    tables: Tables
    wire: Wire
    pauses: list[float] = field(default_factory=list)


@pytest.fixture
def account(empty_storage: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    client = connect(load({**ENVIRONMENT, "TABLES_CONNECTION_STRING": empty_storage}))
    pipeline: Any = client._client._client._pipeline
    session = pipeline._transport.session
    found = Account(Tables(client), Wire())
    session.mount("http://", found.wire)
    # The class, for the clients of single tables wrap the transport in one of their own.
    monkeypatch.setattr(HttpTransport, "sleep", lambda _, seconds: found.pauses.append(seconds))
    yield found
    session.close()


@pytest.fixture
def tables(account: Account) -> Tables:
    return account.tables
