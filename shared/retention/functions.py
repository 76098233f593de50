"""The timer that enforces retention, and the routes that show it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

import azure.functions as func

from shared.auth.access import AllowedCallers, Role
from shared.http.api import Api, Request, Response
from shared.http.parameters import Parameter, cursor, limit, matching
from shared.problems import Conflict, InvalidRequest, Problem
from shared.telemetry import emit_unhandled

if TYPE_CHECKING:
    from shared.audit.activity import ActivityLog
    from shared.retention.evidence import Evidence
    from shared.retention.status import Status
    from shared.retention.sweep import Sweep
    from shared.times import Clock

HOURLY = "0 7 * * * *"
"""Seven minutes past each hour, away from the full hour when everybody's timers run."""

DEFAULT_LIMIT, MAX_LISTED = 24, 100
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")


class RetentionFailed(Exception):
    """A scheduled run has not done all it had to. The run's evidence and event say what; the next run tries again.

    The host logs what a timer raises with its causes, and storage's own messages name tables and keys: this is all
    that leaves the timer.
    """


def blueprint(
    api: Api,
    sweep: Callable[[], Sweep],
    status: Callable[[], Status],
    evidence: Callable[[], Evidence],
    activity: Callable[[], ActivityLog],
    clock: Clock,
) -> func.Blueprint:
    """enforce_retention, run_retention, retention_status, retention_evidence."""
    routes = func.Blueprint()

    @routes.function_name("enforce_retention")
    @routes.timer_trigger("timer", HOURLY, run_on_startup=False, use_monitor=True)
    def enforce_retention(timer: func.TimerRequest) -> None:
        try:
            run = sweep().run("late_timer" if timer.past_due else "timer", clock())
        except Conflict:
            return  # another sweep is at it
        except Problem as problem:
            raise RetentionFailed(problem.code) from None
        except Exception as error:
            emit_unhandled(error, function="enforce_retention", correlation_id=str(uuid.uuid4()))
            raise RetentionFailed("unforeseen_error") from None
        if not run.entry.succeeded:
            raise RetentionFailed(run.entry.outcome)

    @api.endpoint(
        routes,
        "run_retention",
        "POST",
        "retention/runs",
        who=AllowedCallers.OPERATOR,
        summary="Sweep now",
        query={"dryRun": Parameter("`true`: judge the same and delete nothing", {"type": "boolean"})},
        answers={200: "shared.retention.model:RunAnswer"},
        refusals=(Conflict, InvalidRequest),
    )
    def run_retention(request: Request) -> Response:
        wish = request.query("dryRun") or "false"
        if wish not in {"true", "false"}:
            raise InvalidRequest("'dryRun' is true or false.")
        run = sweep().run("operator", request.now, is_dry=wish == "true")
        if not run.is_dry:
            activity().record(
                request.caller, "retention_run", request.now, request.correlation_id, outcome=run.entry.outcome
            )
        return Response(body={**run.entry.shown(), "dryRun": run.is_dry, "unknownTables": list(run.unknown)})

    @api.endpoint(
        routes,
        "retention_status",
        "GET",
        "retention/status",
        who=AllowedCallers.OPERATOR_OR_OFFICER,
        summary="What is held and until when, what is overdue, and when a run last succeeded",
        answers={200: "shared.retention.model:StatusAnswer"},
    )
    def retention_status(request: Request) -> Response:
        return Response(body=status().read(request.now, names_unknown=request.caller.role is Role.OPERATOR))

    @api.endpoint(
        routes,
        "retention_evidence",
        "GET",
        "retention/evidence",
        who=AllowedCallers.OPERATOR_OR_OFFICER,
        summary="The evidence of past runs, newest first",
        query={"limit": limit(default=DEFAULT_LIMIT, maximum=MAX_LISTED), "cursor": cursor(matching(_NUMBER.pattern))},
        answers={200: "shared.retention.model:EvidencePage"},
        refusals=(InvalidRequest,),
    )
    def retention_evidence(request: Request) -> Response:
        maximum = request.limit(default=DEFAULT_LIMIT, maximum=MAX_LISTED)
        begin = request.query("cursor")
        if begin is not None and not _NUMBER.fullmatch(begin):
            raise InvalidRequest("The cursor is not one that this service gave: begin the list again without it.")
        entries = evidence().newest(maximum + 1, before=int(begin) if begin else None)
        more = str(entries[maximum - 1].number) if len(entries) > maximum else None
        return Response(body={"entries": [entry.shown() for entry in entries[:maximum]], "next": more})

    return routes
