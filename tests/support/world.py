"""The app as tests build it: on a clock of their own, with real tokens, real tables and a contact centre in memory."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol

import azure.functions as func
from azure.core.pipeline.transport import RequestsTransport
from azure.functions.decorators import utils as decorators

from function_app import build_app
from shared import times
from shared.graph.client import GraphClients
from shared.http.bodies import validate
from shared.identity.contact_center import ContactCenters, Match
from shared.identity.service_tokens import ServiceTokens
from shared.identity.username import TeamsIdentity
from shared.problems import ContactCenterFailed, Problem
from shared.services import ExternalServices, Services
from shared.settings import Settings
from shared.storage.azure_tables import AzureTables
from shared.storage.tables import Tables
from shared.tenants.model import Contract
from shared.tenants.registration import Registration
from shared.times import format_instant
from tests.support.memory_graph import InMemoryGraph
from tests.support.memory_tables import InMemoryTables
from tests.support.resolver import Names
from tests.support.tokens import AUDIENCE, AUTHORITY_URL, TENANT_ID, Authority

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2026, 11, 23, 9, 45, 10, tzinfo=UTC)
OPERATOR_TENANT_ID = "e5a1c0de-0000-4000-8000-00000000000f"
OTHER_TENANT_ID = "e5a1c0de-0000-4000-8000-000000000002"
ANNA = "a0a0a0a0-0000-4000-8000-000000000001"
BEN = "b0b0b0b0-0000-4000-8000-000000000002"
DORA = "d0d0d0d0-0000-4000-8000-000000000003"
OTTO = "00770000-0000-4000-8000-000000000004"
ENVIRONMENT = {
    "API_CLIENT_ID": AUDIENCE,
    "API_CLIENT_SECRET": "made-up",
    "OPERATOR_TENANT_ID": OPERATOR_TENANT_ID,
    "ENTRA_AUTHORITY": AUTHORITY_URL,
}
UNREACHABLE = (
    "DefaultEndpointsProtocol=http;AccountName=contactcenter;AccountKey=a2V5;"
    "TableEndpoint=http://127.0.0.1:1/contactcenter"
)
"""A connection string for settings alone: nothing listens there."""


# azure-functions inspects the same few constructors for every function of every app, most of what a world costs.
vars(decorators)["inspect"] = SimpleNamespace(signature=lru_cache(inspect.signature))


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> datetime:
        """Move by `timedelta(**duration)`; back when it is negative."""
        self.now += timedelta(**duration)
        return self.now


class Pace:
    """The monotonic clock of a world, in nanoseconds. Its callers take their time: each call comes a `step` later."""

    def __init__(self, step: int = 1_000_000_000) -> None:
        self.now = 0
        self.step = step

    def __call__(self) -> int:
        self.now += self.step
        return self.now


class Storage(RequestsTransport):
    """The wire to Azurite on the test's clock: counts requests, and dates their answers by that clock.

    `before` is called with each request first; the SDK sees what it raises as the failure of that request.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.offset = timedelta(0)
        self.requests: list[str] = []
        self.before: Callable[[Any], None] | None = None

    def send(self, request: Any, **kwargs: Any) -> Any:
        self.requests.append(f"{request.method} {request.url}")
        if self.before is not None:
            self.before(request)
        response = super().send(request, **kwargs)
        response.headers["Date"] = format_datetime(self.clock() + self.offset, usegmt=True)
        return response

    def writes(self) -> list[str]:
        return [request for request in self.requests if not request.startswith("GET")]


class AzuriteTables(AzureTables):
    """The tables of an Azurite, over a wire that a test can count, cut, delay and kill."""

    def __init__(self, connection_string: str, clock: Clock) -> None:
        from azure.data.tables import TableServiceClient

        self.connection_string = connection_string
        self.wire = Storage(clock)
        super().__init__(
            TableServiceClient.from_connection_string(connection_string, transport=self.wire, retry_total=0)
        )


@dataclass
class KnownPeople(ContactCenters):
    """A contact centre in memory: knows the usernames it is told, and remembers what it was sent."""

    usernames: set[str] = field(default_factory=set)
    received: list[dict[str, str]] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)
    failure: Problem | None = None
    deaf: set[str] = field(default_factory=set)
    """Tenants whose instances take no word of a change."""
    on_match: Callable[[], None] | None = None

    @contextmanager
    def turn(self, registration: Registration) -> Iterator[None]:
        yield

    def match(
        self, registration: Registration, identity: TeamsIdentity, bearer: str, correlation_id: str
    ) -> Match | None:
        self.received.append({"username": identity.username, "domain": identity.domain})
        if self.on_match is not None:
            self.on_match()
        if self.failure is not None:
            raise self.failure
        if identity.username not in self.usernames:
            return None
        return Match("https://cc.contoso.example/s/1", START + timedelta(minutes=20))

    def tell(
        self, registration: Registration, identity: TeamsIdentity, change: str, bearer: str, correlation_id: str
    ) -> None:
        if self.failure is not None:
            raise self.failure
        if registration.tenant_id in self.deaf:
            raise ContactCenterFailed
        self.told.append({"username": identity.username, "domain": identity.domain, "change": change})


class NoTokens(ServiceTokens):
    """Service tokens without an authority."""

    def __init__(self) -> None:
        pass

    def token(self, tenant_id: str, scope: str) -> str:
        return f"token of {tenant_id} for {scope}"


@dataclass(frozen=True, slots=True)
class Fakes(ExternalServices):
    """What a world reaches outside itself."""

    store: Tables
    names: Names
    contact_center: KnownPeople
    graph_in_memory: InMemoryGraph

    def tables(self, settings: Settings) -> Tables:
        return self.store

    def resolve(self, host: str, port: int) -> list[str]:
        return self.names(host, port)

    def signing_keys(self, url: str) -> bytes:
        return Authority().key_set()

    def service_tokens(self, settings: Settings, clock: times.Clock) -> ServiceTokens:
        return NoTokens()

    def contact_centers(self, settings: Settings, threads: int) -> ContactCenters:
        return self.contact_center

    def graph(self, settings: Settings, clock: times.Clock) -> GraphClients:
        return self.graph_in_memory


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the app."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json["code"])


class World:
    """One process of the app; `call` is a caller's request, `services` what it is made of.

    Its tables are in memory unless it is given others. Two worlds given the same tables and clock are two workers: they
    share nothing else. It reaches its own stand-ins, unless it is given an `outside` of its own.
    """

    def __init__(
        self,
        environment: Mapping[str, str] | None = None,
        *,
        tables: Tables | None = None,
        clock: Clock | None = None,
        outside: ExternalServices | None = None,
        monotonic: Callable[[], int] | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.pace = Pace()
        self._tables = tables if tables is not None else InMemoryTables(self.clock)
        self.names = Names()
        self.contact_center = KnownPeople()
        self.graph = InMemoryGraph()
        self.services = Services(
            {**ENVIRONMENT, "TABLES_CONNECTION_STRING": UNREACHABLE, **(environment or {})},
            clock=self.clock,
            monotonic=monotonic or self.pace,
            outside=outside or Fakes(self._tables, self.names, self.contact_center, self.graph),
        )
        functions = build_app(self.services).get_functions()
        self._triggers = {built.get_function_name(): built.get_user_function() for built in functions}

    @classmethod
    def on_azurite(
        cls,
        connection_string: str,
        environment: Mapping[str, str] | None = None,
        *,
        clock: Clock | None = None,
        outside: ExternalServices | None = None,
        monotonic: Callable[[], int] | None = None,
    ) -> World:
        """Make a world over what is already stored in an Azurite."""
        clock = clock or Clock()
        return cls(
            {"TABLES_CONNECTION_STRING": connection_string, **(environment or {})},
            tables=AzuriteTables(connection_string, clock),
            clock=clock,
            outside=outside,
            monotonic=monotonic,
        )

    @property
    def tables(self) -> Tables:
        return self.services.tables()

    @property
    def storage(self) -> Storage:
        """The wire to Azurite, for tests that count requests or interfere with them."""
        assert isinstance(self._tables, AzuriteTables), "these tables are in memory: mark the test `azurite`"
        return self._tables.wire

    def another_worker(self, environment: Mapping[str, str] | None = None) -> World:
        """Start a second process of the app over the same storage, at the same time."""
        if isinstance(self._tables, AzuriteTables):  # each worker has connections of its own
            other = World.on_azurite(self._tables.connection_string, environment, clock=self.clock)
        else:
            other = World(environment, tables=self._tables, clock=self.clock)
        other.contact_center.usernames |= self.contact_center.usernames
        return other

    def token(self, oid: str = ANNA, tid: str = TENANT_ID, **claims: Any) -> str:
        """A token of now for a person; anna.schmidt@contoso.example unless claims say otherwise."""
        return Authority(now=self.clock()).token(oid=oid, tid=tid, **claims)

    def operator_token(self) -> str:
        username = "otto.berg@vendor.example"
        return self.token(OTTO, OPERATOR_TENANT_ID, roles=["Operator"], preferred_username=username)

    def officer_token(self, oid: str = DORA, tid: str = TENANT_ID) -> str:
        return self.token(oid, tid, roles=["DataProtectionOfficer"], preferred_username="dora.klein@contoso.example")

    def call(
        self,
        function: str,
        token: str | None = None,
        body: object = None,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Call a function by name, as the host would; `body` is bytes as they are, or a JSON value."""
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        named = {"content-type": "application/json"} if sent else {}
        bearer = {"authorization": f"Bearer {token}"} if token is not None else {}
        request = func.HttpRequest(
            method=self.services.api.operations[function].method,
            url=f"http://localhost/api/{function}",
            headers={**named, **bearer, **(headers or {})},
            params=dict(query or {}),
            route_params=dict(path or {}),
            body=sent,
        )
        answer: func.HttpResponse = self._triggers[function](request)
        return Reply(answer.status_code, dict(answer.headers), answer.get_body())

    def run_timer(self) -> None:
        """Run the scheduled sweep, as the host would."""
        self._triggers["enforce_retention"](_OnTime())

    def register(self, tid: str = TENANT_ID, **members: Any) -> Registration:
        """Register a tenant's contract with the service itself."""
        registration, _ = self.services.registry().register(tid, contract(**members), self.clock())
        return registration

    def match(self, oid: str = ANNA, username: str = "anna.schmidt@contoso.example") -> Reply:
        """Make a person known to the contact centre, and forward them."""
        self.contact_center.usernames.add(username)
        return self.call("forward_identity", self.token(oid, preferred_username=username))

    def rows(self, family: str) -> list[dict[str, Any]]:
        """Every row of every table whose name begins with `family`, as storage has it."""
        names = [name for name in self.tables.listing().names if name.startswith(family)]
        return [
            dict(row) for name in names for row in self.tables.query(name, "PartitionKey ne @nobody", {"nobody": ""})
        ]

    @contextmanager
    def failing(self, fails: Callable[[str], bool]) -> Iterator[None]:
        """Drop the connection of each request for which `fails("<method> <url>")` is true."""
        from azure.core.exceptions import ServiceResponseError

        def drop(request: Any) -> None:
            if fails(f"{request.method} {request.url}"):
                raise ServiceResponseError("dropped")

        self.storage.before = drop
        try:
            yield
        finally:
            self.storage.before = None


def empty_tables(connection_string: str, clock: Clock) -> AzuriteTables:
    """Drop every table of an Azurite; its tables come back."""
    tables = AzuriteTables(connection_string, clock)
    for name in tables.listing().names:
        tables.drop_table(name)
    tables.wire.requests.clear()
    return tables


class NewWorld(Protocol):
    """Makes a world over the account of a test; another call is another worker."""

    def __call__(self, environment: Mapping[str, str] | None = None, *, clock: Clock | None = None) -> World: ...


class _OnTime(func.TimerRequest):
    past_due = False


def contract(**members: Any) -> Contract:
    """A contract as `PUT tenants/{tenantId}` takes it; each argument overrides the member of its name."""
    fitted: Contract = validate(Contract, contract_body(**members))
    return fitted


def contract_body(**members: Any) -> dict[str, Any]:
    return {
        "name": "Contoso",
        "domains": ["contoso.example"],
        "contactCenterUrl": "https://cc.contoso.example",
        "contactCenterName": "Contoso Contact Center",
        "contactCenterScope": "api://cc.contoso.example/.default",
        "country": "DE",
        "launchHosts": ["cc.contoso.example"],
        "contractStart": "2026-01-01",
        **members,
    }


def report_body(ended_at: datetime = START - timedelta(minutes=5), **members: Any) -> dict[str, Any]:
    """A report as `POST reports` takes it; each argument overrides the member of its name."""
    return {
        "meetingId": "MSpkZjE4",
        "reportId": "c9b6db1c",
        "type": "meeting",
        "topic": "Weekly",
        "startedAt": format_instant(ended_at - timedelta(minutes=45)),
        "endedAt": format_instant(ended_at),
        "participantCount": 2,
        "attendees": [
            {"oid": ANNA, "name": "Anna Schmidt", "role": "organizer"},
            {"oid": None, "name": "Chris Moor", "role": "attendee"},
        ],
        **members,
    }
