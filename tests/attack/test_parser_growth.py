"""What is sixteen times as long takes about sixteen times as long to read, however it is made up.

Of a quadratic reader it would take 256 times as long. Processor time is compared with processor time, never with a
clock, and a sixfold excess is let pass: other processes slow a reader down, but not the longer of two so much more.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from shared.auth.tokens import bearer_token
from shared.imports.csv_report import read_csv
from shared.problems import Problem
from shared.strict_json import parse
from shared.tenants.names import domain_label
from tests.attack.parsers import PARSERS
from tests.support.csv_files import DAY, MEETING_ID, NO_OFFSET
from tests.support.endpoint import answering
from tests.support.every import failing

pytestmark = pytest.mark.slow

FACTOR, EXCESS = 16, 6
NOTHING_SECONDS = 0.2
"""What the longest text may take in any case: too little to hold anybody up, and to be compared."""
LONG = 32 * 1024

FRAGMENTS = ["a", " ", ",", ".", "-", "1", "(", ")", "@", ":", ";q=1,", "[", '{"a":', "\\", '"', "%", "=", "\u00e4",
             "\u00a0", "a.", "1/1/26 ", "Bearer ", "app is not authorized to ", 'claims="', "1h ", "a\tb\tc\n",
             "x\t\u00e4\n\n", "(a) "]  # fmt: skip


def _of_bytes(read: Callable[[bytes], object]) -> Callable[[str], object]:
    return lambda text: read(text.encode())


FAN_OUT_THREADS: dict[str, Callable[[str], object]] = {
    "JSON": _of_bytes(parse),
    "CSV": _of_bytes(lambda content: read_csv(content, MEETING_ID, DAY, NO_OFFSET)),
    "authorization": lambda text: bearer_token(text, {}),
    "domain": domain_label,
    "accept": lambda text: answering(lambda call: call.prefers("application/json", "text/csv")).call(accept=text),
    "client address": lambda text: PARSERS["shared.http.client_address:client_address"].read(
        "shared.http.client_address:client_address", {"x-forwarded-for": text}
    ),
    "refusal of Graph": _of_bytes(
        lambda body: PARSERS["shared.graph.refusals:names_a_policy"].read(
            "shared.graph.refusals:names_a_policy", b'{"error": {"message": "' + body.replace(b'"', b"'") + b'"}}'
        )
    ),
    **{
        name: lambda text, name=name: PARSERS[name].read(name, text)  # type: ignore[misc]  # mypy infers no default
        for name in (
            "shared.auth.base64url:decode",
            "shared.graph.links:Links.follow",
            "shared.graph.readings:text",
            "shared.graph.refusals:challenged",
            "shared.outbound.backoff:retry_after",
            "shared.guids:canonical_guid",
            "shared.imports.csv_file:is_address",
            "shared.imports.csv_times:is_moment",
            "shared.imports.csv_times:read_duration",
            "shared.imports.csv_words:role_of",
            "shared.imports.csv_words:without_marks",
            "shared.imports.telephones:number_in",
            "shared.notice.language:negotiate_language",
            "shared.reports.attention:names_attention_data",
            "shared.reports.keys:Position.parse",
            "shared.reports.minimisation:is_phone_number",
            "shared.rights.cursor:parse",
            "shared.tenants.names:host_name",
            "shared.times:parse_instant",
        )
    },
}


def seconds(read: Callable[[str], object], text: str) -> float:
    """The processor's time for one reading: the least of three."""
    taken = []
    for _ in range(3):
        started = time.thread_time()
        with suppress(Problem, ValueError):
            read(text)
        taken.append(time.thread_time() - started)
        if taken[-1] < NOTHING_SECONDS:
            break
    return min(taken)


def grows_too_fast(read: Callable[[str], object], fragment: str) -> bool:
    """Whether sixteen times the text takes a hundred times as long, and long enough to matter."""
    long = (fragment * LONG)[:LONG]
    most = seconds(read, long)
    return most > NOTHING_SECONDS and most > FACTOR * EXCESS * seconds(read, long[: LONG // FACTOR])


def test_no_text_makes_a_reader_slow_out_of_proportion() -> None:
    def check(name: str) -> None:
        assert [fragment for fragment in FRAGMENTS if grows_too_fast(FAN_OUT_THREADS[name], fragment)] == []

    assert failing(check, [*FAN_OUT_THREADS]) == []


def test_a_reader_that_looks_again_from_every_place_would_be_found() -> None:
    def look(text: str) -> Any:
        return re.search("a+b", text)

    assert grows_too_fast(look, "a")
    assert not grows_too_fast(look, "b")
