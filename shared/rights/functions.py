"""The routes of the rights: for the person (`me/...`), and for an officer on behalf of a person of the own tenant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.http.api import CSV_TYPE, JSON_TYPE, Api, Handler, Request, Response
from shared.http.parameters import PERSON, cursor, limit, matching
from shared.problems import (
    Conflict,
    CorrectedAtSource,
    InvalidRequest,
    NotCorrectable,
    NotFound,
    Problem,
    RestrictionRefused,
    WouldMoveDeadline,
)
from shared.rights.cursor import CURSOR
from shared.rights.subject_functions import act_on_behalf, add_people, own_act

if TYPE_CHECKING:
    from shared.audit.actions import AuditedAction
    from shared.rights.service import Rights
    from shared.settings import Settings

DEFAULT_LIMIT, MAX_LISTED = 100, 500
_ACCESS = "shared.rights.model:AccessPage"
_CORRECTED = "shared.rights.model:CorrectionAnswer"
_ERASED = "shared.rights.model:ErasureAnswer"
_RESTRICTION = "shared.rights.model:RestrictionAnswer"
_PAGING = {"limit": limit(default=DEFAULT_LIMIT, maximum=MAX_LISTED), "cursor": cursor(matching(CURSOR))}
_OF_A_PERSON = {"oid": PERSON}
_CORRECTION_REFUSALS = (NotCorrectable, WouldMoveDeadline, CorrectedAtSource)


def blueprint(api: Api, rights: Callable[[], Rights], settings: Callable[[], Settings]) -> func.Blueprint:
    """me/... for the person, subjects/... for an officer."""
    routes = func.Blueprint()

    def answer(body: dict[str, Any]) -> Response:
        """With whom to turn to, and where to complain, in every answer about a right (R2, R3, R10.c)."""
        from shared.notice.contacts import contacts

        return Response(body={**body, "contacts": contacts(settings())})

    def right(handler: Handler) -> Handler:
        """A refusal of a right says whom to turn to as well."""

        def answer_or_refuse(request: Request) -> Response:
            try:
                return handler(request)
            except Problem as problem:
                from shared.notice.contacts import contacts

                problem.members["contacts"] = contacts(settings())
                raise

        return answer_or_refuse

    def known(act: AuditedAction) -> AuditedAction:
        """Nobody of whom nothing is kept, such as a person of another tenant, is known here. Raises NotFound."""
        if not rights().access.page(act.tid, act.oid, None, 1, act.now).items:
            raise NotFound
        return act

    def read(request: Request, act: AuditedAction) -> Response:
        maximum = request.limit(default=DEFAULT_LIMIT, maximum=MAX_LISTED)
        begin = request.query("cursor")
        page = rights().access.page(act.tid, act.oid, begin, maximum, act.now)
        if act.by_officer and not page.items:
            known(act)
        if begin is None or act.by_officer:  # an officer could make up a cursor, and is on record for each page
            after_it = replace(act, now=act.now + timedelta(microseconds=1))
            after_it.log_reading(rights().activity, "data_read")
        return answer(page.shown())

    @api.endpoint(
        routes,
        "read_my_data",
        "GET",
        "me/data",
        who=AllowedCallers.USER,
        summary="Everything that is kept about the caller (Art. 15)",
        query=_PAGING,
        answers={200: _ACCESS},
        refusals=(InvalidRequest,),
    )
    @right
    def read_my_data(request: Request) -> Response:
        return read(request, own_act(request))

    @api.endpoint(
        routes,
        "read_subject_data",
        "GET",
        "subjects/{oid}/data",
        who=AllowedCallers.OFFICER,
        summary="Everything that is kept about a person of the officer's tenant (Art. 15)",
        path=_OF_A_PERSON,
        query=_PAGING,
        answers={200: _ACCESS},
        refusals=(InvalidRequest, NotFound),
    )
    @right
    def read_subject_data(request: Request) -> Response:
        return read(request, act_on_behalf(request))

    @api.endpoint(
        routes,
        "port_my_data",
        "GET",
        "me/portable-data",
        who=AllowedCallers.USER,
        summary="What the caller may take along (Art. 20), as JSON or CSV",
        answers={200: "shared.rights.model:PortableData"},
        media_types=(JSON_TYPE, CSV_TYPE),
    )
    @right
    def port_my_data(request: Request) -> Response:
        from shared.rights.portable import as_json, as_table, is_portable

        act = own_act(request)
        items = [item for item in rights().access.everything(act.tid, act.oid, act.now) if is_portable(item)]
        act.log_reading(rights().activity, "data_exported")
        if request.prefers(JSON_TYPE, CSV_TYPE) == CSV_TYPE:
            headers = {"content-disposition": 'attachment; filename="my-data.csv"'}
            return Response(body=as_table(items), media_type=CSV_TYPE, headers=headers)
        headers = {"content-disposition": 'attachment; filename="my-data.json"'}
        return Response(body=as_json(items, act.tid, act.oid, act.now), headers=headers)

    def correct(request: Request, act: AuditedAction) -> Response:
        return answer(rights().rectification.correct(act, request.read().corrections))

    @api.endpoint(
        routes,
        "correct_my_data",
        "PATCH",
        "me/data",
        who=AllowedCallers.USER,
        summary="Correct what is wrong about the caller, wherever it stands (Art. 16)",
        body="shared.rights.model:Corrections",
        answers={200: _CORRECTED},
        refusals=_CORRECTION_REFUSALS,
    )
    @right
    def correct_my_data(request: Request) -> Response:
        return correct(request, own_act(request))

    @api.endpoint(
        routes,
        "correct_subject_data",
        "PATCH",
        "subjects/{oid}/data",
        who=AllowedCallers.OFFICER,
        summary="Correct what is wrong about a person of the officer's tenant (Art. 16)",
        path=_OF_A_PERSON,
        body="shared.rights.model:Corrections",
        answers={200: _CORRECTED},
        refusals=(InvalidRequest, NotFound, *_CORRECTION_REFUSALS),
    )
    @right
    def correct_subject_data(request: Request) -> Response:
        return correct(request, known(act_on_behalf(request)))

    @api.endpoint(
        routes,
        "erase_my_data",
        "DELETE",
        "me/data",
        who=AllowedCallers.USER,
        summary="Erase everything about the caller; what stays is named with why and until when (Art. 17)",
        answers={200: _ERASED},
    )
    @right
    def erase_my_data(request: Request) -> Response:
        return answer(rights().erasure.erase(own_act(request)))

    @api.endpoint(
        routes,
        "erase_subject_data",
        "DELETE",
        "subjects/{oid}/data",
        who=AllowedCallers.OFFICER,
        summary="Erase everything about a person of the officer's tenant (Art. 17)",
        path=_OF_A_PERSON,
        answers={200: _ERASED},
        refusals=(InvalidRequest, NotFound),
    )
    @right
    def erase_subject_data(request: Request) -> Response:
        return answer(rights().erasure.erase(known(act_on_behalf(request))))

    @api.endpoint(
        routes,
        "read_my_restriction",
        "GET",
        "me/restriction",
        who=AllowedCallers.USER,
        summary="Whether and why processing is restricted, and how that ends (Art. 18)",
        answers={200: _RESTRICTION},
    )
    @right
    def read_my_restriction(request: Request) -> Response:
        return answer(rights().restriction.read(own_act(request)))

    @api.endpoint(
        routes,
        "restrict_my_data",
        "PUT",
        "me/restriction",
        who=AllowedCallers.USER,
        summary="Restrict processing, object to it, or withdraw consent (Art. 18, 21, 7(3))",
        body="shared.rights.model:RestrictionRequest",
        answers={200: _RESTRICTION},
        refusals=(RestrictionRefused, Conflict),
    )
    @right
    def restrict_my_data(request: Request) -> Response:
        return answer(rights().restriction.restrict(own_act(request), request.read()))

    @api.endpoint(
        routes,
        "lift_my_restriction",
        "DELETE",
        "me/restriction",
        who=AllowedCallers.USER,
        summary="Lift what the caller asked for",
        answers={200: _RESTRICTION},
        refusals=(NotFound,),
    )
    @right
    def lift_my_restriction(request: Request) -> Response:
        return answer(rights().restriction.lift(own_act(request)))

    @api.endpoint(
        routes,
        "decide_restriction",
        "DELETE",
        "subjects/{oid}/restriction",
        who=AllowedCallers.OFFICER,
        summary="An officer's decision that a restriction ends",
        path=_OF_A_PERSON,
        answers={200: _RESTRICTION},
        refusals=(InvalidRequest, NotFound),
    )
    @right
    def decide_restriction(request: Request) -> Response:
        return answer(rights().restriction.lift(act_on_behalf(request)))

    add_people(api, routes, rights)
    return routes
