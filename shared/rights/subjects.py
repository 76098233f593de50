"""The people of an officer's own tenant: found by username, and a username released for whoever bears it next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from shared.audit.actions import AuditedAction
from shared.audit.activity import ActivityLog
from shared.persons.profiles import Profile, Profiles
from shared.problems import NotFound
from shared.tenants.registration import Registration
from shared.tenants.registry import Registry
from shared.times import format_instant

MAX_LISTED = 100


class Subjects:
    """Finds people by their profiles."""

    def __init__(self, registry: Registry, profiles: Profiles, activity: ActivityLog) -> None:
        self._registry = registry
        self._profiles = profiles
        self._activity = activity

    def search(self, act: AuditedAction, username: str | None, after: str) -> dict[str, Any]:
        """The person who bears a username, or a page of all people in the order of their ids, after one of them.

        At the end of the contract its profiles are hidden at once (R11.2b): then nobody is found.
        """
        registration = self._registry.find_registration(act.tid)
        is_running = registration is not None and registration.state(act.now) == "running"
        found = self._find(registration, username, after) if registration is not None and is_running else []
        self._log(act, found if username is not None else ())
        page = found[:MAX_LISTED]
        return {
            "subjects": [
                {
                    "oid": profile.oid,
                    "username": profile.username,
                    "domain": profile.domain,
                    "matchedAt": format_instant(profile.matched_at),
                }
                for profile in page
            ],
            "next": page[-1].oid if len(found) > MAX_LISTED else None,
        }

    def release_binding(self, act: AuditedAction) -> None:
        """Free a person's username, so that a new account may bear it. Raises NotFound."""
        registration = self._registry.find_registration(act.tid)
        if registration is None or not self._profiles.release(registration, act.oid):
            raise NotFound
        act.log(self._activity, "binding_released")

    def _log(self, act: AuditedAction, looked_up: Iterable[Profile]) -> None:
        """A search is the officer's act; the person who was looked up by name finds it in their own log, too."""
        people = [replace(act, oid=profile.oid) for profile in looked_up]
        for one in people:
            one.log(self._activity, "subjects_searched")
        if not people:
            self._activity.record(act.caller, "subjects_searched", act.now, act.correlation_id)

    def _find(self, registration: Registration, username: str | None, after: str) -> list[Profile]:
        if username is None:
            return self._profiles.page(registration, after, MAX_LISTED + 1)
        oid = self._profiles.bearer(registration, username)
        profile = self._profiles.stored(registration, oid) if oid else None
        return [profile] if profile else []
