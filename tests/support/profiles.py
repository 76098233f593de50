"""What the tests of profiles share: a person's match as storage sees it, and what storage then holds."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from itertools import count

from shared.persons.profiles import Profile, Profiles, renewed, table_name
from shared.tenants.registration import Registration
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, World

NAME = "anna.schmidt@contoso.example"
NEW_NAME = "anna.weber@contoso.example"
TABLE = table_name(TENANT_ID, datetime(2026, 1, 1, tzinfo=UTC).date())


def registration(world: World) -> Registration:
    found = world.services.registry().find_registration(TENANT_ID)
    assert found is not None
    return found


def keep(world: World, oid: str = ANNA, username: str = NAME) -> Profile:
    """What a forward does with storage once the contact centre has said yes."""
    profiles: Profiles = world.services.profiles()
    known = registration(world)
    before = profiles.find_profile(known, oid, world.clock())
    binding = profiles.check_binding(known, username, oid, world.clock())
    profile = renewed(before, oid=oid, username=username, domain="contoso.example", now=world.clock())
    profiles.save_profile(known, profile, binding, before)
    return profile


def profile_of(world: World, oid: str = ANNA) -> Profile | None:
    return world.services.profiles().find_profile(registration(world), oid, world.clock())


def owners(world: World) -> dict[str, str]:
    """Whom each username is bound to, by its digest."""
    return {row["RowKey"]: row["oid"] for row in world.rows(TABLE) if row["PartitionKey"] == "binding"}


def digest(folded: str) -> str:
    return hashlib.sha256(folded.encode()).hexdigest()


def stale_binding(world: World, oid: str, left_name: str, new_name: str) -> None:
    """Bind `left_name` to a person who now bears `new_name`: a crash kept the earlier binding from going."""
    keep(world, oid, left_name)
    deleted = count()
    with world.failing(lambda request: request.startswith("DELETE") and next(deleted) == 0):
        reply = world.match(oid, new_name)
    assert reply.status == 503
    assert owners(world).keys() == {digest(left_name), digest(new_name)}
