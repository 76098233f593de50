"""Erasure (R10.17): in the call, everywhere, and what a hold keeps goes by itself afterwards."""

from __future__ import annotations

import pytest

from shared.families import FAMILIES, unknown_properties
from shared.problems import ContactCenterFailed
from tests.support.access import BENS_NAME, ben_token, items
from tests.support.erasure import ANNA_TAKES_PART, BEN_ORGANISES, bens_webinar, erase, fill, left_of, read_report, told
from tests.support.holds import place_hold
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, START, World, report_body

EVE = "e0e0e0e0-0000-4000-8000-000000000005"
REMAINS = {"activity": ["data_erased"], "erasures": ["done"]}
"""The one row that the request was made and answered, and the one that keeps older reports from bringing her back."""


@pytest.mark.clause("R10.17")
def test_everything_goes_in_the_call_everywhere(world: World) -> None:
    fill(world)
    assert {"activity", "meetings", "reports", "profiles"} <= left_of(world).keys()
    world.clock.advance(minutes=1)

    answer = erase(world)

    assert left_of(world) == REMAINS
    assert answer["erased"] == [
        {"family": "activity", "rows": 2},
        {"family": "meetings", "rows": 1},
        {"family": "profiles", "rows": 2},
        {"family": "reports", "rows": 1},
    ]
    assert (answer["mentionsErased"], answer["stays"]) == (1, [])


@pytest.mark.clause("R10.17")
def test_a_mention_becomes_the_next_guest_and_the_words_go(world: World) -> None:
    key = fill(world)
    before = read_report(world, key)

    erase(world)

    report = read_report(world, key)
    assert report["attendees"] == [
        BEN_ORGANISES,
        {"oid": None, "name": "Guest 1", "role": "attendee"},
        {"oid": None, "name": "Guest 2", "role": "attendee"},
    ]
    assert [entry["question"] for entry in report["questions"]] == ["question of ben"]
    assert [entry["text"] for entry in report["chat"]["messages"]] == ["words of ben"]
    altered = {"attendees", "questions", "chat"}
    assert {name: report[name] for name in report.keys() - altered} == {
        name: before[name] for name in before.keys() - altered
    }


@pytest.mark.clause("R10.17")
def test_nobody_else_loses_anything(world: World) -> None:
    fill(world)
    before = items(world, ben_token(world))

    erase(world)

    after = items(world, ben_token(world))
    changed = {name for name, item in before.items() if after.get(name) != item}
    assert {name.partition(".")[0] for name in changed} == {"reports"}
    assert before.keys() <= after.keys()


@pytest.mark.clause("R10.17")
def test_the_answer_says_what_cannot_be_found(world: World) -> None:
    assert any("Free text" in note for note in erase(world)["notes"])


@pytest.mark.clause("R10.17")
def test_repeating_it_is_harmless(world: World) -> None:
    key = fill(world)
    erase(world)
    report = read_report(world, key)
    world.clock.advance(minutes=1)

    answer = erase(world)

    assert (answer["erased"], answer["mentionsErased"]) == ([{"family": "activity", "rows": 1}], 0)
    assert read_report(world, key) == report
    assert left_of(world) == REMAINS
    assert told(world) == ["erasure"]


@pytest.mark.clause("R5.2")
def test_it_works_without_a_match(world: World) -> None:
    assert erase(world)["erased"] == []


@pytest.mark.clause("R5.2")
def test_it_works_for_a_tenant_that_is_not_registered(world: World) -> None:
    reply = world.call("erase_my_data", world.token(EVE, OTHER_TENANT_ID))

    assert reply.status == 200
    assert reply.json["recipients"] == []


@pytest.mark.clause("R5.2")
def test_it_works_after_the_contract(world: World) -> None:
    fill(world)
    world.register(contractEnd="2026-11-23")
    world.clock.advance(days=1)

    erase(world)

    assert left_of(world) == REMAINS


@pytest.mark.clause("R10.17")
def test_a_restriction_goes_as_well(world: World) -> None:
    fill(world)
    world.call("restrict_my_data", world.token(), {"ground": "objection"})
    world.clock.advance(minutes=1)

    answer = erase(world)

    assert {"family": "restrictions", "rows": 1} in answer["erased"]
    assert left_of(world) == REMAINS


@pytest.mark.clause("R10.18")
def test_the_persons_own_hold_and_its_restriction_stay_together(world: World) -> None:
    fill(world)
    world.call("restrict_my_data", world.token(), {"ground": "claims", "until": "2027-06-30"})

    stays = {entry["family"] for entry in erase(world)["stays"]}

    assert stays >= {"restrictions", "reports", "meetings", "profiles"}
    assert world.call("lift_my_restriction", world.token()).status == 200
    world.clock.advance(minutes=1)
    world.run_timer()
    assert left_of(world)["erasures"] == ["done"]
    assert left_of(world).keys() <= {"activity", "erasures"}


@pytest.mark.clause("R10.17")
def test_a_binding_that_a_cut_off_match_has_left_goes_as_well(world: World) -> None:
    fill(world)
    table = next(name for name in world.tables.listing().names if name.startswith("profiles"))
    world.tables.remove(table, "profile", ANNA)
    world.clock.advance(minutes=1)

    erase(world)

    assert left_of(world) == REMAINS


@pytest.mark.clause("R10.17")
def test_what_a_hold_keeps_is_named_and_hidden(world: World) -> None:
    fill(world)
    place_hold(world, families=["activity", "meetings", "reports", "profiles"])
    world.clock.advance(minutes=1)

    answer = erase(world)

    assert answer["erased"] == []
    until = {"ground": "legal_claims", "hold": "claims", "until": "2027-01-01T00:00:00Z"}
    assert answer["stays"] == [{"family": name, **until} for name in ("activity", "meetings", "profiles", "reports")]
    assert world.call("list_reports", world.token()).json["reports"] == []
    assert left_of(world).keys() == {"activity", "held", "erasures", "holds"}
    held = [item for item in items(world).values() if item["id"].startswith("held.")]
    assert {item["family"] for item in held} == {"activity", "meetings", "reports", "profiles"}
    assert {item["deleteBy"] for item in held} == {"2027-01-01T00:00:00Z"}


@pytest.mark.clause("R10.17")
def test_what_was_held_goes_with_the_first_sweep_after_the_end_and_what_came_later_stays(world: World) -> None:
    fill(world)
    place_hold(world, families=["activity", "meetings", "reports", "profiles"], endsOn="2026-12-02")
    world.clock.advance(minutes=1)
    erase(world)
    world.clock.now = START.replace(month=12, day=2)
    assert world.match().status == 200
    later = report_body(world.clock.now, reportId="later")
    assert world.call("store_report", world.token(), later).status == 201
    bens_later = report_body(world.clock.now, reportId="later", attendees=[BEN_ORGANISES, ANNA_TAKES_PART])
    key = world.call("store_report", ben_token(world), bens_later).json["id"]
    world.run_timer()
    assert left_of(world)["held"]

    world.clock.now = START.replace(month=12, day=3, hour=0, minute=0, second=0)
    world.run_timer()

    left = left_of(world)
    assert "held" not in left
    assert "holds" not in left
    assert left["erasures"] == ["done"]
    assert sorted(left["activity"]) == ["data_erased", "forward", "report_stored"]
    assert len(left["meetings"]) == 1
    assert read_report(world, key)["attendees"][1] == ANNA_TAKES_PART
    assert len(left["profiles"]) == 2


@pytest.mark.clause("R10.17")
def test_a_mention_that_a_hold_keeps_is_hidden_and_erased_after_it(world: World) -> None:
    key = fill(world)
    place_hold(world, subject=BEN, families=["reports"], endsOn="2026-11-24", reviewOn="2026-11-24")

    answer = erase(world)

    assert [entry["family"] for entry in answer["stays"]] == ["mentions"]
    assert answer["mentionsErased"] == 0
    hidden = read_report(world, key)
    assert hidden["attendees"][2] == {"oid": None, "name": "Hidden", "role": "attendee"}
    assert "anna" not in str(hidden)
    world.clock.now = START.replace(day=25, hour=0)
    world.run_timer()
    assert read_report(world, key)["attendees"][2]["name"] == "Guest 2"
    assert left_of(world) == REMAINS


@pytest.mark.clause("R10.17")
def test_what_only_its_organiser_asked_to_keep_defers_nobody_elses_erasure(world: World) -> None:
    key = fill(world)
    world.call("restrict_my_data", ben_token(world), {"ground": "claims", "until": "2027-06-30"})

    answer = erase(world)

    assert (answer["mentionsErased"], answer["stays"]) == (1, [])
    assert read_report(world, key)["attendees"][2]["name"] == "Guest 2"


@pytest.mark.clause("R10.17")
def test_a_hold_that_has_ended_defers_nothing_even_before_the_sweep(world: World) -> None:
    fill(world)
    place_hold(world, endsOn="2026-11-24", reviewOn="2026-11-24")
    erase(world)
    world.clock.now = START.replace(day=25)

    answer = erase(world)

    assert {"family": "held", "rows": 1} in answer["erased"]
    assert answer["stays"] == []


@pytest.mark.clause("R10.17")
def test_the_longest_of_two_holds_is_named_and_the_shorter_keeps_when_it_is_released(world: World) -> None:
    fill(world)
    place_hold(world, "short", endsOn="2026-12-15")
    place_hold(world, "long", subject=None, endsOn="2027-12-31")
    assert [entry["hold"] for entry in erase(world)["stays"]] == ["long"]

    world.call("release_hold", world.officer_token(), path={"holdId": "long"})
    world.clock.advance(hours=1)
    world.run_timer()

    assert left_of(world)["held"]
    assert [entry["hold"] for entry in erase(world)["stays"]] == ["short"]


@pytest.mark.clause("R10.17")
def test_a_report_of_a_meeting_before_the_erasure_names_nobody_erased(world: World) -> None:
    fill(world)
    world.clock.advance(minutes=1)
    erase(world)
    world.clock.advance(minutes=1)

    stored = world.call("store_report", ben_token(world), bens_webinar(reportId="imported"))

    assert stored.json["minimised"] == {"guests": 2, "dialIn": 0}
    assert "anna" not in str(read_report(world, stored.json["id"])).lower()
    assert left_of(world) == REMAINS


@pytest.mark.clause("R10.17")
def test_a_report_of_a_later_meeting_names_the_person_again(world: World) -> None:
    fill(world)
    erase(world)
    world.clock.advance(hours=2)

    later = bens_webinar(reportId="later", endedAt="2026-11-23T11:00:00Z", startedAt="2026-11-23T10:00:00Z", chat=None)
    stored = world.call("store_report", ben_token(world), later)

    assert read_report(world, stored.json["id"])["attendees"][2] == ANNA_TAKES_PART


@pytest.mark.clause("R10.17")
def test_the_suppression_ends_when_nothing_older_can_be_stored(world: World) -> None:
    fill(world)
    erase(world)

    world.clock.advance(days=31, seconds=-1)
    world.run_timer()
    assert left_of(world)["erasures"] == ["done"]

    world.clock.advance(seconds=1)
    world.run_timer()
    assert left_of(world) == {"activity": ["data_erased"]}


@pytest.mark.clause("R10.17")
def test_an_officers_log_stays_and_the_answer_says_so(world: World) -> None:
    world.call("list_holds", world.officer_token())
    place_hold(world)
    dora = world.call("read_my_data", world.officer_token()).json["items"]
    acts = [item for item in dora if item["data"].get("role")]
    assert acts

    reply = world.call("erase_my_data", world.officer_token())

    assert any("accountability" in note for note in reply.json["notes"])
    kept = [row for row in world.rows("activity") if row.get("role") == "DataProtectionOfficer"]
    assert len(kept) == len(acts)


@pytest.mark.clause("R10.17")
def test_an_officer_erases_on_behalf_and_both_logs_say_it(world: World) -> None:
    fill(world)
    world.clock.advance(minutes=1)

    reply = world.call("erase_subject_data", world.officer_token(), path={"oid": ANNA})

    assert reply.status == 200
    assert left_of(world) == REMAINS
    subjects, officers = sorted(
        (row for row in world.rows("activity") if row["kind"] == "data_erased"), key=lambda row: "role" in row
    )
    assert subjects["outcome"] == officers["outcome"] == "done"
    assert subjects["actId"] == officers["actId"]
    assert ANNA not in str(officers)


@pytest.mark.clause("R10.17")
def test_the_log_says_when_a_hold_defers(world: World) -> None:
    fill(world)
    place_hold(world)

    erase(world)

    assert [row["outcome"] for row in world.rows("activity") if row["kind"] == "data_erased"] == ["deferred"]


@pytest.mark.clause("R8")
def test_the_instance_is_told_and_named(world: World) -> None:
    fill(world)

    answer = erase(world)

    assert answer["recipients"] == [{"name": "Contoso Contact Center", "change": "erasure", "told": True}]
    message = {"username": "anna.schmidt@contoso.example", "domain": "contoso.example", "change": "erasure"}
    assert world.contact_center.told == [message]


@pytest.mark.clause("R8")
def test_an_instance_that_fails_is_told_by_the_sweep(world: World) -> None:
    fill(world)
    world.contact_center.failure = ContactCenterFailed()
    assert [recipient["told"] for recipient in erase(world)["recipients"]] == [False]

    world.contact_center.failure = None
    world.clock.advance(hours=1)
    world.run_timer()

    assert told(world) == ["erasure"]
    assert left_of(world) == REMAINS


@pytest.mark.clause("R8")
def test_what_was_still_to_be_told_is_overtaken_by_the_erasure(world: World) -> None:
    fill(world)
    world.contact_center.failure = ContactCenterFailed()
    world.call("restrict_my_data", world.token(), {"ground": "objection"})
    world.contact_center.failure = None

    erase(world)
    world.clock.advance(hours=1)
    world.run_timer()

    assert told(world) == ["erasure"]


@pytest.mark.clause("R10.17")
def test_once_erased_the_person_is_matched_anew(world: World) -> None:
    fill(world)
    erase(world)

    assert world.match(username=BENS_NAME).code == "identity_rebound"
    assert world.match().status == 200


@pytest.mark.parametrize("families", [["activity", "meetings", "reports", "profiles"], []], ids=["held", "gone"])
@pytest.mark.clause("R5.3")
def test_every_row_that_an_erasure_writes_is_in_the_register(world: World, families: list[str]) -> None:
    fill(world)
    if families:
        place_hold(world, families=families)
    world.contact_center.failure = ContactCenterFailed()
    erase(world)

    for table in world.tables.listing().names:
        family = next(name for name in FAMILIES if table.rstrip("0123456789") == name or table.startswith("profiles7"))
        family = "profiles" if table.startswith("profiles") else family
        for row in world.rows(table):
            assert unknown_properties(family, row) == set(), table
