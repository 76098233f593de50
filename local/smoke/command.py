"""After a deployment: is all of this checkout there, and does it answer as it has to? Runs on a bare Python.

No call carries a token but the one that reads the state of retention, so no call can change anything. What to
expect is the app's own list, so that a new function is looked for as soon as it is declared.
"""

from __future__ import annotations

import ipaddress
import json
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from local.machine.command_error import CommandError
from local.machine.environment import say
from local.smoke.http_client import NoAnswer, Reply, Unreachable, call
from local.smoke.verdicts import (
    GUIDE,
    Finding,
    Kind,
    Operation,
    describe,
    is_missing,
    judge_description,
    judge_health,
    judge_notice,
    judge_operation,
    judge_retention,
    judge_tab,
)

if TYPE_CHECKING:
    from pathlib import Path

ANSWER_SECONDS = 30
WAIT_SECONDS = 180
PAUSE_SECONDS = 5
AT_ONCE = 8
LANGUAGES = ("de", "en")
_STARTING = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class Expected:
    """What this checkout declares: its operations, the functions without a route, its OpenAPI document, and the
    version of the tab's files."""

    operations: tuple[Operation, ...]
    unseen: tuple[str, ...]
    document: Mapping[str, Any]
    tab_version: str


@dataclass(frozen=True, slots=True)
class Target:
    """Where to look. `token` is an operator's or None; `wait_seconds` is for a start from nothing."""

    url: str
    token: str | None = None
    wait_seconds: float = WAIT_SECONDS
    answer_seconds: float = ANSWER_SECONDS

    def call(self, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Reply:
        return call(self.url + path, method=method, headers=headers, seconds=self.answer_seconds)


def read_expected(root: Path, python: Path) -> Expected:
    """Ask the app of the checkout at `root`.

    Raises:
        Failure: it cannot be imported; it would not start when deployed either.
    """
    command = [str(python), "-m", "local.smoke.expected"]
    asked = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if asked.returncode != 0:
        raise CommandError("The app of this checkout cannot be imported: what went wrong is above.")
    members = json.loads(asked.stdout)
    operations = tuple(Operation(**operation) for operation in members["operations"])
    return Expected(operations, tuple(members["unseen"]), members["document"], members["tab_version"])


def address(text: str) -> str:
    """The origin of the service, without a slash at the end.

    Raises:
        Failure: it is no address of a service, or would be called without TLS over a network.
    """
    try:
        parts = urlsplit(text)
        host, scheme = parts.hostname, parts.scheme
        _ = parts.port
    except ValueError:
        host, scheme = None, ""
    if host is None or scheme not in {"http", "https"}:
        raise CommandError("Give the whole address, https://<name of the function app>.azurewebsites.net for example.")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise CommandError(f"Give the address alone, without a path: {scheme}://{parts.netloc.rpartition('@')[2]}")
    if scheme == "http" and not _is_loopback(host):
        raise CommandError("Give an https address: plain http is for a service on this machine.")
    return f"{scheme}://{parts.netloc}"


def run(target: Target, expected: Expected) -> int:
    """Print a line a check and one at the end; 1 when a check failed.

    Raises:
        Failure: nobody is there, or somebody else.
    """
    findings = []
    for finding in findings_of(target, expected):
        print(finding, flush=True)
        findings.append(finding)
    checks = [finding for finding in findings if finding.kind is not Kind.NOTE]
    failed = [finding for finding in checks if finding.kind is not Kind.OK]
    missing = [finding for finding in failed if finding.kind is Kind.MISSING]
    print(_conclusion(target.url, expected, len(checks), len(failed), len(missing)), flush=True)
    return 1 if failed else 0


def findings_of(target: Target, expected: Expected) -> Iterator[Finding]:
    """Every check, in order, as its answer comes in."""
    health = _wait_until_up(target)
    if not is_missing(health):
        yield from judge_health(health)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda operation: _check_operation(target, operation), expected.operations)
    yield from _check(target, "openapi.json", "/api/openapi.json", {}, partial(judge_description, expected.document))
    yield from _check(target, "tab", "/api/tab/", {}, partial(judge_tab, expected.tab_version))
    for language in LANGUAGES:
        for media_type in ("application/json", "text/html"):
            headers = {"accept": media_type, "accept-language": language}
            judge = partial(judge_notice, language, media_type)
            yield from _check(target, f"notice {language} {media_type}", "/api/notice", headers, judge)
    if target.token is None:
        yield Finding(
            Kind.NOTE,
            ", ".join(expected.unseen),
            "has no address, so it cannot be seen from outside. Put an operator's token into ACCESS_TOKEN and this"
            f" command tells when it last ran; 'az functionapp function list' tells that it is there ({GUIDE}).",
        )
    else:
        headers = {"authorization": f"Bearer {target.token}"}
        yield from _check(target, "retention", "/api/retention/status", headers, judge_retention)


def _check(
    target: Target, subject: str, path: str, headers: Mapping[str, str], judge: Callable[[Reply], Finding]
) -> Iterator[Finding]:
    """What `judge` says of the answer. A function that is missing has been named already."""
    try:
        reply = target.call(path, headers=headers)
    except (NoAnswer, Unreachable) as error:
        yield Finding(Kind.WRONG, subject, str(error))
        return
    if not is_missing(reply):
        yield judge(reply)


def _check_operation(target: Target, operation: Operation) -> Finding:
    try:
        return judge_operation(operation, target.call(operation.path, method=operation.method))
    except (NoAnswer, Unreachable) as error:
        return Finding(Kind.WRONG, operation.label, str(error))


def _wait_until_up(target: Target) -> Reply:
    """The first answer of `health` that is the app's own, or the host's last word that it has no such function.

    Flex Consumption starts an instance for the first caller, and a host that has just been given new code lists its
    functions a moment later: a 404, a 503 and silence are worth waiting for.

    Raises:
        Failure: nobody is there, somebody else is, or the wait is over.
    """
    deadline = time.monotonic() + target.wait_seconds
    while True:
        reply = None
        try:
            reply = target.call("/api/health")
        except Unreachable as error:
            raise CommandError(
                f"{target.url} cannot be reached: {error}. Compare it with the output 'url' of the deployment."
            ) from None
        except NoAnswer as error:
            trouble = str(error)
        else:
            if reply.is_from_the_app:
                return reply
            _require_a_starting_host(target.url, reply)
            trouble = f"answers {describe(reply)}"
        left = deadline - time.monotonic()
        if left <= 0:
            if reply is not None and is_missing(reply):
                return reply
            raise CommandError(
                f"{target.url} does not come up in {target.wait_seconds:g} s: it {trouble}. Look at the host's own log:"
                f" 'The host does not start' in {GUIDE}."
            )
        say(f"Waiting for the service to start, {left:.0f} s at most: it {trouble}.")
        time.sleep(min(PAUSE_SECONDS, left))


def _require_a_starting_host(url: str, reply: Reply) -> None:
    """Raises Failure for an answer that no functions host gives while it starts."""
    if is_missing(reply) or reply.status in _STARTING:
        return
    if reply.status in _REDIRECTS:
        raise CommandError(
            f"{url} redirects to {reply.headers.get('location', 'nowhere')}: give the app's own address, the output"
            " 'url' of the deployment. If it leads to a sign-in page, the platform's authentication is on: switch it"
            " off, the app judges tokens itself."
        )
    if reply.status in _REFUSED:
        raise CommandError(
            f"{url} answers {describe(reply)} before the app sees the call: the app is stopped ('az functionapp"
            " start'), lets in some networks only, or the platform's authentication is on. The templates do none of it."
        )
    raise CommandError(
        f"What answers at {url} is not this service: {describe(reply)}. Compare it with the output 'url' of the"
        " deployment."
    )


def _conclusion(url: str, expected: Expected, checks: int, failed: int, missing: int) -> str:
    if not failed:
        return f"All {checks} checks are well: what answers at {url} is this checkout."
    publish = "func azure functionapp publish <name of the function app> --python --build remote"
    if missing == len(expected.operations):
        advice = f"No function is there. Publish the code: {publish}. If you have: 'Functions are missing' in {GUIDE}."
    elif missing:
        advice = f"Functions are missing. Publish this checkout: {publish}. If you have: see {GUIDE}."
    else:
        advice = f"The lines above say what is wrong; {GUIDE} has the ways out."
    return f"{failed} of {checks} checks failed. {advice}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
