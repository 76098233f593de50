"""A fault that comes with one request of an operation, told by its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock
from typing import Any

import pytest
from azure.core.exceptions import AzureError

from tests.support.world import World

A_MINUTE = 60


@dataclass
class Fault:
    """It does not happen when fewer requests are made than were counted on. `is_felt`: an answer, or none, shows it."""

    happened: bool = False
    is_felt: bool = False


@contextmanager
def striking(
    world: World,
    number: int,
    strike: Callable[[Any], object],
    *,
    reads: bool,
    is_felt: Callable[[Any], bool] | None = None,
) -> Iterator[Fault]:
    """Call `strike` with the request of this number, counted from 1, before it is sent. That one gets no answer; with
    `is_felt` the fault shows in an answer from then on.

    Where `reads` do not count, the number is that of a request that writes. What other threads send waits meanwhile.
    """
    send = world.storage.send
    turn = Lock()
    fault = Fault()
    is_answered = Event()
    left = number

    def is_struck(request: Any) -> bool:
        nonlocal left
        if fault.happened or (request.method == "GET" and not reads):
            return False
        left -= 1
        fault.happened = left == 0
        return fault.happened

    def watch(request: Any, **options: Any) -> Any:
        with turn:
            is_the_one = is_struck(request)
            if is_the_one:
                strike(request)
            shows_it = is_the_one if is_felt is None else fault.happened
        try:
            response = send(request, **options)
        except AzureError:
            fault.is_felt |= shows_it
            raise
        else:
            fault.is_felt |= shows_it and is_felt is not None and is_felt(response)
            return response
        finally:
            if is_the_one:
                is_answered.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.storage, "send", watch)
        yield fault
    with turn:  # an operation may give up while another of its threads is still here
        happened = fault.happened
    if happened:
        is_answered.wait(A_MINUTE)
        assert fault.is_felt, "nothing came of the fault"
