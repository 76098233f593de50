"""Who calls, as the validated token says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller. A person is (tid, oid), never a name; both are canonical lower-case GUIDs."""

    tid: str
    oid: str
    client_id: str
    username: str | None
    scopes: frozenset[str]
    roles: frozenset[str]
    app_only: bool
    guest: bool

    @property
    def key(self) -> str:
        """The partition of everything that is kept about this person."""
        return f"{self.tid}:{self.oid}"
