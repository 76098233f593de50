"""Microsoft Graph in memory: what stands at each path, and what fails there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.auth.principal import Principal
from shared.graph.client import Graph, GraphClients
from shared.graph.outcomes import GraphNotFound
from shared.problems import Problem

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """Whom Graph was opened for, and with which token and permissions."""

    principal: Principal
    assertion: str
    scopes: tuple[str, ...]
    deadline: float
    correlation_id: str


@dataclass
class InMemoryGraph(GraphClients, Graph):
    """`at` maps a path (with `?$filter=…` behind it, when there is one) to an object or to the entries of a list.

    A problem among the entries is raised when a reader comes to it; one in place of them at once.
    """

    at: dict[str, Entry | list[Any] | Problem] = field(default_factory=dict)
    opened: list[Opened] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(
        self, principal: Principal, assertion: str, scopes: tuple[str, ...], deadline: float, correlation_id: str
    ) -> Graph:
        self.opened.append(Opened(principal, assertion, scopes, deadline, correlation_id))
        return self

    def one(self, path: str, query: Mapping[str, str] | None = None) -> Entry:
        found = self._find(path, query)
        assert isinstance(found, Mapping), path
        return found

    def all(self, path: str, query: Mapping[str, str] | None = None) -> Iterator[Entry]:
        found = self._find(path, query)
        assert isinstance(found, list), path
        for entry in found:
            if isinstance(entry, Problem):
                raise entry
            yield entry

    def _find(self, path: str, query: Mapping[str, str] | None) -> Entry | list[Any]:
        place = path + "".join(f"?{name}={value}" for name, value in (query or {}).items())
        self.asked.append(place)
        found = self.at.get(place)
        if found is None:
            raise GraphNotFound
        if isinstance(found, Problem):
            raise found
        return found
