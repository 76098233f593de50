"""A tenant in which everything knows anna, and what is left of her."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from shared.storage.rows import unpack_content
from tests.support.access import ben_token, match_ben
from tests.support.world import ANNA, BEN, World, report_body

ANNA_TAKES_PART = {"oid": ANNA, "name": "Anna Schmidt", "role": "attendee"}
BEN_ORGANISES = {"oid": BEN, "name": "Ben Weber", "role": "organizer"}


def fill(world: World) -> str:
    """Anna and ben have been matched; each has a report, and anna asked and wrote in ben's, whose id comes back."""
    assert world.match().status == 200
    match_ben(world)
    world.register(collect={"attendanceTimes": False, "chat": True})
    assert world.call("store_report", world.token(), report_body()).status == 201
    stored = world.call("store_report", ben_token(world), bens_webinar())
    assert stored.status == 201
    return str(stored.json["id"])


def bens_webinar(**members: Any) -> dict[str, Any]:
    message = {"at": "2026-11-23T09:20:00Z", "text": "secret of anna", "author": ANNA}
    return report_body(
        **{
            "reportId": "bens",
            "type": "webinar",
            "attendees": [BEN_ORGANISES, {"oid": None, "name": "Chris Moor", "role": "attendee"}, ANNA_TAKES_PART],
            "questions": [
                {"askedBy": ANNA, "question": "question of anna", "answer": "answer to anna"},
                {"askedBy": BEN, "question": "question of ben"},
            ],
            "chat": {
                "purpose": "result_log",
                "necessity": "decisions are noted",
                "messages": [message, {**message, "author": BEN, "text": "words of ben"}],
            },
            **members,
        }
    )


def erase(world: World) -> dict[str, Any]:
    reply = world.call("erase_my_data", world.token())
    assert reply.status == 200, reply.body
    answer: dict[str, Any] = reply.json
    return answer


def read_report(world: World, key: str) -> dict[str, Any]:
    reply = world.call("read_report", ben_token(world), path={"reportId": key})
    assert reply.status == 200, reply.body
    report: dict[str, Any] = reply.json
    return report


def left_of(world: World, oid: str = ANNA) -> dict[str, list[str]]:
    """By family what storage still has about a person; of the log what each row is about."""
    found: dict[str, list[str]] = {}
    for table in world.tables.listing().names:
        for row in world.tables.query(table, "PartitionKey ne @nobody", {"nobody": ""}):
            if _is_about(row, oid):
                family = table.rstrip("0123456789")[:8] if table.startswith("profiles") else table.rstrip("0123456789")
                found.setdefault(family, []).append(str(row.get("kind", row.get("state", ""))))
    return {family: sorted(rows) for family, rows in found.items()}


def kept_state(world: World) -> Counter[str]:
    """Everything in storage in a form that two runs of the same story share: no random keys, and no evidence."""
    rows: Counter[str] = Counter()
    for table in world.tables.listing().names:
        if table == "evidence":
            continue
        for row in world.tables.query(table, "PartitionKey ne @nobody", {"nobody": ""}):
            shown: dict[str, Any] = {name: value for name, value in row.items() if name not in _BY_CHANCE}
            if "c0" in row:
                shown = {name: value for name, value in shown.items() if name not in {"c0", "people"}}
                shown["content"] = unpack_content(row)
            partition, key = str(row["PartitionKey"]), str(row["RowKey"])
            named = key if not (table.startswith("activity") or table == "notifications" or "at" in row) else ""
            rows[f"{table} {partition} {named} {sorted(shown.items())}"] += 1
    return rows


_BY_CHANCE = frozenset({"PartitionKey", "RowKey", "correlationId", "actId"})


def _is_about(row: Mapping[str, Any], oid: str) -> bool:
    content = unpack_content(row) if "c0" in row else {}
    return oid in f"{dict(row)} {content}" or "Anna Schmidt" in str(content)


def told(world: World) -> list[str]:
    return [message["change"] for message in world.contact_center.told]
