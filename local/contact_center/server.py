"""A stand-in for a customer's contact centre, for development and tests only.

`POST /identity/match` is its contract with the service; `GET /s/...` is where a launch URL leads. Under /dev it
misbehaves on demand and tells what it received, so that a test can prove that exactly two values went out (R5.1).
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import secrets
import ssl
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import jwt

from local.contact_center.failures import FOREIGN_LAUNCH_URL, FailureMode, play_failure
from local.demo import people
from local.machine import stand_in
from local.machine.stand_in import Received, StandInHandler, scheme_of
from local.machine.web import Certificates, Server, json_object

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message

AUDIENCES = ("api://127.0.0.1", "api://localhost")  # the hosts that the certificate names
LAUNCH_LIFETIME = timedelta(minutes=5)

_PAGE = b'<!DOCTYPE html><html lang="en"><title>Contact centre</title><h1>Contact centre</h1><p>You are in.</html>'

_logger = logging.getLogger("local.contact_center.server")


class ContactCenter:
    """What the contact centre knows, decides and remembers; `url` is its origin, `authority` the one it trusts."""

    def __init__(self, url: str, authority: str, trusted: Path, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._authority = authority
        self._clock = clock
        self._keys = jwt.PyJWKClient(
            f"{authority}/organizations/discovery/v2.0/keys",
            ssl_context=ssl.create_default_context(cafile=str(trusted)),
        )
        self._lock = threading.Lock()
        self.received = Received()
        self._mode = FailureMode.NORMAL
        self._mode_of: dict[str, FailureMode] = {}

    def is_authorised(self, authorization: str) -> bool:
        """Whether the header carries a token of our authority that is meant for this contact centre and still valid."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return False
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token, key, ["RS256"], audience=AUDIENCES, options={"require": ["aud", "exp", "iss", "tid"]}
            )
        except jwt.PyJWTError as error:
            _logger.warning("refused a token: %s", error)
            return False
        return bool(claims["iss"] == f"{self._authority}/{claims['tid']}/v2.0")

    def match(self, username: str, domain: str) -> dict[str, str] | None:
        """The way in for a known person, else None."""
        wanted = username.casefold()
        person = next((p for p in people.PEOPLE if p.matched and p.username.casefold() == wanted), None)
        if person is None or person.tenant.domain != domain:
            return None
        expires_at = self._clock() + LAUNCH_LIFETIME
        is_foreign = self.mode_for(username) is FailureMode.FOREIGN_LAUNCH_URL
        return {
            "userId": hashlib.sha256(wanted.encode()).hexdigest()[:16],
            "launchUrl": FOREIGN_LAUNCH_URL if is_foreign else f"{self._url}/s/{secrets.token_urlsafe(16)}",
            "expiresAt": expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    def behave(self, mode: FailureMode, username: str | None) -> None:
        """From now on behave so, towards one username or all; NORMAL towards all forgets every other mode."""
        with self._lock:
            if username is not None:
                self._mode_of[username.casefold()] = mode
                return
            self._mode = mode
            if mode is FailureMode.NORMAL:
                self._mode_of.clear()

    def mode_for(self, username: str) -> FailureMode:
        """How to behave towards this username."""
        with self._lock:
            return self._mode_of.get(username.casefold(), self._mode)

    def remember(self, method: str, path: str, headers: Message, body: bytes) -> None:
        """Keep what came in, byte for byte; of the bearer token only that there was one."""
        shown = {name.lower(): value for name, value in headers.items()}
        if "authorization" in shown:
            shown["authorization"] = scheme_of(shown["authorization"])
        self.received.add(method=method, path=path, headers=shown, bodyBase64=base64.b64encode(body).decode())


class ContactCenterHandler(StandInHandler):
    """One connection to the contact centre."""

    contact_center: ContactCenter

    def respond(self) -> None:
        """Route by method and path; all that is not below /dev is remembered."""
        body = self.read_body()
        is_for_tests = self.path.startswith("/dev/")
        if not is_for_tests:
            self.contact_center.remember(self.command, self.path, self.headers, body)
        match (self.command, self.path):
            case ("GET", "/dev/received"):
                self.answer_json(200, self.contact_center.received.all())
            case ("POST", "/dev/behaviour"):
                self._change_behaviour(body)
            case ("GET", path) if path.startswith("/s/"):
                self.answer(200, _PAGE, {"Content-Type": "text/html; charset=utf-8"})
            case ("POST", "/identity/match" | "/identity/changed") if not self.contact_center.is_authorised(
                self.headers.get("authorization", "")
            ):
                self.answer(401, headers={"WWW-Authenticate": "Bearer"})
            case ("POST", "/identity/match"):
                self._match(body)
            case ("POST", "/identity/changed"):
                self._note_change(body)
            case _:
                self.answer(404)

    def _note_change(self, body: bytes) -> None:
        members = self._expect(body, {"username", "domain", "change"})
        if members is None:
            return
        mode = self.contact_center.mode_for(members["username"])
        if mode not in {FailureMode.NORMAL, FailureMode.FOREIGN_LAUNCH_URL}:
            play_failure(self, mode, b"{}")
        else:
            self.answer(204)

    def _match(self, body: bytes) -> None:
        members = self._expect(body, {"username", "domain"})
        if members is None:
            return
        username, domain = members["username"], members["domain"]
        found = self.contact_center.match(username, domain)
        mode = self.contact_center.mode_for(username)
        if mode not in {FailureMode.NORMAL, FailureMode.FOREIGN_LAUNCH_URL}:
            play_failure(self, mode, json.dumps(found or {}).encode())
        elif found is None:
            self.answer(404)
        else:
            self.answer_json(200, found)

    def _expect(self, body: bytes, names: set[str]) -> dict[str, str] | None:
        """The members of a body that has exactly these, each a string; else it is refused and None comes back."""
        members = json_object(body)
        if set(members) != names or not all(isinstance(value, str) for value in members.values()):
            _logger.warning("refused a body with the members %s", sorted(members))
            self.answer_json(400, {"error": f"exactly {' and '.join(sorted(names))} are expected"})
            return None
        return {name: str(value) for name, value in members.items()}

    def _change_behaviour(self, body: bytes) -> None:
        members = json_object(body)
        username = members.get("username")
        if members.get("mode") not in set(FailureMode) or not (username is None or isinstance(username, str)):
            self.answer_json(
                400, {"error": f"mode is one of {', '.join(FailureMode)}; username is a string or left out"}
            )
            return
        self.contact_center.behave(FailureMode(str(members["mode"])), username)
        self.answer(204)


def serve(
    port: int,
    certificates: Certificates,
    authority: str,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Server:
    """Serve a contact centre on 127.0.0.1 in a thread of its own; port 0 takes a free one.

    Raises:
        OSError: the port is in use.
    """
    return stand_in.serve(
        port,
        ContactCenterHandler,
        certificates,
        lambda url: {"contact_center": ContactCenter(url, authority, certificates.authority, clock)},
    )


def main() -> None:
    """Serve until told to end."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="[%(asctime)s] %(levelname)s %(name)s: %(message)s"
    )
    stand_in.run(
        "A contact centre for development only.",
        lambda arguments, certificates: serve(arguments.port, certificates, arguments.authority),
        authority="origin of the authority whose tokens are accepted",
    )


if __name__ == "__main__":
    main()
