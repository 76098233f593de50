"""The server of the stand-in for Microsoft Graph: reading only, for the demo people, with their own delegated rights.

Under /dev it lists what there is to import, misbehaves on demand and tells what it received, so that a test can prove
that nothing was asked of another host.
"""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from local.demo import people
from local.entra.consent import CLAIMS
from local.graph.bearer import Bearer, Tokens, Unauthenticated
from local.graph.catalog import Answer, BadRequest, find
from local.graph.demo import Holdings, demo_holdings
from local.graph.failures import FailureMode, Rule, Rules
from local.machine import stand_in
from local.machine.stand_in import Received, StandInHandler, scheme_of
from local.machine.web import Certificates, Handler, Server, json_object

VERSION = "/v1.0"
FOREIGN_HOST = "localhost"  # the certificate names it as well, so a client that goes there arrives, and is found out


class Graph:
    """What the stand-in knows and remembers; `url` is its origin."""

    def __init__(self, url: str, tokens: Tokens, holdings: dict[str, Holdings]) -> None:
        self.url = url
        self.tokens = tokens
        self.rules = Rules()
        self._holdings = holdings
        self.received = Received()

    def remember(self, handler: Handler) -> None:
        """Keep what was asked; of the bearer token only that there was one."""
        self.received.add(
            method=handler.command,
            target=handler.path,
            host=handler.headers.get("host", ""),
            authorization=scheme_of(handler.headers.get("authorization", "")),
        )

    def holdings(self, oid: str) -> Holdings:
        """What a person has; nothing for who is not listed."""
        return self._holdings.get(oid, Holdings())

    def description(self) -> str:
        """What there is to import, by which of the three members of an import's body, and how to see it fail."""
        lines = []
        for person in people.PEOPLE:
            holdings = self.holdings(person.oid)
            for meeting in holdings.meetings:
                lines += [
                    f"{meeting.payload['subject']} (a meeting of {person.name})",
                    f"  joinWebUrl       {meeting.payload['joinWebUrl']}",
                    f"  onlineMeetingId  {meeting.id}",
                ]
            for webinar in holdings.webinars:
                lines += [
                    f"{webinar.payload['displayName']} (a webinar of {person.name})",
                    f"  webinarId  {webinar.id}",
                ]
        lines += ["", f'To see it fail: POST /dev/misbehave {{"mode": ...}}, one of {", ".join(FailureMode)}.']
        return "\n".join(lines) + "\n"


class GraphHandler(StandInHandler):
    """One connection to the stand-in."""

    graph: Graph

    def respond(self) -> None:
        """Answer below /dev for tests and below the version for everybody else."""
        body = self.read_body()
        parts = urlsplit(self.path)
        if not parts.path.startswith("/dev/"):
            self.graph.remember(self)
        match (self.command, parts.path):
            case ("GET", "/dev/"):
                self.answer_text(200, self.graph.description())
            case ("GET", "/dev/received"):
                self.answer_json(200, self.graph.received.all())
            case ("POST", "/dev/misbehave"):
                self._add_rule(body)
            case ("GET", path) if path.startswith(f"{VERSION}/"):
                self._answer_graph(path, dict(parse_qsl(parts.query)))
            case _:
                self._refuse(404, "ResourceNotFound", "There is nothing here.")

    def _add_rule(self, body: bytes) -> None:
        try:
            self.graph.rules.add(Rule.parse(json_object(body)))
        except ValueError as error:
            self.answer_text(400, f"{error}; the modes are {', '.join(FailureMode)}.")
        else:
            self.answer(204)

    def _answer_graph(self, path: str, query: dict[str, str]) -> None:
        try:
            bearer = self.graph.tokens.read(self.headers.get("authorization", ""))
        except Unauthenticated as error:
            self._refuse_token(str(error))
            return
        rule = self.graph.rules.take_rule(unquote(self.path))
        if rule is not None and self._misbehave(rule, bearer):
            return
        segments = [unquote(segment) for segment in path.removeprefix(f"{VERSION}/").split("/")]
        try:
            found = find(self.graph.holdings(bearer.oid), segments, query)
            if found is None or (found.one is None and found.many is None):
                self._refuse(404, "NotFound", "The requested object does not exist.")
            elif found.scope not in bearer.scopes:
                self._refuse(403, "Forbidden", f"The token does not have the scope {found.scope}.")
            elif found.one is not None:
                self.answer_json(200, {"@odata.context": self._context(path), **found.one})
            else:
                foreign = rule is not None and rule.mode is FailureMode.FOREIGN_NEXT_LINK
                self.answer_json(200, self._page(found, path, query.get("$skiptoken"), foreign=foreign))
        except BadRequest as error:
            self._refuse(400, "BadRequest", str(error))

    def _page(self, found: Answer, path: str, token: str | None, *, foreign: bool) -> dict[str, Any]:
        entries = found.many or ()
        start = _offset(token)
        end = start + found.page_size
        page: dict[str, Any] = {"@odata.context": self._context(path), "value": entries[start:end]}
        if end < len(entries) or foreign:
            target = f"{path}?$skiptoken={_skiptoken(end)}"
            base = self.graph.url.replace("127.0.0.1", FOREIGN_HOST) if foreign else self.graph.url
            page["@odata.nextLink"] = target if found.relative and not foreign else base + target
        return page

    def _context(self, path: str) -> str:
        return f"{self.graph.url}{VERSION}/$metadata#{path.removeprefix(f'{VERSION}/')}"

    def _misbehave(self, rule: Rule, bearer: Bearer) -> bool:
        """Answer as the rule wants; false where the correct answer is still to be given."""
        retry = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
        match rule.mode:
            case FailureMode.THROTTLED:
                self._refuse(429, "TooManyRequests", "Too many requests.", retry)
            case FailureMode.UNAVAILABLE:
                self._refuse(503, "ServiceUnavailable", "The service is unavailable.", retry)
            case FailureMode.EXPIRED:
                self.graph.tokens.expire(bearer)
                self._refuse_token("Lifetime validation failed, the token is expired.")
            case FailureMode.NO_POLICY:
                self._refuse(403, "Forbidden", "No application access policy found for this app")
            case FailureMode.NO_POLICY_OLD:
                sentence = f"App {uuid.uuid4()} is not authorized to read meetings on behalf of user {bearer.oid}"
                self._refuse(403, "Unauthorized", sentence)
            case FailureMode.CHALLENGE:
                claims = base64.b64encode(json.dumps(CLAIMS).encode()).decode()
                self._refuse_token("Continuous access evaluation resulted in challenge.", claims)
            case FailureMode.SLOW:
                time.sleep(rule.seconds)
                return False
            case _:
                return False
        return True

    def _refuse_token(self, sentence: str, claims: str | None = None) -> None:
        """https://learn.microsoft.com/entra/identity-platform/claims-challenge"""
        challenge = 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"'
        if claims is not None:
            challenge += f', error="insufficient_claims", claims="{claims}"'
        self._refuse(401, "InvalidAuthenticationToken", sentence, {"WWW-Authenticate": challenge})

    def _refuse(self, status: int, code: str, sentence: str, headers: dict[str, str] | None = None) -> None:
        """https://learn.microsoft.com/graph/errors"""
        request_id = str(uuid.uuid4())
        inner = {
            "date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}",
            "request-id": request_id,
            "client-request-id": request_id,
        }
        error = {"error": {"code": code, "message": sentence, "innerError": inner}}
        self.answer(status, json.dumps(error).encode(), {"Content-Type": "application/json", **(headers or {})})


def serve(
    port: int,
    certificates: Certificates,
    authority: str,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Server:
    """Serve the stand-in on 127.0.0.1 in a thread of its own; port 0 takes a free one. `authority` gives the tokens.

    Raises:
        OSError: the port is in use.
    """
    tokens, holdings = Tokens(authority, certificates.authority), demo_holdings(clock())
    return stand_in.serve(port, GraphHandler, certificates, lambda url: {"graph": Graph(url, tokens, holdings)})


def _skiptoken(offset: int) -> str:
    return base64.urlsafe_b64encode(f"offset={offset}".encode()).decode()


def _offset(token: str | None) -> int:
    """Raises BadRequest for a token that was not given here."""
    if token is None:
        return 0
    try:
        name, _, number = base64.urlsafe_b64decode(token).decode("ascii").partition("=")
        if name == "offset":
            return int(number)
    except ValueError:
        pass
    raise BadRequest("The skip token is not one that was given here.")


def main() -> None:
    """Serve until told to end."""
    stand_in.run(
        "Microsoft Graph for development only.",
        lambda arguments, certificates: serve(arguments.port, certificates, arguments.authority),
        authority="origin of the authority whose tokens are accepted",
    )


if __name__ == "__main__":
    main()
