"""The route of the tab: static files for anyone. They hold nothing about anybody; the calls they make carry tokens."""

from __future__ import annotations

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.http.api import Api, Request, Response
from shared.problems import NotFound

HTML_TYPE = "text/html"


def blueprint(api: Api) -> func.Blueprint:
    """tab."""
    routes = func.Blueprint()

    @api.endpoint(
        routes,
        "tab",
        "GET",
        "tab/{*path}",
        who=AllowedCallers.ANYONE,
        summary="The tab in Teams: its page where the path is empty, else a file of the version that the page names",
        answers={200: None},
        media_types=(HTML_TYPE, "text/css", "text/javascript", "image/svg+xml"),
        refusals=(NotFound,),
    )
    def tab(request: Request) -> Response:
        from shared.tab.files import deployed
        from shared.tab.policy import ASSET_HEADERS, INDEX_HEADERS

        path, files = request.path("path"), deployed()
        if not path:
            return Response(body=files.index, media_type=HTML_TYPE, headers=INDEX_HEADERS)
        asset = files.assets.get(path)
        if asset is None:
            raise NotFound("This file is not there, or is one of another version: load the page again.")
        return Response(body=asset.body, media_type=asset.media_type, headers=ASSET_HEADERS)

    return routes
