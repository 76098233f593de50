"""Tolerant readers of what Graph sends: every shape that Microsoft documents, and no more of it than we keep."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from shared.guids import canonical_guid
from shared.times import parse_instant

_WITHOUT_OFFSET = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?")
_FRACTION = re.compile(r"(\.[0-9]{9})[0-9]+")
_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def instant(value: object) -> datetime:
    """A time in UTC: any number of fraction digits, with an offset or without, which then is UTC.

    Webinars have theirs as an object of `dateTime` and `timeZone` (dateTimeTimeZone); its zone may be UTC or an IANA
    name. Raises ValueError for anything else, and for the year 1, which stands for "none".
    """
    if isinstance(value, dict):
        return _in_zone(value.get("dateTime"), value.get("timeZone"))
    if not isinstance(value, str):
        raise ValueError("not a time")  # noqa: TRY004 - a wrong type in an answer is a wrong value
    written = _FRACTION.sub(r"\1", value.strip())
    return parse_instant(f"{written}Z" if _WITHOUT_OFFSET.fullmatch(written) else written)


def text(value: object, limit: int) -> str | None:
    """Text on one line and without what cannot be stored, cut to `limit` characters; None when there is none."""
    if not isinstance(value, str):
        return None
    return " ".join(_UNWANTED.sub(" ", value).split())[:limit].rstrip() or None


def guid_or_none(value: object) -> str | None:
    """An id of Entra in lower case; None when it is none."""
    return canonical_guid(value) if isinstance(value, str) else None


def _in_zone(written: object, zone: object) -> datetime:
    if not isinstance(written, str):
        raise ValueError("not a time")  # noqa: TRY004 - likewise
    found = instant(written)
    if not _WITHOUT_OFFSET.fullmatch(written.strip()):
        return found
    if not isinstance(zone, str):
        raise ValueError("not a time zone")  # noqa: TRY004 - likewise
    if zone.upper() in {"UTC", "ETC/UTC", "GMT"}:
        return found
    try:
        return found.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (LookupError, OSError, OverflowError):
        raise ValueError("not a known time zone") from None
