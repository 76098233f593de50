"""What happens between two storage requests of a process: its end, or something that another process does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from azure.core.exceptions import ServiceResponseError

from tests.support.world import Clock, World, empty_tables


@contextmanager
def killed_after(world: World, requests: int) -> Iterator[None]:
    """The process dies after so many storage requests: none of the later ones gets through."""
    left = requests

    def drop(request: Any) -> None:
        nonlocal left
        if left == 0:
            raise ServiceResponseError("the process is gone")
        left -= 1

    world.storage.before = drop
    try:
        yield
    finally:
        world.storage.before = None


@contextmanager
def at_request(world: World, position: int, act: Callable[[], object]) -> Iterator[None]:
    """Just before the storage request of that position, counted from 0, `act` happens."""
    with _watching(world, act, lambda seen, _: seen == position):
        yield


@contextmanager
def once_at(world: World, method: str, fragment: str, act: Callable[[], object]) -> Iterator[None]:
    """Just before the first storage request of that method whose address has the fragment, `act` happens."""
    with _watching(world, act, lambda _, request: request.method == method and fragment in request.url):
        yield


@contextmanager
def _watching(world: World, act: Callable[[], object], is_it: Callable[[int, Any], bool]) -> Iterator[None]:
    seen, done = 0, False

    def watch(request: Any) -> None:
        nonlocal seen, done
        if not done and is_it(seen, request):
            done = True
            act()
        seen += 1

    world.storage.before = watch
    try:
        yield
    finally:
        world.storage.before = None
    assert done, "that request was never made"


def start_over(connection_string: str) -> World:
    """A world on an emptied Azurite, whose one tenant is registered."""
    clock = Clock()
    world = World(tables=empty_tables(connection_string, clock), clock=clock)
    world.register()
    return world
