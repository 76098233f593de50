"""How the stand-in contact centre fails when a test asks for it: each mode is a way in which a real one could."""

from __future__ import annotations

import gzip
import time
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.machine.web import Handler

HANG_SECONDS = 60
DRIP_SECONDS = 0.5
HUGE_BYTES = 16 * 1024 * 1024
FOREIGN_LAUNCH_URL = "https://launch.foreign.example/s/elsewhere"
JSON_TYPE = {"Content-Type": "application/json"}


class FailureMode(StrEnum):
    """What `POST /dev/behaviour` takes as `mode`."""

    NORMAL = "normal"
    HANG = "hang"  # nothing comes for a minute
    DRIP = "drip"  # a correct answer, one byte every half second
    ERROR = "error"  # 500
    REDIRECT = "redirect"  # 302 to another path of this server, which records who follows
    HUGE = "huge"  # 16 MiB of JSON once decoded; gzip where the client accepts it, then only 16 KiB on the wire
    CUT = "cut"  # the connection ends in the middle of the body
    GARBAGE = "garbage"  # 200, but not JSON
    FOREIGN_LAUNCH_URL = "foreign_launch_url"  # a correct answer whose launch URL is on another host


def play_failure(handler: Handler, mode: FailureMode, body: bytes) -> None:
    """Answer badly in place of the correct `body`; NORMAL and FOREIGN_LAUNCH_URL, well formed, are a ValueError."""
    match mode:
        case FailureMode.HANG:
            time.sleep(HANG_SECONDS)
            handler.close_connection = True
        case FailureMode.DRIP:
            _drip(handler, body)
        case FailureMode.ERROR:
            handler.answer(500, b"contact centre out of order", {"Content-Type": "text/plain"})
        case FailureMode.REDIRECT:
            handler.answer(302, headers={"Location": "/elsewhere"})
        case FailureMode.HUGE:
            _answer_huge(handler)
        case FailureMode.CUT:
            _cut(handler, body)
        case FailureMode.GARBAGE:
            handler.answer(200, b"\xff<html>not JSON", JSON_TYPE)
        case _:
            raise ValueError(mode)


def _head(length: int) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode()


def _drip(handler: Handler, body: bytes) -> None:
    handler.wfile.write(_head(len(body)))
    for position in range(len(body)):
        time.sleep(DRIP_SECONDS)
        handler.wfile.write(body[position : position + 1])


def _cut(handler: Handler, body: bytes) -> None:
    handler.wfile.write(_head(len(body)) + body[: len(body) // 2])
    handler.close_connection = True


def _answer_huge(handler: Handler) -> None:
    body = b'{"userId": "' + b"a" * HUGE_BYTES + b'"}'
    if "gzip" in handler.headers.get("accept-encoding", ""):
        handler.answer(200, gzip.compress(body), JSON_TYPE | {"Content-Encoding": "gzip"})
    else:
        handler.answer(200, body, JSON_TYPE)
