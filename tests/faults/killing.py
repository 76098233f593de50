"""A real Azurite with its data on disk, which is killed in the middle of things and started again.

Azurite writes its tables to disk every five seconds and when it is asked to end (SIGINT), not when it answers: SIGKILL
loses the seconds since. That is Azurite's, not Table Storage's, which answers when a row is safe. So what a test calls
confirmed is saved first (`restart`), and `kill` then takes away what came after it, as no real storage would.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest
from azure.core.exceptions import ServiceResponseError

from local import azurite, environment
from local.processes import Children
from tests.interference import another_worker
from tests.running import ROOT
from tests.world import World


class Emulator:
    """A directory of data, and the Azurite that has it open while the `with` block lasts."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._node = environment.prepare_node(ROOT)
        self._children = Children(ROOT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._children.__exit__(None, None, None)

    def start(self) -> str:
        """Start on what is on disk; the connection string, with another port and key each time."""
        self.stop()  # an operation that made fewer requests than the one before it was not killed
        self._children = Children(ROOT)
        running = azurite.start(self._children, self._node, ROOT, data=self._data, with_blobs_and_queues=False)
        return running.connection_string(azurite.SERVICE_ACCOUNT)

    def stop(self) -> None:
        """End it in order, with everything saved."""
        self._children.__exit__(None, None, None)

    def kill(self) -> None:
        """End it at once, with nothing saved."""
        os.kill(self._children.pids["Azurite"], signal.SIGKILL)
        self._children.__exit__(None, None, None)


def restart(emulator: Emulator, world: World) -> World:
    """Save what is there, start anew, and go on with a worker that knows the new address."""
    emulator.stop()
    return resume(emulator, world)


def resume(emulator: Emulator, world: World) -> World:
    """Start on what is on disk, and go on with a worker of which the world outside is the same."""
    other = another_worker(world, emulator.start())
    other.contact_center.told = world.contact_center.told
    other.graph.at = world.graph.at
    return other


@contextmanager
def killing_at(world: World, emulator: Emulator, number: int, *, is_done_first: bool) -> Iterator[None]:
    """Kill storage at the request of this number, counted from 1: before it is sent, or once it is carried out."""
    send = world.storage.send
    seen = 0

    def watch(request: Any, **options: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen != number:
            return send(request, **options)
        if not is_done_first:
            emulator.kill()
            return send(request, **options)
        send(request, **options)
        emulator.kill()
        raise ServiceResponseError("storage was killed before it answered")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.storage, "send", watch)
        yield
