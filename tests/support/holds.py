"""Holds as dora places and releases them, and what is held."""

from __future__ import annotations

from typing import Any

from shared.reports.content import unpack
from tests.support.access import match_ben
from tests.support.reports import store
from tests.support.world import ANNA, BEN, Reply, World, report_body

LASTING: dict[str, Any] = {"families": ["meetings", "reports"], "endsOn": "2027-12-31", "reviewOn": "2027-03-31"}
ORGANISER = {"oid": ANNA, "name": "Anna Schmidt", "role": "organizer"}
EVIDENCE = report_body(topic="Evidence", attendees=[ORGANISER, {"oid": BEN, "name": "Ben Weber", "role": "attendee"}])
EMPTIED = report_body(topic="Nothing", attendees=[])


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


def store_evidence(world: World) -> None:
    """Anna and ben are matched; anna has stored what is to be evidence, a minute ago."""
    assert world.match().status == 200
    match_ben(world)
    assert store(world, EVIDENCE).status == 201
    world.clock.advance(minutes=1)


def versions(world: World) -> list[str]:
    """What is held of reports: the topics and the names, after "was" where it has been replaced or deleted."""
    return sorted(
        f"{'was ' if str(row['RowKey']).count('.') == 4 else ''}{_said(row)}"
        for row in world.rows("held")
        if row["heldFamily"] in {"meetings", "reports"}
    )


EVIDENCE_KEPT = ["was Anna Schmidt, Ben Weber", "was Evidence"]


def _said(row: dict[str, Any]) -> str:
    if row["heldFamily"] == "meetings":
        return str(row["topic"])
    return ", ".join(str(attendee["name"]) for attendee in unpack(row)["attendees"]) or "nobody"
