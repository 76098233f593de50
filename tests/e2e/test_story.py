"""The main story over HTTP: sign in, be forwarded, store a report, read it, and what others get instead."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from shared.times import format_instant, utc_now
from tests.support.world import report_body

if TYPE_CHECKING:
    from tests.support.service import RunningService

NOTICE = "2023-12-13"


def a_report(**members: Any) -> dict[str, Any]:
    return report_body(utc_now() - timedelta(minutes=1), **members)


@pytest.mark.clause("R5.1")
def test_anna_is_forwarded_and_gets_the_way_in(service: RunningService) -> None:
    answer = service.call("POST", "/api/identity/forward", by="anna", body={"noticeSeen": NOTICE})

    assert answer.status == 200
    assert answer.json["username"] == "anna.schmidt@contoso.example"
    assert answer.json["domain"] == "contoso.example"
    assert answer.json["contactCenter"]["launchUrl"].startswith("https://")
    assert answer.json["notice"] == {"version": NOTICE, "changed": False}


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("mallory", 403, "tenant_not_contracted"),
        ("gus", 403, "guest_not_supported"),
        ("nora", 404, "not_matched"),
    ],
)
@pytest.mark.clause("R5.2")
def test_who_is_not_matched_is_told_why(service: RunningService, name: str, status: int, code: str) -> None:
    answer = service.call("POST", "/api/identity/forward", by=name)

    assert (answer.status, answer.json["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_report_is_stored_listed_read_and_deleted_by_its_owner_only(service: RunningService) -> None:
    service.call("POST", "/api/identity/forward", by="anna")
    stored = service.call("POST", "/api/reports", by="anna", body=a_report(reportId="story"))
    key = stored.json["id"]

    assert stored.status == 201
    assert stored.headers["location"] == f"/api/reports/{key}"
    assert service.call("POST", "/api/reports", by="anna", body=a_report(reportId="story")).json["id"] == key
    assert key in {entry["id"] for entry in service.call("GET", "/api/reports", by="anna").json["reports"]}
    assert service.call("GET", f"/api/reports/{key}", by="anna").json["attendees"][1]["name"] == "Guest 1"
    table = service.call("GET", f"/api/reports/{key}", by="anna", headers={"accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(table.body.decode("utf-8-sig"))))
    assert [row["section"] for row in rows] == ["meeting", "attendee", "attendee"]
    for name in ("ben", "eve", "dora", "otto"):
        assert service.call("GET", f"/api/reports/{key}", by=name).status == 404
        assert service.call("DELETE", f"/api/reports/{key}", by=name).status == 404
    assert service.call("DELETE", f"/api/reports/{key}", by="anna").status == 204
    assert service.call("GET", f"/api/reports/{key}", by="anna").status == 404


@pytest.mark.clause("R5.2")
def test_reports_wait_for_the_match(service: RunningService) -> None:
    answer = service.call("POST", "/api/reports", by="dora", body=a_report())

    assert (answer.status, answer.json["code"]) == (403, "not_matched")


def test_a_report_with_ten_thousand_attendees_stores_and_reads_back(service: RunningService) -> None:
    service.call("POST", "/api/identity/forward", by="anna")
    attendees = [
        {"oid": f"00000000-0000-4000-8000-{number:012x}", "name": f"Person {number}", "role": "attendee"}
        for number in range(10_000)
    ]
    stored = service.call("POST", "/api/reports", by="anna", body=a_report(reportId="large", attendees=attendees))

    assert stored.status == 201
    assert service.call("GET", f"/api/reports/{stored.json['id']}", by="anna").json["attendees"] == attendees


@pytest.mark.clause("R6.5")
def test_content_past_its_month_is_not_read_even_if_no_sweep_came(service: RunningService) -> None:
    first = format_instant(utc_now() - timedelta(days=60))[:10]
    listed = service.call("GET", f"/api/reports?from={first}", by="anna").json["reports"]

    old = next(entry for entry in listed if entry["topic"] == "Quarterly review")
    assert old["contentDeleted"] is True
    read = service.call("GET", f"/api/reports/{old['id']}", by="anna").json
    assert "attendees" not in read
    assert service.call("GET", f"/api/reports/{old['id']}", by="anna", headers={"accept": "text/csv"}).status == 404


def test_the_operator_registers_and_ends_a_contract(service: RunningService) -> None:
    tenant = "/api/tenants/c0ffee00-0000-4000-8000-000000000001"
    contract = {
        "name": "Tailspin",
        "domains": ["tailspin.example"],
        "contactCenterUrl": "https://cc.tailspin.example",
        "contactCenterName": "Tailspin Contact Center",
        "contactCenterScope": "api://cc.tailspin.example/.default",
        "country": "DE",
        "launchHosts": ["cc.tailspin.example"],
        "contractStart": "2026-01-01",
    }

    assert service.call("PUT", tenant, by="anna", body=contract).json["code"] == "role_required"
    assert service.call("PUT", tenant, by="otto", body=contract).status == 201
    assert service.call("GET", tenant, by="otto").json["state"] == "running"
    assert service.call("DELETE", tenant, by="otto").status == 202
    assert service.call("GET", tenant, by="otto").json["state"] == "ended"


def test_the_real_hosts_manners(service: RunningService) -> None:
    assert service.call("GET", "/api/health").json == {"status": "ok"}
    assert service.call("GET", "/API/HEALTH").status == 200
    wrong_method = service.call("POST", "/api/health")
    assert (wrong_method.status, wrong_method.body) == (404, b"")
    unauthenticated = service.call("GET", "/api/reports")
    assert unauthenticated.status == 401
    assert unauthenticated.headers["www-authenticate"] == 'Bearer realm="contact-center"'


def test_a_newcomer_is_led_to_the_tab_in_the_stand_in_for_teams(service: RunningService) -> None:
    stand_in = service.description.teams_client

    assert f"Open {stand_in} in a browser" in service.log.read_text(encoding="utf-8")
    with urlopen(f"{stand_in}/?person=anna", timeout=10) as page:
        assert page.status == 200
    with urlopen(f"{stand_in}/api/tab/", timeout=10) as tab:
        assert "frame-ancestors 'self' https://" in tab.headers["content-security-policy"]
        assert b'src="/teams-js.js"' in tab.read()


@pytest.mark.clause("R1")
def test_the_notice_is_public(service: RunningService) -> None:
    page = service.call("GET", "/api/notice", headers={"accept": "text/html", "accept-language": "de"})

    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="de">' in page.body.decode()
