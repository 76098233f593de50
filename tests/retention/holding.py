"""Holds as dora places and releases them, and what is held."""

from __future__ import annotations

from typing import Any

from tests.world import ANNA, Reply, World


def put_hold(world: World, hold_id: str = "claims", **members: Any) -> Reply:
    """By dora, on anna's meetings for the lawyers until the end of the year, unless the members say otherwise."""
    body = {
        "ground": "legal_claims",
        "subject": ANNA,
        "families": ["meetings"],
        "endsOn": "2026-12-31",
        "reviewOn": "2026-11-30",
        **members,
    }
    sent = {name: value for name, value in body.items() if value is not ...}
    return world.call("put_hold", world.officer_token(), sent, path={"holdId": hold_id})


def place_hold(world: World, hold_id: str = "claims", **members: Any) -> dict[str, Any]:
    """As `put_hold`, when it has to succeed; the answer."""
    reply = put_hold(world, hold_id, **members)
    assert reply.status == 200, reply.body
    answer: dict[str, Any] = reply.json
    return answer


def release(world: World, hold_id: str = "claims") -> Reply:
    return world.call("release_hold", world.officer_token(), path={"holdId": hold_id})


def held(world: World) -> list[str]:
    """What is held, as `<person> <family> <day>`, in order."""
    return sorted(" ".join(str(row["RowKey"]).split(".")[:3]) for row in world.rows("held"))
