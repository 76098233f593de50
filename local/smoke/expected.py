"""What a deployment of this checkout has to answer, as JSON on standard output. Needs the installed packages."""

from __future__ import annotations

import json
from typing import Any

from function_app import build_app
from shared.auth.access import AllowedCallers
from shared.http.openapi import describe
from shared.services import Services
from shared.tab.files import deployed


def expected() -> dict[str, Any]:
    """The app's own list: every operation, the functions without a route (timers), the OpenAPI document, and the
    version of the tab's files."""
    services = Services({})
    functions = build_app(services).get_functions()
    operations = services.api.operations
    return {
        "operations": [
            {
                "name": operation.name,
                "method": operation.method,
                "route": operation.route,
                "is_open": operation.who is AllowedCallers.ANYONE,
            }
            for operation in operations.values()
        ],
        "unseen": [name for function in functions if (name := function.get_function_name()) not in operations],
        "document": describe(operations),
        "tab_version": deployed().version,
    }


if __name__ == "__main__":
    print(json.dumps(expected()))
