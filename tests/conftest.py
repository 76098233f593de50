"""Fixtures that every test may use."""

from __future__ import annotations

import os

import pytest
from azure.data.tables import TableServiceClient

from tests.world import World


@pytest.fixture(scope="session")
def azurite() -> str:
    """The connection string of the run's own Azurite, which `python3 dev.py test` starts."""
    connection_string = os.environ.get("TEST_TABLES_CONNECTION_STRING")
    if not connection_string:
        pytest.fail("There is no Azurite: run the tests with `python3 dev.py test [pytest arguments]`.")
    return connection_string


@pytest.fixture
def empty_storage(azurite: str) -> str:
    """An account without tables."""
    with TableServiceClient.from_connection_string(azurite) as client:
        for table in client.list_tables():
            client.delete_table(table.name)
    return azurite


@pytest.fixture
def world(empty_storage: str) -> World:
    """An app whose one tenant is registered and whose person anna the contact centre knows, but has not met."""
    world = World(empty_storage)
    world.register()
    world.contact_center.usernames.add("anna.schmidt@contoso.example")
    return world
