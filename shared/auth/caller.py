"""The caller of one request, as the boundary let them in."""

from __future__ import annotations

from dataclasses import dataclass

from shared.auth.access import Role
from shared.auth.principal import Principal


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, the role that the endpoint let them in with, and from where (cut as CLIENT_ADDRESS says)."""

    principal: Principal
    role: Role | None
    address: str | None
