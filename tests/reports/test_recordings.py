"""Consent to recordings, withdrawn: what is kept of them goes, and no new one is stored (R10.21, Art. 7(3))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.times import format_instant
from tests.support.world import ANNA, BEN, DORA, START, Reply, World, report_body

BENS_NAME = "ben.weber@contoso.example"
YESTERDAY = START - timedelta(days=1)


def recording(consent: str, ended_at: Any = START) -> dict[str, Any]:
    announced, started = (format_instant(ended_at - timedelta(minutes=ago)) for ago in (44, 43))
    basis = {"basis": "A duty to record."} if consent == "not_required" else {}
    return {"announcedAt": announced, "startedAt": started, "consent": consent, **basis}


@pytest.fixture
def bens(world: World) -> str:
    world.match()
    world.match(BEN, BENS_NAME)
    return world.token(BEN, preferred_username=BENS_NAME)


def store(world: World, token: str, **members: Any) -> Reply:
    return world.call("store_report", token, report_body(**members))


def read(world: World, token: str, key: str) -> Any:
    return world.call("read_report", token, path={"reportId": key}).json


def withdraw(world: World) -> Reply:
    return world.call("restrict_my_data", world.token(), {"ground": "consent"})


def naming(*people: str) -> list[dict[str, Any]]:
    return [{"oid": oid, "name": f"Person {oid}", "role": "attendee"} for oid in people]


@pytest.mark.clause("R10.21")
def test_recordings_go_from_the_persons_reports_and_from_those_that_name_them(world: World, bens: str) -> None:
    own = store(world, world.token(), recording=recording("obtained")).json["id"]
    older = store(world, world.token(), ended_at=YESTERDAY, recording=recording("obtained", YESTERDAY)).json["id"]
    naming_anna = store(world, bens, attendees=naming(BEN, ANNA), recording=recording("obtained")).json["id"]
    before = read(world, bens, naming_anna)

    assert withdraw(world).status == 200

    assert "recording" not in read(world, world.token(), own)
    assert "recording" not in read(world, world.token(), older)
    assert read(world, bens, naming_anna) == {name: before[name] for name in before if name != "recording"}


@pytest.mark.clause("R10.21")
def test_what_does_not_rest_on_the_persons_consent_stays(world: World, bens: str) -> None:
    not_required = store(world, world.token(), recording=recording("not_required")).json["id"]
    without = store(world, world.token(), reportId="without").json["id"]
    of_others = store(world, bens, attendees=naming(BEN, DORA), recording=recording("obtained")).json["id"]
    whole = [
        read(world, world.token(), not_required),
        read(world, world.token(), without),
        read(world, bens, of_others),
    ]

    withdraw(world)

    assert [
        read(world, world.token(), not_required),
        read(world, world.token(), without),
        read(world, bens, of_others),
    ] == whole


@pytest.mark.clause("R10.21")
def test_no_recording_is_stored_on_a_withdrawn_consent(world: World, bens: str) -> None:
    withdraw(world)

    refused = store(world, world.token(), recording=recording("obtained"))

    assert (refused.status, refused.code) == (422, "recording_consent_missing")
    assert refused.json["errors"] == [{"pointer": "/recording/consent", "code": "withdrawn"}]
    assert world.rows("meetings") == []
    assert store(world, world.token(), recording=recording("not_required")).status == 201
    assert store(world, world.token(), reportId="without").status == 201


@pytest.mark.clause("R10.21")
def test_consent_can_be_given_again(world: World, bens: str) -> None:
    withdraw(world)

    world.call("lift_my_restriction", world.token())

    assert store(world, world.token(), recording=recording("obtained")).status == 201


@pytest.mark.azurite
def test_a_report_that_changes_meanwhile_loses_only_its_recording(world: World, bens: str) -> None:
    key = store(world, bens, attendees=naming(BEN, ANNA), recording=recording("obtained")).json["id"]
    changed: list[str] = []

    def rewrite(request: Any) -> None:
        if request.method == "PUT" and "/reports2026" in request.url and not changed:
            changed.append(request.url)
            store(world, bens, attendees=naming(BEN, ANNA, DORA), recording=recording("obtained"))

    world.storage.before = rewrite
    withdrawn = withdraw(world)
    world.storage.before = None

    assert (withdrawn.status, len(changed)) == (200, 1)
    shown = read(world, bens, key)
    assert [entry["oid"] for entry in shown["attendees"]] == [BEN, ANNA, DORA]
    assert "recording" not in shown


@pytest.mark.azurite
def test_a_report_that_keeps_changing_is_a_503_and_the_repeat_finishes(world: World, bens: str) -> None:
    key = store(world, bens, attendees=naming(BEN, ANNA), recording=recording("obtained")).json["id"]
    inside: list[str] = []

    def rewrite(request: Any) -> None:
        if request.method == "PUT" and "/reports2026" in request.url and not inside:
            inside.append(request.url)
            store(world, bens, attendees=naming(BEN, ANNA), recording=recording("obtained"))
            inside.clear()

    world.storage.before = rewrite
    refused = withdraw(world)
    world.storage.before = None

    assert (refused.status, refused.code) == (503, "storage_unavailable")
    assert withdraw(world).status == 200
    assert "recording" not in read(world, bens, key)


@pytest.mark.azurite
def test_a_day_that_the_sweep_drops_meanwhile_needs_no_forgetting(world: World, bens: str) -> None:
    key = store(world, world.token(), recording=recording("obtained")).json["id"]
    store(world, world.token(), ended_at=YESTERDAY, recording=recording("obtained", YESTERDAY))

    def drop(request: Any) -> None:
        if request.method == "GET" and "/reports20261122" in request.url:
            world.storage.before = None
            world.tables.drop_table("reports20261122")

    world.storage.before = drop
    withdrawn = withdraw(world)

    assert withdrawn.status == 200
    assert "recording" not in read(world, world.token(), key)
