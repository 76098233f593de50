"""Importing reports over HTTP, and the stand-ins behind the service: what they are told to do and what they saw."""

from __future__ import annotations

import json
import re
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from local.demo.people import CONTOSO

if TYPE_CHECKING:
    from tests.support.service import HttpAnswer, RunningService

IMPORT = "/api/reports/import"
HANDOVER, ALL_HANDS, TOO_OLD = "Service desk handover", "All hands", "Plans of last year"


@dataclass(frozen=True, slots=True)
class Importing:
    """A running service whose people import."""

    service: RunningService

    def connect(self, *names: str) -> None:
        """Only who has been matched may store reports."""
        for name in names:
            assert self.service.call("POST", "/api/identity/forward", by=name).status == 200

    def send(self, by: str = "anna", **body: Any) -> HttpAnswer:
        """One import from Graph."""
        return self.service.call("POST", IMPORT, by=by, body=body)

    def done(self, by: str = "anna", **body: Any) -> dict[str, Any]:
        """The answer of an import that has to succeed."""
        answer = self.send(by, **body)
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.json
        return found

    def csv(self, content: bytes, **headers: str) -> HttpAnswer:
        """One import of a file."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.service.call("POST", IMPORT, by="anna", body=content, headers={"content-type": "text/csv", **named})

    def read(self, key: str) -> dict[str, Any]:
        """A stored report of anna's."""
        report: dict[str, Any] = self.service.call("GET", f"/api/reports/{key}", by="anna").json
        return report

    def forget(self, *keys: str) -> None:
        """Delete stored reports, so that they can be imported again."""
        for key in keys:
            assert self.service.call("DELETE", f"/api/reports/{key}", by="anna").status == 204

    def listed(self, topic: str) -> list[str]:
        """The keys of anna's reports with this topic."""
        reports = self.service.call("GET", "/api/reports", by="anna").json["reports"]
        return [report["id"] for report in reports if report["topic"] == topic]

    def collect_times(self, *, switched_on: bool) -> None:
        """Whether the tenant collects times of attendance."""
        path = f"/api/tenants/{CONTOSO.tid}"
        contract = self.service.call("GET", path, by="otto").json
        kept = {name: value for name, value in contract.items() if name not in {"tenantId", "state", "endedAt"}}
        kept["collect"] = {"attendanceTimes": switched_on, "chat": False}
        assert self.service.call("PUT", path, by="otto", body=kept).status == 200

    def link(self, topic: str) -> str:
        """The link to join the meeting."""
        return self._named(topic, "joinWebUrl")

    def meeting_id(self, topic: str) -> str:
        """The meeting's id in Graph."""
        return self._named(topic, "onlineMeetingId")

    def webinar_id(self) -> str:
        """The webinar's id in Graph."""
        return self._named("How we answer", "webinarId")

    def misbehave(self, mode: str, **members: Any) -> None:
        """Tell Graph how to fail."""
        self._post(f"{self.service.description.graph}/dev/misbehave", {"mode": mode, **members})

    def switch(self, what: str, **members: Any) -> None:
        """Tell the authority about somebody's consent, or to challenge them."""
        self._post(f"{self.service.description.authority}/dev/{what}", members)

    def received(self) -> list[dict[str, str]]:
        """What Graph was asked for, oldest first."""
        entries: list[dict[str, str]] = json.loads(self._get(f"{self.service.description.graph}/dev/received"))
        return entries

    def asked(self) -> list[dict[str, str]]:
        """What the authority was asked for on somebody's behalf, oldest first."""
        entries: list[dict[str, str]] = json.loads(self._get(f"{self.service.description.authority}/dev/asked"))
        return [entry for entry in entries if entry["grant"] != "client_credentials"]

    def _named(self, topic: str, member: str) -> str:
        listed = self._get(f"{self.service.description.graph}/dev/")
        paragraph = re.search(rf"^{topic} (?:.*\n(?!\S))*.*$", listed, re.MULTILINE)
        assert paragraph is not None
        found = re.search(rf"^  {member} +(\S+)$", paragraph[0], re.MULTILINE)
        assert found is not None
        return found[1]

    def _get(self, url: str) -> str:
        with urlopen(url, context=self._trust(), timeout=10) as answer:
            return str(answer.read().decode())

    def _post(self, url: str, body: dict[str, Any]) -> None:
        request = Request(url, data=json.dumps(body).encode(), method="POST")
        with urlopen(request, context=self._trust(), timeout=10) as answer:
            assert answer.status == 204

    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.service.description.certificate_authority)
