"""How long to wait before asking Graph or the authority again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_FIRST_SECONDS, _MAX_SECONDS = 0.5, 8.0


def retry_after(header: str | None, now: datetime) -> float | None:
    """The seconds of a Retry-After (RFC 9110, 10.2.3: seconds or a date); None when it has none that can be read."""
    text = (header or "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)  # "-0000": UTC, says RFC 5322
    return max(0.0, (date - now).total_seconds())


def backoff(attempt: int, jitter: Callable[[], float]) -> float:
    """Half a second, doubled with each attempt from 0 on up to 8 s; between half of it and one and a half."""
    return float(min(_MAX_SECONDS, _FIRST_SECONDS * 2**attempt) * (0.5 + jitter()))
