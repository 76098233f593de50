from __future__ import annotations

import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from local.machine import locks


def test_one_process_at_a_time_holds_a_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locks" / "install"
    waited: list[str] = []
    entered = threading.Event()
    tries = threading.Semaphore(0)

    def pause(seconds: float) -> None:
        tries.release()
        time.sleep(seconds)

    monkeypatch.setattr(locks, "time", SimpleNamespace(sleep=pause))

    def enter() -> None:
        with locks.held(path, on_wait=lambda: waited.append("waits")):
            entered.set()

    thread = threading.Thread(target=enter)
    with locks.held(path, on_wait=None):
        with pytest.raises(locks.LockedError), locks.held(path, on_wait=None):
            pass
        thread.start()
        assert tries.acquire(timeout=5)
        assert tries.acquire(timeout=5)
        assert not entered.is_set()
    thread.join(5)

    assert entered.is_set()
    assert waited == ["waits"]
