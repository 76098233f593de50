"""Nothing about a person reaches a log, an error's answer or the evidence, whatever happens (R5.1, R6, R11)."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace

import pytest
from azure.core.exceptions import ServiceResponseError

from shared.families import FAMILIES, unknown_properties
from shared.retention.functions import RetentionFailed
from tests.support.driver import MARK, Driver, drive, outage
from tests.support.world import NewWorld, World


@pytest.fixture
def world(new_world: NewWorld) -> World:
    """An app that keeps whole addresses, so that there is one to leak."""
    return new_world({"CLIENT_ADDRESS": "full"})


def found_in(records: list[logging.LogRecord], secrets: set[str]) -> list[str]:
    """The records that hold any of the secrets, in the message, its arguments or an error's text."""
    texts = [f"{logging.Formatter().format(record)} {record.msg} {record.args}" for record in records]
    return [text for text in texts if any(secret in text.lower() for secret in secrets)]


def found_in_refusals(driver: Driver) -> list[str]:
    answers = [(driven.function, driven.reply) for driven in driver.driven if driven.reply.status >= 400]
    texts = [f"{function}: {reply.headers} {reply.body.decode()}" for function, reply in answers]
    return [text for text in texts if any(secret in text.lower() for secret in driver.secrets())]


def test_every_function_is_driven_and_both_succeeds_and_refuses(world: World) -> None:
    driver = drive(world)

    statuses: dict[str, set[int]] = {}
    for driven in driver.driven:
        statuses.setdefault(driven.function, set()).add(driven.reply.status)
    assert statuses.keys() == world.services.api.operations.keys()
    assert [name for name, seen in statuses.items() if min(seen) >= 300] == []
    assert [name for name, seen in statuses.items() if max(seen) < 400] == ["health", "openapi"]
    assert max(max(seen) for seen in statuses.values()) <= 504
    assert not any(500 in seen for seen in statuses.values())


@pytest.mark.clause("R5.1", "R6", "R11")
def test_what_succeeds_and_what_is_refused_logs_nothing_personal(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        driver = drive(world)

    assert len(caplog.records) > 5
    assert found_in(caplog.records, driver.secrets()) == []
    assert found_in_refusals(driver) == []


failures = pytest.mark.parametrize("error", [ServiceResponseError, RuntimeError], ids=["outage", "unforeseen"])


@pytest.mark.azurite
@failures
@pytest.mark.clause("R5.1", "R6", "R11")
def test_what_fails_logs_and_answers_nothing_personal(
    world: World, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    driver = drive(world)
    world.clock.advance(seconds=61)  # no registration is remembered any more

    with caplog.at_level(logging.DEBUG), outage(world, error):
        again = Driver(world, [replace(driven, reply=driven.again()) for driven in driver.driven], driver.tokens)

    status = 503 if error is ServiceResponseError else 500
    failed = {driven.function for driven in again.driven if driven.reply.status == status}
    assert failed == world.services.api.operations.keys() - {"openapi", "read_notice", "read_register", "tab"}
    assert len(caplog.records) >= len(failed)
    assert found_in(caplog.records, driver.secrets()) == []
    assert found_in_refusals(again) == []


@pytest.mark.azurite
def test_a_timer_that_fails_logs_and_raises_nothing_personal(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """What a timer raises the host logs, with its causes."""
    driver = drive(world)

    with caplog.at_level(logging.DEBUG), outage(world), pytest.raises(RetentionFailed) as raised:
        world.run_timer()

    raised_text = "".join(traceback.format_exception(raised.value)).lower()
    assert found_in(caplog.records, driver.secrets()) == []
    assert not any(secret in raised_text for secret in driver.secrets())


@pytest.mark.clause("R5.3")
def test_every_row_has_only_what_the_register_knows(world: World) -> None:
    drive(world)

    found: dict[str, set[str]] = {}
    for table in world.tables.listing().names:
        family = next(name for name in FAMILIES if table.startswith(name))
        found.setdefault(family, set()).update(name for row in world.rows(table) for name in row)
    assert found.keys() == FAMILIES.keys()
    assert {name: unknown for name in found if (unknown := unknown_properties(name, found[name]))} == {}


def test_the_evidence_holds_nothing_personal(world: World) -> None:
    driver = drive(world)

    rows = world.rows("evidence")
    assert len(rows) >= 2
    assert not any(secret in str(rows).lower() for secret in driver.secrets())


@pytest.mark.clause("R5.1", "R5.2")
def test_keys_and_the_activity_log_hold_no_name(world: World) -> None:
    drive(world)

    activity = world.rows("activity")
    keys = [(row["PartitionKey"], row["RowKey"]) for row in world.rows("")]
    assert len(activity) >= 10
    assert MARK not in str(activity).lower()
    assert MARK not in str(keys).lower()
