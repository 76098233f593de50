"""Whether the service can do its work: its settings are good and storage answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.http.api import Api, Request, Response
from shared.problems import Misconfigured, StorageUnavailable

if TYPE_CHECKING:
    from shared.settings import BadSetting
    from shared.storage.tables import Tables

REMEMBERED = timedelta(seconds=1)
"""Anyone may ask, as often as they like: storage is asked once in that time."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What storage answered when it was asked last."""

    at: datetime
    is_available: bool


class _Storage:
    """Whether storage answers, as it was within the last seconds."""

    def __init__(self, tables: Callable[[], Tables]) -> None:
        self._tables = tables
        self._seen: _Seen | None = None

    def check_storage(self, now: datetime) -> None:
        """Raises StorageUnavailable."""
        seen = self._seen
        if seen is None or not timedelta(0) <= now - seen.at < REMEMBERED:
            seen = self._seen = _Seen(now, self._answers())
        if not seen.is_available:
            raise StorageUnavailable

    def _answers(self) -> bool:
        try:
            self._tables().ping()
        except StorageUnavailable:
            return False
        return True


def blueprint(
    api: Api, bad_settings: Callable[[], tuple[BadSetting, ...]], tables: Callable[[], Tables]
) -> func.Blueprint:
    """health."""
    routes, storage = func.Blueprint(), _Storage(tables)

    @api.endpoint(
        routes,
        "health",
        "GET",
        "health",
        who=AllowedCallers.ANYONE,
        summary="200 when the settings are good and storage answers; else 503 and what is wrong",
        answers={200: None},
        refusals=(Misconfigured, StorageUnavailable),
    )
    def health(request: Request) -> Response:
        bad = bad_settings()
        if bad:
            raise Misconfigured(
                f"Correct these application settings: {', '.join(setting.name for setting in bad)}.",
                members={"settings": [{"name": setting.name, "reason": setting.reason} for setting in bad]},
            )
        storage.check_storage(request.now)
        return Response(body={"status": "ok"})

    return routes
