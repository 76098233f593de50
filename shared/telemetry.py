"""The log events that alerts query, in one place, and the only fields that may be in them.

An event is one JSON object in the message: `traces | extend e = parse_json(message) | where e.event == "..."`.
What may be in an event is an allow-list by name and by shape, so that no name, username, token or address can
reach telemetry even by mistake.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from enum import StrEnum
from pathlib import Path

_LOGGER = logging.getLogger("contact_center")
_OURS = Path(__file__).parent  # not the app's folder: in Azure the installed packages are below it


class Event(StrEnum):
    """Stable names: alerts and dashboards rely on them."""

    FORWARD_FINISHED = "forward_finished"
    IDENTITY_REBOUND = "identity_rebound"
    RETENTION_RUN_FINISHED = "retention_run_finished"
    RETENTION_RUN_FAILED = "retention_run_failed"
    RETENTION_RUN_SKIPPED = "retention_run_skipped"
    TABLE_OVERDUE = "table_overdue"
    UNKNOWN_TABLE = "unknown_table"
    ACTIVITY_NOT_LOGGED = "activity_not_logged"
    RECIPIENT_NOT_TOLD = "recipient_not_told"
    RESTRICTION_UNDECIDED = "restriction_undecided"
    HOLD_UNCONFIRMED = "hold_unconfirmed"
    MISCONFIGURED = "misconfigured"
    STORAGE_UNAVAILABLE = "storage_unavailable"
    CALLERS_LIMITED = "callers_limited"
    SIGNING_KEYS_UNAVAILABLE = "signing_keys_unavailable"
    UNHANDLED_ERROR = "unhandled_error"


_LEVELS = {
    Event.FORWARD_FINISHED: logging.INFO,
    Event.RETENTION_RUN_FINISHED: logging.INFO,
    Event.RETENTION_RUN_SKIPPED: logging.INFO,
    Event.IDENTITY_REBOUND: logging.WARNING,
    Event.STORAGE_UNAVAILABLE: logging.WARNING,
    Event.CALLERS_LIMITED: logging.WARNING,
    Event.SIGNING_KEYS_UNAVAILABLE: logging.WARNING,
}

# Field -> what its value looks like. Ids of tenants and of requests are no names of people; ids of people are not here.
_FIELDS = {
    "code": r"[a-z_]{1,64}",
    "correlationId": r"[0-9a-f-]{36}",
    "count": r"[0-9]{1,12}",
    "day": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "durationMs": r"[0-9]{1,12}",
    "error": r"[A-Za-z_][A-Za-z0-9_.]{0,127}",
    "family": r"[a-z]{1,64}",
    "function": r"[a-z_]{1,64}",
    "head": r"[0-9a-f]{64}",
    "number": r"[0-9]{1,12}",
    "outcome": r"[a-z_]{1,64}",
    "places": r"[A-Za-z0-9_./:<> -]{0,2000}",
    "settings": r"[A-Z_, ]{1,2000}",
    "tenantId": r"[0-9a-f-]{36}",
    "trigger": r"[a-z_]{1,32}",
}
# These log keys of rows, URLs and claims at INFO.
_NOISY_LOGGERS = ("azure", "msal", "urllib3")


def quieten_libraries() -> None:
    """The host's root logger is at INFO and sends everything to telemetry: keep libraries to warnings."""
    for name in _NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def emit(event: Event, **fields: str | int) -> None:
    """Log one event.

    Raises:
        ValueError: a field, or the shape of its value, is not on the allow-list. The value is not in the message.
    """
    for name, value in fields.items():
        pattern = _FIELDS.get(name)
        if pattern is None or not re.fullmatch(pattern, str(value)):
            raise ValueError(f"the field {name} of {event} is not on the allow-list")
    _LOGGER.log(_LEVELS.get(event, logging.ERROR), json.dumps({"event": event, **fields}))


def emit_unhandled(error: BaseException, *, function: str, correlation_id: str) -> None:
    """Log where an unforeseen error came from: its class and the places in our code, never its message."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_OURS)]
    places = " < ".join(
        f"{Path(frame.filename).relative_to(_OURS.parent).as_posix()}:{frame.lineno}" for frame in reversed(ours[-8:])
    )
    emit(
        Event.UNHANDLED_ERROR,
        error=type(error).__name__,
        function=function,
        correlationId=correlation_id,
        places=places,
    )
