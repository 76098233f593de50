"""The routes of meeting reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.http.api import CSV_TYPE, JSON_TYPE, Api, Request, Response
from shared.http.parameters import DAY, Parameter, cursor, limit, matching
from shared.problems import (
    AttendanceTimesNotPermitted,
    AttentionTrackingForbidden,
    ChatNotPermitted,
    ContractEnded,
    InvalidRequest,
    NotEndedYet,
    NotFound,
    NotMatchedYet,
    QuestionsOnlyForWebinars,
    RecordingConsentMissing,
    RecordingNotAnnounced,
    RetentionElapsed,
    TenantNotContracted,
)
from shared.reports.keys import CURSOR
from shared.times import parse_day

if TYPE_CHECKING:
    from shared.reports.model import Report
    from shared.reports.service import Reports

BODY_LIMIT = 4 * 1024 * 1024
LISTED_DAYS = 31
DEFAULT_LIMIT, MAX_LISTED = 20, 100
_STORED = "shared.reports.model:StoredReport"


def blueprint(api: Api, reports: Callable[[], Reports]) -> func.Blueprint:
    """store_report, list_reports, read_report, delete_report."""
    routes = func.Blueprint()

    @api.endpoint(
        routes,
        "store_report",
        "POST",
        "reports",
        who=AllowedCallers.USER,
        summary="Store a report on an online meeting or webinar; storing the same report again replaces it",
        body="shared.reports.model:Report",
        body_limit=BODY_LIMIT,
        answers={201: _STORED, 200: _STORED},
        refusals=(
            TenantNotContracted,
            ContractEnded,
            NotMatchedYet,
            AttentionTrackingForbidden,
            ChatNotPermitted,
            QuestionsOnlyForWebinars,
            RecordingNotAnnounced,
            RecordingConsentMissing,
            AttendanceTimesNotPermitted,
            NotEndedYet,
            RetentionElapsed,
        ),
    )
    def store_report(request: Request) -> Response:
        registration = reports().admit_person(request.principal, request.now)
        report: Report = request.read()
        stored = reports().store(request.caller, registration, report, request.now, request.correlation_id)
        location = {"location": f"/api/reports/{stored.answer['id']}"}
        return Response(201 if stored.is_new else 200, stored.answer, headers=location)

    @api.endpoint(
        routes,
        "list_reports",
        "GET",
        "reports",
        who=AllowedCallers.USER,
        summary="The caller's reports, newest first",
        query={
            "from": Parameter(
                "first day, UTC, by the end of the meeting, not after `to`; default 30 days before it", DAY
            ),
            "to": Parameter("last day, UTC, inclusive; default today", DAY),
            "limit": limit(default=DEFAULT_LIMIT, maximum=MAX_LISTED),
            "cursor": cursor(matching(CURSOR)),
        },
        answers={200: "shared.reports.model:ReportList"},
        refusals=(InvalidRequest,),
    )
    def list_reports(request: Request) -> Response:
        last = _day(request, "to") or request.now.date()
        first = _day(request, "from") or last - timedelta(days=LISTED_DAYS - 1)
        if first > last:
            raise InvalidRequest("'from' is not after 'to'.")
        maximum = request.limit(default=DEFAULT_LIMIT, maximum=MAX_LISTED)
        page = reports().list(request.principal, first, last, maximum, request.query("cursor"), request.now)
        return Response(body={"reports": page.reports, "next": page.next})

    @api.endpoint(
        routes,
        "read_report",
        "GET",
        "reports/{reportId}",
        who=AllowedCallers.USER,
        summary="A report as it was stored, as JSON or as CSV",
        answers={200: "shared.reports.model:ReadReport"},
        media_types=(JSON_TYPE, CSV_TYPE),
        refusals=(NotFound,),
    )
    def read_report(request: Request) -> Response:
        report = reports().read(request.principal, request.path("reportId"), request.now)
        if request.prefers(JSON_TYPE, CSV_TYPE) == JSON_TYPE:
            return Response(body=report)
        if report.get("contentDeleted"):
            raise NotFound("The content of this report has been deleted; its header is there as JSON.")
        from shared.reports.table import write_table

        name = f'attachment; filename="report-{report["id"]}.csv"'
        return Response(body=write_table(report), media_type=CSV_TYPE, headers={"content-disposition": name})

    @api.endpoint(
        routes,
        "delete_report",
        "DELETE",
        "reports/{reportId}",
        who=AllowedCallers.USER,
        summary="Delete a report",
        answers={204: None},
        refusals=(NotFound,),
    )
    def delete_report(request: Request) -> Response:
        reports().delete(request.caller, request.path("reportId"), request.now, request.correlation_id)
        return Response(204)

    return routes


def _day(request: Request, name: str) -> date | None:
    text = request.query(name)
    try:
        return parse_day(text) if text is not None else None
    except ValueError:
        raise InvalidRequest(f"'{name}' is a day such as 2026-11-23.") from None
