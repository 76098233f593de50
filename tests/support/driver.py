"""Drives every function with marked values: successes, refusals, outages and errors that nobody foresaw.

Whatever a person could send bears a mark, so that a mark in a log, in an error's answer or in a row says what leaked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from azure.core.exceptions import ServiceResponseError

from shared.graph.outcomes import OutOfTime
from shared.problems import (
    AccessPolicyMissing,
    ClaimsRequired,
    ConsentRequired,
    ContactCenterFailed,
    ContactCenterTimeout,
    GraphFailed,
)
from shared.times import format_instant
from tests.support.graph_payloads import attendance_report, record, user
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, OTTO, START, Reply, World, contract_body, report_body

MARK = "canary"
"""In every text that a person could have written."""

USERNAME = f"anna.{MARK}@contoso.example"
ADDRESS = "203.0.113.77"
PHONE = "+496221999041"
PERSONS = (ANNA, BEN, OTTO)
NOBODY = "0b0d0000-0000-4000-8000-00000000000b"


@dataclass(frozen=True, slots=True)
class Driven:
    """A call and its answer; `again` makes the same call once more."""

    function: str
    reply: Reply
    again: Callable[[], Reply]


@dataclass
class Driver:
    """Calls functions from a marked address, and remembers calls, tokens and answers."""

    world: World
    driven: list[Driven] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def call(self, function: str, token: str | None = None, body: object = None, **more: Any) -> Reply:
        headers = {"client-ip": f"{ADDRESS}:50123", "user-agent": MARK, **more.pop("headers", {})}

        def again() -> Reply:
            return self.world.call(function, token, body, headers=headers, **more)

        reply = again()
        self.driven.append(Driven(function, reply, again))
        if token and len(token) > len(MARK):
            self.tokens.append(token)
        return reply

    def secrets(self) -> set[str]:
        """What must not be found, in lower case."""
        parts = {token.rpartition(".")[2] for token in self.tokens}
        return {text.lower() for text in (MARK, ADDRESS, PHONE, PHONE[1:], NOBODY, *PERSONS, *self.tokens, *parts)}


def person(world: World, oid: str = ANNA, **claims: Any) -> str:
    named = {"preferred_username": USERNAME, "name": f"Anna {MARK}", "email": f"{MARK}@mail.example"}
    return world.token(oid, **{**named, **claims})


def full_report(**members: Any) -> dict[str, Any]:
    """A webinar's report with all that one may hold, every text of it marked."""
    began, ended = (format_instant(START - timedelta(minutes=ago)) for ago in (50, 5))
    whole = {
        "meetingId": f"{MARK}-meeting",
        "reportId": f"{MARK}-report",
        "type": "webinar",
        "topic": f"The {MARK} topic",
        "attendees": [
            {"oid": ANNA, "name": f"Anna {MARK}", "role": "organizer", "joinedAt": began, "leftAt": ended},
            {"oid": None, "name": f"Chris {MARK}", "role": "attendee"},
        ],
        "dialIn": [{"number": PHONE, "joinedAt": began, "leftAt": ended}],
        "questions": [{"askedBy": BEN, "question": f"Who is {MARK}?", "answer": f"A {MARK}."}],
        "surveys": [{"question": f"A {MARK}?", "answers": [{"choice": MARK, "count": 4}]}],
        "chat": {
            "purpose": "result_log",
            "necessity": f"For {MARK}",
            "messages": [{"at": began, "author": BEN, "text": f"Hello {MARK}"}],
        },
        "recording": {"announcedAt": began, "startedAt": ended, "consent": "obtained", "basis": MARK},
    }
    return report_body(**{**whole, **members})


def drive(world: World) -> Driver:
    """Every function, with what it takes and with what it refuses. The tenant need not be registered before."""
    driver = Driver(world)
    _tenants(driver)
    _forwarding(driver)
    _reports(driver)
    _imports(driver)
    _retention(driver)
    _rights(driver)
    _open_to_anyone(driver)
    _not_let_in(driver)
    driver.call("delete_tenant", world.operator_token(), path={"tenantId": OTHER_TENANT_ID})
    driver.call("delete_tenant", world.operator_token(), path={"tenantId": NOBODY})
    return driver


@contextmanager
def outage(world: World, error: type[Exception] = ServiceResponseError) -> Iterator[None]:
    """Every request to storage fails, as a dropped connection or another error; the failure's message is marked."""

    def fail(_: object) -> None:
        raise error(f"{MARK} {ADDRESS}")

    world.storage.before = fail
    try:
        yield
    finally:
        world.storage.before = None


def _tenants(driver: Driver) -> None:
    operator = driver.world.operator_token()
    switched_on = {"attendanceTimes": True, "chat": True}
    other = contract_body(domains=["fabrikam.example"], name="Fabrikam")
    driver.call("put_tenant", operator, contract_body(collect=switched_on), path={"tenantId": TENANT_ID})
    driver.call("put_tenant", operator, contract_body(collect=switched_on), path={"tenantId": TENANT_ID})
    driver.call("put_tenant", operator, other, path={"tenantId": OTHER_TENANT_ID})
    driver.call("put_tenant", operator, contract_body(), path={"tenantId": OTHER_TENANT_ID})
    driver.call("put_tenant", operator, contract_body(country=MARK, name=[MARK]), path={"tenantId": TENANT_ID})
    driver.call("put_tenant", operator, contract_body(), path={"tenantId": MARK})
    for tenant_id in (TENANT_ID, NOBODY, MARK):
        driver.call("read_tenant", operator, path={"tenantId": tenant_id})
    driver.call("list_tenants", operator)


def _forwarding(driver: Driver) -> None:
    world = driver.world
    driver.call("forward_identity", person(world))
    world.contact_center.usernames.add(USERNAME)
    for failure in (ContactCenterFailed(), ContactCenterTimeout(), None):
        world.contact_center.failure = failure
        driver.call("forward_identity", person(world))
    driver.call("forward_identity", person(world), {"noticeSeen": "2023-12-13"})
    driver.call("forward_identity", person(world), {"noticeSeen": MARK, f"Anna {MARK}": MARK})
    driver.call("forward_identity", person(world), {"username": f"eve.{MARK}@contoso.example"})
    driver.call("forward_identity", person(world, BEN))
    driver.call("forward_identity", person(world, NOBODY, preferred_username=MARK))
    driver.call("forward_identity", person(world, NOBODY, preferred_username=f"{MARK}@{MARK}.example"))
    driver.call("forward_identity", person(world, NOBODY, acct=1))
    driver.call("forward_identity", person(world, NOBODY, tid=NOBODY))


def _reports(driver: Driver) -> None:
    world = driver.world
    anna = person(world)
    stored = driver.call("store_report", anna, full_report())
    driver.call("store_report", anna, full_report())
    for refused in (
        full_report(type="meeting", chat={"messages": []}, recording={"startedAt": "2026-11-23T09:00:00Z"}),
        full_report(attentionScore=MARK, topic=7),
        full_report(meetingId=[MARK], **{USERNAME: MARK, f"Anna {MARK}": 1}),
        full_report(ended_at=START + timedelta(days=1)),
        full_report(ended_at=START - timedelta(days=60)),
        f'{{"{MARK}": 1, "{MARK}": 2}}'.encode(),
        f'{{"{MARK}": '.encode(),
        b"\xff" + MARK.encode(),
        (MARK * 1_000_000).encode(),
    ):
        driver.call("store_report", anna, refused)
    driver.call("store_report", anna, full_report(), headers={"content-type": MARK})
    driver.call("store_report", person(world, BEN), full_report())
    driver.call("list_reports", anna, query={"from": "2026-10-01", "limit": "1"})
    for query in ({"cursor": MARK}, {"limit": MARK}, {"from": MARK}, {"to": MARK}, {"from": "2027-01-01"}):
        driver.call("list_reports", anna, query=query)
    path = {"reportId": str(stored.json["id"])}
    driver.call("read_report", anna, path=path)
    driver.call("read_report", anna, path=path, headers={"accept": "text/csv"})
    for function in ("read_report", "delete_report"):
        driver.call(function, person(world, BEN), path=path)
        driver.call(function, anna, path={"reportId": MARK})
    driver.call("delete_report", anna, path=path)
    driver.call("store_report", anna, full_report(reportId=f"{MARK}-kept"))


def _imports(driver: Driver) -> None:
    world = driver.world
    anna = person(world)
    link = {"joinWebUrl": f"https://teams.example/{MARK}"}
    place = f"me/onlineMeetings?$filter=JoinWebUrl eq '{link['joinWebUrl']}'"
    reports = f"me/onlineMeetings/{MARK}/attendanceReports"
    file = {"content-type": "text/csv", "x-meeting-id": MARK, "x-meeting-date": START.date().isoformat()}
    world.graph.at |= {
        place: [{"id": MARK, "subject": f"The {MARK} topic"}],
        reports: [attendance_report(MARK), attendance_report("old", START - timedelta(days=60))],
        f"{reports}/{MARK}/attendanceRecords": [
            record(user(ANNA, f"Anna {MARK}"), engagements=[{"engagementType": MARK}]),
            record(user(NOBODY, f"Chris {MARK}", OTHER_TENANT_ID), emailAddress=f"{MARK}@mail.example"),
            record({"displayName": PHONE}),
        ],
    }
    for _ in ("stored", "there"):
        driver.call("import_reports", anna, link)
    driver.call("import_reports", anna, b"\xef\xbb\xbf" + MARK.encode(), headers=file)
    for name in file:
        driver.call("import_reports", anna, MARK.encode(), headers={**file, name: f"{MARK}\x7f"})
    driver.call("import_reports", anna, {**link, "webinarId": MARK, f"Anna {MARK}": 1})
    driver.call("import_reports", person(world, BEN), link)
    for refusal in (ConsentRequired(), ClaimsRequired(), AccessPolicyMissing(), GraphFailed(), OutOfTime()):
        world.graph.at[place] = refusal
        driver.call("import_reports", anna, link)
    world.graph.at[place] = []
    driver.call("import_reports", anna, link)


def _retention(driver: Driver) -> None:
    operator, officer = driver.world.operator_token(), driver.world.officer_token()
    for query in ({"dryRun": "true"}, {}, {"dryRun": MARK}):
        driver.call("run_retention", operator, query=query)
    for token in (operator, officer):
        driver.call("retention_status", token)
        driver.call("retention_evidence", token, query={"limit": "1"})
    driver.call("retention_evidence", operator, query={"cursor": MARK})
    driver.world.run_timer()


def _rights(driver: Driver) -> None:
    """Each right and each officer's route; every family has a row when it ends."""
    world = driver.world
    anna, officer = person(world), world.officer_token()
    ben_name = f"ben.{MARK}@contoso.example"
    ben = person(world, BEN, preferred_username=ben_name)
    world.contact_center.usernames.add(ben_name)
    driver.call("forward_identity", ben)
    driver.call("store_report", ben, full_report(reportId=f"{MARK}-bens"))
    whole = driver.call("read_my_data", anna)
    mention = next(item["id"] for item in whole.json["items"] if item["id"].startswith("mentions"))
    driver.call("read_my_data", anna, query={"cursor": MARK})
    for function in ("port_my_data", "read_my_restriction"):
        driver.call(function, anna)
    driver.call("port_my_data", anna, headers={"accept": "text/csv"})
    for token, function in ((anna, "correct_my_data"), (officer, "correct_subject_data")):
        for item in (mention, MARK):
            correction = {"item": item, "property": "name", "value": f"Anna {MARK}"}
            driver.call(function, token, {"corrections": [correction]}, path={"oid": ANNA})
    for oid in (ANNA, NOBODY, MARK):
        driver.call("read_subject_data", officer, path={"oid": oid})
    _holds(driver, officer)
    _restrictions(driver, anna, ben, officer)
    driver.call("list_subjects", officer)
    driver.call("list_subjects", officer, query={"username": ben_name})
    driver.call("list_subjects", officer, query={"cursor": MARK})
    for _ in ("bound", "free"):
        driver.call("release_binding", officer, path={"oid": BEN})
    driver.call("erase_my_data", anna)
    for oid in (ANNA, NOBODY):
        driver.call("erase_subject_data", officer, path={"oid": oid})
    driver.call("read_my_data", anna)
    driver.call("read_register", officer)
    driver.call("list_holds", officer)


def _holds(driver: Driver, officer: str) -> None:
    hold = {
        "ground": "legal_claims",
        "subject": ANNA,
        "families": ["meetings"],
        "endsOn": "2027-06-30",
        "reviewOn": "2027-01-31",
        "note": MARK,
    }
    for hold_id, body in (("kept", hold), ("released", hold), ("refused", {**hold, "ground": MARK}), ("?", hold)):
        driver.call("put_hold", officer, body, path={"holdId": hold_id})
    for hold_id in ("released", MARK):
        driver.call("release_hold", officer, path={"holdId": hold_id})


def _restrictions(driver: Driver, anna: str, ben: str, officer: str) -> None:
    objection = {"ground": "objection", "statement": f"For {MARK}"}
    driver.world.contact_center.failure = ContactCenterFailed()
    driver.call("restrict_my_data", anna, {"ground": "claims", "statement": MARK})
    driver.call("restrict_my_data", anna, objection)
    driver.call("forward_identity", anna)
    driver.call("read_my_restriction", anna)
    for _ in ("restricted", "lifted"):
        driver.call("decide_restriction", officer, path={"oid": ANNA})
    driver.call("restrict_my_data", anna, objection)
    for _ in ("restricted", "lifted"):
        driver.call("lift_my_restriction", anna)
    driver.call("restrict_my_data", ben, objection)
    driver.world.contact_center.failure = None


def _open_to_anyone(driver: Driver) -> None:
    driver.call("health")
    driver.call("openapi")
    driver.call("read_notice", query={"lang": "en"})
    driver.call("read_notice", headers={"accept": "text/html", "accept-language": "de"})
    driver.call("read_notice", query={"version": MARK})
    driver.call("read_notice", query={"lang": MARK})
    driver.call("tab")
    driver.call("tab", path={"path": f"{MARK}/main.js"})


def _not_let_in(driver: Driver) -> None:
    """Every function that asks who calls: nobody, a bad token, another client, no scope, no role."""
    world = driver.world
    anyone = {"health", "openapi", "read_notice", "tab"}
    for function in world.services.api.operations.keys() - anyone:
        path = {"tenantId": TENANT_ID, "reportId": MARK, "oid": NOBODY, "holdId": MARK}
        driver.call(function, path=path)
        driver.call(function, MARK, path=path)
        driver.call(function, person(world, exp=1), path=path)
        driver.call(function, person(world, scp=MARK), path=path)
        driver.call(function, person(world, azp=NOBODY), path=path)
        driver.call(function, person(world), query={"access_token": MARK}, path=path)
    for function in ("put_tenant", "run_retention", "retention_status", "list_tenants"):
        driver.call(function, person(world), path={"tenantId": TENANT_ID})
