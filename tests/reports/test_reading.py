"""Reading a report: what was sent but for what is minimised; its own organiser only; nothing past its deadline."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from shared.times import format_instant
from tests.support.reports import delete, full_webinar, ids, listed, read, store, stored_id
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, START, World, report_body

ENDED = START - timedelta(minutes=5)
CONTENT_DEADLINE = datetime(2026, 12, 23, tzinfo=UTC)
HEADER_DEADLINE = datetime(2027, 5, 22, tzinfo=UTC)


def test_a_report_reads_as_it_was_stored(permitted: World) -> None:
    body = full_webinar()

    report = read(permitted, stored_id(permitted, body)).json

    assert {name: report[name] for name in body if name not in {"attendees", "dialIn"}} == {
        name: value for name, value in body.items() if name not in {"attendees", "dialIn"}
    }
    assert report["contentUntil"] == "2026-12-23T00:00:00Z"
    assert report["deleteBy"] == "2027-05-22T00:00:00Z"
    assert "contentDeleted" not in report


@pytest.mark.parametrize("null", ["dialIn", "questions", "surveys", "chat", "recording"])
def test_a_null_that_was_sent_comes_back_and_one_that_was_not_does_not(matched: World, null: str) -> None:
    report = read(matched, stored_id(matched, {**report_body(), null: None})).json

    assert report[null] is None
    assert not {"dialIn", "questions", "surveys", "chat", "recording"} - {null} & report.keys()


def test_times_come_back_in_utc_and_in_whole_seconds(permitted: World) -> None:
    body = report_body(startedAt="2026-11-23T10:00:00.999999999+01:00", endedAt="2026-11-22t22:10:00.5-11:15")
    body["attendees"][0] |= {"joinedAt": "2026-11-23T14:35:01+05:30", "leftAt": None}

    report = read(permitted, stored_id(permitted, body)).json

    assert report["startedAt"] == "2026-11-23T09:00:00Z"
    assert report["endedAt"] == "2026-11-23T09:25:00Z"
    assert report["attendees"][0]["joinedAt"] == "2026-11-23T09:05:01Z"
    assert report["attendees"][0]["leftAt"] is None
    assert report["id"].startswith("20261123-")


def test_an_object_id_comes_back_in_lower_case(matched: World) -> None:
    body = report_body(attendees=[{"oid": BEN.upper(), "name": "Ben Weber", "role": "attendee"}])

    report = read(matched, stored_id(matched, body)).json

    assert [attendee["oid"] for attendee in report["attendees"]] == [BEN]


def test_the_day_of_a_report_is_the_utc_day_its_meeting_ended(matched: World) -> None:
    body = report_body(startedAt="2026-11-23T00:00:00+02:00", endedAt="2026-11-23T01:59:59+02:00")

    reply = store(matched, body)

    assert reply.json["id"].startswith("20261122-")
    assert reply.json["contentUntil"] == "2026-12-22T00:00:00Z"


def test_ten_thousand_attendees_with_times_read_back_equal(permitted: World) -> None:
    numbers = random.Random(3)
    began = ENDED - timedelta(hours=2)
    attendees = [
        {
            "oid": str(uuid.UUID(int=numbers.getrandbits(128), version=4)),
            "name": f"Person {number}",
            "role": "attendee",
            "joinedAt": format_instant(began + timedelta(seconds=numbers.randrange(600))),
            "leftAt": format_instant(ENDED - timedelta(seconds=numbers.randrange(600))),
        }
        for number in range(10_000)
    ]

    report_id = stored_id(permitted, report_body(startedAt=format_instant(began), attendees=attendees))

    assert read(permitted, report_id).json["attendees"] == attendees


def test_another_persons_report_is_not_there(matched: World) -> None:
    report_id = stored_id(matched)
    of_another_tenant = matched.token(ANNA, OTHER_TENANT_ID)

    assert read(matched, report_id, BEN).code == "not_found"
    assert delete(matched, report_id, BEN).code == "not_found"
    assert listed(matched, BEN).json["reports"] == []
    assert matched.call("read_report", of_another_tenant, path={"reportId": report_id}).code == "not_found"
    assert matched.call("delete_report", of_another_tenant, path={"reportId": report_id}).code == "not_found"
    assert read(matched, report_id).status == 200


@pytest.mark.azurite
@pytest.mark.parametrize(
    "report_id", ["20261123-abcdefghijklmnopqrstuvwxyz", "20261323-abcdefghijklmnopqrstuvwxyz", "x"]
)
def test_what_is_not_there_is_not_found_and_costs_no_write(matched: World, report_id: str) -> None:
    matched.storage.requests.clear()

    assert read(matched, report_id).status == 404
    assert delete(matched, report_id).status == 404
    assert [write for write in matched.storage.writes() if not write.startswith("DELETE")] == []


@pytest.mark.clause("R5.2")
def test_rights_remain_when_the_contract_has_ended(matched: World) -> None:
    report_id = stored_id(matched)

    matched.services.registry().end(TENANT_ID, matched.clock())

    assert read(matched, report_id).status == 200
    assert ids(listed(matched)) == [report_id]
    assert delete(matched, report_id).status == 204


def test_a_header_whose_content_is_missing_before_its_time_is_not_there(matched: World) -> None:
    report_id = stored_id(matched)
    (row,) = matched.rows("reports")

    assert matched.tables.remove("reports20261123", row["PartitionKey"], row["RowKey"])

    assert read(matched, report_id).status == 404
    assert read(matched, report_id, accept="text/csv").status == 404


@pytest.mark.clause("R6.5")
def test_content_is_hidden_at_its_deadline_though_no_sweep_runs(permitted: World) -> None:
    report_id = stored_id(permitted, full_webinar())
    header = {"meetingId", "reportId", "type", "topic", "startedAt", "endedAt", "participantCount"}
    terms = {"id", "contentUntil", "deleteBy", "minimised"}

    permitted.clock.now = CONTENT_DEADLINE - timedelta(seconds=1)
    assert read(permitted, report_id).json["attendees"]
    assert read(permitted, report_id, accept="text/csv").status == 200
    assert "contentDeleted" not in listed(permitted).json["reports"][0]

    permitted.clock.advance(seconds=1)
    assert listed(permitted).json["reports"][0]["contentDeleted"] is True
    after = read(permitted, report_id)
    assert (after.status, after.json["contentDeleted"]) == (200, True)
    assert after.json.keys() == header | terms | {"contentDeleted"}
    assert read(permitted, report_id, accept="text/csv").code == "not_found"
    assert permitted.rows("reports"), "no sweep has run"


@pytest.mark.clause("R6.5")
def test_content_that_the_sweep_has_dropped_is_said_to_be_deleted(matched: World) -> None:
    report_id = stored_id(matched)

    matched.clock.now = CONTENT_DEADLINE - timedelta(hours=24)
    assert "contentDeleted" not in read(matched, report_id).json
    matched.run_timer()

    for hours in (0, 23, 1, 24):
        matched.clock.advance(hours=hours)
        assert read(matched, report_id).json["contentDeleted"] is True
        assert read(matched, report_id, accept="text/csv").status == 404


@pytest.mark.clause("R11.2a")
def test_the_header_is_hidden_after_180_days_though_no_sweep_runs(matched: World) -> None:
    report_id = stored_id(matched)
    days = {"from": "2026-11-01", "to": "2026-11-30"}

    matched.clock.now = HEADER_DEADLINE - timedelta(seconds=1)
    assert read(matched, report_id).status == 200
    (shown,) = listed(matched, **days).json["reports"]
    assert shown["contentDeleted"] is True

    matched.clock.advance(seconds=1)
    assert read(matched, report_id).status == 404
    assert listed(matched, **days).json["reports"] == []
    assert matched.rows("meetings"), "no sweep has run"


@pytest.mark.azurite
@pytest.mark.parametrize("family", ["meetings", "reports"])
def test_storage_that_fails_is_no_empty_answer(matched: World, family: str) -> None:
    report_id = stored_id(matched)

    with matched.failing(lambda request: request.startswith("GET") and f"/{family}2" in request):
        assert read(matched, report_id).status == 503

    assert read(matched, report_id).status == 200
