"""What every simulation needs: no name is looked up, for a hundred instances' names would wait for a resolver."""

from __future__ import annotations

import pytest

from tests.identity.resolving import resolve_as


@pytest.fixture
def unresolved(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up() -> list[str]:
        raise OSError

    resolve_as(monkeypatch, "cc.contoso.example", look_up)
