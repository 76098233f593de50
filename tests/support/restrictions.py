"""Calls of the restriction's routes, by Anna or by Dora, her tenant's data protection officer."""

from __future__ import annotations

from typing import Any

from shared.times import same_day_in
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, START, Reply, World

TODAY = START.date()
IN_A_YEAR = same_day_in(TODAY, years=1).isoformat()
ANNAS_HOLD = f"restriction-{ANNA}"


def restrict(world: World, ground: str, **members: Any) -> Reply:
    return world.call("restrict_my_data", world.token(), {"ground": ground, **members})


def lift(world: World) -> Reply:
    return world.call("lift_my_restriction", world.token())


def decide(world: World, oid: str = ANNA, tid: str = TENANT_ID) -> Reply:
    return world.call("decide_restriction", world.officer_token(tid=tid), path={"oid": oid})


def read(world: World) -> Any:
    reply = world.call("read_my_restriction", world.token())
    assert reply.status == 200
    return reply.json


def holds(world: World) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = world.call("list_holds", world.officer_token()).json["holds"]
    return listed
