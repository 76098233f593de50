"""The route of imports."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.http.api import CSV_TYPE, Api, Request, Response
from shared.http.parameters import DAY, Parameter, matching
from shared.problems import (
    AccessPolicyMissing,
    AttentionTrackingForbidden,
    ClaimsRequired,
    ConsentRequired,
    ContractEnded,
    CsvDatesAmbiguous,
    CsvMeetingMissing,
    CsvUnreadable,
    GraphFailed,
    GraphTimeout,
    InvalidRequest,
    MeetingDateMismatch,
    MeetingNotFound,
    NotMatchedYet,
    TenantNotContracted,
    TooManyRequests,
)
from shared.times import parse_day

if TYPE_CHECKING:
    from shared.imports.model import ImportRequest
    from shared.imports.service import Imports
    from shared.reports.service import Reports

BODY_LIMIT = 4 * 1024 * 1024
LONGEST_ID = 512
# Ids in URLs would reach telemetry: a file's meeting is named in headers.
MEETING_ID, MEETING_DATE, UTC_OFFSET = "x-meeting-id", "x-meeting-date", "x-utc-offset"
_OFFSET = re.compile(r"[+-](?:0[0-9]|1[0-4]):[0-5][0-9]")
_NAME = re.compile(rf"[ -~\u00a1-\u00ac\u00ae-\u00ff]{{1,{LONGEST_ID}}}")  # what a header can carry and a page show


def blueprint(api: Api, reports: Callable[[], Reports], imports: Callable[[], Imports]) -> func.Blueprint:
    """import_reports."""
    routes = func.Blueprint()

    @api.endpoint(
        routes,
        "import_reports",
        "POST",
        "reports/import",
        who=AllowedCallers.USER,
        summary="Import the caller's reports on a meeting or webinar from Microsoft Graph, or from a CSV file of Teams",
        body="shared.imports.model:ImportRequest",
        body_limit=BODY_LIMIT,
        other_bodies=(CSV_TYPE,),
        headers={
            MEETING_ID: Parameter(
                f"with {CSV_TYPE}, required: the meeting's id, 1 to {LONGEST_ID} characters",
                matching(_NAME.pattern),
            ),
            MEETING_DATE: Parameter(
                f"with {CSV_TYPE}, required: the day on which the meeting began, such as 2026-11-23", DAY
            ),
            UTC_OFFSET: Parameter(
                f"with {CSV_TYPE}: how far the file's times are ahead of UTC, such as +02:00; default +00:00",
                {"format": "time-numoffset", **matching(_OFFSET.pattern)},  # of RFC 3339
            ),
        },
        answers={200: "shared.imports.model:ImportAnswer"},
        refusals=(
            InvalidRequest,
            TenantNotContracted,
            ContractEnded,
            NotMatchedYet,
            ConsentRequired,
            ClaimsRequired,
            AccessPolicyMissing,
            MeetingNotFound,
            AttentionTrackingForbidden,
            CsvMeetingMissing,
            CsvUnreadable,
            CsvDatesAmbiguous,
            MeetingDateMismatch,
            TooManyRequests,
            GraphFailed,
            GraphTimeout,
        ),
    )
    def import_reports(request: Request) -> Response:
        registration = reports().admit_person(request.principal, request.now)
        meeting_id, day, offset = _meeting_id(request), _meeting_date(request), _utc_offset(request)
        if request.has_body(CSV_TYPE):
            content = request.read_as(CSV_TYPE)
            if meeting_id is None or day is None:
                raise CsvMeetingMissing
            answer = imports().from_csv(
                request.caller, registration, content, meeting_id, day, offset, request.now, request.correlation_id
            )
        else:
            body: ImportRequest = request.read()
            answer = imports().from_graph(
                request.caller, registration, request.bearer(), body, request.now, request.correlation_id
            )
        return Response(body=answer)

    return routes


def _meeting_id(request: Request) -> str | None:
    text = request.header(MEETING_ID)
    if text is not None and not _NAME.fullmatch(text):
        raise InvalidRequest(f"'{MEETING_ID}' is the meeting's id, 1 to {LONGEST_ID} characters.")
    return text


def _meeting_date(request: Request) -> date | None:
    text = request.header(MEETING_DATE)
    try:
        return parse_day(text) if text is not None else None
    except ValueError:
        raise InvalidRequest(f"'{MEETING_DATE}' is the day on which the meeting began, such as 2026-11-23.") from None


def _utc_offset(request: Request) -> timedelta:
    text = request.header(UTC_OFFSET)
    text = "+00:00" if text is None else text
    if not _OFFSET.fullmatch(text):
        raise InvalidRequest(f"'{UTC_OFFSET}' is hours and minutes ahead of UTC, such as +02:00.")
    ahead = timedelta(hours=int(text[1:3]), minutes=int(text[4:]))
    return -ahead if text[0] == "-" else ahead
