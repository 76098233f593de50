"""Storing a report: for matched people, once, in two rows, and all of it or nothing that anyone sees."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from shared.families import unknown_properties
from shared.storage.rows import person_digest
from tests.support.reports import delete, ended, full_webinar, ids, listed, read, store, stored_id
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, DORA, OTHER_TENANT_ID, START, World, report_body

TOO_MANY = 10_923


def people(count: int) -> list[dict[str, Any]]:
    numbers = random.Random(1)  # the same people in every run
    oids = (str(uuid.UUID(int=numbers.getrandbits(128), version=4)) for _ in range(count))
    return [{"oid": oid, "name": "Anna Schmidt", "role": "attendee"} for oid in oids]


def test_a_new_report_answers_where_it_is_and_until_when(matched: World) -> None:
    reply = store(matched)

    assert reply.status == 201
    assert reply.headers["location"] == f"/api/reports/{reply.json['id']}"
    assert reply.json == {
        "id": reply.json["id"],
        "contentUntil": "2026-12-23T00:00:00Z",
        "deleteBy": "2027-05-22T00:00:00Z",
        "minimised": {"guests": 1, "dialIn": 0},
    }


@pytest.mark.parametrize("repeated", [report_body(), report_body(topic="Corrected")], ids=["alike", "corrected"])
def test_the_same_report_again_replaces_itself(matched: World, repeated: dict[str, Any]) -> None:
    first = store(matched)

    second = store(matched, repeated)

    assert (first.status, second.status) == (201, 200)
    assert second.json["id"] == first.json["id"]
    assert ids(listed(matched)) == [first.json["id"]]
    assert read(matched, first.json["id"]).json["topic"] == repeated["topic"]
    assert len(matched.rows("reports")) == len(matched.rows("meetings")) == 1


@pytest.mark.parametrize(
    "other",
    [{"reportId": "another"}, {"meetingId": "another"}, {"endedAt": "2026-11-22T09:00:00Z"}],
    ids=["report", "meeting", "day"],
)
def test_another_report_is_one_of_its_own(matched: World, other: dict[str, Any]) -> None:
    body = report_body(startedAt="2026-11-22T08:30:00Z")

    assert stored_id(matched, body) != stored_id(matched, {**body, **other})
    assert len(listed(matched).json["reports"]) == 2


@pytest.mark.azurite
def test_a_report_takes_three_writes_whatever_the_number_of_attendees(matched: World) -> None:
    store(matched)  # makes the tables

    for count in (0, 2, 3000):
        matched.storage.requests.clear()
        assert store(matched, report_body(reportId=f"of {count}", attendees=people(count))).status == 201

        assert [write.split("/")[4].partition("(")[0] for write in matched.storage.writes()] == [
            "reports20261123",
            "meetings20261123",
            "activity20261123",
        ]


@pytest.mark.azurite
def test_what_storing_has_to_know_is_read_side_by_side(matched: World) -> None:
    both_are_under_way = Barrier(2, timeout=30)

    def meet(request: Any) -> None:
        if request.method == "GET" and ("/erasures" in request.url or "/meetings" in request.url):
            both_are_under_way.wait()

    matched.storage.before = meet

    assert store(matched).status == 201


@pytest.mark.clause("R5.3")
def test_nothing_is_stored_that_the_register_does_not_know(permitted: World) -> None:
    store(permitted, full_webinar())

    for family in ("activity", "meetings", "reports"):
        rows = permitted.rows(family)
        assert rows
        assert [unknown_properties(family, row) for row in rows] == [set()] * len(rows)


def test_storing_is_logged_without_a_name(matched: World) -> None:
    report_id = stored_id(matched)

    (row,) = [row for row in matched.rows("activity") if row["kind"] == "report_stored"]
    assert (row["PartitionKey"], row["reportId"], row["outcome"]) == (f"{TENANT_ID}:{ANNA}", report_id, "done")


@pytest.mark.clause("R5.2")
def test_no_report_before_a_match(world: World) -> None:
    reply = store(world)

    assert (reply.status, reply.code) == (403, "not_matched")
    assert world.tables.listing().names == ("tenants",)


@pytest.mark.clause("R5.2")
def test_the_match_of_another_is_not_ones_own(matched: World) -> None:
    assert store(matched, oid=BEN).code == "not_matched"


@pytest.mark.clause("R5.2")
def test_no_report_without_a_running_contract(matched: World) -> None:
    stranger = matched.token(ANNA, OTHER_TENANT_ID)
    assert matched.call("store_report", stranger, report_body()).code == "tenant_not_contracted"

    matched.services.registry().end(TENANT_ID, matched.clock())

    assert store(matched).code == "contract_ended"
    assert matched.rows("reports") == []


def test_people_mentioned_are_found_by_digest_and_not_by_id(permitted: World) -> None:
    store(permitted, full_webinar())

    (row,) = permitted.rows("reports")
    assert row["people"] == b"".join(sorted({person_digest(TENANT_ID, ANNA), person_digest(TENANT_ID, BEN)}))
    assert person_digest(TENANT_ID, DORA) not in row["people"]


@pytest.mark.parametrize(("count", "status"), [(TOO_MANY - 1, 201), (TOO_MANY, 413)])
def test_more_people_than_one_property_holds_are_too_many(matched: World, count: int, status: int) -> None:
    reply = store(matched, report_body(attendees=people(count)))

    assert reply.status == status, reply.json
    assert len(matched.rows("reports")) == (1 if status == 201 else 0)


def test_content_that_does_not_compress_into_one_row_is_too_large(matched: World) -> None:
    noise = random.Random(2)
    questions = [{"askedBy": None, "question": f"{noise.getrandbits(16_000):04000x}"[:4000]} for _ in range(300)]

    reply = store(matched, report_body(type="webinar", questions=questions))

    assert (reply.status, reply.code) == (413, "too_large")
    assert matched.rows("reports") == matched.rows("meetings") == []


@pytest.mark.azurite
def test_a_failure_between_the_two_rows_shows_nothing_and_a_repeat_mends_it(matched: World) -> None:
    with matched.failing(lambda request: request.startswith("PUT") and "/meetings2" in request):
        failed = store(matched)

    assert (failed.status, failed.code) == (503, "storage_unavailable")
    assert failed.headers["retry-after"]
    (content,) = matched.rows("reports")
    assert read(matched, content["RowKey"]).status == 404
    assert listed(matched).json["reports"] == []

    assert store(matched).status == 201
    assert read(matched, content["RowKey"]).status == 200
    assert len(matched.rows("reports")) == 1


@pytest.mark.azurite
@pytest.mark.parametrize("family", ["meetings", "reports", "activity"])
def test_storage_that_fails_is_a_503_and_a_repeat_works(matched: World, family: str) -> None:
    with matched.failing(lambda request: f"/{family}2" in request):
        assert store(matched).code == "storage_unavailable"

    assert store(matched).status in {200, 201}
    assert len(ids(listed(matched))) == 1


@pytest.mark.azurite
@pytest.mark.clause("R6.5")
def test_a_day_that_ends_while_its_report_is_stored_gets_no_table(matched: World) -> None:
    # GIVEN a report that is judged in the last second in which its day may be written
    matched.clock.now = START.replace(month=12, day=21, hour=22, minute=59, second=59)

    def pass_a_second(request: Any) -> None:
        if request.method == "PUT" and "/reports2" in request.url:
            matched.storage.before = None
            matched.clock.advance(seconds=1)

    matched.storage.before = pass_a_second

    # WHEN the table turns out to be missing a second later
    reply = store(matched, ended(START - timedelta(minutes=5)))

    # THEN it is not made: the sweep may have dropped it
    assert (reply.status, reply.code) == (422, "retention_elapsed")
    assert not [name for name in matched.tables.listing().names if name.startswith(("reports", "meetings"))]


def test_a_deleted_report_can_be_stored_again(matched: World) -> None:
    report_id = stored_id(matched)
    assert delete(matched, report_id).status == 204

    assert store(matched).status == 201
    assert read(matched, report_id).status == 200
