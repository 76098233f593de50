from __future__ import annotations

from local.azurite import Azurite
from shared.settings import load


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
