"""The rights over HTTP, a story each, against a service that has just started; they build on each other."""

from __future__ import annotations

import base64
import csv
import io
import json
import ssl
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from local.demo.people import find
from local.machine.run_files import Files
from shared.times import format_instant, utc_now
from tests.support.service import ROOT, HttpAnswer
from tests.support.world import report_body

if TYPE_CHECKING:
    from tests.support.service import RunningService

USERNAME, DOMAIN = "ben.weber@contoso.example", "contoso.example"


def oid_of(name: str) -> str:
    person = find(name)
    assert person is not None
    return person.oid


def told(service: RunningService) -> list[Any]:
    """What the contact centre received on `identity/changed`, oldest first."""
    described = Files(ROOT / ".dev", service.port).read()
    assert described is not None
    trust = ssl.create_default_context(cafile=described.certificate_authority)
    with urlopen(f"{described.contact_center}/dev/received", context=trust, timeout=10) as answer:
        entries = json.load(answer)
    return [json.loads(base64.b64decode(e["bodyBase64"])) for e in entries if e["path"] == "/identity/changed"]


def change(name: str) -> dict[str, str]:
    return {"username": USERNAME, "domain": DOMAIN, "change": name}


def everything(service: RunningService, path: str, by: str) -> list[dict[str, Any]]:
    """Every item of an export, page after page."""
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = service.call("GET", f"{path}?limit=3{cursor}", by=by)
        assert page.status == 200
        items += page.json["items"]
        if page.json["next"] is None:
            return items
        cursor = f"&cursor={page.json['next']}"


def restrict(service: RunningService, **body: Any) -> HttpAnswer:
    return service.call("PUT", "/api/me/restriction", by="ben", body=body)


def verify_evidence(service: RunningService, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "dev.py", "verify-evidence", "--port", str(service.port), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def service(fresh_service: RunningService) -> RunningService:
    """Ben is connected and has a report of his own; the demo data's reports of Anna name him."""
    assert fresh_service.call("POST", "/api/identity/forward", by="ben").status == 200
    ended_at = utc_now() - timedelta(minutes=1)
    recording = {
        "announcedAt": format_instant(ended_at - timedelta(minutes=44)),
        "startedAt": format_instant(ended_at - timedelta(minutes=43)),
        "consent": "obtained",
    }
    attendees = [
        {"oid": oid_of("ben"), "name": "Ben Webber", "role": "organizer"},
        {"oid": oid_of("anna"), "name": "Anna Schmidt", "role": "attendee"},
    ]
    body = report_body(ended_at, topic="Ben's own", attendees=attendees, recording=recording)
    assert fresh_service.call("POST", "/api/reports", by="ben", body=body).status == 201
    return fresh_service


def own_report(service: RunningService) -> dict[str, Any]:
    (listed,) = service.call("GET", "/api/reports", by="ben").json["reports"]
    report: dict[str, Any] = service.call("GET", f"/api/reports/{listed['id']}", by="ben").json
    return report


@pytest.mark.clause("R10.15")
def test_ben_sees_everything_about_himself_and_nobody_else(service: RunningService) -> None:
    items = everything(service, "/api/me/data", by="ben")

    assert {item["family"] for item in items} >= {"profiles", "activity", "meetings", "reports"}
    assert {item["source"] for item in items} >= {"sign_in_token", "own_report", "report_of_another_person"}
    assert len({item["id"] for item in items}) == len(items)
    assert all(item["categories"] and item["recipients"] for item in items)
    shown = json.dumps(items)
    assert "Ben Webber" in shown
    assert "When does it open?" in shown
    assert not [other for other in ("Anna", oid_of("anna"), "Chris Moor") if other in shown]


@pytest.mark.clause("R10.15")
def test_an_officer_sees_the_same_of_their_own_tenant_alone(service: RunningService) -> None:
    on_behalf = everything(service, f"/api/subjects/{oid_of('ben')}/data", by="dora")

    assert {"profiles", "reports"} <= {item["family"] for item in on_behalf}
    found = service.call("GET", f"/api/subjects?username={USERNAME}", by="dora")
    assert [subject["oid"] for subject in found.json["subjects"]] == [oid_of("ben")]
    assert service.call("GET", f"/api/subjects/{oid_of('eve')}/data", by="dora").status == 404
    refused = service.call("GET", f"/api/subjects/{oid_of('ben')}/data", by="anna")
    assert (refused.status, refused.json["code"]) == (403, "role_required")


@pytest.mark.clause("R10.16")
def test_ben_corrects_his_name_and_the_contact_centre_is_told(service: RunningService) -> None:
    items = everything(service, "/api/me/data", by="ben")
    (item,) = [item["id"] for item in items if item["family"] == "reports" and item["source"] == "own_report"]
    before = own_report(service)

    correction = {"item": item, "property": "name", "value": "Ben Weber"}
    corrected = service.call("PATCH", "/api/me/data", by="ben", body={"corrections": [correction]})

    assert (corrected.status, corrected.json["corrected"]) == (200, 1)
    after = own_report(service)
    assert after["attendees"][0]["name"] == "Ben Weber"
    assert (after["contentUntil"], after["deleteBy"]) == (before["contentUntil"], before["deleteBy"])
    assert told(service) == [change("rectification")]


@pytest.mark.clause("R10.20")
def test_ben_takes_along_what_is_his(service: RunningService) -> None:
    as_json = service.call("GET", "/api/me/portable-data", by="ben")
    as_table = service.call("GET", "/api/me/portable-data", by="ben", headers={"accept": "text/csv"})

    assert "attachment" in as_json.headers["content-disposition"]
    assert as_json.json["items"]
    assert as_table.headers["content-type"].startswith("text/csv")
    assert list(csv.reader(io.StringIO(as_table.body.decode("utf-8-sig"))))[1:]


@pytest.mark.clause("R10.21")
def test_ben_withdraws_his_consent_to_recordings(service: RunningService) -> None:
    assert own_report(service)["recording"]["consent"] == "obtained"

    assert restrict(service, ground="consent").status == 200

    assert "recording" not in own_report(service)
    assert service.call("POST", "/api/identity/forward", by="ben").status == 200
    assert service.call("DELETE", "/api/me/restriction", by="ben").status == 200


@pytest.mark.clause("R10.18")
def test_ben_objects_and_is_not_forwarded_until_dora_decides(service: RunningService) -> None:
    assert restrict(service, ground="claims").json["code"] == "restriction_refused"

    objected = restrict(service, ground="objection", statement="Not by this instance.")

    assert objected.json["recipients"] == [{"name": "Contoso Contact Center", "change": "restriction", "told": True}]
    refused = service.call("POST", "/api/identity/forward", by="ben")
    assert (refused.status, refused.json["code"], refused.json["ground"]) == (403, "processing_restricted", "objection")
    assert everything(service, "/api/me/data", by="ben")
    topics = {entry["topic"]: entry["id"] for entry in service.call("GET", "/api/reports", by="anna").json["reports"]}
    seen = service.call("GET", f"/api/reports/{topics['Weekly']}", by="anna").json["attendees"]
    assert "Hidden" in {entry["name"] for entry in seen}
    decided = service.call("DELETE", f"/api/subjects/{oid_of('ben')}/restriction", by="dora")
    assert (decided.status, decided.json["restricted"]) == (200, False)
    assert service.call("POST", "/api/identity/forward", by="ben").status == 200
    assert told(service)[-2:] == [change("restriction"), change("restriction_lifted")]


@pytest.mark.clause("R10.17", "R11.1")
def test_ben_erases_what_no_hold_keeps_and_the_sweep_takes_the_rest(service: RunningService) -> None:
    year = utc_now().year + 1
    hold = {"ground": "legal_claims", "subject": oid_of("ben"), "families": ["meetings"]}
    dates = {"endsOn": f"{year}-12-31", "reviewOn": f"{year}-06-30"}
    placed = service.call("PUT", "/api/holds/suit", by="dora", body={**hold, **dates})
    assert placed.status == 200

    erased = service.call("DELETE", "/api/me/data", by="ben").json

    assert [(kept["family"], kept["hold"], kept["until"]) for kept in erased["stays"]] == [
        ("meetings", "suit", f"{year + 1}-01-01T00:00:00Z")
    ]
    assert erased["mentionsErased"] >= 2
    assert told(service)[-1] == change("erasure")
    assert service.call("GET", "/api/reports", by="ben").json["reports"] == []
    listed = service.call("GET", "/api/reports", by="anna").json["reports"]
    read = [service.call("GET", f"/api/reports/{entry['id']}", by="anna").body.decode() for entry in listed]
    assert not any("Ben" in report or oid_of("ben") in report for report in read)
    assert "meetings" in {item["family"] for item in everything(service, "/api/me/data", by="ben")}

    assert service.call("DELETE", "/api/holds/suit", by="dora").json["released"] is True
    assert service.call("POST", "/api/retention/runs", by="otto").status == 200

    left = everything(service, "/api/me/data", by="ben")
    assert "meetings" not in {item["family"] for item in left}
    assert "data_erased" in {item["data"].get("kind") for item in left}


@pytest.mark.clause("R11.1")
def test_a_hold_without_a_ground_or_an_end_is_refused(service: RunningService) -> None:
    hold = {"ground": "curiosity", "subject": None, "families": ["reports"]}
    dates = {"endsOn": "2099-12-31", "reviewOn": "2099-12-31"}

    refused = service.call("PUT", "/api/holds/none", by="dora", body={**hold, **dates})
    endless = service.call("PUT", "/api/holds/none", by="dora", body={**hold, "ground": "legal_claims"})

    assert (refused.status, refused.json["code"]) == (422, "hold_refused")
    assert (endless.status, endless.json["code"]) == (422, "invalid_body")
    assert service.call("GET", "/api/holds", by="dora").json["holds"] == []


def test_the_evidence_can_be_verified(service: RunningService) -> None:
    run = service.call("POST", "/api/retention/runs", by="otto").json
    entries = service.call("GET", "/api/retention/evidence?limit=1", by="otto").json["entries"]
    head = entries[0]["hash"]

    verified = verify_evidence(service, "--head", head)
    cut_off = verify_evidence(service, "--head", "0" * 64)

    assert run["outcome"] == "succeeded"
    assert (verified.returncode, head in verified.stdout) == (0, True)
    assert cut_off.returncode == 1
    assert "no entry has the given head" in cut_off.stderr
