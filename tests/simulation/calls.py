"""How the service is called, and what every act has in common: its log, and who has to be told of it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from shared.times import format_instant
from tests.simulation.oracle import Oracle
from tests.simulation.people import Person
from tests.simulation.promises import Thing
from tests.support.world import Reply, World

SECOND = timedelta(seconds=1)
OVERTAKES: Mapping[str, Iterable[str]] = {
    "rectification": ["rectification"],
    "restriction": ["restriction", "restriction_lifted"],
    "restriction_lifted": ["restriction", "restriction_lifted"],
    "erasure": ["rectification", "restriction", "restriction_lifted", "erasure"],
}


class Calls:
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

    def tell(self, person: Person, username: str | None, reply: Reply) -> None:
        """What the answer says of who has been told, and what that overtakes (Art. 19).

        `username` is the one by which the instance knew the person before the call.
        """
        for recipient in reply.json["recipients"]:
            change = str(recipient["change"])
            assert recipient["told"] is (person.tenant not in self.world.contact_center.deaf)
            if username is None:
                self._tell_again(person, change, told=recipient["told"])
            elif recipient["told"]:
                assert self.world.contact_center.told[-1]["username"] == username
                self.oracle.told(*person.key, username, OVERTAKES[change])
            else:
                self.oracle.tell(*person.key, username, change, self.now, OVERTAKES[change])

    def _tell_again(self, person: Person, change: str, *, told: bool) -> None:
        """What it was to be told before is tried again, and is given up no later for that."""
        waiting = [
            thing
            for thing in self.oracle.of(*person.key)
            if thing[0] == "notifications" and thing[3].split()[0] == change
        ]
        assert waiting, f"{person} was not known"
        for thing in waiting if told else ():
            if len(waiting) == 1:
                self.oracle.drop(thing)
            else:  # one of them
                self.oracle.things[thing].may_be_gone = True
