"""Storage that can be read and takes no more; and that the service needs no disk of its own.

The answer of storage that is full is put on the wire, so that what it refuses is not done. Disks are really filled in
test_disk_fills_up.py. That each other code of Azure's means the same to the service:
tests/storage/test_client_on_azure.py.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from requests import PreparedRequest, Response

from tests.faults.operations import OPERATIONS, Operation, confirmed, is_kept
from tests.faults.test_cut_at_every_request import check_answer, finish
from tests.support.azure_answers import Wire, refusal, response
from tests.support.world import World

pytestmark = [pytest.mark.azurite, pytest.mark.slow]

READING_ONES_OWN = {"read everything", "export"}
"""What needs no more of storage than to be read (tests/faults/test_unlogged.py)."""


@contextmanager
def full(world: World) -> Iterator[None]:
    """Whatever writes is refused; deletions too, for they are written down as well."""
    with taking_only(world, "GET"):
        yield


@contextmanager
def taking_only(world: World, *methods: str) -> Iterator[None]:
    """Storage that refuses every request of another method; a transaction is a POST."""

    def refuse(request: PreparedRequest) -> Response | None:
        return None if request.method in methods else refusal(507, "InsufficientStorage")

    with on_the_wire(world, refuse):
        yield


@contextmanager
def on_the_wire(world: World, answers: Any) -> Iterator[None]:
    """While it lasts, `answers` answers in the place of storage when it likes to."""
    world.tables.listing()  # opens the session
    session = world.storage.session
    assert session is not None
    adapter = session.get_adapter("http://")
    wire = Wire()
    wire.answers = answers
    session.mount("http://", wire)
    try:
        yield
    finally:
        session.mount("http://", adapter)


@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.name for operation in OPERATIONS])
def test_full_storage_takes_nothing_and_nothing_is_claimed(world: World, operation: Operation) -> None:
    key = confirmed(world)
    subject = operation.prepare(world, 1)

    with full(world):
        reply = operation.act(world, subject)
        check_answer(operation, reply)
        assert reply.status == (200 if operation.name in READING_ONES_OWN else 503)
        operation.half(world, subject)
        is_kept(world, key)

    finish(world, operation, subject, reply)


@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.name for operation in OPERATIONS])
def test_what_is_no_answer_of_storages_is_503(world: World, operation: Operation) -> None:
    key = confirmed(world)
    subject = operation.prepare(world, 1)

    with on_the_wire(world, lambda _: response(502, b"<html>Bad Gateway", "text/html")):
        reply = operation.act(world, subject)

    assert reply.status == 503
    check_answer(operation, reply)
    is_kept(world, key)
    finish(world, operation, subject, reply)


@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.name for operation in OPERATIONS])
def test_the_service_opens_no_file_to_write(world: World, operation: Operation, files_written: list[str]) -> None:
    confirmed(world)
    subject = operation.prepare(world, 1)
    files_written.clear()

    operation.act(world, subject)

    assert files_written == []


@pytest.fixture
def files_written() -> Iterator[list[str]]:
    """Names of files opened to write from here on, but for the interpreter's own cache of compiled modules."""
    _WATCHED.append([])
    yield _WATCHED[-1]
    _WATCHED.pop()


_WATCHED: list[list[str]] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _WATCHED and _writes(*arguments[1:]) and ".pyc" not in str(arguments[0]):
        _WATCHED[-1].append(str(arguments[0]))


def _writes(mode: str | None, flags: int) -> bool:
    return bool(set(mode or "") & set("wax+")) or bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def test_the_watch_sees_a_file(tmp_path: Any, files_written: list[str]) -> None:
    (tmp_path / "seen").write_text("x", encoding="utf-8")

    assert files_written == [str(tmp_path / "seen")]


sys.addaudithook(_watch)
