"""What only a hold keeps of earlier versions: corrected away, yet seen by whom it is about, and gone with the hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.access import ben_token, ids_in_storage, items, pages
from tests.support.erasure import erase
from tests.support.holds import (
    EMPTIED,
    EVIDENCE,
    EVIDENCE_KEPT,
    LASTING,
    place_hold,
    release,
    store_evidence,
    versions,
)
from tests.support.interference import once_at
from tests.support.reports import ids, listed, read, store
from tests.support.world import ANNA, BEN, World, report_body

RECORDED = {
    "announcedAt": "2026-11-23T08:54:00Z",
    "startedAt": "2026-11-23T08:55:10Z",
    "consent": "obtained",
    "basis": "asked in the meeting",
}


@pytest.fixture
def stored(world: World) -> World:
    store_evidence(world)
    return world


@pytest.fixture
def emptied(stored: World) -> World:
    """Anna has emptied her report under a hold, twice."""
    place_hold(stored, **LASTING)
    for topic in ("Second", "Third"):
        assert store(stored, {**EMPTIED, "topic": topic}).status == 200
        stored.clock.advance(minutes=1)
    return stored


def correct(world: World, token: str, family: str, name: str, value: str) -> int:
    """Correct a property of the one item of a family; how many facts were corrected."""
    (item,) = [item for item in items(world, token) if item.startswith(f"{family}.")]
    body = {"corrections": [{"item": item, "property": name, "value": value}]}
    reply = world.call("correct_my_data", token, body)
    assert reply.status == 200, reply.body
    corrected: int = reply.json["corrected"]
    return corrected


# Corrections.


@pytest.mark.parametrize(
    ("family", "name", "kept"),
    [("meetings", "topic", ["was Evidence"]), ("reports", "name", ["was Anna Schmidt, Ben Weber"])],
    ids=["topic", "own name"],
)
@pytest.mark.clause("R11.1", "R10.16")
def test_what_was_corrected_under_a_hold_is_kept_as_it_was(
    stored: World, family: str, name: str, kept: list[str]
) -> None:
    place_hold(stored, **LASTING)

    for value in ("Corrected", "Corrected"):
        assert correct(stored, stored.token(), family, name, value) == 1

    assert versions(stored) == kept
    (report_id,) = ids(listed(stored))
    assert "Corrected" in str(read(stored, report_id).json)


@pytest.mark.clause("R11.1", "R10.16")
def test_a_name_corrected_in_somebody_elses_report_is_kept_by_a_hold_on_the_owner(stored: World) -> None:
    place_hold(stored, **LASTING)

    assert correct(stored, ben_token(stored), "mentions", "name", "Ben Corrected") == 1

    assert versions(stored) == ["was Anna Schmidt, Ben Weber"]


@pytest.mark.parametrize("subject", [None, BEN], ids=["no hold", "on who corrects"])
@pytest.mark.clause("R10.16")
def test_a_correction_that_no_hold_binds_keeps_nothing(stored: World, subject: str | None) -> None:
    if subject:
        place_hold(stored, subject=subject, **LASTING)

    assert correct(stored, ben_token(stored), "mentions", "name", "Ben Corrected") == 1
    assert correct(stored, stored.token(), "meetings", "topic", "Corrected") == 1

    assert versions(stored) == []


@pytest.mark.azurite
@pytest.mark.clause("R10.16")
def test_what_is_corrected_between_the_reading_and_the_writing_of_a_report_is_kept(stored: World) -> None:
    place_hold(stored, **LASTING)
    other = stored.another_worker()

    def correct_name() -> None:
        assert correct(other, ben_token(other), "mentions", "name", "Ben Corrected") == 1

    with once_at(stored, "PUT", "/reports20261123(", correct_name):
        assert store(stored, EMPTIED).status == 200

    assert "was Anna Schmidt, Ben Corrected" in versions(stored)


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        (lambda world: place_hold(world, **LASTING), 1),
        (lambda world: world.call("restrict_my_data", world.token(), {"ground": "claims", "until": "2027-06-30"}), 0),
    ],
    ids=["a duty", "what its organiser asked for"],
)
@pytest.mark.clause("R10.21")
def test_a_withdrawn_consent_takes_recordings_but_for_what_a_duty_keeps_aside(
    stored: World, place: Any, kept: int
) -> None:
    assert store(stored, {**EVIDENCE, "recording": RECORDED}).status == 200
    place(stored)

    reply = stored.call("restrict_my_data", ben_token(stored), {"ground": "consent"})

    assert reply.status == 200, reply.body
    (report_id,) = ids(listed(stored))
    assert "recording" not in read(stored, report_id).json
    assert len(versions(stored)) == kept


# Access.


@pytest.mark.clause("R10.15")
def test_each_version_is_an_entry_of_its_own_that_says_so(emptied: World) -> None:
    found = items(emptied)

    held = {item_id: item["data"] for item_id, item in found.items() if item_id.startswith("held.")}
    assert sorted(data["topic"] for data in held.values() if "topic" in data) == ["Evidence", "Second"]
    assert [data["isEarlier"] for data in held.values()] == [True] * 3
    assert {data["heldFor"] for data in held.values()} == {"legal_claims"}
    assert set(held) == {item_id for item_id in ids_in_storage(emptied) if item_id.startswith("held.")}


@pytest.mark.clause("R10.15")
def test_pages_pass_over_each_version_once(emptied: World) -> None:
    ids_shown = [item["id"] for page in pages(emptied, limit=1) for item in page["items"]]
    held = [item_id for item_id in ids_shown if item_id.startswith("held.")]

    assert len(held) == len(set(held)) == 3


@pytest.mark.clause("R10.15")
def test_the_last_version_is_told_apart_from_earlier_ones(emptied: World) -> None:
    emptied.clock.advance(days=40)
    emptied.run_timer()

    held = [item for item_id, item in items(emptied).items() if item_id.startswith("held.reports.")]

    assert [(len(item["data"]["attendees"]), item["data"].get("isEarlier", False)) for item in held] == [
        (0, False),
        (2, True),
    ]


@pytest.mark.clause("R10.15")
def test_who_is_named_in_an_earlier_version_alone_finds_it(emptied: World) -> None:
    (item,) = [item for item in items(emptied, ben_token(emptied)).values() if item["id"].startswith("held.")]

    assert item["id"].startswith("held.mentions.20261123.20261123-")
    assert item["source"] == "report_of_another_person"
    assert item["data"] == {
        "attendees": [{"oid": BEN, "name": "Ben Weber", "role": "attendee"}],
        "isEarlier": True,
    }


@pytest.mark.clause("R10.15")
def test_versions_that_name_the_same_person_are_entries_of_their_own(stored: World) -> None:
    place_hold(stored, **LASTING)
    for topic in ("Second", "Third"):
        role = {"oid": BEN, "name": f"Ben in {topic}", "role": "attendee"}
        assert store(stored, {**EVIDENCE, "attendees": [role]}).status == 200

    for limit in (None, 1):
        held = [item for item in items(stored, ben_token(stored), limit=limit) if item.startswith("held.mentions.")]
        assert len(held) == 2


@pytest.mark.clause("R10.15")
def test_others_are_redacted_in_each_version(emptied: World) -> None:
    assert "Ben Weber" not in str(items(emptied))


@pytest.mark.clause("R10.18")
def test_what_only_the_person_asked_to_keep_is_kept_of_each_version_without_the_others(stored: World) -> None:
    asked = stored.call("restrict_my_data", stored.token(), {"ground": "claims", "until": "2027-06-30"})
    assert asked.status == 200

    assert store(stored, EMPTIED).status == 200

    assert versions(stored) == ["was Anna Schmidt, [another person]", "was Evidence"]
    assert not [item for item in items(stored, ben_token(stored)) if item.startswith("held.")]


@pytest.mark.clause("R10.20")
def test_no_version_is_taken_along(emptied: World) -> None:
    exported = emptied.call("port_my_data", emptied.token()).json["items"]

    assert "Third" in str(exported)
    assert "Evidence" not in str(exported)


# Erasure.


@pytest.mark.clause("R10.17")
def test_erasure_names_what_the_hold_keeps_and_all_versions_go_with_it(emptied: World) -> None:
    stays = erase(emptied)["stays"]

    assert {entry["family"] for entry in stays} == {"meetings", "reports"}
    assert versions(emptied) == sorted([*EVIDENCE_KEPT, "was Second", "was Third", "was nobody"])
    release(emptied)
    emptied.clock.advance(hours=1)
    emptied.run_timer()
    assert emptied.rows("held") == []


@pytest.mark.clause("R10.17")
def test_a_second_erasure_does_not_take_the_place_of_what_the_first_left(stored: World) -> None:
    place_hold(stored, **{**LASTING, "families": ["meetings", "reports", "profiles"]})
    erase(stored)
    stored.clock.advance(minutes=1)
    assert stored.match().status == 200
    assert store(stored, EMPTIED).status == 201
    stored.clock.advance(minutes=1)

    erase(stored)

    assert versions(stored) == sorted([*EVIDENCE_KEPT, "was Nothing", "was nobody"])
    matched = [row["matchedAt"] for row in stored.rows("held") if row["heldFamily"] == "profiles"]
    assert len(set(matched)) == len(matched) == 2


@pytest.mark.clause("R10.17")
def test_an_erasure_waits_for_a_version_that_names_the_person_in_somebody_elses_report(emptied: World) -> None:
    answer = emptied.call("erase_my_data", ben_token(emptied)).json

    assert [entry["family"] for entry in answer["stays"]] == ["mentions"]
    assert [row["state"] for row in emptied.rows("erasures")] == ["deferred"]
    release(emptied)
    emptied.clock.advance(hours=1)
    emptied.run_timer()
    assert versions(emptied) == []
    assert [row["state"] for row in emptied.rows("erasures")] == ["done"]


@pytest.mark.clause("R10.17")
def test_an_erasure_after_the_hold_takes_all_versions_in_the_call(emptied: World) -> None:
    release(emptied)

    assert {"family": "held", "rows": 3} in erase(emptied)["erased"]
    assert emptied.rows("held") == []


@pytest.mark.parametrize("erased", [ANNA, BEN], ids=["own", "mention"])
@pytest.mark.clause("R10.17")
def test_a_version_of_after_the_erasure_defers_nothing(world: World, erased: str) -> None:
    store_evidence(world)
    token = world.token() if erased == ANNA else ben_token(world)
    assert world.call("erase_my_data", token).status == 200
    world.clock.advance(hours=1)
    assert world.match().status == 200
    later = report_body(world.clock(), reportId="later", topic="Later", attendees=EVIDENCE["attendees"])
    assert store(world, later).status == 201
    place_hold(world, **LASTING)
    assert store(world, {**later, "topic": "Emptied", "attendees": []}).status == 200

    world.run_timer()

    assert versions(world) == ["was Anna Schmidt, Ben Weber", "was Later"]
    assert [row["state"] for row in world.rows("erasures")] == ["done"]
