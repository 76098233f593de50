"""A stand-in for the Teams client, FOR DEVELOPMENT ONLY: a page that hosts the tab as one of the demo people.

It passes `/api/*` on to the functions host, so that page and tab have one origin: teams-js trusts messages from its own
origin. In the page of the tab, and only there, teams-js comes from the npm package instead of Microsoft's CDN, with
the same integrity, the stand-in may be the frame, and Microsoft's sign-in is here: its page for consent is a stand-in
too, without which a browser would warn of the authority's certificate. `POST /trouble` has the next calls fail.
"""

from __future__ import annotations

import http.client
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from local.commands import token as sign_in
from local.demo import people
from local.machine import stand_in
from local.machine.command_error import CommandError
from local.machine.stand_in import StandInHandler
from local.machine.web import Server
from local.teams.failures import FailureMode, play_failure

ROOT = Path(__file__).resolve().parents[2]
PAGES = Path(__file__).with_name("pages")
LIBRARY = ROOT / "node_modules" / "@microsoft" / "teams-js" / "dist" / "umd" / "MicrosoftTeams.min.js"
LIBRARY_PATH = "/teams-js.js"
CDN_LIBRARY = re.compile(r"https://res\.cdn\.office\.net/teams-js/[0-9.]+/js/MicrosoftTeams\.min\.js")
SIGN_IN = '<meta name="sign-in" content="https://login.microsoftonline.com">'
AUTHORIZE = re.compile(r"/[0-9a-f-]{36}/oauth2/v2\.0/authorize")
FRAME_ANCESTORS = "frame-ancestors "
TAB = "/api/tab/"
UNTROUBLED = ("/api/tab", "/api/notice")
ANSWER_SECONDS = 120  # longer than any function may take here
# RFC 9110, 7.6.1; the body that is passed on has been read as a whole, so its length and the date are said anew.
HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
    | {"proxy-authenticate", "proxy-authorization", "content-length", "date"}
)
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:"
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}
# Answered by the connection to the host itself: its name, and nothing compressed, for the tab's page is rewritten.
OWN_HEADERS = frozenset({"host", "accept-encoding"})
Pairs = list[tuple[str, str]]


class UnfitTab(Exception):
    """The tab's page is not as the stand-in expects it; the message says what is missing."""


@dataclass(slots=True)
class TeamsClient:
    """Where the functions host and the authority are, and which calls are still to fail."""

    functions: str
    authority: str
    certificate_authority: Path
    troubles: list[FailureMode] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def expect(self, trouble: FailureMode | None) -> None:
        """The next calls meet `trouble` and nothing else; None: no trouble any more."""
        with self.lock:
            self.troubles[:] = [] if trouble is None else [trouble] * trouble.calls

    def next_trouble(self, path: str) -> FailureMode | None:
        """What the call to `path` meets; the tab's own files and the notice always come."""
        with self.lock:
            is_spared = not self.troubles or path.startswith(UNTROUBLED)
            return None if is_spared else self.troubles.pop(0)

    def call(self, method: str, target: str, headers: Pairs, body: bytes) -> tuple[int, Pairs, bytes]:
        """One request to the functions host; status, headers and body of its answer, be it a redirect.

        Raises:
            OSError, HTTPException: nobody answers there.
        """
        connection = http.client.HTTPConnection(urlsplit(self.functions).netloc, timeout=ANSWER_SECONDS)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, _end_to_end(answer.getheaders()), answer.read()
        finally:
            connection.close()


class TeamsClientHandler(StandInHandler):
    """One connection to the stand-in."""

    client: TeamsClient

    def respond(self) -> None:
        """Route by method and path."""
        body = self.read_body()
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        match (self.command, parts.path):
            case (_, path) if path.startswith("/api/"):
                self._pass_on(path, body)
            case ("GET", "/people"):
                self.answer_json(200, [_shown(person) for person in people.PEOPLE])
            case ("GET", "/token"):
                self._answer_token(query.get("name", ""))
            case ("POST", "/trouble"):
                self._change_trouble(query.get("next", ""))
            case ("POST", "/consent"):
                self._change_consent(query.get("name", ""), granted=query.get("granted") == "true")
            case ("GET", path) if AUTHORIZE.fullmatch(path):
                self._answer_file(PAGES / "authorize.html")
            case ("GET", path) if path == LIBRARY_PATH:
                self._answer_file(LIBRARY)
            case ("GET", "/"):
                self._answer_file(PAGES / "index.html")
            case ("GET", "/client.js" | "/client.css" | "/authorize.js" as path):
                self._answer_file(PAGES / path[1:])
            case _:
                self.answer(404)

    def _pass_on(self, path: str, body: bytes) -> None:
        trouble = self.client.next_trouble(path)
        if trouble is not None:
            play_failure(self, trouble)
            return
        sent = [(name, value) for name, value in _end_to_end(self.headers.items()) if name.lower() not in OWN_HEADERS]
        try:
            status, headers, answer = self.client.call(self.command, self.path, sent, body)
            if path == TAB and status == 200:
                headers, answer = framed(headers, answer, self.server.url)
        except (OSError, http.client.HTTPException) as error:
            self.answer_text(502, f"No functions host answers at {self.client.functions} ({error}). Start one there.")
        except UnfitTab as unfit:
            self.answer_text(502, f"The stand-in for Teams cannot show this tab: {unfit}.")
        else:
            self.answer(status, answer, headers)

    def _answer_token(self, name: str) -> None:
        client = self.client
        try:
            token = sign_in.token_of(name, client.authority, client.certificate_authority)
        except CommandError as failure:
            self.answer_text(404, str(failure))
        except OSError as error:
            self.answer_text(502, f"The sign-in authority does not answer: {error}.")
        else:
            self.answer_text(200, token)

    def _change_consent(self, name: str, *, granted: bool) -> None:
        client = self.client
        try:
            sign_in.change_consent(name, client.authority, client.certificate_authority, granted=granted)
        except CommandError as failure:
            self.answer_text(404, str(failure))
        except OSError as error:
            self.answer_text(502, f"The sign-in authority does not answer: {error}.")
        else:
            self.answer(204)

    def _change_trouble(self, name: str) -> None:
        if name and name not in set(FailureMode):
            self.answer_text(400, f"next is one of {', '.join(FailureMode)}, or empty.")
            return
        self.client.expect(FailureMode(name) if name else None)
        self.answer(204)

    def _answer_file(self, file: Path) -> None:
        headers = {
            "Content-Type": TYPES[file.suffix],
            "Content-Security-Policy": POLICY,
            "Cache-Control": "no-store",
        }
        self.answer(200, file.read_bytes(), headers)


def framed(headers: Pairs, page: bytes, origin: str) -> tuple[Pairs, bytes]:
    """The tab's page with teams-js and the sign-in from here, `origin`, which its headers let be the frame.

    Raises:
        UnfitTab: the page does not load teams-js from the CDN or names no sign-in, or its policy names no frames.
    """
    text, replaced = CDN_LIBRARY.subn(LIBRARY_PATH, page.decode())
    if replaced != 1:
        raise UnfitTab("its page does not load teams-js from Microsoft's CDN")
    if text.count(SIGN_IN) != 1:
        raise UnfitTab("its page does not name Microsoft's sign-in")
    text = text.replace(SIGN_IN, f'<meta name="sign-in" content="{origin}">')
    policies = [name for name, value in headers if _is_policy(name) and FRAME_ANCESTORS in value]
    if len(policies) != 1:
        raise UnfitTab("it has no content security policy with frame-ancestors")
    changed = [
        (name, value.replace(FRAME_ANCESTORS, f"{FRAME_ANCESTORS}'self' ") if _is_policy(name) else value)
        for name, value in headers
    ]
    return changed, text.encode()


def serve(port: int, functions: str, authority: str, certificate_authority: Path) -> Server:
    """Serve the stand-in on 127.0.0.1 in a thread of its own; port 0 takes a free one.

    Raises:
        OSError: the port is in use.
    """
    client = TeamsClient(functions, authority, certificate_authority)
    return stand_in.serve(port, TeamsClientHandler, None, lambda _: {"client": client})


def _is_policy(name: str) -> bool:
    return name.lower() == "content-security-policy"


def _end_to_end(headers: list[tuple[str, str]]) -> Pairs:
    return [(name, value) for name, value in headers if name.lower() not in HOP_BY_HOP]


def _shown(person: people.Person) -> dict[str, str]:
    return {
        "name": person.name,
        "displayName": person.display_name,
        "username": person.username,
        "about": person.about,
        "oid": person.oid,
        "tid": person.tenant.tid,
    }


def main() -> None:
    """Serve until told to end."""
    stand_in.run(
        "A Teams client for development only.",
        lambda arguments, certificates: serve(
            arguments.port, arguments.functions, arguments.authority, certificates.authority
        ),
        functions="origin of the functions host",
        authority="origin of the authority that signs people in",
    )


if __name__ == "__main__":
    main()
