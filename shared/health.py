"""Whether the service can do its work: its settings are good and storage answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import azure.functions as func

from shared.auth.access import Who
from shared.http import Answer, Api, Call
from shared.problems import Misconfigured, StorageUnavailable

if TYPE_CHECKING:
    from shared.settings import BadSetting
    from shared.storage.client import Tables


def blueprint(
    api: Api, bad_settings: Callable[[], tuple[BadSetting, ...]], tables: Callable[[], Tables]
) -> func.Blueprint:
    """health."""
    routes = func.Blueprint()

    @api.endpoint(
        routes,
        "health",
        "GET",
        "health",
        who=Who.ANYONE,
        summary="200 when the settings are good and storage answers; else 503 and what is wrong",
        answers={200: None},
        refusals=(Misconfigured, StorageUnavailable),
    )
    def health(_: Call) -> Answer:
        bad = bad_settings()
        if bad:
            raise Misconfigured(
                f"Correct these application settings: {', '.join(setting.name for setting in bad)}.",
                members={"settings": [{"name": setting.name, "reason": setting.reason} for setting in bad]},
            )
        tables().ping()
        return Answer(body={"status": "ok"})

    return routes
