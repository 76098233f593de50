"""Reports as others read them while a person in them is restricted or waits for their erasure (R10.18)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.times import format_instant
from tests.support.world import ANNA, BEN, DORA, START, World, report_body

ANNAS_NAME, BENS_NAME = "anna.schmidt@contoso.example", "ben.weber@contoso.example"
AT = format_instant(START - timedelta(minutes=20))
ROWS = (
    {"oid": BEN, "name": "Ben Weber", "role": "organizer"},
    {"oid": ANNA, "name": "Anna Schmidt", "role": "presenter"},
    {"oid": DORA, "name": "Dora Klein", "role": "attendee"},
)


@pytest.fixture
def key(world: World) -> str:
    """Ben's webinar, in which Anna and Dora took part, asked and wrote."""
    world.register(collect={"attendanceTimes": False, "chat": True})
    world.match()
    world.match(BEN, BENS_NAME)
    questions = [{"askedBy": oid, "question": f"Question of {oid}?", "answer": "Yes."} for oid in (ANNA, DORA)]
    messages = [{"at": AT, "author": oid, "text": f"Message of {oid}."} for oid in (ANNA, DORA)]
    chat = {"purpose": "result_log", "necessity": "Results are agreed on here.", "messages": messages}
    body = report_body(type="webinar", participantCount=3, attendees=list(ROWS), questions=questions, chat=chat)
    stored = world.call("store_report", world.token(BEN, preferred_username=BENS_NAME), body)
    assert stored.status == 201
    return str(stored.json["id"])


def read(world: World, key: str, **headers: str) -> Any:
    return world.call(
        "read_report", world.token(BEN, preferred_username=BENS_NAME), path={"reportId": key}, headers=headers
    )


def restrict(world: World, ground: str, **members: str) -> None:
    assert world.call("restrict_my_data", world.token(), {"ground": ground, **members}).status == 200


@pytest.mark.parametrize(
    "body",
    [{"ground": "accuracy"}, {"ground": "objection"}, {"ground": "claims", "until": "2027-06-30"}],
    ids=lambda body: body["ground"],
)
@pytest.mark.clause("R10.18")
def test_others_do_not_see_a_restricted_person(world: World, key: str, body: dict[str, str]) -> None:
    restrict(world, **body)

    shown = read(world, key).json

    assert shown["attendees"] == [ROWS[0], {"oid": None, "name": "Hidden", "role": "presenter"}, ROWS[2]]
    assert [entry["askedBy"] for entry in shown["questions"]] == [DORA]
    assert [entry["author"] for entry in shown["chat"]["messages"]] == [DORA]
    assert shown["participantCount"] == 3


@pytest.mark.clause("R10.18")
def test_nothing_of_a_restricted_person_is_in_the_bytes(world: World, key: str) -> None:
    restrict(world, "objection")

    for accept in ("application/json", "text/csv"):
        body = read(world, key, accept=accept).body.decode()
        assert "Hidden" in body
        assert "Anna" not in body
        assert ANNA not in body


def test_what_is_hidden_is_still_there_once_the_restriction_is_lifted(world: World, key: str) -> None:
    before = read(world, key).json
    restrict(world, "objection")
    assert read(world, key).json != before

    world.call("lift_my_restriction", world.token())

    assert read(world, key).json == before


@pytest.mark.clause("R10.18")
def test_who_is_restricted_still_sees_what_is_said_about_them(world: World, key: str) -> None:
    restrict(world, "accuracy")

    items = world.call("read_my_data", world.token()).json["items"]

    (mention,) = [item["data"] for item in items if item["source"] == "report_of_another_person"]
    assert mention["attendees"] == [ROWS[1]]


@pytest.mark.clause("R10.18")
def test_the_organiser_who_is_restricted_sees_their_own_report_whole(world: World, key: str) -> None:
    before = read(world, key).json
    bens_token = world.token(BEN, preferred_username=BENS_NAME)
    assert world.call("restrict_my_data", bens_token, {"ground": "objection"}).status == 200

    assert read(world, key).json == before


@pytest.mark.clause("R10.21")
def test_withdrawn_consent_hides_nobody(world: World, key: str) -> None:
    before = read(world, key).json

    restrict(world, "consent")

    assert read(world, key).json == before


@pytest.mark.clause("R10.18")
def test_a_report_stored_during_the_restriction_does_not_show_the_person(world: World, key: str) -> None:
    restrict(world, "objection")

    body = report_body(reportId="another", attendees=list(ROWS))
    stored = world.call("store_report", world.token(BEN, preferred_username=BENS_NAME), body)

    assert [entry["name"] for entry in read(world, stored.json["id"]).json["attendees"]][1] == "Hidden"


@pytest.mark.clause("R10.17")
def test_who_waits_for_their_erasure_behind_a_hold_is_hidden(world: World, key: str) -> None:
    hold = {
        "ground": "legal_claims",
        "subject": None,
        "families": ["reports"],
        "endsOn": "2027-12-31",
        "reviewOn": "2027-06-30",
    }
    world.call("put_hold", world.officer_token(), hold, path={"holdId": "suit"})

    erased = world.call("erase_my_data", world.token())

    assert [stays["hold"] for stays in erased.json["stays"]] == ["suit"]
    assert [entry["name"] for entry in read(world, key).json["attendees"]][1] == "Hidden"


@pytest.mark.azurite
def test_a_report_is_not_shown_while_it_is_unknown_who_is_hidden(world: World, key: str) -> None:
    with world.failing(lambda request: "/restrictions" in request):
        assert read(world, key).code == "storage_unavailable"
