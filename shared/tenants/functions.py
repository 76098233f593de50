"""The operator's routes for tenants."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.guids import canonical_guid
from shared.http.api import Api, Request, Response
from shared.http.parameters import TENANT, Parameter
from shared.problems import Conflict, InvalidRequest, NotFound
from shared.times import format_instant

if TYPE_CHECKING:
    from shared.audit.activity import ActivityLog, Kind
    from shared.tenants.model import Contract
    from shared.tenants.registration import Registration
    from shared.tenants.registry import Registry

_TENANT = "shared.tenants.model:TenantAnswer"
_OF_A_TENANT = {"tenantId": TENANT}


def blueprint(api: Api, registry: Callable[[], Registry], activity: Callable[[], ActivityLog]) -> func.Blueprint:
    """put_tenant, read_tenant, list_tenants, delete_tenant."""
    routes = func.Blueprint()

    def log(request: Request, kind: Kind, tenant_id: str) -> None:
        activity().record(request.caller, kind, request.now, request.correlation_id, tenant_id=tenant_id)

    @api.endpoint(
        routes,
        "put_tenant",
        "PUT",
        "tenants/{tenantId}",
        who=AllowedCallers.OPERATOR,
        summary="Register a tenant's contract, or replace it",
        path=_OF_A_TENANT,
        body="shared.tenants.model:Contract",
        answers={200: _TENANT, 201: _TENANT},
        refusals=(Conflict,),
    )
    def put_tenant(request: Request) -> Response:
        tenant_id = _tenant_id(request)
        contract: Contract = request.read()
        registration, is_new = registry().register(tenant_id, contract, request.now)
        log(request, "tenant_registered", tenant_id)
        return Response(201 if is_new else 200, _shown(registration, request))

    @api.endpoint(
        routes,
        "read_tenant",
        "GET",
        "tenants/{tenantId}",
        who=AllowedCallers.OPERATOR,
        summary="A tenant's contract",
        path=_OF_A_TENANT,
        answers={200: _TENANT},
        refusals=(NotFound,),
    )
    def read_tenant(request: Request) -> Response:
        registration = registry().find_registration(_tenant_id(request), fresh=True)
        if registration is None:
            raise NotFound
        return Response(body=_shown(registration, request))

    @api.endpoint(
        routes,
        "list_tenants",
        "GET",
        "tenants",
        who=AllowedCallers.OPERATOR,
        summary="Every tenant's contract",
        answers={200: "shared.tenants.model:TenantList"},
    )
    def list_tenants(request: Request) -> Response:
        return Response(body={"tenants": [_shown(registration, request) for registration in registry().all()]})

    @api.endpoint(
        routes,
        "delete_tenant",
        "DELETE",
        "tenants/{tenantId}",
        who=AllowedCallers.OPERATOR,
        summary="End a contract now; the next sweep deletes its profiles (R11.2b), or all of the tenant's rows",
        path=_OF_A_TENANT,
        query={"rows": Parameter("the tenant leaves with all its rows, not only the profiles", {"enum": ["all"]})},
        answers={202: "shared.tenants.model:TenantEnded"},
        refusals=(InvalidRequest, NotFound, Conflict),
    )
    def delete_tenant(request: Request) -> Response:
        if request.query("rows") not in {None, "all"}:
            raise InvalidRequest("'rows' is all, or is left out.")
        registration = registry().end(_tenant_id(request), request.now, is_leaving=request.query("rows") == "all")
        log(request, "tenant_ended", registration.tenant_id)
        return Response(202, {"tenantId": registration.tenant_id, "endedAt": _ends_at(registration)})

    return routes


def _tenant_id(request: Request) -> str:
    tenant_id = canonical_guid(request.path("tenantId"))
    if tenant_id is None:
        raise InvalidRequest("The tenant's id in the path is a GUID.")
    return tenant_id


def _shown(registration: Registration, request: Request) -> dict[str, object]:
    return {
        "tenantId": registration.tenant_id,
        **registration.contract.model_dump(mode="json", by_alias=True),
        "state": registration.state(request.now),
        "endedAt": _ends_at(registration) if registration.state(request.now) == "ended" else None,
    }


def _ends_at(registration: Registration) -> str | None:
    return format_instant(registration.ends_at) if registration.ends_at else None
