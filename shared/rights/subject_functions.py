"""The officer's routes for the people of the own tenant, and on whose behalf a call acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.guids import canonical_guid
from shared.http.api import Api, Request, Response
from shared.http.parameters import GUID, PERSON, Parameter, cursor
from shared.problems import InvalidRequest, NotFound

if TYPE_CHECKING:
    from shared.audit.actions import AuditedAction
    from shared.rights.service import Rights


def add_people(api: Api, routes: func.Blueprint, rights: Callable[[], Rights]) -> None:
    """list_subjects, release_binding."""

    @api.endpoint(
        routes,
        "list_subjects",
        "GET",
        "subjects",
        who=AllowedCallers.OFFICER,
        summary="The people of the officer's tenant",
        query={"username": Parameter("only the person who bears it"), "cursor": cursor(GUID)},
        answers={200: "shared.rights.model:SubjectPage"},
        refusals=(InvalidRequest,),
    )
    def list_subjects(request: Request) -> Response:
        begin = request.query("cursor")
        after = canonical_guid(begin) if begin is not None else ""
        if after is None:
            raise InvalidRequest("The cursor is not one that this service gave: begin again without it.")
        return Response(body=rights().subjects.search(own_act(request), request.query("username"), after))

    @api.endpoint(
        routes,
        "release_binding",
        "DELETE",
        "subjects/{oid}/binding",
        who=AllowedCallers.OFFICER,
        summary="Free a username for the new account that bears it",
        path={"oid": PERSON},
        answers={204: None},
        refusals=(InvalidRequest, NotFound),
    )
    def release_binding(request: Request) -> Response:
        rights().subjects.release_binding(act_on_behalf(request))
        return Response(204)


def own_act(request: Request) -> AuditedAction:
    from shared.audit.actions import AuditedAction

    return AuditedAction(request.caller, request.principal.oid, request.now, request.correlation_id)


def act_on_behalf(request: Request) -> AuditedAction:
    """Of a person of the officer's own tenant: nobody else can be named, for the tenant comes from the token."""
    from shared.audit.actions import AuditedAction

    oid = canonical_guid(request.path("oid"))
    if oid is None:
        raise InvalidRequest("The person's id in the path is a GUID.")
    return AuditedAction(request.caller, oid, request.now, request.correlation_id)
