"""Restriction over its routes: who is refused, what the person sees, how it ends (R10.18, R10.21)."""

from __future__ import annotations

import json
import logging
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.restrictions import ANNAS_HOLD, IN_A_YEAR, TODAY, decide, holds, lift, read, restrict
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, DORA, OTHER_TENANT_ID, START, Reply, World, report_body


def errors(reply: Reply) -> list[tuple[str, str]]:
    return [(found["pointer"], found["code"]) for found in reply.json["errors"]]


def alerts(caplog: pytest.LogCaptureFixture) -> list[str]:
    events = [json.loads(record.getMessage()) for record in caplog.records if record.name == "contact_center"]
    return [event["event"] for event in events]


@pytest.mark.parametrize("ground", ["accuracy", "objection"])
@pytest.mark.clause("R10.18")
def test_a_person_restricts_and_sees_why_and_how_it_ends(world: World, ground: str) -> None:
    restricted = restrict(world, ground, statement="My name is wrong.")

    assert restricted.status == 200
    seen = {name: restricted.json[name] for name in ("restricted", "ground", "since", "until", "statement", "ends")}
    assert seen == {
        "restricted": True,
        "ground": ground,
        "since": "2026-11-23T09:45:10Z",
        "until": None,
        "statement": "My name is wrong.",
        "ends": "an officer decides; nothing resumes by itself",
    }
    assert read(world) == restricted.json
    assert holds(world) == []


@pytest.mark.parametrize("ground", ["unlawful", "claims"])
@pytest.mark.parametrize("until", [TODAY.isoformat(), IN_A_YEAR], ids=["today", "in a year"])
@pytest.mark.clause("R10.18")
def test_what_ends_by_itself_keeps_the_persons_rows_until_then(world: World, ground: str, until: str) -> None:
    restricted = restrict(world, ground, until=until)

    assert (restricted.status, restricted.json["until"]) == (200, until)
    (hold,) = holds(world)
    assert hold["id"] == ANNAS_HOLD
    assert hold["ground"] == f"restriction_{ground}"
    assert (hold["subject"], hold["endsOn"], hold["confirmed"]) == (ANNA, until, False)
    assert date.fromisoformat(hold["reviewOn"]) <= TODAY + timedelta(days=30)
    assert set(hold["families"]) == {"activity", "meetings", "reports", "profiles"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"ground": "claims"}, "required"),
        ({"ground": "unlawful", "until": None}, "required"),
        ({"ground": "accuracy", "until": "2027-01-01"}, "not_with_this_ground"),
        ({"ground": "objection", "until": "2027-01-01"}, "not_with_this_ground"),
        ({"ground": "consent", "until": "2027-01-01"}, "not_with_this_ground"),
        ({"ground": "claims", "until": "2026-11-22"}, "past"),
        ({"ground": "unlawful", "until": "2027-11-24"}, "more_than_12_months"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value.values())),
)
@pytest.mark.clause("R10.18")
def test_a_restriction_without_its_proper_end_is_refused_and_changes_nothing(
    world: World, body: dict[str, Any], code: str
) -> None:
    refused = world.call("restrict_my_data", world.token(), body)

    assert (refused.status, refused.code) == (422, "restriction_refused")
    assert errors(refused) == [("/until", code)]
    assert read(world)["restricted"] is False
    assert world.rows("restrictions") == world.rows("holds") == world.rows("activity") == []


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/ground", "required"),
        ({"ground": "whim"}, "/ground", "not_allowed"),
        ({"ground": "claims", "until": "30.06.2027"}, "/until", "format"),
        ({"ground": "accuracy", "statement": "x" * 4001}, "/statement", "too_long"),
        ({"ground": "accuracy", "oid": BEN}, "/oid", "unknown"),
    ],
    ids=["no ground", "unknown ground", "no day", "long statement", "another person"],
)
def test_a_body_that_does_not_fit_is_refused(world: World, body: dict[str, Any], pointer: str, code: str) -> None:
    refused = world.call("restrict_my_data", world.token(), body)

    assert (refused.status, refused.code, errors(refused)) == (422, "invalid_body", [(pointer, code)])


@pytest.mark.clause("R10.18")
def test_restricted_data_still_reaches_the_person(world: World) -> None:
    world.match()
    stored = world.call("store_report", world.token(), report_body())

    restrict(world, "accuracy", statement="My name is wrong.")

    shown = world.call("read_my_data", world.token()).json["items"]
    assert {"profiles", "restrictions", "reports", "meetings"} <= {item["family"] for item in shown}
    (item,) = [item for item in shown if item["family"] == "restrictions"]
    assert (item["data"]["ground"], item["data"]["statement"]) == ("accuracy", "My name is wrong.")
    assert world.call("port_my_data", world.token()).status == 200
    own = world.call("read_report", world.token(), path={"reportId": stored.json["id"]}).json
    assert own["attendees"][0]["name"] == "Anna Schmidt"


@pytest.mark.parametrize(
    ("body", "resumes"),
    [
        ({"ground": "accuracy"}, False),
        ({"ground": "objection"}, False),
        ({"ground": "claims", "until": "2027-06-30"}, True),
        ({"ground": "unlawful", "until": "2027-06-30"}, True),
    ],
    ids=lambda value: value["ground"] if isinstance(value, dict) else None,
)
@pytest.mark.clause("R10.18")
def test_only_what_has_an_end_ends_by_itself(world: World, body: dict[str, str], resumes: bool) -> None:
    world.match()
    world.call("restrict_my_data", world.token(), body)

    world.clock.now = START.replace(year=2027, month=7, day=1)
    world.run_timer()

    assert (world.match().status == 200) is resumes
    assert (world.rows("restrictions") == []) is resumes
    assert holds(world) == []
    assert ("restriction_lifted" in [told["change"] for told in world.contact_center.told]) is resumes


@pytest.mark.parametrize("body", [{"ground": "objection"}, {"ground": "claims", "until": "2027-06-30"}])
def test_a_person_lifts_what_they_asked_for(world: World, body: dict[str, str]) -> None:
    world.match()
    world.call("restrict_my_data", world.token(), body)

    lifted = lift(world)

    assert (lifted.status, lifted.json["restricted"]) == (200, False)
    assert read(world)["restricted"] is False
    assert holds(world) == []
    assert world.match().status == 200
    assert lift(world).code == "not_found"


@pytest.mark.clause("R10.18")
def test_an_officer_decides_on_an_objection(world: World) -> None:
    world.match()
    restrict(world, "objection")

    decided = decide(world)

    assert (decided.status, decided.json["restricted"]) == (200, False)
    assert world.match().status == 200
    decisions = [row for row in world.rows("activity") if row["kind"] == "restriction_decided"]
    assert {row["PartitionKey"] for row in decisions} == {f"{TENANT_ID}:{ANNA}", f"{TENANT_ID}:{DORA}"}
    assert decide(world).code == "not_found"


def test_an_officer_decides_in_the_own_tenant_only(world: World) -> None:
    restrict(world, "objection")

    assert decide(world, tid=OTHER_TENANT_ID).code == "not_found"
    assert decide(world, oid="anna").code == "invalid_request"
    assert world.call("decide_restriction", world.token(BEN), path={"oid": ANNA}).code == "role_required"
    assert read(world)["restricted"] is True


@pytest.mark.clause("R10.18")
def test_an_undecided_restriction_raises_the_alert_after_30_days(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    restrict(world, "objection")
    world.clock.advance(days=20)
    restrict(world, "objection", statement="Still so.")

    world.clock.advance(days=9, hours=23)
    world.run_timer()
    assert "restriction_undecided" not in alerts(caplog)
    world.clock.advance(hours=1)
    world.run_timer()

    assert "restriction_undecided" in alerts(caplog)
    assert read(world)["statement"] == "Still so."


@pytest.mark.clause("R10.18")
def test_a_persons_hold_that_nobody_confirms_raises_the_alert(world: World, caplog: pytest.LogCaptureFixture) -> None:
    restrict(world, "claims", until=IN_A_YEAR)

    world.clock.advance(days=30)
    world.run_timer()
    assert "hold_unconfirmed" not in alerts(caplog)
    world.clock.advance(days=1)
    world.run_timer()

    assert "hold_unconfirmed" in alerts(caplog)


@pytest.mark.clause("R10.18")
def test_a_confirmed_hold_raises_no_alert(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    restrict(world, "claims", until=IN_A_YEAR)
    (hold,) = holds(world)
    confirmation = {name: hold[name] for name in ("ground", "subject", "families", "endsOn", "reviewOn")}
    world.call("put_hold", world.officer_token(), confirmation, path={"holdId": ANNAS_HOLD})

    world.clock.advance(days=31)
    world.run_timer()

    assert holds(world)[0]["confirmed"] is True
    assert "retention_run_finished" in alerts(caplog)
    assert "hold_unconfirmed" not in alerts(caplog)
