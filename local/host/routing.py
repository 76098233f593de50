"""Routes as the functions host matches them: alphabetical by function name, the first whose path and method fit wins.

Literals match ignoring case, `{name}` one segment, `{name?}` one segment or none at the end, `{name:guid}` a
constrained segment, `{*name}` the rest. A path that fits while its method does not falls through: a wrong method is a
404.
https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#customize-the-http-endpoint
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RESERVED = frozenset({"admin", "runtime"})

# .NET's Guid.TryParse: 32 digits, with hyphens, in braces or parentheses. The hexadecimal structure form is left out.
_HEX_GUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_CONSTRAINTS = {
    "guid": re.compile(rf"[0-9a-fA-F]{{32}}|{_HEX_GUID}|\{{{_HEX_GUID}\}}|\({_HEX_GUID}\)"),
    "int": re.compile(r"[+-]?[0-9]{1,10}"),
    "long": re.compile(r"[+-]?[0-9]{1,19}"),
    "alpha": re.compile(r"[a-zA-Z]*"),
    "bool": re.compile(r"true|false", re.IGNORECASE),
}
_PARAMETER = re.compile(r"\{(?P<rest>\*{0,2})(?P<name>\w+)(?::(?P<constraint>[a-z]+))?(?P<optional>\?)?\}")


class RouteError(ValueError):
    """A template that the host refuses, or that this stand-in does not know."""


@dataclass(frozen=True, slots=True)
class _Segment:
    literal: str = ""
    name: str = ""
    constraint: re.Pattern[str] | None = None
    is_rest: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One function's address: methods in upper case, the template without the prefix."""

    function: str
    methods: frozenset[str]
    template: str
    segments: tuple[_Segment, ...]

    @classmethod
    def of(cls, function: str, methods: Iterable[str], template: str) -> Route:
        """Read a template.

        Raises:
            RouteError: it begins with a reserved word or holds something unknown.
        """
        parts = [part for part in template.strip("/").split("/") if part]
        if parts and parts[0].lower() in RESERVED:
            raise RouteError(f"{function}: a route must not begin with {' or '.join(sorted(RESERVED))}")
        segments = tuple(_segment(function, part) for part in parts)
        if any(segment.is_rest or segment.is_optional for segment in segments[:-1]):
            raise RouteError(f"{function}: only the last segment may be the rest or optional")
        return cls(function, frozenset(method.upper() for method in methods), template.strip("/"), segments)

    def match(self, path: list[str]) -> dict[str, str] | None:
        """The parameters when the segments of a decoded path fit, else None."""
        found: dict[str, str] = {}
        for position, segment in enumerate(self.segments):
            if segment.is_rest:
                rest = "/".join(path[position:])
                return found | ({segment.name: rest} if rest else {})
            value = path[position] if position < len(path) else ""
            if not value:
                if segment.is_optional:
                    return found
                return None
            if segment.literal:
                if segment.literal.lower() != value.lower():
                    return None
                continue
            if segment.constraint is not None and not segment.constraint.fullmatch(value):
                return None
            found[segment.name] = value
        return found if path[len(self.segments) :] in ([], [""]) else None  # one slash at the end is forgiven


class Router:
    """Finds the function for a request."""

    def __init__(self, routes: Iterable[Route], prefix: str) -> None:
        self._routes = sorted(routes, key=lambda route: route.function.lower())
        self._prefix = [part.lower() for part in prefix.split("/") if part]

    def find_route(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The first route that fits the method and the raw path, with its parameters."""
        segments = path_segments(path)
        if [segment.lower() for segment in segments[: len(self._prefix)]] != self._prefix:
            return None
        for route in self._routes:
            if method not in route.methods:
                continue
            parameters = route.match(segments[len(self._prefix) :])
            if parameters is not None:
                return route, parameters
        return None


def path_segments(path: str) -> list[str]:
    """The segments of a raw path, decoded once and without dot segments; an encoded slash stays encoded (Kestrel)."""
    decoded = [re.sub("/", "%2F", unquote(part)) for part in path.removeprefix("/").split("/")]
    kept: list[str] = []
    for part in decoded:
        if part == "..":
            del kept[-1:]
        elif part != ".":
            kept.append(part)
    return kept


def query_values(query: str) -> Mapping[str, str]:
    """Query parameters as the worker gets them: a name (ignoring case) once, values joined with a comma, none empty."""
    joined: dict[str, tuple[str, str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        first_name, before = joined.get(name.lower(), (name, ""))
        joined[name.lower()] = (first_name, f"{before},{value}" if name.lower() in joined else value)
    return {name: value for name, value in joined.values() if value}


def _segment(function: str, text: str) -> _Segment:
    if "{" not in text and "}" not in text:
        return _Segment(literal=text)
    found = _PARAMETER.fullmatch(text)
    if found is None:
        raise RouteError(f"{function}: the segment {text} is not a literal or one parameter")
    constraint = found["constraint"]
    if constraint is not None and constraint not in _CONSTRAINTS:
        raise RouteError(f"{function}: the constraint {constraint} is not known here")
    return _Segment(
        name=found["name"],
        constraint=_CONSTRAINTS[constraint] if constraint else None,
        is_rest=bool(found["rest"]),
        is_optional=bool(found["optional"]),
    )
