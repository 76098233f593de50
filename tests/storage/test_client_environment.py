"""What the environment says of connections holds for Table Storage too, and is read when the client is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from requests import PreparedRequest, Response

from shared.settings import load
from shared.storage.azure_tables import AzureTables, connect
from shared.storage.tables import Tables
from tests.support.azure_answers import Wire, page
from tests.support.world import ENVIRONMENT

PROXY = "http://proxy.example:3128"


class Observed(Wire):
    """Answers everything, and remembers how each request was to be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.options: list[dict[str, Any]] = []
        self.answers = lambda _: page([])

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        self.options.append(kwargs)
        return super().send(request, *args, **kwargs)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    proxies, authorities = ("HTTP", "HTTPS", "ALL", "NO"), ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
    for name in (*(f"{kind}_PROXY" for kind in proxies), *authorities, "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def connected(azurite: str) -> tuple[Tables, Observed]:
    client = connect(load({**ENVIRONMENT, "TABLES_CONNECTION_STRING": azurite}))
    pipeline: Any = client._client._client._pipeline
    wire = Observed()
    pipeline._transport.session.mount("http://", wire)
    return AzureTables(client), wire


def test_without_settings_there_is_no_proxy_and_the_usual_authorities_are_trusted(azurite: str) -> None:
    tables, wire = connected(azurite)

    tables.ping()

    assert not wire.options[0]["proxies"]
    assert wire.options[0]["verify"] is True


def test_a_proxy_and_certificate_authorities_are_used(
    azurite: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HTTP_PROXY", PROXY)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
    tables, wire = connected(azurite)

    tables.ping()

    assert wire.options[0]["proxies"]["http"] == PROXY
    assert wire.options[0]["verify"] == str(tmp_path)


def test_the_authorities_are_those_of_ssl_cert_file_where_requests_has_none(
    azurite: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path))
    alone, alone_wire = connected(azurite)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "requests"))
    both, both_wire = connected(azurite)

    alone.ping()
    both.ping()

    assert alone_wire.options[0]["verify"] == str(tmp_path)
    assert both_wire.options[0]["verify"] == str(tmp_path / "requests")


def test_an_exception_from_the_proxy_holds(azurite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", PROXY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    tables, wire = connected(azurite)

    tables.ping()

    assert "http" not in wire.options[0]["proxies"]


def test_a_netrc_file_never_replaces_our_authorization(
    azurite: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    tables, wire = connected(azurite)

    tables.ping()

    assert wire.seen[0].headers["Authorization"].startswith("SharedKey ")


def test_the_environment_is_read_once(azurite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tables, wire = connected(azurite)
    monkeypatch.setenv("HTTP_PROXY", PROXY)

    tables.ping()

    assert not wire.options[0]["proxies"]
