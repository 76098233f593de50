from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from azure.core.pipeline.transport import HttpTransport

from shared.settings import load
from shared.storage.azure_tables import AzureTables, connect
from shared.storage.tables import Tables
from tests.support.azure_answers import Wire
from tests.support.world import ENVIRONMENT, Clock, empty_tables


@dataclass(frozen=True)
class Account:
    """An empty account through the client that the service itself makes. Its pauses between attempts take no time."""

    tables: Tables
    wire: Wire
    pauses: list[float] = field(default_factory=list)


@pytest.fixture
def account(azurite: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    empty_tables(azurite, Clock())
    client = connect(load({**ENVIRONMENT, "TABLES_CONNECTION_STRING": azurite}))
    pipeline: Any = client._client._client._pipeline
    session = pipeline._transport.session
    found = Account(AzureTables(client), Wire())
    session.mount("http://", found.wire)
    # The class, for the clients of single tables wrap the transport in one of their own.
    monkeypatch.setattr(HttpTransport, "sleep", lambda _, seconds: found.pauses.append(seconds))
    yield found
    session.close()


@pytest.fixture
def tables(account: Account) -> Tables:
    return account.tables
