"""A real Azurite with its data on disk, which is killed in the middle of things and started again.

Azurite as it is answers from memory. It saves every five seconds, and at SIGINT or when its standard input ends (then
with `end_with_parent.cjs`); SIGKILL and SIGTERM lose what came since, so that of an operation that is killed
nothing at all would be left. Table Storage answers when a row is safe. So a script is loaded into this Azurite with
which it saves before it answers (`save_before_answering.cjs`): SIGKILL takes away nothing that it confirmed, and leaves
the half that was done.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Self

from local.machine import azurite, environment
from local.machine.processes import Children
from tests.support.faults import Fault, striking
from tests.support.service import ROOT
from tests.support.world import World

Way = Literal["before", "after"]


class Emulator:
    """A directory of data, and the Azurite that has it open while the `with` block lasts."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._node = environment.prepare_node(ROOT)
        self._children = Children(ROOT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def start(self) -> str:
        """Start on what is on disk; the connection string, with another port and key each time."""
        self._end()
        script = Path(__file__).with_name("save_before_answering.cjs")
        running = azurite.start(
            self._children, self._node, ROOT, data=self._data, with_blobs_and_queues=False, preload=script
        )
        return running.connection_string(azurite.SERVICE_ACCOUNT)

    @property
    def pid(self) -> int:
        """Of the Azurite that was started last."""
        return self._children.pids["Azurite"]

    def kill(self) -> None:
        """End it at once."""
        os.kill(self.pid, signal.SIGKILL)
        self._end()

    def _end(self) -> None:
        """Wait for the end of what has been killed; end in order what has not."""
        self._children.__exit__(None, None, None)
        self._children = Children(ROOT)


def resume(emulator: Emulator, world: World) -> World:
    """Start on what is on disk after a kill, and go on with a worker of which the world outside is the same."""
    other = World.on_azurite(emulator.start(), clock=world.clock)
    other.contact_center.usernames |= world.contact_center.usernames
    other.contact_center.told = world.contact_center.told
    other.graph.at = world.graph.at
    return other


@contextmanager
def killing_at(world: World, emulator: Emulator, number: int, way: Way, *, reads: bool = True) -> Iterator[Fault]:
    """Kill storage at the request of this number: before it is sent, or once it is carried out."""

    def kill(request: Any) -> None:
        if way == "before":
            emulator.kill()
        else:
            request.headers["x-die-before-answering"] = "yes"

    with striking(world, number, kill, reads=reads) as fault:
        yield fault
