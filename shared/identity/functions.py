"""The route that forwards an identity."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.http.api import Api, Request, Response
from shared.problems import (
    ContactCenterFailed,
    ContactCenterTimeout,
    ContractEnded,
    DomainNotRegistered,
    GuestNotSupported,
    IdentityRebound,
    NotMatched,
    ProcessingRestricted,
    TenantNotContracted,
    UsernameMissing,
)
from shared.times import format_instant

if TYPE_CHECKING:
    from shared.identity.forwarding import Forwarding
    from shared.identity.model import ForwardRequest


def blueprint(api: Api, forwarding: Callable[[], Forwarding]) -> func.Blueprint:
    """forward_identity."""
    routes = func.Blueprint()

    @api.endpoint(
        routes,
        "forward_identity",
        "POST",
        "identity/forward",
        who=AllowedCallers.USER,
        summary="Forward the caller's username and domain to the contact centre, and get the way in",
        body="shared.identity.model:ForwardRequest",
        body_is_optional=True,
        answers={200: "shared.identity.model:ForwardAnswer"},
        refusals=(
            TenantNotContracted,
            ContractEnded,
            DomainNotRegistered,
            GuestNotSupported,
            UsernameMissing,
            ProcessingRestricted,
            NotMatched,
            IdentityRebound,
            ContactCenterFailed,
            ContactCenterTimeout,
        ),
    )
    def forward_identity(request: Request) -> Response:
        from shared.notice.published import CURRENT_VERSION

        body: ForwardRequest | None = request.read()
        seen = body.notice_seen if body else None
        forwarded = forwarding().forward(request.caller, seen, request.now, request.correlation_id)
        return Response(
            body={
                "status": "matched",
                "username": forwarded.profile.username,
                "domain": forwarded.profile.domain,
                "contactCenter": {
                    "name": forwarded.registration.contract.contact_center_name,
                    "launchUrl": forwarded.match.launch_url,
                    "expiresAt": format_instant(forwarded.match.expires_at),
                },
                "notice": {
                    "version": CURRENT_VERSION,
                    "changed": forwarded.profile.notice_seen != CURRENT_VERSION,
                },
            }
        )

    return routes
