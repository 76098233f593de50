"""What the answers of a deployed service mean: one finding a check. Pure functions; nothing is sent here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local.smoke.http_client import Reply

GUIDE = "docs/operations.md"
SILENT_AFTER = timedelta(hours=3)
"""The sweep runs hourly; the alert rings after the same three hours."""
_PARAMETER = re.compile(r"\{(\*?)[^}]*\}")
_NOBODY = "00000000-0000-0000-0000-000000000000"


class Kind(StrEnum):
    """How a check ended. A note is no check: it tells what cannot be seen."""

    OK = "ok"
    MISSING = "missing"
    WRONG = "wrong"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the result."""

    kind: Kind
    subject: str
    sentence: str = ""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.kind, self.subject, self.sentence) if part)


@dataclass(frozen=True, slots=True)
class Operation:
    """A function with a route, as this checkout declares it."""

    name: str
    method: str
    route: str
    is_open: bool

    @property
    def label(self) -> str:
        return f"{self.name} {self.method} {self.route}"

    @property
    def path(self) -> str:
        """The route with values that name nothing: an id of nobody, and a page where the rest of a path may stand."""
        return "/api/" + _PARAMETER.sub(lambda found: "index.html" if found[1] else _NOBODY, self.route)


def is_missing(reply: Reply) -> bool:
    """The host's sign that no function has this route and method."""
    return reply.status == HTTPStatus.NOT_FOUND and not reply.body


def judge_operation(operation: Operation, reply: Reply) -> Finding:
    """Whether the function is there, and turns away a caller without a token where it has to."""
    if is_missing(reply):
        return Finding(Kind.MISSING, operation.label)
    if reply.is_from_the_app:
        if reply.code == "misconfigured":
            return Finding(Kind.OK, operation.label, "it is there, and refuses until the settings are right")
        if operation.is_open and _answers_anyone(operation, reply):
            return Finding(Kind.OK, operation.label)
        if not operation.is_open and _asks_for_a_token(reply):
            return Finding(Kind.OK, operation.label)
    expected = "200" if operation.is_open else "401 invalid_token with a WWW-Authenticate"
    return Finding(
        Kind.WRONG, operation.label, f"answers {describe(reply)} to a caller without a token, not {expected}"
    )


def _answers_anyone(operation: Operation, reply: Reply) -> bool:
    """An open function may not know what stands in its path, and what it says of its storage is judged with health."""
    unknown = reply.code == "not_found" and "{" in operation.route
    return reply.status == HTTPStatus.OK or unknown or reply.code == "storage_unavailable"


def _asks_for_a_token(reply: Reply) -> bool:
    challenge = reply.headers.get("www-authenticate", "")
    refused = (reply.status, reply.code) == (HTTPStatus.UNAUTHORIZED, "invalid_token")
    return refused and challenge.lower().startswith("bearer")


def judge_health(reply: Reply) -> Iterator[Finding]:
    """The state that the service itself reports; one line a bad setting."""
    members = reply.json if isinstance(reply.json, dict) else {}
    if reply.status == HTTPStatus.OK and members.get("status") == "ok":
        yield Finding(Kind.OK, "health", "the settings are good and storage answers")
    elif reply.code == "misconfigured":
        yield Finding(Kind.WRONG, "health", "the service refuses to work until its settings are right")
        for bad in members.get("settings", []):
            sentence = f"{bad['reason']}. Correct the deployment's parameter and deploy again."
            yield Finding(Kind.WRONG, f"setting {bad['name']}", sentence)
    elif reply.code == "storage_unavailable":
        yield Finding(
            Kind.WRONG,
            "health",
            "storage does not answer. In the minutes after a first deployment the identity's role may not have spread:"
            f" 'The role has not spread yet' in {GUIDE}.",
        )
    else:
        yield Finding(Kind.WRONG, "health", f"answers {describe(reply)}, neither 200 nor 503 with a reason")


def judge_description(expected: Mapping[str, Any], reply: Reply) -> Finding:
    """Whether the deployed document is this checkout's; if not, which operations and schemas differ."""
    found = reply.json
    if not isinstance(found, dict) or not isinstance(found.get("paths"), dict):
        return Finding(Kind.WRONG, "openapi.json", f"answers {describe(reply)}, no OpenAPI document")
    differences = [
        *_differences("operation", _operations(expected), _operations(found)),
        *_differences("schema", _schemas(expected), _schemas(found)),
    ]
    if not differences and found == expected:
        return Finding(Kind.OK, "openapi.json", "describes this checkout")
    told = "; ".join(differences) or "its head differs"
    return Finding(Kind.WRONG, "openapi.json", f"describes another version ({told}). Publish this checkout.")


def _differences(what: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    lists = {
        f"{what} not deployed": sorted(ours.keys() - theirs.keys()),
        f"{what} not in this checkout": sorted(theirs.keys() - ours.keys()),
        f"{what} different": sorted(name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]),
    }
    yield from (f"{label}: {', '.join(names)}" for label, names in lists.items() if names)


def _operations(document: Mapping[str, Any]) -> dict[str, Any]:
    """Method, path and operation by operationId."""
    return {
        str(operation.get("operationId", f"{method} {path}")): (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if isinstance(operation, dict)
    }


def _schemas(document: Mapping[str, Any]) -> dict[str, Any]:
    schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})
    return schemas


def judge_tab(version: str, reply: Reply) -> Finding:
    """Whether the tab's page comes, and its files are this checkout's: the version is made of all of them."""
    if reply.status != HTTPStatus.OK or reply.media_type != "text/html":
        return Finding(Kind.WRONG, "tab", f"answers {describe(reply)}, no page")
    if f"/api/tab/{version}/".encode() not in reply.body:
        return Finding(Kind.WRONG, "tab", "its files are of another version. Publish this checkout.")
    return Finding(Kind.OK, "tab", "its files are this checkout's")


def judge_notice(language: str, media_type: str, reply: Reply) -> Finding:
    """Whether the notice comes in this language and form."""
    subject = f"notice {language} {media_type}"
    fits = reply.status == HTTPStatus.OK and reply.media_type == media_type
    if fits and reply.headers.get("content-language") == language:
        return Finding(Kind.OK, subject)
    return Finding(Kind.WRONG, subject, f"answers {describe(reply)}; the notice has to be public in both languages")


def judge_retention(reply: Reply) -> Finding:
    """Whether the timer has run lately and left nothing, by what the service tells an operator."""
    if reply.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        sentence = f"refuses ACCESS_TOKEN with {describe(reply)}: get a fresh token of a person with the role Operator"
        return Finding(Kind.WRONG, "retention", sentence)
    try:
        trouble = _trouble_of_retention(reply.json)
    except (KeyError, TypeError, ValueError):
        trouble = f"answers {describe(reply)}, which is no state of retention"
    if trouble:
        return Finding(Kind.WRONG, "retention", trouble)
    return Finding(
        Kind.OK, "retention", f"a run did all it had to at {reply.json['lastSuccessAt']}, and nothing is overdue"
    )


def _trouble_of_retention(status: Mapping[str, Any]) -> str | None:
    now, last = datetime.fromisoformat(status["asOf"]), status["lastSuccessAt"]
    overdue, unknown = status["overdue"], status["unknownCount"]
    if last is None:
        return "no run has succeeded yet. The timer runs seven minutes past each hour: try again after that."
    if now - datetime.fromisoformat(last) > SILENT_AFTER:
        return f"no run has succeeded since {last}. See 'No successful sweep for 3 hours' in {GUIDE}."
    if overdue:
        return (
            f"past their deadline and still there: {', '.join(overdue)}. See 'A table is past its deadline' in {GUIDE}."
        )
    if unknown:
        return f"tables that are not this service's: {unknown}. See 'A table that no family knows' in {GUIDE}."
    return None


def describe(reply: Reply) -> str:
    """An answer in a few words; nothing of its body but a problem's code."""
    what = reply.code or reply.media_type or ("something" if reply.body else "nothing")
    return f"{reply.status} ({what})"
