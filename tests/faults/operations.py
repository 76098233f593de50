"""Everything that the service does to storage: each operation, on a subject of its own, and what is true once done.

A subject is new each time, so that one world serves an operation cut at each of its requests in turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shared.problems import ContactCenterFailed
from shared.storage.rows import unpack_content
from tests.retention import chain
from tests.support.access import ben_token
from tests.support.erasure import fill
from tests.support.graph_payloads import attendance_report, record, user
from tests.support.holds import LASTING, place_hold, put_hold, release
from tests.support.sweeps import entries, keep, sweep
from tests.support.tokens import TENANT_ID
from tests.support.world import BEN, START, Reply, World, contract_body, report_body

AuditedAction = Callable[[World, str], Reply]


@dataclass(frozen=True, slots=True)
class Operation:
    """`prepare` makes the subject of a number; `done` fails when the effect on it is not whole.

    `half` fails when what is seen before the repeat is neither the old state nor the new one. `later` passes between an
    attempt and its repeat. A repeat of what was done already may find nothing (`is_gone_once_done`). By default each
    `step`-th request is tried, where another suite tries every one.
    """

    name: str
    prepare: Callable[[World, int], str]
    act: AuditedAction
    done: Callable[[World, str], None]
    half: Callable[[World, str], None] = lambda *_: None
    later: timedelta = timedelta(minutes=1)
    step: int = 1
    is_gone_once_done: bool = False


def person(number: int) -> str:
    return f"a1a1a1a1-0000-4000-8000-{number:012d}"


def username(oid: str) -> str:
    return f"p{int(oid[-12:])}@contoso.example"


def token(world: World, oid: str) -> str:
    return world.token(oid, preferred_username=username(oid))


def matched(world: World, number: int) -> str:
    oid = known(world, number)
    assert forward(world, oid).status == 200
    return oid


def known(world: World, number: int) -> str:
    world.contact_center.usernames.add(username(person(number)))
    return person(number)


def forward(world: World, oid: str) -> Reply:
    return world.call("forward_identity", token(world, oid))


def is_matched(world: World, oid: str) -> None:
    (row,) = [row for row in world.rows("profiles") if row["RowKey"] == oid]
    bound = [found for found in world.rows("profiles") if found.get("oid") == oid]
    outcomes = [found["outcome"] for found in world.rows("activity") if found["PartitionKey"] == f"{TENANT_ID}:{oid}"]
    assert row["username"] == username(oid)
    assert len(bound) == 1
    assert outcomes[-1:] == ["matched"] or "matched" in outcomes


def store(world: World, report_id: str) -> Reply:
    return world.call("store_report", world.token(), report_body(reportId=report_id))


def stored(world: World, number: int) -> str:
    reply = store(world, f"report{number}")
    assert reply.status == 201
    return str(reply.json["id"])


def listed(world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.call("list_reports", world.token(), query={"limit": "100"}).json["reports"]
    return found


def is_whole_or_hidden(world: World, report_id: str) -> None:
    for report in listed(world):
        if report["reportId"] == report_id:
            assert world.call("read_report", world.token(), path={"reportId": report["id"]}).json["attendees"]


def is_stored_once(world: World, report_id: str) -> None:
    assert [report["reportId"] for report in listed(world)].count(report_id) == 1
    is_whole_or_hidden(world, report_id)


def under_a_hold(world: World, number: int) -> str:
    place_hold(world, **LASTING)
    assert stored(world, number)
    return f"report{number}"


def empty(world: World, report_id: str) -> Reply:
    nobody = {"oid": None, "name": "Nobody", "role": "attendee"}
    body = report_body(reportId=report_id, topic="Nothing", attendees=[nobody])
    return world.call("store_report", world.token(), body)


def standing_and_held(world: World, report_id: str) -> tuple[list[str], list[str]]:
    """The topics that the headers of a report bear, in daily use and aside."""
    found = [
        [str(row["topic"]) for row in world.rows(table) if row.get("reportId") == report_id]
        for table in ("meetings", "held")
    ]
    return found[0], found[1]


def is_not_lost(world: World, report_id: str) -> None:
    assert "Weekly" in str(standing_and_held(world, report_id))


def is_emptied_and_kept(world: World, report_id: str) -> None:
    assert standing_and_held(world, report_id) == (["Nothing"], ["Weekly"])
    (key,) = [row["RowKey"] for row in world.rows("meetings") if row["reportId"] == report_id]
    assert len([row for row in world.rows("held") if key in row["RowKey"]]) == 2, "its header and its content"
    is_stored_once(world, report_id)


def read_own(world: World, key: str) -> Reply:
    return world.call("read_report", world.token(), path={"reportId": key})


def delete(world: World, key: str) -> Reply:
    return world.call("delete_report", world.token(), path={"reportId": key})


def is_whole_or_gone(world: World, key: str) -> None:
    reply = read_own(world, key)
    assert reply.status == 404 or reply.json["attendees"]


def is_deleted(world: World, key: str) -> None:
    assert read_own(world, key).status == 404
    assert key not in [row["RowKey"] for family in ("reports", "meetings") for row in world.rows(family)]


def retitle(world: World, key: str) -> Reply:
    correction = {"item": f"meetings.20261123.{key}", "property": "topic", "value": "Weekly, corrected"}
    return world.call("correct_my_data", world.token(), {"corrections": [correction]})


def is_old_or_new(world: World, key: str) -> None:
    assert read_own(world, key).json["topic"] in {"Weekly", "Weekly, corrected"}


def is_retitled(world: World, key: str) -> None:
    assert read_own(world, key).json["topic"] == "Weekly, corrected"


def held_ids(world: World) -> list[str]:
    return [hold["id"] for hold in world.call("list_holds", world.officer_token()).json["holds"]]


def is_held(world: World, hold_id: str) -> None:
    assert held_ids(world).count(hold_id) == 1


def is_released(world: World, hold_id: str) -> None:
    assert hold_id not in held_ids(world)


def placed(world: World, number: int) -> str:
    place_hold(world, f"kept{number}")
    return f"kept{number}"


def claim(world: World, oid: str) -> Reply:
    body = {"ground": "claims", "until": "2027-06-30", "statement": "I claim"}
    return world.call("restrict_my_data", token(world, oid), body)


def is_restricted(world: World, oid: str) -> None:
    assert forward(world, oid).code == "processing_restricted"
    assert f"restriction-{oid}" in held_ids(world)


def restricted(world: World, number: int) -> str:
    oid = matched(world, number)
    assert claim(world, oid).status == 200
    return oid


def lift(world: World, oid: str) -> Reply:
    return world.call("lift_my_restriction", token(world, oid))


def is_free(world: World, oid: str) -> None:
    assert forward(world, oid).status == 200
    assert f"restriction-{oid}" not in held_ids(world)


def mentioned(world: World, number: int) -> str:
    """A person with a report, and a name in ben's."""
    oid = matched(world, number)
    attendee = {"oid": oid, "name": "Petra Lang", "role": "attendee"}
    for bearer in (token(world, oid), ben_token(world)):
        assert (
            world.call("store_report", bearer, report_body(meetingId=f"meeting{number}", attendees=[attendee])).status
            == 201
        )
    return oid


def erase(world: World, oid: str) -> Reply:
    return world.call("erase_my_data", token(world, oid))


def is_erased(world: World, oid: str) -> None:
    only_the_erasure_is_left(world, oid)
    assert "erasure" in [told["change"] for told in world.contact_center.told if told["username"] == username(oid)]


def only_the_erasure_is_left(world: World, oid: str) -> None:
    """Of everything in storage, contents of reports too."""
    for table in world.tables.listing().names:
        for row in world.rows(table):
            if oid in f"{row} {unpack_content(row) if 'c0' in row else ''}":
                assert table == "erasures" or row.get("kind") == "data_erased", table


def linked(world: World, number: int) -> str:
    link = f"https://teams.example/{number}"
    reports = f"me/onlineMeetings/m{number}/attendanceReports"
    world.graph.at |= {
        f"me/onlineMeetings?$filter=JoinWebUrl eq '{link}'": [{"id": f"m{number}", "subject": "Weekly"}],
        reports: [attendance_report(f"imported{number}")],
        f"{reports}/imported{number}/attendanceRecords": [record(user(BEN, "Ben Weber"))],
    }
    return link


def fetch(world: World, link: str) -> Reply:
    return world.call("import_reports", world.token(), {"joinWebUrl": link})


def is_imported(world: World, link: str) -> None:
    is_stored_once(world, f"imported{link.rpartition('/')[2]}")


def other_tenant(number: int) -> str:
    return f"e5a1c0de-0000-4000-8000-{number:012d}"


def register(world: World, tenant_id: str) -> Reply:
    body = contract_body(domains=[f"t{int(tenant_id[-12:])}.example"])
    return world.call("put_tenant", world.operator_token(), body, path={"tenantId": tenant_id})


def state_of(world: World, tenant_id: str) -> str:
    world.clock.advance(seconds=61)  # registrations are cached for a minute
    return str(world.call("read_tenant", world.operator_token(), path={"tenantId": tenant_id}).json["state"])


def is_running(world: World, tenant_id: str) -> None:
    assert state_of(world, tenant_id) == "running"


def contracted(world: World, number: int) -> str:
    assert register(world, other_tenant(number)).status == 201
    return other_tenant(number)


def end_contract(world: World, tenant_id: str) -> Reply:
    return world.call("delete_tenant", world.operator_token(), path={"tenantId": tenant_id})


def has_ended(world: World, tenant_id: str) -> None:
    assert state_of(world, tenant_id) == "ended"


def due(world: World, number: int) -> str:
    """Tables of a day that are due, and a notification that still has to be told."""
    oid = matched(world, number)
    world.contact_center.failure = ContactCenterFailed()
    assert world.call("restrict_my_data", token(world, oid), {"ground": "objection"}).status == 200
    world.contact_center.failure = None
    day = f"{date(2024, 1, 1) + timedelta(days=number):%Y%m%d}"
    keep(world, *(f"{family}{day}" for family in ("activity", "meetings", "reports")))
    return day


def run(world: World, _: str) -> Reply:
    return sweep(world)


def is_swept(world: World, day: str) -> None:
    """Gone, told once, and nothing told that is still there."""
    found = entries(world)
    dropped = [label for entry in found for label in entry["dropped"]]
    there = {f"{name[:-8]} {name[-8:-4]}-{name[-4:-2]}-{name[-2:]}" for name in world.tables.listing().names}
    for family in ("activity", "meetings", "reports"):
        assert dropped.count(f"{family} {day[:4]}-{day[4:6]}-{day[6:]}") == 1
    assert not there & set(dropped)
    assert chain.faults(found) == []
    assert world.rows("notifications") == []


def claims_only_what_is_gone(world: World, _: str) -> None:
    there = {f"{name[:-8]} {name[-8:-4]}-{name[-4:-2]}-{name[-2:]}" for name in world.tables.listing().names}
    assert not there & {label for entry in entries(world) for label in entry["dropped"]}


def everything_kept(world: World, _: str) -> Reply:
    return world.call("read_my_data", ben_token(world), query={"limit": "100"})


def is_complete(world: World, _: str) -> None:
    families = {item["id"].partition(".")[0] for item in everything_kept(world, "").json["items"]}
    assert {"profiles", "meetings", "reports", "activity"} <= families


def portable(world: World, _: str) -> Reply:
    return world.call("port_my_data", ben_token(world))


def named(text: str) -> Callable[[World, int], str]:
    return lambda _, number: f"{text}{number}"


OPERATIONS = (
    Operation("store a report", named("new"), store, is_stored_once, is_whole_or_hidden),
    Operation("store again under a hold", under_a_hold, empty, is_emptied_and_kept, is_not_lost),
    Operation("forward and bind", known, forward, is_matched),
    Operation("delete a report", stored, delete, is_deleted, is_whole_or_gone, is_gone_once_done=True),
    Operation("correct", stored, retitle, is_retitled, is_old_or_new),
    Operation("place a hold", named("hold"), put_hold, is_held),
    Operation("release a hold", placed, release, is_released, is_gone_once_done=True),
    Operation("restrict and hold", matched, claim, is_restricted),
    Operation("lift a restriction", restricted, lift, is_free, is_gone_once_done=True),
    Operation("erase", mentioned, erase, is_erased),
    Operation("import", linked, fetch, is_imported),
    Operation("read everything", named(""), everything_kept, is_complete),
    Operation("export", named(""), portable, is_complete),
    Operation("register a tenant", lambda _, number: other_tenant(number), register, is_running),
    Operation("end a contract", contracted, end_contract, has_ended),
    Operation("sweep and notify", due, run, is_swept, claims_only_what_is_gone, timedelta(minutes=16), step=6),
)


def confirmed(world: World) -> str:
    """A tenant with matched people and a report of ben's that nothing here may touch; its id."""
    world.register()
    return fill(world)


def is_kept(world: World, key: str) -> None:
    """What was confirmed before is readable, and as it was."""
    reply = world.call("read_report", ben_token(world), path={"reportId": key})
    assert reply.status == 200
    assert [attendee["name"] for attendee in reply.json["attendees"]] == ["Ben Weber", "Guest 1", "Anna Schmidt"]
    assert START.date().isoformat() in reply.json["endedAt"]
