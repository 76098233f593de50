"""A disk is really full: that of storage in the middle of an operation, and that of the service's own machine.

Azurite as it is does not notice: it answers from memory, its saving fails without a word, and what came since is lost
when it ends. Here it saves before it answers (killing.py), and answers 507 when it cannot. What it could not save stays
in its memory: a change that was refused is seen nevertheless, and is there for good once there is space again, or gone
with a kill. The disk is full from each request that writes in turn. After a kill: storing, erasing and sweeping; with
`--long` every operation.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from tests.faults.operations import OPERATIONS, Operation, confirmed, is_kept
from tests.faults.test_cut_at_every_request import check_answer, finish, is_done
from tests.support.emulator import Emulator, resume
from tests.support.full_disk import filling_at, full_disk
from tests.support.service import RunningService
from tests.support.world import World, report_body

pytestmark = [pytest.mark.slow, pytest.mark.kills]

KILLED = frozenset({"store a report", "erase", "sweep and notify"})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each operation, with space again afterwards, or a kill first: by default only where KILLED says so."""
    if "is_killed" not in metafunc.fixturenames:
        return
    is_long = metafunc.config.getoption("--long")
    chosen = [(operation, False) for operation in OPERATIONS]
    chosen += [(operation, True) for operation in OPERATIONS if is_long or operation.name in KILLED]
    ids = [f"{operation.name}{', then a kill' * is_killed}" for operation, is_killed in chosen]
    metafunc.parametrize(("operation", "is_killed"), chosen, ids=ids)


def test_the_disk_of_storage_fills_at_each_write(tmp_path: Path, operation: Operation, is_killed: bool) -> None:
    with Emulator(tmp_path) as emulator:
        world = World.on_azurite(emulator.start())
        key = confirmed(world)
        for number in count(1):
            subject = operation.prepare(world, number)
            with filling_at(world, emulator.pid, number) as fault:
                reply = operation.act(world, subject)
                if not fault.happened:
                    break
                check_answer(operation, reply)
                operation.half(world, subject)
                is_kept(world, key)
            if is_killed:
                emulator.kill()
                world = resume(emulator, world)
                operation.half(world, subject)
                is_kept(world, key)
            finish(world, operation, subject, reply)
            is_kept(world, key)
        assert is_done(reply)
        assert number > 1


def test_the_service_answers_when_its_process_can_write_no_file(fresh_service: RunningService) -> None:
    """Nor its log: what a run logs goes to a file, and is missing there as long."""
    report = report_body(datetime.now(UTC) - timedelta(hours=1))

    def runs_logged() -> int:
        return fresh_service.log.read_text(encoding="utf-8").count("retention_run_finished")

    before = runs_logged()
    with full_disk(fresh_service.description.pids["functions host"]):
        forwarded = fresh_service.call("POST", "/api/identity/forward", by="ben", body={})
        stored = fresh_service.call("POST", "/api/reports", by="ben", body=report)
        path = f"/api/reports/{stored.json['id']}"
        answers = [
            forwarded,
            stored,
            fresh_service.call("GET", path, by="ben"),
            fresh_service.call("GET", path, by="ben", headers={"accept": "text/csv"}),
            fresh_service.call("GET", "/api/me/data", by="ben"),
            fresh_service.call("GET", "/api/me/portable-data", by="ben"),
            fresh_service.call("POST", "/api/retention/runs", by="otto"),
            fresh_service.call("DELETE", "/api/me/data", by="ben"),
            fresh_service.call("GET", path, by="ben"),
            fresh_service.call("GET", "/api/tab/"),
        ]
        meanwhile = runs_logged()

    assert [answer.status for answer in answers] == [200, 201, 200, 200, 200, 200, 200, 200, 404, 200]
    assert meanwhile == before
    assert fresh_service.call("POST", "/api/retention/runs", by="otto").status == 200
    assert runs_logged() > before
