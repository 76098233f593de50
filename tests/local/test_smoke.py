"""`dev.py smoke` against a server that answers as the service does, but for what each test changes."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import dev
from local.machine.command_error import CommandError
from local.machine.web import Certificates, Handler, Server
from local.smoke import command as smoke
from local.smoke.command import Expected, Target, address
from local.smoke.expected import expected as expected_members
from local.smoke.verdicts import Operation

Answer = tuple[int, bytes, Mapping[str, str]]

CORRELATION = {"X-Correlation-Id": "c"}
PROBLEM = {"Content-Type": "application/problem+json", **CORRELATION}
REFUSAL = (401, b'{"code": "invalid_token"}', {**PROBLEM, "WWW-Authenticate": 'Bearer realm="contact-center"'})
UNKNOWN: Answer = (404, b'{"code": "not_found"}', PROBLEM)
MISSING: Answer = (404, b"", {})
STATUS = {"asOf": "2026-11-23T10:00:00Z", "lastSuccessAt": "2026-11-23T09:07:01Z", "overdue": [], "unknownCount": 0}


@cache
def expected() -> Expected:
    """What this checkout has a service answer."""
    members = expected_members()
    return Expected(
        tuple(Operation(**operation) for operation in members["operations"]),
        tuple(members["unseen"]),
        members["document"],
        members["tab_version"],
    )


class Fake:
    """What the server answers; `instead` maps a method and path, or None for all of them, to another answer."""

    def __init__(self) -> None:
        self.instead: dict[str | None, Answer] = {}
        self.at_first: list[Answer] = []
        self.hangs: set[str] = set()
        self.release = threading.Event()
        self.asked: list[tuple[str, str | None]] = []

    def answer(self, method: str, path: str, headers: Mapping[str, str]) -> Answer:
        asked = f"{method} {path}"
        token = headers.get("authorization")
        self.asked.append((asked, token))
        if asked in self.hangs:
            self.release.wait(20)
        if self.at_first:
            return self.at_first.pop(0)
        instead = self.instead.get(asked) or self.instead.get(None)
        return instead or self._as_the_service(asked, token, headers)

    def _as_the_service(self, asked: str, token: str | None, headers: Mapping[str, str]) -> Answer:
        json_type = {"Content-Type": "application/json", **CORRELATION}
        match asked:
            case "GET /api/health":
                return 200, b'{"status": "ok"}', json_type
            case "GET /api/openapi.json":
                return 200, json.dumps(expected().document).encode(), json_type
            case "GET /api/notice":
                language = {"Content-Language": headers.get("accept-language", "de")}
                return 200, b"{}", {**CORRELATION, **language, "Content-Type": headers.get("accept", "")}
            case "GET /api/tab/":
                page = f'<script src="/api/tab/{expected().tab_version}/main.js">'
                return 200, page.encode(), {"Content-Type": "text/html; charset=utf-8", **CORRELATION}
            case "GET /api/retention/status" if token:
                return 200, json.dumps(STATUS).encode(), json_type
        known = {f"{operation.method} {operation.path}": operation for operation in expected().operations}
        found = known.get(asked)
        return MISSING if found is None else UNKNOWN if found.is_open else REFUSAL


@pytest.fixture
def fake() -> Fake:
    return Fake()


def handler(fake: Fake) -> type[Handler]:
    class FakeHandler(Handler):
        def respond(self) -> None:
            status, body, headers = fake.answer(
                self.command, urlsplit(self.path).path, {name.lower(): value for name, value in self.headers.items()}
            )
            self.answer(status, body, headers)

    return FakeHandler


@pytest.fixture
def target(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    monkeypatch.setattr(smoke, "PAUSE_SECONDS", 0.1)
    server = Server(0, handler(fake))
    server.start()
    yield Target(server.url, wait_seconds=0, answer_seconds=5)
    fake.release.set()
    server.close()


def lines(target: Target, capsys: pytest.CaptureFixture[str], *, code: int) -> list[str]:
    assert smoke.run(target, expected()) == code
    return capsys.readouterr().out.splitlines()


def failure(target: Target) -> str:
    with pytest.raises(CommandError) as caught:
        smoke.run(target, expected())
    return str(caught.value)


def test_all_of_it_is_there(target: Target, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    said = lines(target, capsys, code=0)

    checks = 1 + len(expected().operations) + 1 + 1 + 4
    assert [line for line in said if line.startswith("ok: ")] == said[:checks]
    assert said[checks].startswith("note: enforce_retention: ")
    assert said[-1] == f"All {checks} checks are well: what answers at {target.url} is this checkout."
    assert {token for _, token in fake.asked} == {None}, "nothing that is asked could change anything"


def test_a_missing_function_is_named(target: Target, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake.instead["POST /api/reports"] = MISSING

    said = lines(target, capsys, code=1)

    assert "missing: store_report POST reports" in said
    assert re.match(r"1 of \d+ checks failed\. Functions are missing\. Publish this checkout: func azure", said[-1])


def test_a_new_function_is_looked_for(target: Target, capsys: pytest.CaptureFixture[str]) -> None:
    new = Operation("greet", "GET", "greetings/{name}", is_open=True)
    more = replace(expected(), operations=(*expected().operations, new))

    assert smoke.run(target, more) == 1
    assert "missing: greet GET greetings/{name}" in capsys.readouterr().out


def test_no_function_at_all_is_another_story(target: Target, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake.instead[None] = MISSING

    said = lines(target, capsys, code=1)

    assert said[:-2] == [f"missing: {operation.label}" for operation in expected().operations]
    assert "No function is there. Publish the code: func azure functionapp publish" in said[-1]


def test_bad_settings_are_told(target: Target, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    settings = [{"name": "OPERATOR_TENANT_ID", "reason": "must be a GUID"}]
    refuses = (503, json.dumps({"code": "misconfigured", "settings": settings}).encode(), PROBLEM)
    fake.instead |= {f"{operation.method} {operation.path}": refuses for operation in expected().operations}
    for path in ("openapi.json", "notice"):
        del fake.instead[f"GET /api/{path}"]

    said = lines(target, capsys, code=1)

    assert [line for line in said if line.startswith("wrong: ")] == [
        "wrong: health: the service refuses to work until its settings are right",
        "wrong: setting OPERATOR_TENANT_ID: must be a GUID. Correct the deployment's parameter and deploy again.",
    ]
    assert "ok: list_reports GET reports: it is there, and refuses until the settings are right" in said


def test_a_function_that_hangs_is_wrong(target: Target, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake.hangs = {"GET /api/reports"}

    said = lines(replace(target, answer_seconds=0.5), capsys, code=1)

    assert "wrong: list_reports GET reports: does not answer within 0.5 s" in said
    assert said[-1].endswith("The lines above say what is wrong; docs/operations.md has the ways out.")


def test_the_start_is_waited_for(target: Target, fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    fake.at_first = [MISSING, (503, b"The service is unavailable.", {"Content-Type": "text/html"})]

    assert smoke.run(replace(target, wait_seconds=10), expected()) == 0

    waited = capsys.readouterr().err.splitlines()
    assert [line.rpartition(": ")[2] for line in waited] == ["it answers 404 (nothing).", "it answers 503 (text/html)."]


def test_a_service_that_never_answers(target: Target, fake: Fake) -> None:
    fake.hangs = {"GET /api/health"}

    sentence = failure(replace(target, answer_seconds=0.3, wait_seconds=0.5))

    assert "does not come up in 0.5 s: it does not answer within 0.3 s." in sentence
    assert "'The host does not start' in docs/operations.md" in sentence


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            (302, b"", {"Location": "https://sign-in.example/"}),
            "redirects to https://sign-in.example/: give the app's own",
        ),
        ((403, b"<html>", {"Content-Type": "text/html"}), "answers 403 (text/html) before the app sees the call"),
        ((401, b"", {}), "answers 401 (nothing) before the app sees the call"),
        ((200, b"<html>", {"Content-Type": "text/html"}), "is not this service: 200 (text/html)"),
        ((404, b"<html>", {"Content-Type": "text/html"}), "is not this service: 404 (text/html)"),
        (
            (200, b'{"status": "ok"}', {"Content-Type": "application/json"}),
            "is not this service: 200 (application/json)",
        ),
        ((503, b"", {}), "does not come up in 0 s: it answers 503 (nothing)"),
    ],
    ids=["redirect", "stopped", "easy auth", "page", "no such site", "other service", "does not start"],
)
def test_somebody_else_answers(target: Target, fake: Fake, answer: Answer, said: str) -> None:
    fake.instead[None] = answer

    assert said in failure(target)
    assert len(fake.asked) == 1, "a redirect is not followed"


def test_nobody_answers() -> None:
    assert failure(Target("http://127.0.0.1:1")) == (
        "http://127.0.0.1:1 cannot be reached: nothing listens there."
        " Compare it with the output 'url' of the deployment."
    )


def test_a_name_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    assert "cannot be reached: its name is not known" in failure(Target("https://no-such-app.invalid"))


def test_a_certificate_that_is_not_trusted(fake: Fake, files: Certificates) -> None:
    server = Server(0, handler(fake), files)
    server.start()
    try:
        assert "cannot be reached: its certificate is not trusted" in failure(Target(server.url))
    finally:
        server.close()
    assert fake.asked == []


def test_a_port_without_tls(target: Target) -> None:
    secure = replace(target, url=target.url.replace("http:", "https:"))

    assert "cannot be reached: it does not speak TLS" in failure(secure)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://app.example", "https://app.example"),
        ("https://app.example/", "https://app.example"),
        ("https://app.example:8443", "https://app.example:8443"),
        ("http://127.0.0.1:7071", "http://127.0.0.1:7071"),
        ("http://localhost:7071", "http://localhost:7071"),
        ("http://[::1]:7071", "http://[::1]:7071"),
    ],
)
def test_an_address(text: str, origin: str) -> None:
    assert address(text) == origin


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("app.example", "Give the whole address"),
        ("", "Give the whole address"),
        ("https://", "Give the whole address"),
        ("ftp://app.example", "Give the whole address"),
        ("https://[app", "Give the whole address"),
        ("https://app.example:port", "Give the whole address"),
        ("https://app.example/api", "without a path: https://app.example"),
        ("https://app.example/?code=x", "without a path: https://app.example"),
        ("https://otto@app.example", "without a path: https://app.example"),
        ("http://app.example", "Give an https address"),
        ("http://127.0.0.1.app.example", "Give an https address"),
    ],
)
def test_what_is_no_address_is_one_sentence(text: str, said: str) -> None:
    with pytest.raises(CommandError, match=re.escape(said)):
        address(text)


def test_with_an_operators_token_the_timer_is_seen(
    target: Target, fake: Fake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCESS_TOKEN", "of-the-operator")

    assert dev.main(["smoke", f"{target.url}/", "--wait", "0"]) == 0

    said = capsys.readouterr().out.splitlines()
    assert said[-2] == "ok: retention: a run did all it had to at 2026-11-23T09:07:01Z, and nothing is overdue"
    assert not [line for line in said if line.startswith("note: ")]
    assert [asked for asked in fake.asked if asked[1]] == [("GET /api/retention/status", "Bearer of-the-operator")]


def test_an_empty_token_is_none(
    target: Target, fake: Fake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ACCESS_TOKEN", "")

    assert dev.main(["smoke", target.url, "--wait", "0"]) == 0
    assert "note: enforce_retention" in capsys.readouterr().out


def test_a_checkout_that_cannot_be_imported_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^The app of this checkout cannot be imported"):
        smoke.read_expected(tmp_path, Path("/usr/bin/false"))
