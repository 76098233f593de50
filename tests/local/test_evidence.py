"""`dev.py verify-evidence`: the chain is read to its oldest entry, and the first broken link is named (R11.2a)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import dev
from local.commands.verify_evidence import LONGEST_PAUSE, PAGE, verify
from local.machine.command_error import CommandError
from local.machine.web import Server
from shared.retention.evidence import FIRST_PREVIOUS, first_broken_link, hash_of
from tests.support.every import failing

Entries = list[dict[str, Any]]


def chain(length: int, first: int = 1) -> Entries:
    """Entries as the service publishes them, oldest first."""
    entries: Entries = []
    for number in range(first, first + length):
        previous = entries[-1]["hash"] if entries else FIRST_PREVIOUS if first == 1 else "e" * 64
        entry = {"number": number, "outcome": "succeeded", "dropped": ["reports 2026-10-23"], "previous": previous}
        entries.append({**entry, "hash": hash_of(entry)})
    return entries


def changed(entries: Entries) -> Entries:
    return [{**entry, "outcome": "x"} if entry["number"] == 2 else entry for entry in entries]


def rehashed(entries: Entries) -> Entries:
    forged = {**entries[1], "outcome": "x"}
    return [entries[0], {**forged, "hash": hash_of(forged)}, *entries[2:]]


def removed(entries: Entries) -> Entries:
    return [entries[0], *entries[2:]]


def renumbered(entries: Entries) -> Entries:
    forged = {**entries[2], "number": 2}
    return [entries[0], {**forged, "hash": hash_of(forged)}, *entries[3:]]


def reordered(entries: Entries) -> Entries:
    return [entries[0], entries[2], entries[1], *entries[3:]]


def with_a_forged_start(entries: Entries) -> Entries:
    forged = {**entries[0], "previous": "f" * 64}
    return [{**forged, "hash": hash_of(forged)}, *entries[1:]]


TAMPERED = [
    (changed, "entry 2 was changed: its hash does not fit"),
    (rehashed, "entry 3 does not follow entry 2: their hashes do not fit"),
    (removed, "an entry is missing between 1 and 3"),
    (renumbered, "entry 2 does not follow entry 1: their hashes do not fit"),
    (reordered, "an entry is missing between 1 and 3"),
    (with_a_forged_start, "entry 1 follows something that is not there"),
]


def test_the_first_broken_link_is_named() -> None:
    def check(tamper: Callable[[Entries], Entries], sentence: str) -> None:
        assert first_broken_link(tamper(chain(4))) == sentence

    assert failing(check, TAMPERED) == []


@pytest.mark.parametrize("entries", [chain(4), chain(4, first=9), []], ids=["from the first", "older expired", "none"])
def test_a_chain_that_holds(entries: Entries) -> None:
    assert first_broken_link(entries) is None


class Service:
    """What a service answers for its evidence, newest first."""

    def __init__(self) -> None:
        self.entries: Entries = []
        self.answer: tuple[int, bytes] | None = None
        self.pauses: list[str | None] = []
        self.asked: list[tuple[str, str]] = []

    def page(self, cursor: int | None, limit: int) -> dict[str, Any]:
        older = [entry for entry in reversed(self.entries) if cursor is None or entry["number"] < cursor]
        page = older[:limit]
        return {"entries": page, "next": str(page[-1]["number"]) if len(older) > limit else None}


@pytest.fixture
def stand_in() -> Service:
    return Service()


@pytest.fixture
def url(stand_in: Service) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            stand_in.asked.append((parts.path, self.headers["authorization"]))
            cursor = int(query["cursor"][0]) if "cursor" in query else None
            status, body = stand_in.answer or (200, json.dumps(stand_in.page(cursor, int(query["limit"][0]))).encode())
            pause = stand_in.pauses.pop(0) if stand_in.pauses else None
            self.send_response(status if pause is None else 429)
            self.send_header("retry-after", pause or "")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    with Server(0, Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.url
        server.shutdown()


def test_the_whole_chain_is_read_page_after_page(stand_in: Service, url: str) -> None:
    stand_in.entries = chain(2 * PAGE + 1)

    sentence = verify(url, "made-up", None)

    assert sentence == f"The evidence holds: entries 1 to {2 * PAGE + 1}, head {stand_in.entries[-1]['hash']}."
    assert stand_in.asked == [("/api/retention/evidence", "Bearer made-up")] * 3


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, in seconds; no time passes."""
    made: list[float] = []
    monkeypatch.setattr("local.commands.verify_evidence.time.sleep", made.append)
    return made


def test_a_limit_on_calls_is_waited_for_and_the_same_page_read(stand_in: Service, url: str, slept: list[float]) -> None:
    stand_in.entries = chain(PAGE + 1)
    stand_in.pauses = [None, "2", "1"]

    assert verify(url, "made-up", None).startswith(f"The evidence holds: entries 1 to {PAGE + 1}")
    assert slept == [2, 1]


@pytest.mark.parametrize("pause", ["", "999", "soon", "-1", "9" * 5000], ids=lambda pause: pause[:4])
def test_a_pause_of_any_kind_is_bounded(stand_in: Service, url: str, slept: list[float], pause: str) -> None:
    stand_in.pauses = [pause]

    verify(url, "made-up", None)

    assert slept == [LONGEST_PAUSE]


def test_a_service_that_stays_busy_is_one_sentence(stand_in: Service, url: str, slept: list[float]) -> None:
    stand_in.pauses = ["1"] * 100

    with pytest.raises(CommandError, match=r"^The service is busy"):
        verify(url, "made-up", None)
    assert slept == [1] * 5


def test_a_broken_link_fails(stand_in: Service, url: str) -> None:
    stand_in.entries = changed(chain(3))

    with pytest.raises(CommandError, match=r"^The evidence does not hold: entry 2 was changed"):
        verify(url, "made-up", None)


def test_the_head_shows_that_nothing_is_missing_at_the_end(stand_in: Service, url: str) -> None:
    whole = chain(3)
    stand_in.entries = whole
    assert verify(url, "made-up", whole[-1]["hash"]).startswith("The evidence holds")
    assert verify(url, "made-up", whole[1]["hash"]).startswith("The evidence holds"), "an older head is there as well"

    stand_in.entries = whole[:-1]

    with pytest.raises(CommandError, match="no entry has the given head"):
        verify(url, "made-up", whole[-1]["hash"])


def test_no_evidence_yet_is_no_evidence(stand_in: Service, url: str) -> None:
    assert verify(url, "made-up", None) == "There is no evidence yet: no sweep has run."
    with pytest.raises(CommandError, match="no entry has the given head"):
        verify(url, "made-up", "a" * 64)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((403, b"{}"), r"^The service answers 403: sign in as an operator or officer\.$"),
        ((200, b"<html>"), r"^What answers at http://127\.0\.0\.1:\d+ is not this service\.$"),
        ((200, b'{"status": "ok"}'), r"^What answers at http://127\.0\.0\.1:\d+ is not this service\.$"),
    ],
    ids=["refused", "another site", "another service"],
)
def test_what_answers_otherwise_is_one_sentence(
    stand_in: Service, url: str, answer: tuple[int, bytes], sentence: str
) -> None:
    stand_in.answer = answer

    with pytest.raises(CommandError, match=sentence):
        verify(url, "made-up", None)


@pytest.mark.parametrize(
    "page",
    [
        [],
        {"entries": [], "next": 1},
        {"entries": []},
        {"entries": {}, "next": None},
        {"entries": ["entry"], "next": None},
        *({"entries": [{**chain(1)[0], name: None}], "next": None} for name in ("number", "hash", "previous")),
        {"entries": [{"hash": "a" * 64, "previous": "b" * 64}], "next": None},
        {"entries": [{**chain(1)[0], "number": "1"}], "next": None},
    ],
    ids=lambda page: json.dumps(page)[:60],
)
def test_a_page_of_another_shape_is_one_sentence(stand_in: Service, url: str, page: Any) -> None:
    stand_in.answer = (200, json.dumps(page).encode())

    with pytest.raises(CommandError, match=r"is not this service\.$"):
        verify(url, "made-up", None)


def test_nobody_answers_is_one_sentence() -> None:
    with pytest.raises(CommandError, match=r"^The service does not answer at http://127\.0\.0\.1:1: "):
        verify("http://127.0.0.1:1", "made-up", None)


def test_a_deployed_service_is_read_with_the_token_of_the_environment(
    stand_in: Service, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in.entries = chain(1)
    monkeypatch.setenv("ACCESS_TOKEN", "of-the-operator")

    assert dev.main(["verify-evidence", "--url", f"{url}/", "--head", stand_in.entries[0]["hash"]]) == 0

    assert stand_in.asked == [("/api/retention/evidence", "Bearer of-the-operator")]
    assert capsys.readouterr().out.startswith("The evidence holds: entries 1 to 1")


def test_a_deployed_service_without_a_token_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ACCESS_TOKEN", raising=False)

    assert dev.main(["verify-evidence", "--url", "http://127.0.0.1:1"]) == 1

    assert "ACCESS_TOKEN" in capsys.readouterr().err


def test_a_local_service_that_does_not_run_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["verify-evidence", "--port", "1"]) == 1

    assert capsys.readouterr().err.startswith("No service runs on port 1")
