"""Answers of Table Storage that Azurite never gives, put on the wire below the SDK, in the shape that Azure has.

Azure's tables, unlike Azurite, put the error's code in the body only; there is no `x-ms-error-code` header.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

_JSON = "application/json;odata=minimalmetadata;streaming=true;charset=utf-8"

Answers = Callable[[PreparedRequest], Response | None]


class Wire(HTTPAdapter):
    """Passes requests on, but for those that `answers` answers itself or fails by raising; remembers them all."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[PreparedRequest] = []
        self.timeouts: list[Any] = []
        self.answers: Answers = lambda _: None

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        self.seen.append(request)
        self.timeouts.append(kwargs.get("timeout"))
        answer = self.answers(request)
        if answer is not None:
            answer.request, answer.url = request, request.url or ""
            return answer
        return super().send(request, *args, **kwargs)

    def methods(self) -> list[str]:
        return [str(request.method) for request in self.seen]


def response(status: int, body: bytes, content_type: str, **headers: str) -> Response:
    named = {"Content-Type": content_type, "Date": "Mon, 23 Nov 2026 09:45:10 GMT", **headers}
    raw = HTTPResponse(body=io.BytesIO(body), headers=named, status=status, preload_content=False)
    return HTTPAdapter().build_response(PreparedRequest(), raw)


def refusal(status: int, code: str, **headers: str) -> Response:
    """An error of Table Storage."""
    return response(status, _error(code), _JSON, **headers)


def refused_batch(status: int, code: str) -> Response:
    """A transaction that failed as a whole: the answer is 202, and the refusal its only part."""
    part = f"HTTP/1.1 {status} Refused\r\nContent-Type: {_JSON}\r\n\r\n".encode() + _error(code)
    inner = b"--inner\r\nContent-Type: application/http\r\n\r\n" + part + b"\r\n--inner--\r\n"
    outer = b"--outer\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n" + inner + b"--outer--\r\n"
    return response(202, outer, "multipart/mixed; boundary=outer")


def page(rows: list[dict[str, Any]], *, next_partition: str | None = None) -> Response:
    """A page of a query; one that continues may be empty."""
    more = {"x-ms-continuation-NextPartitionKey": next_partition} if next_partition else {}
    return response(200, json.dumps({"odata.metadata": "x", "value": rows}).encode(), _JSON, **more)


def _error(code: str) -> bytes:
    said = f"Told in words.\nRequestId:1\nTime:2026-11-23T09:45:10Z anna.schmidt {code}"
    return json.dumps({"odata.error": {"code": code, "message": {"lang": "en-US", "value": said}}}).encode()
