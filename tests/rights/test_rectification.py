"""Rectification: corrected where it stands, no deadline moved, all or nothing (R10.16)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.problems import ContactCenterFailed
from tests.support.access import ben_token, items, match_ben
from tests.support.world import ANNA, BEN, World, report_body


@pytest.fixture
def reported(world: World) -> World:
    """Anna has stored a report in which Ben took part; in Ben's she took part as "Ana", and in one she only asked."""
    world.match()
    match_ben(world)
    people = [
        {"oid": ANNA, "name": "Ana", "role": "attendee"},
        {"oid": BEN, "name": "Ben Weber", "role": "organizer"},
    ]
    asked: dict[str, Any] = {"type": "webinar", "questions": [{"askedBy": ANNA, "question": "Why?"}]}
    for token, body in [
        (world.token(), report_body(attendees=people)),
        (ben_token(world), report_body(reportId="bens", attendees=people)),
        (ben_token(world), report_body(reportId="asked", attendees=people[1:], **asked)),
    ]:
        assert world.call("store_report", token, body).status == 201
    world.clock.advance(minutes=1)
    return world


def correct(world: World, *corrections: tuple[str, str, str]) -> Any:
    body = [{"item": item, "property": name, "value": value} for item, name, value in corrections]
    return world.call("correct_my_data", world.token(), {"corrections": body})


def item_id(world: World, family: str, **data: Any) -> str:
    """The id of Anna's one item of a family whose data has these members."""
    found = items(world).values()
    return next(
        str(item["id"])
        for item in found
        if item["id"].startswith(f"{family}.") and data.items() <= item["data"].items()
    )


def named_mention(world: World) -> str:
    return next(
        name for name, item in items(world).items() if name.startswith("mentions.") and "attendees" in item["data"]
    )


def asking_mention(world: World) -> str:
    return next(
        name for name, item in items(world).items() if name.startswith("mentions.") and "questions" in item["data"]
    )


def names_in(world: World, token: str, item: str) -> list[str]:
    report_id = item.rpartition(".")[2]
    read = world.call("read_report", token, path={"reportId": report_id}).json
    return [attendee["name"] for attendee in read["attendees"]]


@pytest.mark.clause("R10.16")
def test_a_name_is_corrected_in_the_report_of_somebody_else(reported: World) -> None:
    mention = named_mention(reported)

    reply = correct(reported, (mention, "name", "Anna Schmidt"))

    assert (reply.status, reply.json["corrected"]) == (200, 1)
    assert names_in(reported, ben_token(reported), mention) == ["Anna Schmidt", "Ben Weber"]


@pytest.mark.clause("R10.16")
def test_a_name_and_the_topic_are_corrected_in_a_report_of_one_s_own(reported: World) -> None:
    own, header = item_id(reported, "reports"), item_id(reported, "meetings")

    reply = correct(reported, (own, "name", "Anna Schmidt"), (header, "topic", "Monthly"))

    assert (reply.status, reply.json["corrected"]) == (200, 2)
    assert names_in(reported, reported.token(), own) == ["Anna Schmidt", "Ben Weber"]
    assert reported.call("list_reports", reported.token()).json["reports"][0]["topic"] == "Monthly"


@pytest.mark.clause("R10.16")
def test_no_deadline_moves(reported: World) -> None:
    before = {name: item["deleteBy"] for name, item in items(reported).items() if item["family"] != "activity"}
    tables = reported.tables.listing().names

    mention, header = named_mention(reported), item_id(reported, "meetings")
    reported.clock.advance(hours=30)
    assert correct(reported, (mention, "name", "Anna Schmidt"), (header, "topic", "Monthly")).status == 200

    after = {name: item["deleteBy"] for name, item in items(reported).items() if item["family"] != "activity"}
    assert after == before
    assert set(reported.tables.listing().names) - set(tables) == {"activity20261124", "notifications"}


@pytest.mark.clause("R10.16")
def test_the_instance_is_told_and_named(reported: World) -> None:
    reply = correct(reported, (named_mention(reported), "name", "Anna Schmidt"))

    told = {"name": "Contoso Contact Center", "change": "rectification", "told": True}
    assert reply.json["recipients"] == [told]
    username, domain = "anna.schmidt@contoso.example", "contoso.example"
    assert reported.contact_center.told == [{"username": username, "domain": domain, "change": "rectification"}]


@pytest.mark.clause("R10.16")
def test_a_dead_instance_does_not_keep_a_fact_wrong(reported: World) -> None:
    mention = named_mention(reported)
    reported.contact_center.failure = ContactCenterFailed()

    reply = correct(reported, (mention, "name", "Anna Schmidt"))

    assert [recipient["told"] for recipient in reply.json["recipients"]] == [False]
    assert names_in(reported, ben_token(reported), mention) == ["Anna Schmidt", "Ben Weber"]


@pytest.mark.clause("R10.16")
def test_an_officer_corrects_on_behalf_of_the_person(reported: World) -> None:
    mention = named_mention(reported)
    body = {"corrections": [{"item": mention, "property": "name", "value": "Anna Schmidt"}]}

    reply = reported.call("correct_subject_data", reported.officer_token(), body, path={"oid": ANNA})

    assert (reply.status, reply.json["corrected"]) == (200, 1)
    assert names_in(reported, ben_token(reported), mention) == ["Anna Schmidt", "Ben Weber"]


@pytest.mark.parametrize(
    ("item", "name", "code"),
    [
        ("profiles", "username", "corrected_at_source"),
        ("profiles", "domain", "corrected_at_source"),
        ("profiles", "matchedAt", "would_move_deadline"),
        ("{header}", "endedAt", "would_move_deadline"),
        ("{header}", "startedAt", "would_move_deadline"),
        ("{own}", "storedAt", "would_move_deadline"),
        ("{activity}", "at", "would_move_deadline"),
        ("{activity}", "outcome", "not_correctable"),
        ("{header}", "participantCount", "not_correctable"),
        ("{header}", "name", "not_correctable"),
        ("{own}", "topic", "not_correctable"),
        ("{asked}", "name", "not_correctable"),
        ("{own_key_of_ben}", "name", "not_correctable"),
        ("{header_of_ben}", "topic", "not_correctable"),
        ("reports.20261123.20261123-aaaaaaaaaaaaaaaaaaaaaaaaaa", "name", "not_correctable"),
        ("mentions.20261123.20261123-aaaaaaaaaaaaaaaaaaaaaaaaaa", "name", "not_correctable"),
        ("meetings.20261123.20261123-aaaaaaaaaaaaaaaaaaaaaaaaaa", "topic", "not_correctable"),
        ("mentions.20261110.20261110-aaaaaaaaaaaaaaaaaaaaaaaaaa", "name", "not_correctable"),
        ("mentions.20261399.20261123-aaaaaaaaaaaaaaaaaaaaaaaaaa", "name", "not_correctable"),
        ("restrictions", "ground", "not_correctable"),
        ("x' or '1", "name", "not_correctable"),
    ],
)
@pytest.mark.clause("R10.16")
def test_what_is_not_the_person_s_to_correct_is_refused_and_nothing_is_changed(
    reported: World, item: str, name: str, code: str
) -> None:
    header, own, mention = item_id(reported, "meetings"), item_id(reported, "reports"), named_mention(reported)
    place = {
        "header": header,
        "own": own,
        "activity": item_id(reported, "activity", kind="forward"),
        "asked": asking_mention(reported),
        "own_key_of_ben": f"reports.{mention.partition('.')[2]}",
        "header_of_ben": f"meetings.{mention.partition('.')[2]}",
    }
    before = everything_stored(reported)

    good = (mention, "name", "Anna Schmidt")
    reply = correct(reported, good, (item.format_map(place), name, "Wrong"), (own, "name", "Anna Schmidt"))

    assert (reply.status, reply.code) == (422, code)
    assert reply.json["errors"] == [{"pointer": "/corrections/1/item", "code": code}]
    assert everything_stored(reported) == before
    assert reported.contact_center.told == []


@pytest.mark.clause("R10.16")
def test_every_refused_correction_is_pointed_at(reported: World) -> None:
    reply = correct(reported, ("profiles", "username", "x"), ("profiles", "at", "x"), ("nothing", "name", "x"))

    assert reply.code == "corrected_at_source"
    assert reply.json["errors"] == [
        {"pointer": "/corrections/0/item", "code": "corrected_at_source"},
        {"pointer": "/corrections/1/item", "code": "would_move_deadline"},
        {"pointer": "/corrections/2/item", "code": "not_correctable"},
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/corrections"),
        ({"corrections": []}, "/corrections"),
        ({"corrections": [{"item": "profiles", "property": "name"}]}, "/corrections/0/value"),
        ({"corrections": [{"item": "profiles", "property": "name", "value": ""}]}, "/corrections/0/value"),
        ({"corrections": [{"item": "profiles", "property": "name", "value": "x" * 257}]}, "/corrections/0/value"),
        ({"corrections": [{"item": "p", "property": "n", "value": "v"}] * 101}, "/corrections"),
    ],
)
def test_a_body_that_is_no_list_of_corrections_is_refused(world: World, body: Any, pointer: str) -> None:
    reply = world.call("correct_my_data", world.token(), body)
    assert (reply.status, reply.code) == (422, "invalid_body")
    assert [error["pointer"] for error in reply.json["errors"]] == [pointer]


@pytest.mark.clause("R6.5")
def test_content_past_its_deadline_is_not_there_to_be_corrected(reported: World) -> None:
    own, header = item_id(reported, "reports"), item_id(reported, "meetings")
    reported.clock.now = datetime(2026, 12, 23, tzinfo=UTC)

    assert correct(reported, (own, "name", "Anna Schmidt")).code == "not_correctable"
    assert correct(reported, (header, "topic", "Monthly")).status == 200


@pytest.mark.azurite
@pytest.mark.clause("R10.16")
def test_a_write_in_between_is_not_lost(reported: World) -> None:
    """Ben stores his report again, with another attendee, between the read and the write of the correction."""
    mention = named_mention(reported)
    people = [
        {"oid": ANNA, "name": "Ana", "role": "attendee"},
        {"oid": BEN, "name": "Ben Weber", "role": "presenter"},
        {"oid": None, "name": "Chris Moor", "role": "attendee"},
    ]
    _before_write(
        reported,
        "reports20261123",
        lambda other: other.call("store_report", ben_token(other), report_body(reportId="bens", attendees=people)),
    )

    assert correct(reported, (mention, "name", "Anna Schmidt")).json["corrected"] == 1

    assert names_in(reported, ben_token(reported), mention) == ["Anna Schmidt", "Ben Weber", "Guest 1"]


@pytest.mark.azurite
@pytest.mark.clause("R10.16")
def test_a_header_that_changes_in_between_is_not_overwritten(reported: World) -> None:
    header = item_id(reported, "meetings")
    _before_write(
        reported,
        "meetings20261123",
        lambda other: other.call("store_report", other.token(), report_body(topic="Meanwhile")),
    )

    reply = correct(reported, (header, "topic", "Monthly"))

    assert (reply.status, reply.code) == (503, "storage_unavailable")
    assert reported.call("list_reports", reported.token()).json["reports"][0]["topic"] == "Meanwhile"
    assert correct(reported, (header, "topic", "Monthly")).status == 200
    assert reported.call("list_reports", reported.token()).json["reports"][0]["topic"] == "Monthly"


@pytest.mark.azurite
@pytest.mark.clause("R10.16")
def test_a_report_that_never_stands_still_is_reported_and_not_overwritten(reported: World) -> None:
    mention = named_mention(reported)
    again = report_body(reportId="bens", attendees=[{"oid": ANNA, "name": "Ana", "role": "attendee"}])
    _before_write(
        reported, "reports20261123", lambda other: other.call("store_report", ben_token(other), again), times=8
    )
    reply = correct(reported, (mention, "name", "Anna Schmidt"))
    assert (reply.status, reply.code) == (503, "storage_unavailable")


@pytest.mark.azurite
@pytest.mark.clause("R10.16")
def test_what_is_deleted_in_between_is_not_counted(reported: World) -> None:
    own, header = item_id(reported, "reports"), item_id(reported, "meetings")
    path = {"reportId": own.rpartition(".")[2]}
    _before_write(reported, "notifications", lambda other: other.call("delete_report", other.token(), path=path))

    reply = correct(reported, (own, "name", "Anna Schmidt"), (header, "topic", "Monthly"))

    assert (reply.status, reply.json["corrected"]) == (200, 0)


def everything_stored(world: World) -> list[dict[str, Any]]:
    return [
        row
        for family in ("activity", "meetings", "reports", "profiles", "notif")
        for row in world.rows(family)
        if row.get("kind") != "data_read"
    ]


def _before_write(world: World, table: str, act: Any, times: int = 1) -> None:
    """Let another process act just before our own first writes of a row of this table."""
    other = world.another_worker()
    other.contact_center.usernames = world.contact_center.usernames
    acted: list[int] = []

    def before(request: Any) -> None:
        if request.method == "PUT" and f"/{table}(" in request.url and len(acted) < times:
            acted.append(act(other).status)
            assert acted[-1] < 300

    world.storage.before = before
