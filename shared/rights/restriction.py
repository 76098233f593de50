"""Restriction, objection and withdrawal of consent: asked for by the person, ended by their ground's rule (R10.18)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.audit.actions import AuditedAction
from shared.audit.activity import ActivityLog
from shared.holds.holds import HOLDABLE, Hold
from shared.holds.service import HoldService
from shared.persons.profiles import Profiles
from shared.persons.restrictions import TIMED, Restriction, Restrictions
from shared.problems import Conflict, NotFound, Pointer, RestrictionRefused
from shared.reports.recordings import Recordings
from shared.rights.notifications import Change, Notification, Notifications
from shared.telemetry import Event, emit
from shared.tenants.registry import Registry
from shared.times import format_instant, same_day_in

if TYPE_CHECKING:
    from shared.rights.model import RestrictionRequest

REVIEWED_WITHIN = timedelta(days=30)
"""When an officer should have confirmed a person's hold."""


class RestrictionService:
    """Restricts the processing of a person's data, and lifts it."""

    def __init__(
        self,
        registry: Registry,
        profiles: Profiles,
        restrictions: Restrictions,
        recordings: Recordings,
        holds: HoldService,
        notifications: Notifications,
        activity: ActivityLog,
    ) -> None:
        self._registry = registry
        self._profiles = profiles
        self._restrictions = restrictions
        self._recordings = recordings
        self._holds = holds
        self._notifications = notifications
        self._activity = activity

    def read(self, act: AuditedAction) -> dict[str, Any]:
        """Whether and why the person is restricted, and how that ends (Art. 18(3))."""
        return self._shown(self._restrictions.find_restriction(act.tid, act.oid, act.now), [])

    def restrict(self, act: AuditedAction, request: RestrictionRequest) -> dict[str, Any]:
        """Restrict from now on; a second request replaces the first, and on the same ground does not begin anew.

        `unlawful` and `claims` also keep the person's rows, until an officer confirms or releases that hold.
        Of a withdrawn consent the instance is not told, for it has nothing about recordings.

        Raises:
            RestrictionRefused: `until` is missing, superfluous, past, or more than 12 months away.
            Conflict: a withdrawn consent and a restriction would take each other's place.
        """
        _check(request, act.now)
        before = self._restrictions.find_restriction(act.tid, act.oid, act.now)
        if before is not None and (before.ground == "consent") != (request.ground == "consent"):
            raise Conflict("Lift what is in force first: a withdrawn consent and a restriction do not stand together.")
        since = before.since if before is not None and before.ground == request.ground else act.now
        restriction = Restriction(act.tid, act.oid, request.ground, since, request.until, request.statement)
        self._restrictions.put(restriction)
        if restriction.ground == "consent":
            self._recordings.forget(act.tid, act.oid, act.now)
        self._hold_until(act, restriction.until, f"restriction_{restriction.ground}")
        notification = None
        if restriction.stops_processing:
            notification = self._prepare(act.tid, act.oid, "restriction", act.now)
        act.log(self._activity, "processing_restricted")
        return self._shown(restriction, self._notifications.deliver(notification, act.correlation_id))

    def lift(self, act: AuditedAction) -> dict[str, Any]:
        """Lift the restriction: the person what they asked for, or an officer by a decision.

        Raises:
            NotFound: there is none, or an officer would give back a consent that only the person can give.
        """
        restriction = self._restrictions.find_restriction(act.tid, act.oid, act.now)
        if restriction is None:
            raise NotFound("Processing is not restricted.")
        if act.by_officer and not restriction.stops_processing:
            raise NotFound("There is nothing to decide: only the person can give a withdrawn consent again.")
        notification = self._end(restriction, act.now)
        act.log(self._activity, "restriction_decided" if act.by_officer else "restriction_lifted")
        return self._shown(None, self._notifications.deliver(notification, act.correlation_id))

    def end_expired_restrictions(self, now: datetime) -> None:
        """What the sweep does: end restrictions whose time is over, and raise the alert on undecided ones.

        Of one that is left over nobody is told: without a contract there is no instance that knows the person.
        """
        for restriction in list(self._restrictions.all()):
            if restriction.is_over(now):
                self._end(restriction, now)
            elif self._restrictions.is_left_over(restriction, now):
                self._restrictions.remove_left_over(restriction)
            elif restriction.is_undecided(now):
                emit(Event.RESTRICTION_UNDECIDED, tenantId=restriction.tenant_id)

    def _end(self, restriction: Restriction, now: datetime) -> Notification | None:
        """The restriction itself goes last, so that what is cut off can be repeated."""
        tid, oid = restriction.tenant_id, restriction.oid
        notification = self._prepare(tid, oid, "restriction_lifted", now) if restriction.stops_processing else None
        self._drop_hold(tid, oid, now)
        self._restrictions.remove(tid, oid)
        return notification

    def _prepare(self, tid: str, oid: str, change: Change, now: datetime) -> Notification | None:
        registration = self._registry.find_registration(tid)
        profile = self._profiles.stored(registration, oid) if registration else None
        return self._notifications.prepare(registration, profile, change, now)

    def _shown(self, restriction: Restriction | None, recipients: list[dict[str, Any]]) -> dict[str, Any]:
        if restriction is None:
            return {"restricted": False, "recipients": recipients}
        delete_by = self._restrictions.delete_by(restriction)
        return {
            "restricted": True,
            "ground": restriction.ground,
            "since": format_instant(restriction.since),
            "until": restriction.until.isoformat() if restriction.until else None,
            "statement": restriction.statement,
            "ends": self._restrictions.ends(restriction),
            "deleteBy": format_instant(delete_by) if delete_by else None,
            "recipients": recipients,
        }

    def _hold_until(self, act: AuditedAction, until: date | None, ground: str) -> None:
        """Keep the person's rows up to and with a day, or no longer; an officer's own hold stays as it is."""
        if until is None:
            self._drop_hold(act.tid, act.oid, act.now)
            return
        earlier = self._hold(act.tid, act.oid, act.now)
        if earlier is not None and not earlier.requested_by_subject:
            return
        hold = Hold(
            tenant_id=act.tid,
            hold_id=_hold_id(act.oid),
            ground=ground,
            subject=act.oid,
            families=HOLDABLE,
            owner=act.oid,
            placed_at=act.now,
            ends_on=until,
            review_on=min(until, act.now.date() + REVIEWED_WITHIN),
            confirmed=False,
        )
        self._holds.place(hold, act.now)

    def _drop_hold(self, tid: str, oid: str, now: datetime) -> None:
        hold = self._hold(tid, oid, now)
        if hold is not None and hold.requested_by_subject:
            self._holds.drop(tid, hold.hold_id)

    def _hold(self, tid: str, oid: str, now: datetime) -> Hold | None:
        """The hold that a restriction placed; an officer may have put one on another ground in its place."""
        return next((hold for hold in self._holds.list(tid, now) if hold.hold_id == _hold_id(oid)), None)


def _hold_id(oid: str) -> str:
    return f"restriction-{oid}"


def _check(request: RestrictionRequest, now: datetime) -> None:
    today = now.date()
    code = None
    if request.ground in TIMED and request.until is None:
        code = "required"
    elif request.ground not in TIMED and request.until is not None:
        code = "not_with_this_ground"
    elif request.until is not None and request.until < today:
        code = "past"
    elif request.until is not None and request.until > same_day_in(today, years=1):
        code = "more_than_12_months"
    if code is not None:
        raise RestrictionRefused(pointers=(Pointer("/until", code),))
