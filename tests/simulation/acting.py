"""What people, officers and the operator do, each told to the oracle once the service has confirmed it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from shared.times import format_instant, parse_instant
from tests.simulation.oracle import Oracle
from tests.simulation.people import Person, domain
from tests.simulation.promises import EARLY, HOLDABLE, Hold, Thing, end
from tests.world import OPERATOR_TENANT_ID, OTTO, Reply, World, contract_body, report_body

SECOND = timedelta(seconds=1)
WRITING_ENDS = EARLY + timedelta(hours=1)
OVERTAKES: Mapping[str, Iterable[str]] = {
    "rectification": ["rectification"],
    "restriction": ["restriction", "restriction_lifted"],
    "restriction_lifted": ["restriction", "restriction_lifted"],
    "erasure": ["rectification", "restriction", "restriction_lifted", "erasure"],
}


class Acts:
    """Calls the service. The clock moves a second before each call, so that no two acts are of one instant."""

    def __init__(self, world: World, oracle: Oracle, chance: random.Random, people: dict[str, list[Person]]) -> None:
        self.world = world
        self.oracle = oracle
        self.chance = chance
        self.people = people
        self.is_down = False
        self.calls = 0
        self.reports = 0
        self.dropped: set[str] = set()
        """Tables that were seen to go: their names are never used again."""
        self.refused_for_a_dropped_day = 0

    @property
    def now(self) -> datetime:
        return self.world.clock()

    def call(self, function: str, token: str, body: object = None, **more: Any) -> Reply | None:
        """The answer; None where storage is down and the service has said so."""
        self.calls += 1
        reply = self.world.call(function, token, body, **more)
        if self.is_down:
            # What is past its deadline is not there, and nobody need ask storage for that.
            assert reply.status == 503 or (function, reply.status) == ("read_report", 404), (function, reply.body)
            return None
        return reply

    def token(self, person: Person) -> str:
        self.world.clock.advance(seconds=1)
        return self.world.token(person.oid, person.tenant, preferred_username=person.username)

    def officer_token(self, tenant: str) -> str:
        self.world.clock.advance(seconds=1)
        return self.world.officer_token(self.people[tenant][0].oid, tenant)

    def operator_token(self) -> str:
        self.world.clock.advance(seconds=1)
        return self.world.operator_token()

    def log(self, tenant: str, oid: str, kind: str) -> Thing:
        thing = ("activity", tenant, oid, f"{format_instant(self.now)} {kind}")
        self.oracle.keep(thing, self.now)
        return thing

    def log_act(self, tenant: str, subject: str | None, kind: str) -> None:
        """What an officer does is logged with the person, too."""
        self.log(tenant, self.people[tenant][0].oid, kind)
        if subject is not None:
            self.log(tenant, subject, kind)

    def is_running(self, tenant: str) -> bool:
        contract = self.oracle.contracts.get(tenant)
        return contract is not None and contract.start <= self.now.date() and self.now < contract.ends_at

    def is_matched(self, person: Person) -> bool:
        contract = self.oracle.contracts.get(person.tenant)
        return contract is not None and ("profiles", *person.key, str(contract.start)) in self.oracle.things

    # People.

    def forward(self, person: Person) -> None:
        self.world.contact_center.usernames.add(person.username)
        reply = self.call("forward_identity", self.token(person))
        if reply is None:
            return
        restriction = ("restrictions", *person.key, "")
        is_restricted = restriction in self.oracle.things and self.now < self.oracle.deadline(restriction)
        expected = 200 if self.is_running(person.tenant) and not is_restricted else 403
        is_doubtful = is_restricted and self.oracle.is_doubtful(restriction, self.now)
        assert reply.status == expected or is_doubtful, (reply.body, person)
        if reply.status == 200:
            start = str(self.oracle.contracts[person.tenant].start)
            self.log(*person.key, "forward")
            for kind in ("profiles", "bindings"):
                self.oracle.keep((kind, *person.key, start), self.now)

    def store(self, person: Person, ended_at: datetime | None = None) -> None:
        """A report, perhaps of weeks ago, perhaps one that was stored before."""
        token, now = self.token(person), self.now
        number = self.reports = self.reports + 1
        ended_at = ended_at or now - timedelta(seconds=self.chance.randrange(1, 33 * 24 * 3600) ** 2 % (33 * 24 * 3600))
        others = self.chance.sample(self.people[person.tenant][1:], self.chance.randint(0, 2))
        attendees = list({one.oid: one for one in [person, *others]})
        topic = f"Topic {number}"
        body = report_body(
            ended_at,
            meetingId=f"meeting {number}",
            topic=topic,
            attendees=[{"oid": oid, "name": "Somebody", "role": "attendee"} for oid in attendees],
        )
        self._store(person, token, body, ended_at, attendees)
        if self.chance.random() < 0.1:  # the same once more is the same report, with other people in it
            self._store(
                person, self.token(person), {**body, "attendees": body["attendees"][:1]}, ended_at, attendees[:1]
            )

    def _store(
        self, person: Person, token: str, body: Mapping[str, Any], ended_at: datetime, attendees: list[str]
    ) -> None:
        reply = self.call("store_report", token, body)
        if reply is None:
            return
        if not self.is_running(person.tenant) or not self.is_matched(person):
            assert reply.status == 403, reply.body
            return
        if self.now >= self.oracle.limits.deadline("reports", ended_at.date()) - WRITING_ENDS:
            assert reply.status == 422, reply.body
            assert reply.code == "retention_elapsed"
            return
        if f"reports{ended_at:%Y%m%d}" in self.dropped:  # under limits that were lower then
            assert reply.status == 422, reply.body
            assert reply.code == "retention_elapsed"
            self.refused_for_a_dropped_day += 1
            return
        assert reply.status in {200, 201}, reply.body
        assert reply.json["deleteBy"] == format_instant(self.oracle.limits.deadline("meetings", ended_at.date()))
        assert reply.json["contentUntil"] == format_instant(self.oracle.limits.deadline("reports", ended_at.date()))
        header = ("meetings", *person.key, f"{ended_at.date()} {reply.json['id']}")
        self.oracle.report(header, str(body["topic"]), attendees, ended_at, self.now)
        self.log(*person.key, "report_stored")

    def own_reports(self, person: Person) -> list[Thing]:
        """Those that are there for certain."""
        found = sorted(thing for thing in self.oracle.of(*person.key) if thing[0] == "meetings")
        return [thing for thing in found if self.now + SECOND < self.oracle.due(thing)]

    def delete(self, person: Person) -> None:
        reports = self.own_reports(person)
        if not reports:
            return
        thing = self.chance.choice(reports)
        reply = self.call("delete_report", self.token(person), path={"reportId": thing[3][11:]})
        if reply is None:
            return
        assert reply.status == 204, reply.body
        for family in ("reports", "meetings"):
            self.oracle.delete((family, *thing[1:]), self.now)
        self.log(*person.key, "report_deleted")

    def correct(self, person: Person) -> None:
        reports = self.own_reports(person)
        if not reports:
            return
        thing, topic = self.chance.choice(reports), f"Corrected {self.calls}"
        day, report_id = thing[3][:10].replace("-", ""), thing[3][11:]
        change = {"item": f"meetings.{day}.{report_id}", "property": "topic", "value": topic}
        reply = self.call("correct_my_data", self.token(person), {"corrections": [change]})
        if reply is None:
            return
        assert (reply.status, reply.json.get("corrected")) == (200, 1), reply.body
        self.oracle.change(thing, topic, self.now)
        self.log(*person.key, "data_corrected")
        self._tell(person, reply)

    def erase(self, person: Person) -> None:
        reply = self.call("erase_my_data", self.token(person))
        if reply is None:
            return
        assert reply.status == 200, reply.body
        asked = self.log(*person.key, "data_erased")
        self.oracle.erase(*person.key, self.now, asked)
        if self.oracle.is_deferred(*person.key, self.now):
            assert reply.json["stays"], "what a hold keeps is named"
        self._tell(person, reply)

    def restrict(self, person: Person) -> None:
        ground = self.chance.choice(["accuracy", "objection", "unlawful", "claims"])
        token = self.token(person)
        is_timed = ground in {"unlawful", "claims"}
        until = self.now.date() + timedelta(days=self.chance.randint(0, 60)) if is_timed else None
        body = {"ground": ground, **({"until": str(until)} if until else {})}
        reply = self.call("restrict_my_data", token, body)
        if reply is None:
            return
        assert reply.status == 200, reply.body
        since = parse_instant(reply.json["since"])
        assert since in self._since(person, ground), (reply.body, person)
        self.oracle.keep(("restrictions", *person.key, ""), since, ground, until=end(until) if until else None)
        if until:
            self._place(person.tenant, f"restriction-{person.oid}", Hold(person.oid, HOLDABLE, until, is_own=True))
        else:
            self._release(person.tenant, f"restriction-{person.oid}")
        self.log(*person.key, "processing_restricted")
        self._tell(person, reply)

    def _since(self, person: Person, ground: str) -> set[datetime]:
        """When a restriction of now may have begun: on the same ground it does not begin anew."""
        thing = ("restrictions", *person.key, "")
        before = self.oracle.things.get(thing)
        if before is None or before.value != ground or self.now >= self.oracle.deadline(thing):
            return {self.now}
        return {before.since, self.now} if self.oracle.is_doubtful(thing, self.now) else {before.since}

    def end_restriction(self, person: Person) -> None:
        """The person lifts it, or the officer decides."""
        thing = ("restrictions", *person.key, "")
        if thing not in self.oracle.things or self.oracle.deadline(thing) <= self.now + SECOND:
            return
        is_doubtful = self.oracle.is_doubtful(thing, self.now + SECOND)
        if by_officer := self.chance.random() < 0.5:
            token = self.officer_token(person.tenant)
            reply = self.call("decide_restriction", token, path={"oid": person.oid})
        else:
            reply = self.call("lift_my_restriction", self.token(person))
        if reply is None or (is_doubtful and reply.status == 404):
            return
        assert reply.status == 200, reply.body
        self.oracle.drop(thing)
        self._release(person.tenant, f"restriction-{person.oid}")
        if by_officer:
            self.log_act(person.tenant, person.oid, "restriction_decided")
        else:
            self.log(*person.key, "restriction_lifted")
        self._tell(person, reply)

    def _tell(self, person: Person, reply: Reply) -> None:
        """What the answer says of who has been told, and what that overtakes (Art. 19)."""
        for recipient in reply.json["recipients"]:
            change = str(recipient["change"])
            assert recipient["told"] is (person.tenant not in self.world.contact_center.deaf)
            if recipient["told"]:
                self.oracle.told(*person.key, OVERTAKES[change])
            else:
                self.oracle.tell(*person.key, change, self.now, OVERTAKES[change])

    # Officers.

    def place_hold(self, person: Person) -> None:
        """On the person, or on all of the tenant; an earlier one of the same name is replaced."""
        hold_id = f"hold-{self.chance.randint(1, 2)}"
        token = self.officer_token(person.tenant)
        subject = person.oid if self.chance.random() < 0.7 else None
        kinds = frozenset(self.chance.sample(sorted(HOLDABLE), self.chance.randint(1, 4)))
        last_day = self.now.date() + timedelta(days=self.chance.choice([0, 1, 7, 30, 90, 240]))
        body = {
            "ground": "legal_claims",
            "families": sorted(kinds),
            "endsOn": str(last_day),
            "reviewOn": str(self.now.date()),
            "note": "",
            "subject": subject,
        }
        reply = self.call("put_hold", token, body, path={"holdId": hold_id})
        if reply is None:
            return
        assert reply.status == 200, reply.body
        self._place(person.tenant, hold_id, Hold(subject, kinds, last_day))
        self.log_act(person.tenant, subject, "hold_placed")

    def release_hold(self, tenant: str) -> None:
        held = {
            hold_id: hold
            for hold_id, hold in sorted(self.oracle.holds.get(tenant, {}).items())
            if not hold.is_own and self.now + SECOND < end(hold.last_day)
        }
        if not held:
            return
        hold_id = self.chance.choice(list(held))
        reply = self.call("release_hold", self.officer_token(tenant), path={"holdId": hold_id})
        if reply is None:
            return
        assert reply.status == 200, reply.body
        self._release(tenant, hold_id)
        self.log_act(tenant, held[hold_id].subject, "hold_released")

    def _place(self, tenant: str, hold_id: str, hold: Hold) -> None:
        self.oracle.place(tenant, hold_id, hold, self.now)

    def _release(self, tenant: str, hold_id: str) -> None:
        self.oracle.release(tenant, hold_id)

    # The operator.

    def register(self, tenant: str, start: date, last_day: date | None) -> None:
        body = contract_body(
            name=f"Tenant {tenant[-4:]}",
            domains=[domain(tenant)],
            contractStart=str(start),
            contractEnd=str(last_day) if last_day else None,
        )
        reply = self.call("put_tenant", self.operator_token(), body, path={"tenantId": tenant})
        if reply is None:
            return
        assert reply.status in {200, 201}, reply.body
        self.oracle.contract(tenant, start, last_day)
        for thing in (("tenants", tenant, "", ""), ("domains", tenant, "", domain(tenant))):
            self.oracle.keep(thing, self.now)
        self.log(OPERATOR_TENANT_ID, OTTO, "tenant_registered")

    def end_contract(self, tenant: str, *, leaves: bool) -> None:
        query = {"rows": "all"} if leaves else {}
        reply = self.call("delete_tenant", self.operator_token(), path={"tenantId": tenant}, query=query)
        if reply is None:
            return
        assert reply.status == 202, reply.body
        self.oracle.contract_ended(tenant, self.now, leaves=leaves)
        self.log(OPERATOR_TENANT_ID, OTTO, "tenant_ended")
