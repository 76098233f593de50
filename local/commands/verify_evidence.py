"""Verifying the evidence of deletion: every link of the chain, oldest to newest. Runs on a bare Python."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import Any

from local.machine.command_error import CommandError
from shared.retention.evidence import first_broken_link

PAGE = 100
SECONDS = 30
MAX_PAUSES, LONGEST_PAUSE = 5, 30
"""Three years of hourly runs are more pages than the service gives at once: it asks for pauses of a few seconds."""


class _Pause(Exception):
    """The service asks to wait; `seconds` is how long, within reason."""

    def __init__(self, retry_after: str) -> None:
        super().__init__(retry_after)
        # Python refuses to read some thousand digits as a number.
        digits = re.fullmatch("[0-9]{1,9}", retry_after)
        self.seconds = min(int(digits[0]), LONGEST_PAUSE) if digits else LONGEST_PAUSE


def verify(url: str, token: str, head: str | None) -> str:
    """Read the whole chain of the service at `url`, as an operator or officer, and say that it holds.

    `head` is the hash that the newest run's log event carried: it shows that no entry was cut off the end.

    Raises:
        Failure: the service does not answer, or a link is broken; the sentence names the first one.
    """
    entries = sorted(_read(url, token), key=lambda entry: entry["number"])
    broken = first_broken_link(entries)
    if broken is not None:
        raise CommandError(f"The evidence does not hold: {broken}.")
    if head is not None and head not in {entry["hash"] for entry in entries}:
        raise CommandError("The evidence does not hold: no entry has the given head; entries are missing at the end.")
    if not entries:
        return "There is no evidence yet: no sweep has run."
    return f"The evidence holds: entries {entries[0]['number']} to {entries[-1]['number']}, head {entries[-1]['hash']}."


def _read(url: str, token: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = _get_patiently(url, f"limit={PAGE}" + (f"&cursor={cursor}" if cursor else ""), token)
        if not _is_page(page):
            raise CommandError(f"What answers at {url} is not this service.")
        entries += page["entries"]
        cursor = page["next"]
        if cursor is None:
            return entries


def _is_page(page: Any) -> bool:
    """Whether it has what the chain is judged by; what else an entry has is in its hash, whatever it is."""
    if not isinstance(page, dict) or not isinstance(page.get("entries"), list):
        return False
    return isinstance(page.get("next", 0), str | None) and all(
        isinstance(entry, dict)
        and type(entry.get("number")) is int
        and isinstance(entry.get("hash"), str)
        and isinstance(entry.get("previous"), str)
        for entry in page["entries"]
    )


def _get_patiently(url: str, query: str, token: str) -> Any:
    for _ in range(MAX_PAUSES):
        try:
            return _get(url, query, token)
        except _Pause as pause:
            time.sleep(pause.seconds)
    raise CommandError("The service is busy: try again in some minutes.")


def _get(url: str, query: str, token: str) -> Any:
    headers = {"authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{url}/api/retention/evidence?{query}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == HTTPStatus.TOO_MANY_REQUESTS:
                raise _Pause(error.headers.get("retry-after", "")) from None
            raise CommandError(f"The service answers {error.code}: sign in as an operator or officer.") from None
    except OSError as error:
        raise CommandError(f"The service does not answer at {url}: {error}.") from None
    except ValueError:
        raise CommandError(f"What answers at {url} is not this service.") from None
