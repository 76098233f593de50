"""What people, officers and the operator do, each told to the oracle once the service has confirmed it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shared.times import parse_instant
from tests.simulation.people import Person, domain
from tests.simulation.promises import HOLDABLE, Hold, end
from tests.simulation.reports import Reporting
from tests.support.world import OPERATOR_TENANT_ID, OTTO, contract_body

SECOND = timedelta(seconds=1)


class Acts(Reporting):
    """All that can be done."""

    # People.

    def forward(self, person: Person) -> None:
        self.world.contact_center.usernames.add(person.username)
        reply = self.call("forward_identity", self.token(person))
        if reply is None:
            return
        restriction = ("restrictions", *person.key, "")
        is_restricted = restriction in self.oracle.things and self.now < self.oracle.deadline(restriction)
        if is_restricted and self.oracle.is_doubtful(restriction, self.now):
            is_restricted = reply.status == 403
        may = self.is_running(person.tenant) and not is_restricted
        is_matched = may and self.oracle.match(*person.key, person.username, self.now)
        assert reply.status == (200 if is_matched else 409 if may else 403), (reply.body, person)
        if is_matched:
            self.log(*person.key, "forward")

    def rename(self, person: Person) -> None:
        """The directory does, and may give the old name to a new hire; the service learns of it with a token."""
        others = [one for one in self.people[person.tenant][1:] if one is not person]
        freed, person.username = person.username, f"renamed{self.calls}@{domain(person.tenant)}"
        if self.chance.random() < 0.6:
            self.chance.choice(others).username = freed

    def erase(self, person: Person) -> None:
        known = self.oracle.username(*person.key)
        reply = self.call("erase_my_data", self.token(person))
        if reply is None:
            return
        assert reply.status == 200, reply.body
        asked = self.log(*person.key, "data_erased")
        self.oracle.erase(*person.key, self.now, asked)
        if self.oracle.is_deferred(*person.key, self.now):
            assert reply.json["stays"], "what a hold keeps is named"
        self.tell(person, known, reply)

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
        self.tell(person, self.oracle.username(*person.key), reply)

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
        self.tell(person, self.oracle.username(*person.key), reply)

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

    def release_binding(self, person: Person) -> None:
        """What was bound to the person is free for whoever bears it next."""
        contract = self.oracle.contracts.get(person.tenant)
        binding = ("bindings", *person.key, str(contract.start) if contract else "")
        if not self.is_running(person.tenant) or binding not in self.oracle.things:
            return
        reply = self.call("release_binding", self.officer_token(person.tenant), path={"oid": person.oid})
        if reply is None:
            return
        assert reply.status == 204, reply.body
        self.oracle.drop(binding)
        self.log_act(person.tenant, person.oid, "binding_released")

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
