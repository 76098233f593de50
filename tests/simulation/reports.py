"""What people do with reports: they store and import them, delete and correct them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shared.times import format_instant
from tests.simulation.calls import SECOND, Calls
from tests.simulation.contents import attendees, facts, webinar
from tests.simulation.imports import Gathering
from tests.simulation.people import Person
from tests.simulation.promises import EARLY, NOBODY, Said, Thing
from tests.support.world import Reply, report_body

WRITING_ENDS = EARLY + timedelta(hours=1)
LONGEST_AGO = 33 * 24 * 3600


class Reporting(Calls):
    """Reports, each told to the oracle once the service has confirmed it."""

    def store(self, person: Person) -> None:
        """A report, perhaps of weeks ago, perhaps one that was stored before."""
        token = self.token(person)
        meeting = self._gathering(person)
        body = report_body(
            meeting.ended_at, meetingId=meeting.name, topic=meeting.topic, attendees=attendees(meeting.people)
        )
        if self.chance.random() < 0.3:
            body |= webinar(self.reports, [None, *self.chance.choices(self.people[person.tenant][1:], k=2)])
        self._store(person, token, body, meeting.ended_at)
        if self.chance.random() < 0.1:  # the same once more is the same report, with other people in it
            again = {**body, "attendees": body["attendees"][:1]}
            self._store(person, self.token(person), again, meeting.ended_at)

    def import_file(self, person: Person) -> None:
        """It has usernames and no ids: named are those who were matched with them, and are known by them still."""
        token = self.token(person)
        meeting = self._gathering(person)
        content, headers = meeting.file(self.chance.choice(["American", "German"]))
        named = {
            ("attendee", oid, one.name)
            for one in meeting.people
            if (oid := self.oracle.known_as(person.tenant, one.username)) is not None
        }
        self._import(person, token, meeting, frozenset(named), content, headers=headers)

    def import_from_graph(self, person: Person) -> None:
        """It has ids, and of a webinar what registrations chose."""
        token = self.token(person)
        meeting, graph = self._gathering(person), self.world.graph
        said = facts({"attendees": attendees(meeting.people)})
        if self.chance.random() < 0.5:
            body = meeting.meeting(graph)
        else:
            question = f"Registration {self.reports}"
            body = meeting.webinar(graph, question, ["Tea", "Tea", "Milk"])
            said |= {("survey", NOBODY, f"{question} Milk 1, Tea 2")}
        self._import(person, token, meeting, said, body)
        graph.at.clear()

    def _gathering(self, person: Person) -> Gathering:
        self.reports += 1
        seconds = self.chance.randrange(1, LONGEST_AGO) ** 2 % LONGEST_AGO
        others = self.chance.sample(self.people[person.tenant][1:], self.chance.randint(0, 2))
        people = [person, *(one for one in others if one is not person)]
        number, ended_at = self.reports, self.now - timedelta(seconds=seconds)
        return Gathering(f"meeting{number}", f"Topic {number}", ended_at, people)

    def _store(self, person: Person, token: str, body: Mapping[str, Any], ended_at: datetime) -> None:
        reply = self.call("store_report", token, body)
        if reply is None or not self._may_store(person, reply):
            return
        if self._is_refused(ended_at):
            assert reply.status == 422, reply.body
            assert reply.code == "retention_elapsed"
            return
        assert reply.status in {200, 201}, reply.body
        self._confirm(person, reply.json, str(body["topic"]), facts(body), ended_at)

    def _import(
        self, person: Person, token: str, meeting: Gathering, said: Said, body: object, **more: Mapping[str, str]
    ) -> None:
        """Once, or twice: what is there is not brought again."""
        for expected in ("stored", "already_there")[: 1 + (self.chance.random() < 0.2)]:
            reply = self.call("import_reports", token, body, **more)
            if reply is None or not self._may_store(person, reply):
                return
            assert reply.status == 200, reply.body
            (result,) = reply.json["results"]
            if self._is_refused(meeting.ended_at):
                assert (result["status"], result.get("code")) == ("refused", "retention_elapsed"), result
                return
            assert result["status"] == expected, result
            if expected == "stored":
                self._confirm(person, result, meeting.topic, said, meeting.ended_at)

    def _may_store(self, person: Person, reply: Reply) -> bool:
        """Who has not been matched, or whose contract does not run, may not."""
        may = self.is_running(person.tenant) and self.is_matched(person)
        assert may or reply.status == 403, reply.body
        return may

    def _is_refused(self, ended_at: datetime) -> bool:
        """Whether a meeting's day takes no more reports; counted is what went under limits that were lower then."""
        is_too_old = self.now >= self.oracle.limits.deadline("reports", ended_at.date()) - WRITING_ENDS
        is_dropped = f"reports{ended_at:%Y%m%d}" in self.dropped
        self.refused_for_a_dropped_day += is_dropped and not is_too_old
        return is_too_old or is_dropped

    def _confirm(self, person: Person, told: Mapping[str, Any], topic: str, said: Said, ended_at: datetime) -> None:
        """A report is there, by what the service has told of it."""
        day = ended_at.date()
        assert told["deleteBy"] == format_instant(self.oracle.limits.deadline("meetings", day))
        assert told["contentUntil"] == format_instant(self.oracle.limits.deadline("reports", day))
        self.oracle.report(("meetings", *person.key, f"{day} {told['id']}"), topic, said, ended_at, self.now)
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
        """A topic of the person's own, or how a report calls them, also another person's report."""
        token = self.token(person)
        reports = [*self.own_reports(person), *self._naming(person)]
        if not reports:
            return
        thing, value = self.chance.choice(reports), f"Corrected {self.calls}."
        changes = [_change(person, thing, value)]
        is_refused = self.chance.random() < 0.1
        if is_refused:  # all of them, for one that would move a deadline
            changes.append({**changes[0], "property": "endedAt", "value": format_instant(self.now)})
        reply = self.call("correct_my_data", token, {"corrections": changes})
        if reply is None:
            return
        if is_refused:
            assert reply.status == 422, reply.body
            assert reply.code == "would_move_deadline"
            return
        assert (reply.status, reply.json.get("corrected")) == (200, 1), reply.body
        if thing[0] == "meetings":
            self.oracle.change(thing, value, self.now)
        else:
            self.oracle.rename(thing, person.oid, value, self.now)
        self.log(*person.key, "data_corrected")
        self.tell(person, self.oracle.username(*person.key), reply)

    def _naming(self, person: Person) -> list[Thing]:
        """Contents that are there for certain and in which the person took part."""
        return [
            thing
            for thing in self.oracle.reports_of(person.tenant)
            if not self.oracle.is_doubtful(thing, self.now)
            and any(fact[:2] == ("attendee", person.oid) for fact in self.oracle.said_in(thing))
        ]


def _change(person: Person, thing: Thing, value: str) -> dict[str, str]:
    """A correction of what stands in a report, as the person's export names it."""
    kind, _, owner, what = thing
    family = kind if owner == person.oid else "mentions"
    day, report_id = what[:10].replace("-", ""), what[11:]
    return {
        "item": f"{family}.{day}.{report_id}",
        "property": "topic" if kind == "meetings" else "name",
        "value": value,
    }
