"""Uses of rights of which the contact centre is told, and what waits to be told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.world import ANNA, Reply, World, report_body

ANNAS_NAME, BENS_NAME = "anna.schmidt@contoso.example", "ben.weber@contoso.example"


def change(name: str, username: str = ANNAS_NAME) -> dict[str, str]:
    return {"username": username, "domain": "contoso.example", "change": name}


def restrict(world: World, oid: str = ANNA, username: str = ANNAS_NAME) -> Reply:
    return world.call("restrict_my_data", world.token(oid, preferred_username=username), {"ground": "objection"})


def lift(world: World) -> Reply:
    return world.call("lift_my_restriction", world.token())


def rectify(world: World) -> Reply:
    stored = world.call("store_report", world.token(), report_body()).json["id"]
    correction = {"item": f"meetings.20261123.{stored}", "property": "topic", "value": "Weekly, corrected"}
    return world.call("correct_my_data", world.token(), {"corrections": [correction]})


def erase(world: World) -> Reply:
    return world.call("erase_my_data", world.token())


def waiting(world: World) -> list[str]:
    return sorted(str(row["change"]) for row in world.rows("notifications"))


def alerts(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    events = [json.loads(record.getMessage()) for record in caplog.records if record.name == "contact_center"]
    return [event for event in events if event["event"] == "recipient_not_told"]
