"""A Graph and a sign-in authority on this machine, and what asks them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from local.machine.web import Certificates
from shared.auth.principal import Principal
from shared.graph.client import Graph, GraphClients, Waiting
from shared.settings import Settings
from tests.graph.site import Hours, Site
from tests.identity.sign_in import SignIn, signing_in_at
from tests.support.tokens import CLIENT_ID, PERSON_ID, SCOPE, TENANT_ID
from tests.support.world import BEN, Clock

MEETINGS = ("OnlineMeetings.Read", "OnlineMeetingArtifact.Read.All")
WEBINARS = ("VirtualEvent.Read", "OnlineMeetingArtifact.Read.All")
ASSERTION = "the-token-that-the-person-called-with"
CORRELATION_ID = "c0c0c0c0-0000-4000-8000-000000000001"
BUDGET = 40.0

ANNA = Principal(
    TENANT_ID, PERSON_ID, CLIENT_ID, "anna.schmidt@contoso.example", frozenset({SCOPE}), frozenset(), False, False
)
BERT = replace(ANNA, oid=BEN, username="ben.weber@contoso.example")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hours(clock: Clock) -> Hours:
    return Hours(clock)


@pytest.fixture
def site(certificates: Certificates, trusted: None) -> Iterator[Site]:
    server = Site(certificates)
    server.start()
    yield server
    server.close()


@pytest.fixture
def settings(sign_in: SignIn, site: Site) -> Settings:
    return replace(signing_in_at(sign_in.url), graph_url=site.base)


@pytest.fixture
def clients(settings: Settings, clock: Clock, hours: Hours) -> Iterator[GraphClients]:
    clients = GraphClients(settings, clock, Waiting(hours.monotonic, hours.sleep, lambda: 0.5))
    yield clients
    clients.close()


@pytest.fixture
def graph(clients: GraphClients, hours: Hours) -> Graph:
    """Graph as anna sees it, with 40 s to do it in."""
    return clients.open(ANNA, ASSERTION, MEETINGS, hours.now + BUDGET, CORRELATION_ID)


def token(access_token: str, seconds: object = 3600, **members: object) -> bytes:
    """What the authority answers when it gives a token."""
    given = {"token_type": "Bearer", "expires_in": seconds, "access_token": access_token}
    return json.dumps({**given, **members}).encode()
