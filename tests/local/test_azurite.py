from __future__ import annotations

from pathlib import Path
from unittest.mock import create_autospec

import pytest

from local.machine.azurite import Azurite, start
from local.machine.processes import Children
from shared.settings import load


@pytest.mark.parametrize(("heap_mb", "options"), [(None, []), (8192, ["--max-old-space-size=8192"])])
def test_node_takes_as_much_memory_as_it_is_given(heap_mb: int | None, options: list[str]) -> None:
    children = create_autospec(Children, instance=True)

    start(children, "node", Path("root"), data=None, with_blobs_and_queues=False, heap_mb=heap_mb)

    _, command = children.start.call_args.args
    assert command[: command.index("--require")] == ["node", *options]


def test_the_connection_string_is_one_that_the_settings_accept() -> None:
    azurite = Azurite({"table": "http://127.0.0.1:10002"}, {"contactcenter": "a2V5"})

    connection_string = azurite.connection_string("contactcenter")

    assert connection_string == (
        "DefaultEndpointsProtocol=http;AccountName=contactcenter;AccountKey=a2V5;"
        "TableEndpoint=http://127.0.0.1:10002/contactcenter;"
    )
    settings = load(
        {
            "TABLES_CONNECTION_STRING": connection_string,
            "API_CLIENT_ID": "11111111-1111-4111-8111-111111111111",
            "API_CLIENT_SECRET": "for tests only",
            "OPERATOR_TENANT_ID": "22222222-2222-4222-8222-222222222222",
        }
    )
    assert settings.on_azurite
