"""The stand-in for the Teams client without a browser: what it serves, what it passes on, what it has fail."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.demo import people
from local.machine.web import Certificates, Handler, Server
from local.teams import server as teams_client
from local.teams.failures import CLAIMS, FailureMode
from local.teams.server import LIBRARY, UnfitTab, framed

PAGE = (
    b'<!doctype html><meta name="sign-in" content="https://login.microsoftonline.com">'
    b'<script src="https://res.cdn.office.net/teams-js/2.58.0/js/MicrosoftTeams.min.js"'
    b' integrity="sha384-x" crossorigin="anonymous" defer></script>'
)
POLICY = "default-src 'none'; script-src 'self'; frame-ancestors https://teams.microsoft.com"


class Host(Handler):
    """A functions host that tells what came, and serves a tab's page."""

    page = PAGE

    def respond(self) -> None:
        body = self.read_body()
        if self.path == "/api/tab/":
            headers = {"Content-Type": "text/html", "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
            self.answer(200, self.page, headers)
            return
        told = {"method": self.command, "path": self.path, "headers": list(self.headers.items()), "body": body.decode()}
        self.answer(
            418, json.dumps(told).encode(), [("X-One", "1"), ("X-One", "2"), ("Connection", "close"), ("TE", "x")]
        )


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self) -> Any:
        return json.loads(self.body)


def ask(server: Server, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request(method, path, body, headers)
        return Answer(connection.getresponse())
    finally:
        connection.close()


@pytest.fixture
def host() -> Iterator[Server]:
    server = Server(0, type("BoundHost", (Host,), {}))
    server.start()
    yield server
    server.close()


@pytest.fixture
def client(host: Server, sign_in: Server, files: Certificates) -> Iterator[Server]:
    server = teams_client.serve(0, host.url, sign_in.url, files.authority)
    yield server
    server.close()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_call_reaches_the_host_as_it_was_sent(client: Server, host: Server, method: str) -> None:
    answer = ask(client, method, "/api/me/data?cursor=a%2Fb", "{}", authorization="Bearer x", te="trailers")

    assert answer.status == 418
    assert answer.headers.get_all("x-one") == ["1", "2"]
    assert answer.headers["te"] is None
    told = answer.json()
    assert (told["method"], told["path"], told["body"]) == (method, "/api/me/data?cursor=a%2Fb", "{}")
    headers = {name.lower(): value for name, value in told["headers"]}
    assert headers["authorization"] == "Bearer x"
    assert headers["host"] == f"127.0.0.1:{host.server_port}"
    assert "te" not in headers
    assert "connection" not in headers


def test_the_tab_takes_teams_js_from_here_and_may_be_framed_here(client: Server) -> None:
    answer = ask(client, "GET", "/api/tab/")

    assert answer.status == 200
    assert answer.body.decode() == (
        f'<!doctype html><meta name="sign-in" content="{client.url}">'
        '<script src="/teams-js.js" integrity="sha384-x" crossorigin="anonymous" defer></script>'
    )
    assert answer.headers["content-security-policy"] == POLICY.replace("ancestors", "ancestors 'self'")
    assert answer.headers["cache-control"] == "no-store"
    assert ask(client, "GET", "/teams-js.js").body == LIBRARY.read_bytes()


@pytest.mark.parametrize(
    ("headers", "page", "missing"),
    [
        ([("content-security-policy", POLICY)], b"<!doctype html>", "teams-js"),
        ([("content-security-policy", POLICY)], PAGE.replace(b"microsoftonline", b"other"), "sign-in"),
        ([("content-security-policy", "default-src 'none'")], PAGE, "frame-ancestors"),
        ([], PAGE, "frame-ancestors"),
    ],
)
def test_a_tab_that_does_not_fit_is_told_so(headers: list[tuple[str, str]], page: bytes, missing: str) -> None:
    with pytest.raises(UnfitTab, match=missing):
        framed(headers, page, "http://127.0.0.1:1")


def test_a_tab_that_does_not_fit_is_a_clear_page(client: Server, host: Server) -> None:
    host.RequestHandlerClass = type("OtherHost", (Host,), {"page": b"<!doctype html>"})

    answer = ask(client, "GET", "/api/tab/")

    assert answer.status == 502
    assert b"cannot show this tab: its page does not load teams-js" in answer.body


def test_without_a_host_it_says_where_one_has_to_be_started(client: Server, host: Server) -> None:
    host.close()

    answer = ask(client, "GET", "/api/health")

    assert answer.status == 502
    assert f"No functions host answers at {host.url}".encode() in answer.body


def test_it_signs_the_demo_people_in(client: Server) -> None:
    answer = ask(client, "GET", "/token?name=anna")

    assert (answer.status, answer.body.count(b".")) == (200, 2)
    assert answer.headers["cache-control"] == "no-store"
    nobody = ask(client, "GET", "/token?name=zoe")
    assert (nobody.status, nobody.body.startswith(b"There is no 'zoe'; there are anna, ben")) == (404, True)


def test_without_the_authority_it_says_so(client: Server, sign_in: Server) -> None:
    sign_in.close()

    answer = ask(client, "GET", "/token?name=anna")

    assert answer.status == 502
    assert answer.body.startswith(b"The sign-in authority does not answer")


def test_consent_of_a_demo_person_is_taken_back_and_given(client: Server) -> None:
    assert ask(client, "POST", "/consent?name=anna&granted=false").status == 204
    assert ask(client, "POST", "/consent?name=anna&granted=true").status == 204
    assert ask(client, "POST", "/consent?name=zoe&granted=true").status == 404


def test_consent_without_the_authority_says_so(client: Server, sign_in: Server) -> None:
    sign_in.close()

    answer = ask(client, "POST", "/consent?name=anna&granted=true")

    assert answer.status == 502
    assert answer.body.startswith(b"The sign-in authority does not answer")


def test_it_tells_who_there_is(client: Server) -> None:
    shown = ask(client, "GET", "/people").json()

    assert [each["name"] for each in shown] == [person.name for person in people.PEOPLE]
    assert shown[0]["displayName"] == "Anna Schmidt"
    assert all(each["about"] for each in shown)


def test_its_own_page_loads_nothing_from_elsewhere(client: Server) -> None:
    authorize = f"/{people.CONTOSO.tid}/oauth2/v2.0/authorize?scope=x"
    for path, content_type in (
        *(("/", "text/html"), ("/client.js", "text/javascript"), ("/client.css", "text/css")),
        *((authorize, "text/html"), ("/authorize.js", "text/javascript")),
    ):
        answer = ask(client, "GET", path)
        assert (answer.status, answer.headers.get_content_type()) == (200, content_type)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert ask(client, "GET", "/../teams_client.py").status == 404
    assert ask(client, "GET", "/?person=anna&theme=dark").body == ask(client, "GET", "/").body


@pytest.mark.parametrize(("trouble", "status"), [("busy", 429), ("broken", 500), ("expired", 401), ("challenge", 401)])
def test_the_next_call_fails_as_chosen_and_the_one_after_does_not(client: Server, trouble: str, status: int) -> None:
    assert ask(client, "POST", f"/trouble?next={trouble}").status == 204

    assert ask(client, "GET", "/api/tab/").status == 200  # the tab itself always comes
    assert ask(client, "GET", "/api/reports").status == status
    assert ask(client, "GET", "/api/reports").status == 418


def test_the_form_of_each_refusal(client: Server) -> None:
    ask(client, "POST", "/trouble?next=busy")
    busy = ask(client, "GET", "/api/reports")
    assert (busy.headers["retry-after"], busy.json()["code"]) == ("5", "too_many_requests")
    ask(client, "POST", "/trouble?next=challenge")
    challenge = ask(client, "GET", "/api/reports").headers["www-authenticate"]
    scheme, _, encoded = challenge.partition(" claims=")
    assert scheme == 'Bearer realm="", error="insufficient_claims",'
    assert json.loads(base64.b64decode(encoded.strip('"'))) == CLAIMS
    ask(client, "POST", "/trouble?next=signed-out")
    assert [ask(client, "GET", "/api/reports").status for _ in range(3)] == [401, 401, 418]
    ask(client, "POST", "/trouble?next=no-answer")
    with pytest.raises(http.client.RemoteDisconnected):
        ask(client, "GET", "/api/reports")


def test_a_trouble_can_be_taken_back(client: Server) -> None:
    ask(client, "POST", "/trouble?next=signed-out")
    ask(client, "POST", "/trouble?next=")

    assert ask(client, "GET", "/api/reports").status == 418
    assert ask(client, "POST", "/trouble?next=flood").status == 400


def test_the_page_offers_every_trouble() -> None:
    page = (teams_client.PAGES / "index.html").read_text(encoding="utf-8")

    assert all(f'value="{trouble}"' in page for trouble in FailureMode)
