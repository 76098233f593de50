from __future__ import annotations

import threading
from pathlib import Path

import pytest

from local import locks


def test_one_process_at_a_time_holds_a_lock(tmp_path: Path) -> None:
    path = tmp_path / "locks" / "install"
    waited: list[str] = []
    entered = threading.Event()

    def enter() -> None:
        with locks.held(path, on_wait=lambda: waited.append("waits")):
            entered.set()

    thread = threading.Thread(target=enter)
    with locks.held(path, on_wait=None):
        with pytest.raises(locks.LockedError), locks.held(path, on_wait=None):
            pass
        thread.start()
        assert not entered.wait(0.5)
    thread.join(5)

    assert entered.is_set()
    assert waited == ["waits"]
