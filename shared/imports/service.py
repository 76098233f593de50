"""Importing: finds reports, leaves out those that are there, reads the others and stores them as `POST reports` does.

Each report has a result of its own. What the caller must act on first (consent, another sign-in) ends the whole call;
what was stored before stays, and calling again goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.auth.caller import Caller
from shared.http.bodies import validate
from shared.imports import meetings, webinars
from shared.imports.attendance import Found, Listed, read_report
from shared.imports.csv_report import read_csv
from shared.imports.engagement import Dropped
from shared.imports.usernames import UsernameLookup
from shared.outbound.bulkhead import Bulkhead
from shared.problems import (
    GraphFailed,
    GraphTimeout,
    InvalidBody,
    MeetingNotFound,
    Problem,
    TooLarge,
    TooManyRequests,
)
from shared.reports.model import Report
from shared.reports.service import Reports
from shared.tenants.registration import Registration
from shared.times import format_instant

if TYPE_CHECKING:
    from shared.graph.client import Graph, GraphClients
    from shared.imports.model import ImportRequest

SECONDS = 40.0
"""What one call may take. A client gives up after a minute or so, and then never learns what was stored."""
COME_BACK_SECONDS = 10
LONGEST_TOPIC = 256
_REFUSES_ONE = (InvalidBody, TooLarge, GraphFailed, MeetingNotFound)
"""What is said of one report; any other problem is one of the whole call."""


@dataclass(slots=True)
class _Outcome:
    """What has become of the reports so far."""

    results: list[dict[str, Any]] = field(default_factory=list)
    dropped: Dropped = field(default_factory=Dropped)
    left: list[str] = field(default_factory=list)

    def answer(self) -> dict[str, Any]:
        """As `ImportAnswer` has it."""
        dropped = {"engagement": self.dropped.engagement, "freeText": self.dropped.free_text}
        return {"results": self.results, "dropped": dropped, "left": self.left}


@dataclass(frozen=True, slots=True)
class _Call:
    """Who imports, for which contract, and when."""

    caller: Caller
    registration: Registration
    now: datetime
    correlation_id: str


class Imports:
    """The rules of imports. `threads` is how many calls the worker runs at once."""

    def __init__(self, reports: Reports, graph: GraphClients, people: UsernameLookup, *, threads: int) -> None:
        self._reports = reports
        self._graph = graph
        self._people = people
        self._turns = Bulkhead(threads)

    def from_graph(
        self,
        caller: Caller,
        registration: Registration,
        assertion: str,
        request: ImportRequest,
        now: datetime,
        correlation_id: str,
    ) -> dict[str, Any]:
        """Import a meeting's or a webinar's reports with the caller's own rights; `assertion` is the caller's token.

        Raises:
            TooManyRequests: as many calls import already as may at once, or this person or Graph asks for a pause.
            ConsentRequired, ClaimsRequired, AccessPolicyMissing: somebody has to act first.
            MeetingNotFound: it is not the caller's, or not there.
            GraphFailed, GraphTimeout: there is no list of reports to go by.
        """
        with self._turns.take_place(_too_many):
            deadline = time.monotonic() + SECONDS
            scopes = meetings.SCOPES if request.webinar_id is None else webinars.SCOPES
            graph = self._graph.open(caller.principal, assertion, scopes, deadline, correlation_id)
            listed = (
                meetings.reports_of(graph, request)
                if request.webinar_id is None
                else webinars.reports_of(graph, request.webinar_id)
            )
            call = _Call(caller, registration, now, correlation_id)
            return self._import(graph, listed, call, deadline).answer()

    def from_csv(
        self,
        caller: Caller,
        registration: Registration,
        content: bytes,
        meeting_id: str,
        meeting_date: date,
        offset: timedelta,
        now: datetime,
        correlation_id: str,
    ) -> dict[str, Any]:
        """Import the file that Teams let an organiser download; its times are `offset` ahead of UTC.

        Raises:
            TooManyRequests: as many calls import already as may at once.
            CsvUnreadable, CsvDatesAmbiguous, MeetingDateMismatch: there is no report to be had from it.
        """
        with self._turns.take_place(_too_many):
            file = read_csv(content, meeting_id, meeting_date, offset)
            call = _Call(caller, registration, now, correlation_id)
            outcome = _Outcome(dropped=file.dropped)
            outcome.results.append(self._import_file(file.report, call))
            return outcome.answer()

    def _import(self, graph: Graph, listed: list[Listed], call: _Call, deadline: float) -> _Outcome:
        """The newest first, for they are wanted most; what needs no reading is settled before anything is read."""
        outcome = _Outcome()
        unread: list[Listed] = []
        for source in sorted(listed, key=_ended, reverse=True):
            known = self._known(source, call)
            if known is None:
                unread.append(source)
            else:
                outcome.results.append(known)
        while unread and time.monotonic() < deadline:
            try:
                outcome.results.append(self._read_and_store(graph, unread[0], call, outcome))
            except GraphTimeout:
                break
            del unread[0]
        outcome.left = [source.report_id for source in unread]
        return outcome

    def _known(self, source: Listed, call: _Call) -> dict[str, Any] | None:
        """The result of a report that need not be read: it is there, or too old, or has no end yet."""
        gathering = source.gathering
        shown = _shown(source)
        try:
            ended_at = source.ended_at
            shown["endedAt"] = format_instant(ended_at)
            terms = self._reports.find_report(
                call.caller.principal, gathering.meeting_id, source.report_id, ended_at, call.now
            )
        except _REFUSES_ONE as refusal:
            return _refused(shown, refusal)
        return {**shown, "status": "already_there", **terms} if terms is not None else None

    def _read_and_store(self, graph: Graph, source: Listed, call: _Call, outcome: _Outcome) -> dict[str, Any]:
        shown = _shown(source)
        try:
            shown["endedAt"] = format_instant(source.ended_at)
            found = self._read(graph, source, call)
            outcome.dropped += found.dropped
            return {**shown, "status": "stored", **self._store(found.report, call)}
        except _REFUSES_ONE as refusal:
            return _refused(shown, refusal)

    def _read(self, graph: Graph, source: Listed, call: _Call) -> Found:
        collect = call.registration.contract.collect
        found = read_report(graph, source, call.caller.principal.tid, with_times=collect.attendance_times)
        if source.registrations_of is not None:
            return webinars.with_surveys(graph, found, source.registrations_of)
        return found

    def _import_file(self, report: Mapping[str, Any], call: _Call) -> dict[str, Any]:
        shown = {name: report[name] for name in ("reportId", "topic", "endedAt")}
        ended_at = datetime.fromisoformat(report["endedAt"]).astimezone(UTC)
        try:
            terms = self._reports.find_report(
                call.caller.principal, report["meetingId"], report["reportId"], ended_at, call.now
            )
            if terms is not None:
                return {**shown, "status": "already_there", **terms}
            return {
                **shown,
                "status": "stored",
                **self._store(self._people.named(report, call.registration, call.now), call),
            }
        except _REFUSES_ONE as refusal:
            return _refused(shown, refusal)

    def _store(self, report: Mapping[str, Any], call: _Call) -> Mapping[str, Any]:
        fitted: Report = validate(Report, report)
        return self._reports.store(call.caller, call.registration, fitted, call.now, call.correlation_id).answer


def _shown(source: Listed) -> dict[str, str]:
    """What a result says of its report. A topic that refuses it for its length is shown cut."""
    return {"reportId": source.report_id, "topic": source.gathering.topic[:LONGEST_TOPIC]}


def _refused(shown: Mapping[str, Any], refusal: Problem) -> dict[str, Any]:
    return {**shown, "status": "refused", "code": refusal.code}


def _ended(source: Listed) -> datetime:
    """For the order alone; what has no end that can be read comes first, and is refused at once."""
    try:
        return source.ended_at
    except _REFUSES_ONE:
        return datetime.max.replace(tzinfo=UTC)


def _too_many() -> Problem:
    return TooManyRequests("Too many imports are under way. Try again in a few seconds.", seconds=COME_BACK_SECONDS)
