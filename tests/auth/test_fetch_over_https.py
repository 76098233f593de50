"""How a key set is read from the authority: a real server with a certificate authority of its own."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from local.machine.certificates import make
from local.machine.web import Certificates, Handler, Server
from shared.auth.key_endpoint import fetch_over_https
from tests.support.tokens import Authority

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY_SET = Authority().key_set()
MIB = 1024 * 1024


class KeyEndpoint(Handler):
    """Answers by path: /status/<code>, /size/<bytes>, /moved, /cut, or the keys."""

    def respond(self) -> None:
        kind, _, number = self.path[1:].partition("/")
        if kind == "status":
            self.answer(int(number), KEY_SET)
        elif kind == "size":
            self.answer(200, bytes(int(number)))
        elif kind == "moved":
            self.answer(302, headers={"Location": "/keys"})
        elif kind == "cut":
            self.close_connection = True
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")
        else:
            self.answer(200, KEY_SET)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make(tmp_path_factory.mktemp("certificates"), now=datetime.now(UTC))


@pytest.fixture(scope="module")
def origin(files: Certificates) -> Iterator[str]:
    server = Server(0, KeyEndpoint, files)
    server.start()
    yield server.url
    server.close()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def trusted(files: Certificates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(files.authority))


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_standard_variables_say_whom_to_trust(
    variable: str, origin: str, files: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(files.authority))

    assert fetch_over_https(f"{origin}/keys") == KEY_SET


@pytest.mark.usefixtures("trusted")
def test_the_authorities_of_the_system_are_not_even_read(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: ssl.SSLContext) -> None:
        raise AssertionError

    monkeypatch.setattr(ssl.SSLContext, "set_default_verify_paths", refuse)

    assert fetch_over_https(f"{origin}/keys") == KEY_SET


def test_an_unknown_certificate_is_not_trusted(origin: str) -> None:
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        fetch_over_https(f"{origin}/keys")


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("path", ["/moved", "/status/201", "/status/404", "/status/503", "/cut", f"/size/{MIB + 1}"])
def test_any_other_answer_is_a_failure(path: str, origin: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - the class is all that is promised
        fetch_over_https(f"{origin}{path}")


@pytest.mark.usefixtures("trusted")
def test_one_mebibyte_is_read(origin: str) -> None:
    assert len(fetch_over_https(f"{origin}/size/{MIB}")) == MIB


def test_a_server_that_is_not_there_is_a_failure() -> None:
    with pytest.raises(OSError):  # noqa: PT011 - the class is all that is promised
        fetch_over_https("https://127.0.0.1:1/keys")


def test_keys_are_never_read_in_the_clear() -> None:
    with pytest.raises(ValueError, match="https"):
        fetch_over_https("http://127.0.0.1:1/keys")
