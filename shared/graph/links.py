"""Addresses on Graph, and nowhere else: of what is asked for, and of the next page, which Graph itself names.

The bearer token goes to whatever address is made here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

from shared.graph.outcomes import GraphNotFound, GraphRefused

_MAX_LINK = 16 * 1024
_PLAIN = re.compile(r"[!-~]+")
_NEVER = set('\\"<>^`{|}')
# A relative link that begins with one of Graph's collections is relative to the service, as OData has it with the
# context URL; any other is relative to the page that it stands in (RFC 3986).
_FROM_THE_SERVICE = re.compile(r"(me|users|communications|solutions)\b")


def segment(value: str) -> str:
    """One path segment of an address, quoted. Raises GraphNotFound: nothing has that id."""
    if value in {"", ".", ".."}:
        raise GraphNotFound
    try:
        return quote(value, safe="")
    except UnicodeEncodeError:  # a lone surrogate
        raise GraphNotFound from None


class Links:
    """Addresses below `base`, an https URL without a query such as `https://graph.microsoft.com/v1.0`."""

    def __init__(self, base: str) -> None:
        self._base = base
        parts = urlsplit(base)
        self._path = parts.path
        self.origin = (parts.hostname or "", parts.port or 443)

    def target(self, path: str, query: Mapping[str, str] | None) -> str:
        """What an HTTP request names: path and query. `path` is below the base, its segments quoted."""
        asked = urlencode(query or {}, quote_via=quote, safe="$")
        return f"{self._path}/{path.lstrip('/')}" + (f"?{asked}" if asked else "")

    def follow(self, link: str, target: str) -> str:
        """The target of the next page, as the page at `target` names it: absolute or relative.

        Raises:
            GraphRefused: it leads off Graph's origin, or out of what is below the base.
        """
        if len(link) > _MAX_LINK or not _PLAIN.fullmatch(link) or set(link) & _NEVER:
            raise GraphRefused
        within = f"{self._base}/" if _FROM_THE_SERVICE.match(link) else urljoin(self._base, target)
        try:
            parts = urlsplit(urljoin(within, link))
            origin = (parts.hostname or "", parts.port or 443)
        except ValueError:
            raise GraphRefused from None
        if parts.scheme != "https" or "@" in parts.netloc or origin != self.origin or not self._is_below(parts.path):
            raise GraphRefused
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _is_below(self, path: str) -> bool:
        """Whether this is a path of the service, however a server may read its escapes."""
        steps = set(re.split(r"[/\\]", unquote(unquote(path))))
        return path.startswith(f"{self._path}/") and not steps & {".", ".."}
