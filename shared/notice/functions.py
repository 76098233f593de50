"""The public route of the privacy notice (R1): no login, and readable even while the service is misconfigured."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.http.api import JSON_TYPE, Api, Request, Response
from shared.http.parameters import Parameter
from shared.problems import InvalidRequest, NotFound

if TYPE_CHECKING:
    from shared.settings import Settings

HTML_TYPE = "text/html"


def blueprint(api: Api, settings: Callable[[], Settings]) -> func.Blueprint:
    """read_notice, read_register."""
    routes = func.Blueprint()

    @api.endpoint(
        routes,
        "read_notice",
        "GET",
        "notice",
        who=AllowedCallers.ANYONE,
        summary="The privacy notice, in German or English, as JSON or as a page",
        query={
            "language": Parameter("`de` or `en`; else what Accept-Language prefers"),
            "version": Parameter("an earlier version by its id; default the current one"),
        },
        answers={200: None},
        media_types=(JSON_TYPE, HTML_TYPE),
        refusals=(InvalidRequest, NotFound),
    )
    def read_notice(request: Request) -> Response:
        from shared.notice.document import build_notice
        from shared.notice.language import LANGUAGE_PARAMETER, negotiate_language
        from shared.notice.published import CURRENT_VERSION

        language = negotiate_language(request.header("accept-language"), request.query(LANGUAGE_PARAMETER))
        notice = build_notice(settings(), language, request.query("version") or CURRENT_VERSION)
        headers = {"content-language": language, "vary": "accept, accept-language"}
        if request.prefers(JSON_TYPE, HTML_TYPE) == JSON_TYPE:
            return Response(body=notice, headers=headers)
        from shared.notice.page import STYLE_HASH, render_page

        policy = f"default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'"
        page = render_page(notice).encode()
        return Response(body=page, media_type=HTML_TYPE, headers={**headers, "content-security-policy": policy})

    @api.endpoint(
        routes,
        "read_register",
        "GET",
        "register",
        who=AllowedCallers.OPERATOR_OR_OFFICER,
        summary="The record of processing activities (Art. 30)",
        answers={200: None},
    )
    def read_register(_: Request) -> Response:
        from shared.notice.processing_record import build_register

        return Response(body=build_register(settings()))

    return routes
