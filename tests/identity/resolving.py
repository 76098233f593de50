"""A resolver under the test's control."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest


def resolve_as(monkeypatch: pytest.MonkeyPatch, host: str, look_up: Callable[[], list[str]]) -> None:
    """Let `host` have the addresses that `look_up` returns each time it is asked; other names have their own."""
    real = socket.getaddrinfo

    def getaddrinfo(name: str, port: int, *rest: Any, **options: Any) -> list[Any]:
        if name != host:
            return list(real(name, port, *rest, **options))
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in look_up()]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
