"""Who took part, by username: a file of Teams has no ids, and only people who were matched here have a name here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from datetime import datetime
from typing import Any

from shared.persons.profiles import Profiles
from shared.tenants.registration import Registration

LOOK_UPS_AT_ONCE = 8
"""How many usernames are looked up in parallel: the readers serve other calls as well."""
_TIMES = frozenset({"joinedAt", "leftAt"})


class UsernameLookup:
    """Finds the ids of the organisation's people by the usernames that they were matched with."""

    def __init__(self, profiles: Profiles, pool: Executor) -> None:
        self._profiles = profiles
        self._pool = pool

    def named(self, report: Mapping[str, Any], registration: Registration, now: datetime) -> dict[str, Any]:
        """A file's report as `POST reports` takes it: ids in place of usernames, times only where they are collected.

        Who is not found has no id, and becomes a guest.
        """
        bearers = self._bearers({entry["username"] for entry in report["attendees"]}, registration, now)
        attendees = [{**entry, "oid": bearers.get(entry["username"])} for entry in report["attendees"]]
        unwanted = {"username"} if registration.contract.collect.attendance_times else {"username", *_TIMES}
        named = {**report, "attendees": _without(unwanted, attendees)}
        if "dialIn" in report:
            named["dialIn"] = _without(unwanted, report["dialIn"])
        return named

    def _bearers(
        self, usernames: Iterable[str | None], registration: Registration, now: datetime
    ) -> dict[str | None, str]:
        """Who bears these usernames. Only names of the contract's own domains are ever bound."""
        domains = set(registration.contract.domains)
        asked = sorted(name for name in usernames if name is not None and name.rpartition("@")[2].lower() in domains)
        found: dict[str | None, str] = {}
        for start in range(0, len(asked), LOOK_UPS_AT_ONCE):
            window = asked[start : start + LOOK_UPS_AT_ONCE]
            oids = self._pool.map(lambda name: self._profiles.present_bearer(registration, name, now), window)
            found |= {name: oid for name, oid in zip(window, oids, strict=True) if oid is not None}
        return found


def _without(unwanted: Iterable[str], entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in entry.items() if name not in unwanted} for entry in entries]
