"""Forwarding, step by step: who may, the intent on record, the two values out, the outcome on record (R5.1, R5.2)."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from shared.audit.activity import Activity, ActivityLog
from shared.auth.caller import Caller
from shared.identity.contact_center import Match
from shared.identity.instances import Instances
from shared.identity.username import TeamsIdentity, teams_identity
from shared.persons.profiles import Profile, Profiles, renewed
from shared.persons.restrictions import Restrictions
from shared.problems import (
    ContactCenterTimeout,
    ContractEnded,
    DomainNotRegistered,
    IdentityRebound,
    NotMatched,
)
from shared.telemetry import Event, emit
from shared.tenants.registration import Registration
from shared.tenants.registry import Registry


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A matched person, the way in, and the profile as it now stands."""

    registration: Registration
    profile: Profile
    match: Match


class Forwarding:
    """Forwards a person's username and domain to the instance registered for the person's tenant."""

    def __init__(
        self,
        registry: Registry,
        profiles: Profiles,
        restrictions: Restrictions,
        activity: ActivityLog,
        instances: Instances,
    ) -> None:
        self._registry = registry
        self._profiles = profiles
        self._restrictions = restrictions
        self._activity = activity
        self._instances = instances

    def forward(self, caller: Caller, notice_seen: str | None, now: datetime, correlation_id: str) -> Forwarded:
        """Forward, and keep the person's profile once the instance knows them.

        Before the intent is on record a refusal leaves nothing; after it exactly one activity row with an outcome.
        A failed match keeps no username.

        Raises:
            TenantNotContracted, ContractEnded, GuestNotSupported, UsernameMissing, DomainNotRegistered,
            ProcessingRestricted, IdentityRebound, NotMatched, ContactCenterFailed, ContactCenterTimeout,
            StorageUnavailable
        """
        started = time.monotonic()
        principal = caller.principal
        registration = self._registry.running(principal.tid, now)
        identity = teams_identity(principal)
        if identity.domain not in registration.contract.domains:
            raise DomainNotRegistered
        self._restrictions.refuse_restricted(principal.tid, principal.oid, now)
        before = self._profiles.find_profile(registration, principal.oid, now)
        try:
            binding = self._profiles.check_binding(registration, identity.username, principal.oid, now)
        except IdentityRebound:
            emit(Event.IDENTITY_REBOUND, tenantId=principal.tid, correlationId=correlation_id)
            raise
        profile = renewed(before, oid=principal.oid, username=identity.username, domain=identity.domain, now=now)
        if notice_seen is not None:
            profile = replace(profile, notice_seen=notice_seen)

        with ExitStack() as turn:
            turn.enter_context(self._instances.turn(registration))
            host = urlsplit(registration.contract.contact_center_url).hostname
            intent = self._activity.record(caller, "forward", now, correlation_id, outcome="pending", instance=host)
            outcome = "failed"
            try:
                match = self._ask(registration, identity, intent)
                turn.close()  # the rest is between storage and us: others may ask the instance meanwhile
                self._profiles.save_profile(registration, profile, binding, before)
                outcome = "matched"
            except (NotMatched, ContactCenterTimeout, IdentityRebound, ContractEnded) as problem:
                outcome = problem.code
                if isinstance(problem, IdentityRebound):
                    emit(Event.IDENTITY_REBOUND, tenantId=principal.tid, correlationId=correlation_id)
                raise
            finally:
                self._activity.record_outcome(intent, outcome)
                duration = round((time.monotonic() - started) * 1000)
                emit(Event.FORWARD_FINISHED, outcome=outcome, tenantId=principal.tid, durationMs=duration)
        return Forwarded(registration, profile, match)

    def _ask(self, registration: Registration, identity: TeamsIdentity, intent: Activity) -> Match:
        match = self._instances.match(registration, identity, intent.correlation_id)
        if match is None:
            raise NotMatched
        return match
