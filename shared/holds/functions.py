"""The officer's routes for holds, in the officer's own tenant."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.http.api import Api, Request, Response
from shared.http.parameters import Parameter, matching
from shared.problems import HoldRefused, InvalidRequest, NotFound

if TYPE_CHECKING:
    from shared.audit.activity import ActivityLog, Kind
    from shared.holds.holds import Hold
    from shared.holds.model import HoldRequest
    from shared.holds.service import HoldService

_HOLD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_OF_A_HOLD = {"holdId": Parameter("the hold's id, which the officer chooses", matching(_HOLD_ID.pattern))}


def blueprint(api: Api, holds: Callable[[], HoldService], activity: Callable[[], ActivityLog]) -> func.Blueprint:
    """put_hold, list_holds, release_hold."""
    routes = func.Blueprint()

    def log(request: Request, kind: Kind, hold: Hold) -> None:
        """In two parts when it is about one person, who sees theirs."""
        from shared.audit.actions import AuditedAction

        if hold.subject is None:
            activity().record(request.caller, kind, request.now, request.correlation_id)
        else:
            AuditedAction(request.caller, hold.subject, request.now, request.correlation_id).log(activity(), kind)

    @api.endpoint(
        routes,
        "put_hold",
        "PUT",
        "holds/{holdId}",
        who=AllowedCallers.OFFICER,
        summary="Defer deletion on a ground, until an end (R11.1); confirms what a person asked for",
        path=_OF_A_HOLD,
        body="shared.holds.model:HoldRequest",
        answers={200: "shared.holds.model:PlacedHold"},
        refusals=(InvalidRequest, HoldRefused),
    )
    def put_hold(request: Request) -> Response:
        from shared.holds.holds import Hold

        body: HoldRequest = request.read()
        hold = Hold(
            tenant_id=request.principal.tid,
            hold_id=_hold_id(request),
            ground=body.ground,
            subject=body.subject,
            families=tuple(dict.fromkeys(body.families)),
            owner=request.principal.oid,
            placed_at=request.now,
            ends_on=body.ends_on,
            review_on=body.review_on,
            note=body.note,
        )
        placed = holds().place(hold, request.now)
        log(request, "hold_placed", hold)
        return Response(body={**_shown(placed.hold), "keeps": placed.keeps, "alreadyGone": placed.already_gone})

    @api.endpoint(
        routes,
        "list_holds",
        "GET",
        "holds",
        who=AllowedCallers.OFFICER,
        summary="The active holds of the officer's tenant",
        answers={200: "shared.holds.model:HoldList"},
    )
    def list_holds(request: Request) -> Response:
        return Response(body={"holds": [_shown(hold) for hold in holds().list(request.principal.tid, request.now)]})

    @api.endpoint(
        routes,
        "release_hold",
        "DELETE",
        "holds/{holdId}",
        who=AllowedCallers.OFFICER,
        summary="End a hold now; what only it kept goes with the next sweep",
        path=_OF_A_HOLD,
        answers={200: "shared.holds.model:HoldReleased"},
        refusals=(InvalidRequest, NotFound),
    )
    def release_hold(request: Request) -> Response:
        hold_id = _hold_id(request)
        log(request, "hold_released", holds().release(request.principal.tid, hold_id))
        return Response(body={"id": hold_id, "released": True})

    return routes


def _hold_id(request: Request) -> str:
    hold_id = request.path("holdId")
    if not _HOLD_ID.fullmatch(hold_id):
        raise InvalidRequest("A hold's id is up to 64 letters, digits, - and _.")
    return hold_id


def _shown(hold: Hold) -> dict[str, Any]:
    from shared.times import format_instant

    return {
        "id": hold.hold_id,
        "ground": hold.ground,
        "subject": hold.subject,
        "families": list(hold.families),
        "endsOn": hold.ends_on.isoformat(),
        "reviewOn": hold.review_on.isoformat(),
        "note": hold.note,
        "placedAt": format_instant(hold.placed_at),
        "confirmed": hold.confirmed,
    }
