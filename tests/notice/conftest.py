from __future__ import annotations

import pytest

from shared.settings import Settings, load

_STORAGE = "http://127.0.0.1:10002/devstoreaccount1"


@pytest.fixture
def settings() -> Settings:
    """The settings of a service that leaves every limit and contact at its default."""
    return load(
        {
            "TABLES_CONNECTION_STRING": f"AccountName=devstoreaccount1;AccountKey=a2V5;TableEndpoint={_STORAGE}",
            "API_CLIENT_ID": "11111111-1111-4111-8111-111111111111",
            "API_CLIENT_SECRET": "for tests only",
            "OPERATOR_TENANT_ID": "22222222-2222-4222-8222-222222222222",
        }
    )
