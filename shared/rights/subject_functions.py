"""The officer's routes for the people of the own tenant, and on whose behalf a call acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.guids import canonical_guid
from shared.http.api import Answer, Api, Call
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
    def list_subjects(call: Call) -> Answer:
        begin = call.query("cursor")
        after = canonical_guid(begin) if begin is not None else ""
        if after is None:
            raise InvalidRequest("The cursor is not one that this service gave: begin again without it.")
        return Answer(body=rights().subjects.search(own_act(call), call.query("username"), after))

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
    def release_binding(call: Call) -> Answer:
        rights().subjects.release_binding(act_on_behalf(call))
        return Answer(204)


def own_act(call: Call) -> AuditedAction:
    from shared.audit.actions import AuditedAction

    return AuditedAction(call.caller, call.principal.oid, call.now, call.correlation_id)


def act_on_behalf(call: Call) -> AuditedAction:
    """Of a person of the officer's own tenant: nobody else can be named, for the tenant comes from the token."""
    from shared.audit.actions import AuditedAction

    oid = canonical_guid(call.path("oid"))
    if oid is None:
        raise InvalidRequest("The person's id in the path is a GUID.")
    return AuditedAction(call.caller, oid, call.now, call.correlation_id)
