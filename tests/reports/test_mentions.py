"""What other people's reports say about a person: found by digest, shown, changed by ETag (R10.15 to R10.17)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from shared.reports.content import Content, people_of, unpack, with_content
from shared.reports.mentions import Mention, Mentions, renamed, without_person, without_sight_of
from shared.storage.rows import DIGEST_BYTES, pack_people, person_digest
from shared.storage.tables import ATTEMPTS, RowChanged, TableMissing
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, DORA, OTHER_TENANT_ID, START, World

TODAY = START.date()
TABLE = "reports20261123"
GUEST = {"oid": None, "name": "Guest 1", "role": "attendee"}


def attendee(oid: str, name: str, **members: str) -> dict[str, Any]:
    return {"oid": oid, "name": name, "role": "attendee", **members}


def store(
    world: World, owner: str, key: str, content: dict[str, Any], tid: str = TENANT_ID, people: bytes | None = None
) -> None:
    """A report's content; `people` in place of the digests that belong to it."""
    keys = {"PartitionKey": f"{tid}:{owner}", "RowKey": key, "storedAt": "2026-11-23T09:45:10Z"}
    row = with_content(keys, tid, content)
    world.tables.create_table(TABLE)
    world.tables.put(TABLE, row if people is None else {**row, "people": people})


def found(world: World, **options: str) -> list[str]:
    return [mention.key for mention in Mentions(world.tables).find_mentions(TENANT_ID, ANNA, TODAY, **options)]


@pytest.mark.clause("R10.15")
def test_every_way_of_being_mentioned_is_found_in_the_order_of_the_keys(world: World) -> None:
    nobody: dict[str, Any] = {"attendees": []}
    message = {"at": "2026-11-23T09:10:00Z", "author": ANNA, "text": "x"}
    store(world, BEN, "d", nobody | {"chat": {"purpose": "result_log", "necessity": "x", "messages": [message]}})
    store(world, DORA, "c", nobody | {"questions": [{"askedBy": ANNA, "question": "?"}]})
    store(world, BEN, "b", {"attendees": [attendee(BEN, "Ben"), attendee(ANNA, "Anna")]})
    store(world, BEN, "a", {"attendees": [attendee(BEN, "Ben"), GUEST], "questions": None, "chat": None})

    assert found(world) == ["b", "c", "d"]
    assert found(world, after="b") == ["c", "d"]


@pytest.mark.clause("R10.15")
def test_the_person_s_own_reports_are_no_mentions(world: World) -> None:
    store(world, ANNA, "own", {"attendees": [attendee(ANNA, "Anna")]})
    assert found(world) == []
    own = Mentions(world.tables).own(TENANT_ID, ANNA, TODAY, "own")
    assert own is not None
    assert own.names(ANNA)


@pytest.mark.clause("R10.15")
def test_reports_of_another_tenant_are_not_looked_at(world: World) -> None:
    store(world, BEN, "theirs", {"attendees": [attendee(ANNA, "Anna")]}, OTHER_TENANT_ID)
    store(world, BEN, "theirs", {"attendees": []}, OTHER_TENANT_ID, people=pack_people(TENANT_ID, [ANNA]))
    assert found(world) == []


def test_a_digest_that_is_somebody_else_s_too_is_looked_into(world: World) -> None:
    store(world, BEN, "collision", {"attendees": [attendee(BEN, "Ben")]}, people=pack_people(TENANT_ID, [ANNA]))
    assert found(world) == []


def test_a_digest_is_compared_where_one_begins(world: World) -> None:
    """Two neighbours whose bytes contain the person's digest across their border mention nobody."""
    digest = person_digest(TENANT_ID, ANNA)
    half = DIGEST_BYTES // 2
    people = b"\0" * half + digest + b"\0" * half
    store(world, BEN, "border", {"attendees": [attendee(ANNA, "Anna")]}, people=people)
    assert found(world) == []


@pytest.mark.azurite
def test_only_reports_that_match_are_read_whole(world: World) -> None:
    for number in range(20):
        store(world, BEN, f"other-{number}", {"attendees": [attendee(BEN, "Ben")]})
    store(world, BEN, "hers", {"attendees": [attendee(ANNA, "Anna")]})
    world.storage.requests.clear()

    assert found(world) == ["hers"]

    assert len(world.storage.requests) == 2


def test_one_mention_is_read_by_its_key(world: World) -> None:
    store(world, BEN, "a", {"attendees": [attendee(ANNA, "Anna")]})
    store(world, BEN, "b", {"attendees": [attendee(BEN, "Ben")]})
    reader = Mentions(world.tables)
    at_a = reader.at(TENANT_ID, ANNA, TODAY, "a")
    assert at_a is not None
    assert (at_a.owner, at_a.stored_at) == (BEN, START)
    assert reader.at(TENANT_ID, ANNA, TODAY, "b") is None
    assert reader.own(TENANT_ID, ANNA, TODAY, "b") is None


def test_a_day_without_a_table_is_not_a_day_without_mentions(world: World) -> None:
    with pytest.raises(TableMissing):
        found(world)


def test_a_report_that_is_deleted_after_the_scan_is_left_out(world: World) -> None:
    for key in ("a", "b"):
        store(world, BEN, key, {"attendees": [attendee(ANNA, "Anna")]})
    reading = Mentions(world.tables).find_mentions(TENANT_ID, ANNA, TODAY)
    assert next(reading).key == "a"
    world.tables.remove(TABLE, f"{TENANT_ID}:{BEN}", "b")
    assert list(reading) == []


def test_a_change_is_made_on_what_is_stored_now(world: World) -> None:
    store(world, BEN, "a", {"attendees": [attendee(ANNA, "Ana")]})
    reader = Mentions(world.tables)
    mention = next(reader.find_mentions(TENANT_ID, ANNA, TODAY))
    store(world, BEN, "a", {"attendees": [attendee(ANNA, "Ana"), attendee(BEN, "Ben")]})

    assert reader.change(TENANT_ID, mention, lambda content: without_person(content, ANNA)) is True

    row = world.rows("reports")[0]
    assert unpack(row) == {"attendees": [GUEST, attendee(BEN, "Ben")]}
    assert row["people"] == pack_people(TENANT_ID, [BEN])
    assert (row["storedAt"], row["format"]) == ("2026-11-23T09:45:10Z", "json+zlib")


def test_a_report_that_is_gone_is_not_changed_and_does_not_come_back(world: World) -> None:
    store(world, BEN, "a", {"attendees": [attendee(ANNA, "Ana")]})
    reader = Mentions(world.tables)
    mention = next(reader.find_mentions(TENANT_ID, ANNA, TODAY))
    world.tables.remove(TABLE, f"{TENANT_ID}:{BEN}", "a")

    assert reader.change(TENANT_ID, mention, lambda content: content) is False
    assert world.rows("reports") == []


def test_a_report_that_changes_at_every_attempt_is_given_up(world: World) -> None:
    store(world, BEN, "a", {"attendees": [attendee(ANNA, "Ana")]})
    reader = Mentions(world.tables)
    mention = next(reader.find_mentions(TENANT_ID, ANNA, TODAY))
    made: list[int] = []

    def alter(content: Content) -> Content:
        made.append(len(made))
        store(world, BEN, "a", {"attendees": [attendee(ANNA, f"Ana {len(made)}")]})
        return content

    with pytest.raises(RowChanged):
        reader.change(TENANT_ID, mention, alter)
    assert len(made) == ATTEMPTS
    assert unpack(world.rows("reports")[0])["attendees"][0]["name"] == f"Ana {ATTEMPTS}"


def test_a_change_of_a_large_report_leaves_no_part_of_the_larger_one(world: World) -> None:
    incompressible = [attendee(ANNA, "Ana"), *(attendee(BEN, person_digest("x", str(n)).hex()) for n in range(20_000))]
    store(world, BEN, "a", {"attendees": incompressible})
    assert "c1" in world.rows("reports")[0]
    reader = Mentions(world.tables)
    mention = next(reader.find_mentions(TENANT_ID, ANNA, TODAY))

    assert reader.change(TENANT_ID, mention, lambda _: {"attendees": [GUEST]})

    assert "c1" not in world.rows("reports")[0]


@pytest.mark.clause("R10.15")
def test_what_is_said_about_a_person_leaves_out_what_is_not() -> None:
    content = {"attendees": [attendee(BEN, "Ben")], "questions": [{"askedBy": ANNA, "question": "?"}], "chat": None}
    mention = Mention(TODAY, BEN, "a", START, content)
    assert mention.about(ANNA) == {"questions": [{"askedBy": ANNA, "question": "?"}]}
    assert not mention.names(ANNA)


@pytest.mark.clause("R10.17")
def test_an_erased_attendee_becomes_the_next_guest_and_keeps_nothing_said() -> None:
    content: dict[str, Any] = {
        "attendees": [attendee(ANNA, "Anna", joinedAt="2026-11-23T09:00:00Z"), GUEST, attendee(BEN, "Ben")],
        "questions": [{"askedBy": ANNA, "question": "hers"}, {"askedBy": BEN, "question": "his"}],
        "chat": {
            "purpose": "result_log",
            "necessity": "x",
            "messages": [
                {"at": "2026-11-23T09:10:00Z", "author": ANNA, "text": "hers"},
                {"at": "2026-11-23T09:10:00Z", "author": None, "text": "a guest's"},
            ],
        },
        "surveys": [{"question": "Useful?", "answers": []}],
    }

    left = without_person(content, ANNA)

    assert left["attendees"] == [
        {"oid": None, "name": "Guest 2", "role": "attendee", "joinedAt": "2026-11-23T09:00:00Z"},
        GUEST,
        attendee(BEN, "Ben"),
    ]
    assert left["questions"] == [{"askedBy": BEN, "question": "his"}]
    assert [message["text"] for message in left["chat"]["messages"]] == ["a guest's"]
    assert left["chat"]["purpose"] == "result_log"
    assert left["surveys"] == content["surveys"]
    assert people_of(left) == {BEN}
    assert content["attendees"][0]["name"] == "Anna"


@pytest.mark.clause("R10.17")
def test_a_person_who_attended_twice_becomes_two_guests_and_erasing_again_changes_nothing() -> None:
    content = {"attendees": [attendee(ANNA, "Anna"), attendee(ANNA, "Anna (mobile)")]}
    left = without_person(content, ANNA)
    assert [entry["name"] for entry in left["attendees"]] == ["Guest 1", "Guest 2"]
    assert without_person(left, ANNA) == left


@pytest.mark.clause("R10.18")
def test_others_see_neither_the_hidden_person_nor_their_words() -> None:
    content = {
        "attendees": [attendee(ANNA, "Anna", joinedAt="2026-11-23T09:00:00Z"), attendee(BEN, "Ben"), GUEST],
        "questions": [{"askedBy": ANNA, "question": "hers"}, {"askedBy": None, "question": "a guest's"}],
    }

    seen = without_sight_of(content, frozenset({ANNA}))

    assert seen["attendees"] == [{"oid": None, "name": "Hidden", "role": "attendee"}, attendee(BEN, "Ben"), GUEST]
    assert seen["questions"] == [{"askedBy": None, "question": "a guest's"}]
    assert without_sight_of(content, frozenset()) == content


@pytest.mark.clause("R10.16")
def test_a_new_name_is_the_person_s_alone() -> None:
    content = {"attendees": [attendee(ANNA, "Ana"), attendee(BEN, "Ana"), GUEST], "questions": None}
    assert renamed(content, ANNA, "Anna") == {
        "attendees": [attendee(ANNA, "Anna"), attendee(BEN, "Ana"), GUEST],
        "questions": None,
    }


def test_a_table_that_vanishes_after_the_scan_is_not_a_report_that_is_gone(world: World) -> None:
    store(world, BEN, "a", {"attendees": [attendee(ANNA, "Anna")]})
    reader = Mentions(world.tables)
    search = reader._tables.search

    def dropping(table: str, where: str, *arguments: Any, **options: Any) -> Any:
        if "RowKey" in where:
            world.tables.drop_table(TABLE)
        return search(table, where, *arguments, **options)

    with patch.object(reader._tables, "search", dropping), pytest.raises(TableMissing):
        list(reader.find_mentions(TENANT_ID, ANNA, TODAY))


def test_mentions_are_of_one_day(world: World) -> None:
    store(world, BEN, "a", {"attendees": [attendee(ANNA, "Anna")]})
    with pytest.raises(TableMissing):
        list(Mentions(world.tables).find_mentions(TENANT_ID, ANNA, TODAY - timedelta(days=1)))
