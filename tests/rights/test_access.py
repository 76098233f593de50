"""Access: everything about one person, and nothing about anyone else (R10.15)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import unquote

import pytest

from shared.holds.grounds import GROUNDS
from tests.support.access import ben_token, ids_in_storage, items
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, DORA, OTHER_TENANT_ID, START, World, report_body

BENS_WORDS = ("Ben Weber", "What about Ben?", "Ben wrote this", "+4962", BEN)


@pytest.mark.clause("R10.15")
def test_every_row_about_the_person_is_an_item_and_nothing_else_is(busy: World) -> None:
    busy.clock.advance(minutes=1)
    stored = ids_in_storage(busy)

    found = items(busy)

    assert found.keys() == stored
    assert {name.partition(".")[0] for name in found} == {
        *("activity", "meetings", "reports", "mentions", "profiles", "restrictions", "holds", "notifications")
    }


@pytest.mark.clause("R10.15")
def test_held_rows_and_an_erasure_that_waits_for_them_are_found(busy: World) -> None:
    assert busy.call("erase_my_data", busy.token()).status == 200
    busy.clock.advance(minutes=1)
    stored = ids_in_storage(busy)

    found = items(busy)

    assert found.keys() == stored
    assert {name.partition(".")[0] for name in found} >= {"held", "erasures", "holds", "activity"}
    assert found["erasures"]["data"] == {"asOf": "2026-11-23T09:45:10Z", "state": "deferred"}
    assert found["erasures"]["deleteBy"] == "2027-07-01T00:00:00Z"


@pytest.mark.clause("R10.15")
def test_nothing_of_another_person_is_in_an_export(busy: World) -> None:
    subject = {"oid": ANNA}
    assert busy.call("read_subject_data", busy.officer_token(), path=subject).status == 200
    busy.clock.advance(minutes=1)

    before_erasure = busy.call("read_my_data", busy.token()).body.decode()
    assert busy.call("erase_my_data", busy.token()).status == 200
    after_erasure = busy.call("read_my_data", busy.token()).body.decode()

    for page in (before_erasure, after_erasure):
        assert "What about Anna?" in page
        assert "Anna wrote this" in page
        for foreign in (*BENS_WORDS, "…00", DORA, "Chris", "Guest", 'joinedAt":"2026-11-23T09:01'):
            assert foreign not in page, foreign


@pytest.mark.clause("R10.15")
def test_a_report_of_the_person_s_own_keeps_its_structure_with_others_redacted(busy: World) -> None:
    own = next(item for name, item in items(busy).items() if name.startswith("reports.20261123."))

    assert [entry["name"] for entry in own["data"]["attendees"]] == ["Anna Schmidt", *["[another person]"] * 2]
    assert own["data"]["surveys"] == [{"question": "Useful?", "answers": [{"choice": "yes", "count": 4}]}]
    assert own["data"]["storedAt"] == "2026-11-23T09:45:10Z"


@pytest.mark.clause("R10.15")
def test_a_mention_shows_what_is_said_about_the_person(busy: World) -> None:
    mention = next(item for name, item in items(busy).items() if name.startswith("mentions."))

    assert mention["source"] == "report_of_another_person"
    assert mention["data"] == {
        "attendees": [
            {"oid": ANNA, "name": "Anna Schmidt", "role": "organizer", "joinedAt": "2026-11-23T09:00:00Z"},
        ],
        "questions": [{"askedBy": ANNA, "question": "What about Anna?"}],
        "messages": [{"at": "2026-11-23T09:10:00Z", "author": ANNA, "text": "Anna wrote this"}],
        "recording": {
            "announcedAt": "2026-11-23T08:59:00Z",
            "startedAt": "2026-11-23T09:00:00Z",
            "consent": "obtained",
        },
    }


@pytest.mark.clause("R10.15")
def test_the_tables_that_were_searched_are_named(busy: World) -> None:
    page = busy.call("read_my_data", busy.token()).json
    assert page["deletedMeanwhile"] == []
    assert page["searched"] == sorted(
        [
            *("activity20261123", "meetings20261120", "meetings20261123", "reports20261120", "reports20261123"),
            *("erasures", "held", "holds", "notifications", "profiles", "restrictions"),
        ]
    )


@pytest.mark.clause("R10.15")
def test_a_hold_on_somebody_else_shows_the_officer_that_they_placed_it_and_not_on_whom(busy: World) -> None:
    hold = {
        "ground": GROUNDS[0].name,
        "subject": BEN,
        "families": ["meetings"],
        "endsOn": "2030-12-31",
        "reviewOn": "2027-12-31",
        "note": "Ben Weber's books",
    }
    path = {"holdId": f"about-{BEN}"}
    assert busy.call("put_hold", busy.officer_token(), hold, path=path).status == 200

    reply = busy.call("read_my_data", busy.officer_token())

    placed = next(item for item in reply.json["items"] if item["family"] == "holds")
    assert (placed["data"]["placedByYou"], placed["data"]["isAboutYou"]) == (True, False)
    assert placed["source"] == "the_person"
    assert BEN.encode() not in reply.body
    assert b"Ben" not in reply.body
    about_ben = items(busy, ben_token(busy))[f"holds.about-{BEN}"]
    assert (about_ben["data"]["placedByYou"], about_ben["source"]) == (False, "data_protection_officer")


@pytest.mark.clause("R5.2")
def test_a_person_who_was_never_matched_has_access(world: World) -> None:
    world.contact_center.usernames.clear()
    assert world.call("forward_identity", world.token()).code == "not_matched"

    found = items(world)

    assert [item["data"]["kind"] for item in found.values()] == ["forward"]
    assert found.keys() == ids_in_storage(world) - _own_reading(world)


@pytest.mark.clause("R5.2")
def test_a_person_of_a_tenant_without_contract_has_access(world: World) -> None:
    page = world.call("read_my_data", world.token(ANNA, OTHER_TENANT_ID)).json
    assert page["items"] == []
    assert page["next"] is None


@pytest.mark.clause("R5.2")
def test_a_guest_has_access(world: World) -> None:
    assert world.call("read_my_data", world.token(acct=1)).status == 200


@pytest.mark.clause("R5.2")
def test_access_outlives_the_contract(world: World) -> None:
    world.match()
    world.call("store_report", world.token(), report_body())
    world.services.registry().end(TENANT_ID, START)
    world.clock.advance(minutes=1)

    found = items(world)

    assert found["profiles"]["deleteBy"] == "2026-11-23T09:45:10Z"
    world.run_timer()
    left = items(world)
    assert "profiles" not in left
    assert left.keys() >= found.keys() - {"profiles"}


@pytest.mark.clause("R11.2a")
def test_nothing_past_its_deadline_is_shown_even_if_no_sweep_ever_ran(world: World) -> None:
    world.match()
    world.call("store_report", world.token(), report_body())
    world.clock.now = datetime(2026, 12, 23, tzinfo=UTC)

    found = items(world)

    assert not [name for name in found if name.startswith("reports.")]
    assert [name for name in found if name.startswith("meetings.")]


@pytest.mark.azurite
def test_a_binding_that_a_match_cut_off_has_left_is_shown(world: World) -> None:
    with world.failing(lambda request: request.startswith("PUT") and "PartitionKey='profile'" in unquote(request)):
        assert world.match().code == "storage_unavailable"
    assert ids_in_storage(world) >= {"profiles"}

    assert items(world)["profiles"]["data"] == {"boundAt": ["2026-11-23T09:45:10Z"]}


def _own_reading(world: World) -> set[str]:
    return {f"activity.20261123.{row['RowKey']}" for row in world.rows("activity") if row["kind"] == "data_read"}
