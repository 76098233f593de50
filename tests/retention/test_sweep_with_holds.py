"""The sweep and the holds: what a hold keeps is moved aside before its table goes, whatever comes in between."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.erasure import fill, kept_state
from tests.support.holds import held, place_hold, release
from tests.support.interference import killed_after, once_at, start_over
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, World, report_body

CONTENT_DUE = datetime(2026, 12, 22, tzinfo=UTC)
HEADERS_DUE = datetime(2027, 5, 21, tzinfo=UTC)
REPORTS = "reports20261123"
LASTING = {"endsOn": "2027-12-31", "reviewOn": "2027-03-31"}


def sweep(world: World, **query: str) -> dict[str, Any]:
    reply = world.call("run_retention", world.operator_token(), query=query)
    assert reply.status == 200, reply.body
    answer: dict[str, Any] = reply.json
    return answer


def tables(world: World) -> tuple[str, ...]:
    return world.tables.listing().names


@pytest.mark.clause("R11.1")
def test_a_persons_rows_are_kept_past_their_deadline_and_nobody_elses(world: World) -> None:
    fill(world)
    place_hold(world, families=["reports"], **LASTING)
    world.clock.now = CONTENT_DUE

    run = sweep(world)

    assert REPORTS not in tables(world)
    assert run["dropped"] == ["reports 2026-11-23"]
    assert run["held"] == 1
    assert held(world) == [f"{ANNA} reports 20261123"]


@pytest.mark.clause("R11.1")
def test_a_hold_on_the_tenant_keeps_everyones_rows_and_no_other_tenants(world: World) -> None:
    fill(world)
    world.register(OTHER_TENANT_ID, name="Fabrikam", domains=["fabrikam.example"])
    username = "eve.moor@fabrikam.example"
    world.contact_center.usernames.add(username)
    eve = world.token(BEN, OTHER_TENANT_ID, preferred_username=username)
    assert world.call("forward_identity", eve).status == 200
    assert world.call("store_report", eve, report_body()).status == 201
    place_hold(world, subject=None, families=["reports", "meetings"], **LASTING)
    world.clock.now = HEADERS_DUE

    assert sweep(world)["held"] == 4

    assert held(world) == sorted(
        f"{oid} {family} 20261123" for oid in (ANNA, BEN) for family in ("meetings", "reports")
    )
    assert {row["PartitionKey"] for row in world.rows("held")} == {TENANT_ID}


@pytest.mark.clause("R11.1")
def test_a_row_that_two_holds_keep_is_moved_once(world: World) -> None:
    fill(world)
    place_hold(world, families=["reports"], **LASTING)
    place_hold(world, "all", subject=None, families=["reports"], **LASTING)
    world.clock.now = CONTENT_DUE

    assert sweep(world)["held"] == 2

    release(world, "all")
    world.clock.advance(hours=1)
    sweep(world)
    assert held(world) == [f"{ANNA} reports 20261123"], "what the second hold keeps stays"


@pytest.mark.clause("R11.1")
def test_held_rows_are_seen_only_by_the_person_and_the_officer(world: World) -> None:
    fill(world)
    place_hold(world, families=["meetings", "reports"], **LASTING)
    world.clock.now = HEADERS_DUE
    sweep(world)

    days = {"from": "2026-11-23", "to": "2026-11-23"}
    assert world.call("list_reports", world.token(), query=days).json["reports"] == []
    officers = world.call("read_subject_data", world.officer_token(), path={"oid": ANNA}).json["items"]
    persons = world.call("read_my_data", world.token()).json["items"]
    for found in (officers, persons):
        assert sum(item["id"].startswith("held.") for item in found) == 2


@pytest.mark.parametrize("ending", ["released", "ended"])
@pytest.mark.clause("R11.1")
def test_what_was_held_goes_with_the_next_sweep(world: World, ending: str) -> None:
    fill(world)
    place_hold(world, families=["reports"], endsOn="2026-12-31")
    world.clock.now = CONTENT_DUE
    sweep(world)
    if ending == "released":
        release(world)
    else:
        world.clock.now = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
        sweep(world)
        assert held(world)
        world.clock.now = datetime(2027, 1, 1, tzinfo=UTC)

    sweep(world)

    assert held(world) == []
    assert world.rows("holds") == []


@pytest.mark.parametrize("ending", ["released", "ended"])
@pytest.mark.clause("R11.1")
def test_a_hold_that_is_over_before_the_drop_keeps_nothing(world: World, ending: str) -> None:
    fill(world)
    place_hold(world, families=["reports"], endsOn="2026-12-21")
    if ending == "released":
        release(world)
    world.clock.now = CONTENT_DUE

    assert sweep(world)["held"] == 0
    assert held(world) == []


@pytest.mark.clause("R11.1", "R11.2b")
def test_profiles_are_held_past_the_end_of_the_contract(world: World) -> None:
    fill(world)
    place_hold(world, families=["profiles"], **LASTING)
    world.register(contractEnd="2026-11-23", collect={"attendanceTimes": False, "chat": True})
    world.clock.advance(days=1)

    run = sweep(world)

    assert run["dropped"] == ["profiles 2026-01-01"]
    assert held(world) == [f"{ANNA} profiles 20260101"]
    assert world.rows("held")[0]["username"] == "anna.schmidt@contoso.example"
    assert "profiles" in {item["family"] for item in world.call("read_my_data", world.token()).json["items"]}


@pytest.mark.clause("R10.18")
def test_what_a_person_asked_to_keep_is_kept_without_the_others(world: World) -> None:
    fill(world)
    with_ben = [{"oid": BEN, "name": "Ben Weber", "role": "attendee"}]
    assert world.call("store_report", world.token(), report_body(attendees=with_ben)).status == 200
    world.call("restrict_my_data", world.token(), {"ground": "claims", "until": "2027-06-30"})
    world.clock.now = CONTENT_DUE
    sweep(world)

    items = world.call("read_subject_data", world.officer_token(), path={"oid": ANNA}).json["items"]
    (kept,) = [item for item in items if item["id"].startswith("held.reports")]

    assert held(world) == [f"{ANNA} reports 20261123"]
    assert BEN not in str(kept)
    assert "Ben Weber" not in str(kept)


def test_a_dry_run_moves_nothing_aside(world: World) -> None:
    fill(world)
    place_hold(world, families=["reports"], **LASTING)
    world.clock.now = CONTENT_DUE

    assert sweep(world, dryRun="true")["dropped"] == ["reports 2026-11-23"]

    assert held(world) == []
    assert REPORTS in tables(world)


@pytest.mark.clause("R5.3")
def test_evidence_names_nobody_whose_rows_were_moved(world: World) -> None:
    fill(world)
    place_hold(world, families=["reports"], **LASTING)
    world.clock.now = CONTENT_DUE
    sweep(world)

    evidence = str(world.rows("evidence")) + str(
        world.call("retention_evidence", world.operator_token()).json["entries"]
    )

    for personal in (ANNA, BEN, TENANT_ID, "anna", "Contoso"):
        assert personal not in evidence


@pytest.mark.azurite
def test_hold_meets_sweep_one_placed_just_before_the_drop_keeps_its_rows(world: World) -> None:
    fill(world)
    world.clock.now = CONTENT_DUE
    other = world.another_worker()
    answers: list[dict[str, Any]] = []

    def place() -> None:
        answers.append(place_hold(other, families=["reports"], **LASTING))

    with once_at(world, "DELETE", f"Tables('{REPORTS}')", place):
        sweep(world)

    assert held(world) == [f"{ANNA} reports 20261123"]
    assert [kept["from"] for kept in answers[0]["keeps"]] == ["2026-11-23"]
    assert answers[0]["alreadyGone"] == [{"family": "reports", "before": "2026-11-23"}]


@pytest.mark.azurite
def test_hold_meets_sweep_one_placed_as_the_table_goes_says_that_it_has_gone(world: World) -> None:
    fill(world)
    world.clock.now = CONTENT_DUE
    other = world.another_worker()

    with once_at(world, "GET", f"{REPORTS}()", lambda: other.tables.drop_table(REPORTS)):
        answer = place_hold(world, families=["reports"], **LASTING)

    assert (answer["keeps"], held(world)) == ([], [])


def test_hold_meets_sweep_what_is_due_within_two_hours_is_copied_by_who_places(world: World) -> None:
    fill(world)
    world.clock.now = CONTENT_DUE.replace(day=21, hour=21, minute=59, second=59)
    place_hold(world, families=["reports"], **LASTING)
    assert held(world) == []

    world.clock.advance(seconds=1)
    place_hold(world, families=["reports"], **LASTING)

    assert held(world) == [f"{ANNA} reports 20261123"]
    assert REPORTS in tables(world)


@pytest.mark.azurite
def test_hold_meets_sweep_one_released_during_the_run_lets_its_rows_go_with_the_next(world: World) -> None:
    fill(world)
    place_hold(world, families=["reports"], **LASTING)
    world.clock.now = CONTENT_DUE
    other = world.another_worker()

    with once_at(world, "DELETE", f"Tables('{REPORTS}')", lambda: release(other)):
        sweep(world)

    assert held(world) == []


@pytest.mark.azurite
def test_a_table_that_an_earlier_run_has_dropped_meanwhile_is_no_failure(world: World) -> None:
    fill(world)
    place_hold(world, families=["reports"], **LASTING)
    world.clock.now = CONTENT_DUE
    other = world.another_worker()

    with once_at(world, "GET", f"{REPORTS}()", lambda: other.tables.drop_table(REPORTS)):
        assert sweep(world)["outcome"] == "succeeded"


@pytest.mark.azurite
def test_a_table_whose_rows_cannot_be_moved_is_not_dropped(world: World) -> None:
    fill(world)
    place_hold(world, families=["reports"], **LASTING)
    world.clock.now = CONTENT_DUE

    copying = iter([True])  # the first transaction; the second writes the evidence
    with world.failing(lambda request: "$batch" in request and next(copying, False)):
        run = sweep(world)

    assert (run["outcome"], run["failed"], run["dropped"]) == ("incomplete", ["reports 2026-11-23"], [])
    assert REPORTS in tables(world)
    assert sweep(world)["held"] == 1


@pytest.mark.clause("R11.1")
def test_a_sweep_that_dies_after_any_request_loses_nothing_and_duplicates_nothing(azurite: str) -> None:
    def prepared() -> World:
        world = start_over(azurite)
        fill(world)
        place_hold(world, families=["reports"], **LASTING)
        place_hold(world, "bens", subject=BEN, families=["meetings"], endsOn="2026-12-01")
        world.clock.now = CONTENT_DUE
        return world

    undisturbed = prepared()
    undisturbed.storage.requests.clear()
    sweep(undisturbed)
    requests = len(undisturbed.storage.requests)
    undisturbed.clock.advance(minutes=16)
    sweep(undisturbed)
    expected = without_runs(undisturbed)
    assert held(undisturbed) == [f"{ANNA} reports 20261123"]

    for number in range(requests):
        world = prepared()
        with killed_after(world, number):
            world.call("run_retention", world.operator_token())
        assert held(world) or REPORTS in tables(world), f"after {number} requests"

        world.clock.advance(minutes=16)
        sweep(world)

        assert without_runs(world) == expected, f"after {number} requests"


def without_runs(world: World) -> dict[str, int]:
    return {row: count for row, count in kept_state(world).items() if "retention_run" not in row}


@pytest.mark.azurite
def test_a_duty_that_fails_keeps_no_other_from_being_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world)
    place_hold(world, families=["reports"], endsOn="2026-11-30")
    world.clock.now = CONTENT_DUE

    with world.failing(lambda request: request.startswith("GET") and "restrictions" in request):
        run = sweep(world)

    assert run["outcome"] == "incomplete"
    assert world.rows("holds") == []


@pytest.mark.azurite
def test_a_tenant_that_changes_as_it_leaves_does_not_cost_the_run_its_evidence(world: World) -> None:
    world.call("delete_tenant", world.operator_token(), path={"tenantId": TENANT_ID}, query={"rows": "all"})
    other = world.another_worker()
    registration = other.services.registry().find_registration(TENANT_ID)
    assert registration is not None

    def remove() -> None:
        other.services.registry().remove(registration)

    with once_at(world, "POST", "$batch", remove):
        assert sweep(world)["number"] == 1


@pytest.mark.clause("R11.1")
def test_the_alert_on_a_hold_that_nobody_has_confirmed(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.call("restrict_my_data", world.token(), {"ground": "claims", "until": "2027-06-30"})
    alerts: Callable[[], int] = lambda: sum(  # noqa: E731 - one expression
        json.loads(record.getMessage())["event"] == "hold_unconfirmed" for record in caplog.records
    )

    world.clock.now = datetime(2026, 12, 23, 23, tzinfo=UTC)
    sweep(world)
    assert alerts() == 0

    world.clock.now = datetime(2026, 12, 24, tzinfo=UTC)
    sweep(world)
    assert alerts() == 1
