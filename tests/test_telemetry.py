"""Log events: an allow-list of fields and shapes, so that nothing personal reaches telemetry even by mistake (R5.1)."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest

from shared import telemetry
from shared.services import Lazy
from shared.storage.rows import unpack_content
from shared.telemetry import Event, emit, emit_unhandled, quieten_libraries

CORRELATION_ID = "7c1f0f6e-52a4-4b1d-8a5e-2f9e6d3b7a10"


def test_an_event_is_one_json_object_in_the_message(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        emit(Event.FORWARD_FINISHED, outcome="matched", durationMs=12)

    record = caplog.records[0]
    assert json.loads(record.getMessage()) == {"event": "forward_finished", "outcome": "matched", "durationMs": 12}
    assert record.args == ()
    assert record.name == "contact_center"


@pytest.mark.parametrize("event", Event)
def test_every_event_has_a_name_that_queries_can_rely_on_and_reaches_telemetry(
    event: Event, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        emit(event)

    assert json.loads(caplog.records[0].getMessage()) == {"event": event.name.lower()}
    assert caplog.records[0].levelno >= logging.INFO


@pytest.mark.parametrize(
    ("event", "level"),
    [
        (Event.FORWARD_FINISHED, logging.INFO),
        (Event.IDENTITY_REBOUND, logging.WARNING),
        (Event.STORAGE_UNAVAILABLE, logging.WARNING),
        (Event.CALLERS_LIMITED, logging.WARNING),
        (Event.SIGNING_KEYS_UNAVAILABLE, logging.WARNING),
        (Event.RETENTION_RUN_FAILED, logging.ERROR),
        (Event.ACTIVITY_NOT_LOGGED, logging.ERROR),
        (Event.MISCONFIGURED, logging.ERROR),
        (Event.UNHANDLED_ERROR, logging.ERROR),
    ],
)
def test_what_needs_a_person_is_louder(event: Event, level: int, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        emit(event)

    assert caplog.records[0].levelno == level


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "anna"),
        ("oid", CORRELATION_ID),
        ("message", "x"),
        ("event", "x"),
        ("code", "anna.schmidt@contoso.example"),
        ("outcome", "Anna Schmidt"),
        ("outcome", ""),
        ("function", "matched\n"),
        ("correlationId", "203.0.113.77"),
        ("tenantId", f"{CORRELATION_ID}:{CORRELATION_ID}"),
        ("count", "+496221000000"),
        ("count", -1),
        ("number", "1e5"),
        ("day", "2026-11-23T09:45:10Z"),
        ("head", "anna"),
        ("settings", "API_CLIENT_SECRET=hunter2"),
        ("places", "shared/x.py:1 'anna'"),
        ("error", "KeyError('anna')"),
    ],
)
def test_what_is_not_on_the_allow_list_is_neither_logged_nor_in_the_error(
    field: str, value: str | int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises((ValueError, TypeError)) as refused:
        emit(Event.FORWARD_FINISHED, **{field: value})

    assert caplog.records == []
    assert not value or str(value) not in str(refused.value).replace("'event'", "")


@pytest.mark.parametrize("field", ["name", "username", "oid", "address", "token", "topic"])
def test_no_field_is_meant_for_personal_data(field: str) -> None:
    assert field not in telemetry._FIELDS


def test_an_unforeseen_error_is_its_class_and_where_in_our_code_it_rose(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Exception, match="header check") as raised:
        unpack_content({"c0": b"anna.schmidt@contoso.example"})

    emit_unhandled(raised.value, function="read_report", correlation_id=CORRELATION_ID)

    told = json.loads(caplog.records[0].getMessage())
    assert {name: told[name] for name in ("event", "error", "function", "correlationId")} == {
        "event": "unhandled_error",
        "error": "error",
        "function": "read_report",
        "correlationId": CORRELATION_ID,
    }
    assert re.fullmatch(r"shared/storage/rows\.py:[0-9]+", told["places"])
    assert caplog.records[0].exc_info is None


def test_the_places_of_an_error_are_ours_alone_wherever_packages_are_installed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """In Azure the packages are installed below the app's own folder."""
    from shared.tenants.model import Contract

    with pytest.raises(ValueError, match="validation error") as raised:
        Contract.model_validate({})

    emit_unhandled(raised.value, function="put_tenant", correlation_id=CORRELATION_ID)

    assert json.loads(caplog.records[0].getMessage())["places"] == ""


def test_of_many_places_the_innermost_are_told(caplog: pytest.LogCaptureFixture) -> None:
    once: Lazy[Any] = Lazy(lambda: 1 / 0)
    for _ in range(20):
        once = Lazy(once)
    with pytest.raises(ZeroDivisionError) as raised:
        once()

    emit_unhandled(raised.value, function="put_tenant", correlation_id=CORRELATION_ID)

    assert json.loads(caplog.records[0].getMessage())["places"].count("shared/services.py:") == 8


@pytest.mark.parametrize(
    "name",
    [
        "azure",
        "azure.core.pipeline.policies.http_logging_policy",
        "azure.identity",
        "msal",
        "msal.token_cache",
        "urllib3.connectionpool",
    ],
)
def test_libraries_that_log_keys_and_urls_are_kept_to_warnings(name: str) -> None:
    top = logging.getLogger(name.partition(".")[0])
    before = top.level
    top.setLevel(logging.DEBUG)
    try:
        quieten_libraries()

        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
        assert logging.getLogger(name).isEnabledFor(logging.WARNING)
    finally:
        top.setLevel(before)
