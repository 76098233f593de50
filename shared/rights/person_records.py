"""What is kept about a person beside the days: profile, restriction, holds, erasure, what they keep, whom to tell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from shared.holds.holds import Hold, Holds, covering
from shared.holds.preserved_rows import PreservedRows
from shared.persons.erasures import SUPPRESSED_FOR, ErasureRecords
from shared.persons.profiles import Profiles
from shared.persons.restrictions import Restrictions
from shared.reports.held_mentions import held_mentions
from shared.reports.keys import CONTENTS
from shared.rights.items import Item, Source
from shared.rights.notifications import GIVEN_UP_AFTER, Notifications
from shared.tenants.registry import Registry
from shared.times import end_of, format_instant

FAMILIES = ("profiles", "restrictions", "holds", "erasures", "notifications")


class PersonRecords:
    """Reads what stands beside the days. It is a handful for each person."""

    def __init__(
        self,
        registry: Registry,
        profiles: Profiles,
        restrictions: Restrictions,
        erasures: ErasureRecords,
        holds: Holds,
        held: PreservedRows,
        notifications: Notifications,
    ) -> None:
        self._registry = registry
        self._profiles = profiles
        self._restrictions = restrictions
        self._erasures = erasures
        self._holds = holds
        self._held = held
        self._notifications = notifications

    def items(self, tid: str, oid: str, now: datetime) -> list[Item]:
        """All of them in the order of their ids. Raises StorageUnavailable."""
        holds = self._holds.active(tid, now)
        found = [
            *self._profile(tid, oid),
            *self._restriction(tid, oid, now),
            *(_hold(hold, oid) for hold in holds if oid in {hold.subject, hold.owner}),
            *self._erasure(tid, oid, holds),
            *self._still_to_be_told(tid, oid),
            *self._held_mentions(tid, oid, holds),
        ]
        return sorted(found, key=lambda item: item.id)

    def _profile(self, tid: str, oid: str) -> Iterator[Item]:
        """The profile with its binding; either may be alone where a match was cut off."""
        registration = self._registry.find_registration(tid)
        if registration is None:
            return
        profile = self._profiles.stored(registration, oid)
        bound_at = self._profiles.bound_since(registration, oid)
        data: dict[str, Any] = {"boundAt": bound_at}
        told: tuple[dict[str, str], ...] = ()
        if profile is not None:
            data |= {
                "username": profile.username,
                "domain": profile.domain,
                "matchedAt": format_instant(profile.matched_at),
                "updatedAt": format_instant(profile.updated_at),
                "noticeSeen": profile.notice_seen,
            }
            name = registration.contract.contact_center_name
            told = ({"name": name, "at": format_instant(profile.updated_at)},)
        if profile is not None or bound_at:
            yield Item("profiles", "profiles", data, "sign_in_token", registration.ends_at, told)

    def _restriction(self, tid: str, oid: str, now: datetime) -> Iterator[Item]:
        restriction = self._restrictions.find_restriction(tid, oid, now)
        if restriction is None:
            return
        until = restriction.until
        data = {
            "ground": restriction.ground,
            "since": format_instant(restriction.since),
            "until": until.isoformat() if until else None,
            "statement": restriction.statement,
            "ends": self._restrictions.ends(restriction),
        }
        delete_by = self._restrictions.delete_by(restriction)
        yield Item("restrictions", "restrictions", data, "the_person", delete_by)

    def _erasure(self, tid: str, oid: str, holds: list[Hold]) -> Iterator[Item]:
        record = self._erasures.find_erasure(tid, oid)
        if record is None:
            return
        ends = [end_of(hold.ends_on) for hold in holds if hold.hold_id in record.deferred_by]
        delete_by = max(record.as_of + SUPPRESSED_FOR, *ends) if ends else record.as_of + SUPPRESSED_FOR
        data = {"asOf": format_instant(record.as_of), "state": record.state}
        yield Item("erasures", "erasures", data, "this_service", delete_by)

    def _held_mentions(self, tid: str, oid: str, holds: list[Hold]) -> Iterator[Item]:
        """What other people's reports say that only a hold still keeps."""
        for held, mention in held_mentions(self._held, tid, oid):
            keeping = covering(holds, CONTENTS, mention.owner)
            until = end_of(keeping[0].ends_on) if keeping else None
            item_id = f"held.mentions.{held.key.split('.', 2)[2]}"
            data = {**mention.about(oid), **held.mark}
            yield Item(item_id, CONTENTS, data, "report_of_another_person", until, is_held=True)

    def _still_to_be_told(self, tid: str, oid: str) -> Iterator[Item]:
        for notification in self._notifications.of_person(tid, oid):
            data = {
                "username": notification.identity.username,
                "domain": notification.identity.domain,
                "change": notification.change,
                "since": format_instant(notification.since),
            }
            item_id = f"notifications.{notification.key.partition('.')[2]}"
            delete_by = notification.since + GIVEN_UP_AFTER
            yield Item(item_id, "notifications", data, "this_service", delete_by)


def _hold(hold: Hold, oid: str) -> Item:
    """A hold on the person, or one that they placed on somebody: not shown is on whom, nor its id, which may say so."""
    data = {
        "ground": hold.ground,
        "families": list(hold.families),
        "placedAt": format_instant(hold.placed_at),
        "placedByYou": hold.owner == oid,
        "isAboutYou": hold.subject == oid,
        "endsOn": hold.ends_on.isoformat(),
        "reviewOn": hold.review_on.isoformat(),
        "confirmed": hold.confirmed,
    }
    source: Source = "the_person" if oid == hold.owner or hold.requested_by_subject else "data_protection_officer"
    name = hold.hold_id if hold.subject == oid else hashlib.sha256(hold.hold_id.encode()).hexdigest()[:32]
    return Item(f"holds.{name}", "holds", data, source, end_of(hold.ends_on))
