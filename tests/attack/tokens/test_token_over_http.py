"""What a caller with a hostile token gets from the app: the same answer everywhere, and nothing of the token in it.

Nothing of it is in a log either, at any level. Then every way of not being allowed, together with every other.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest

from shared.auth.access import Who
from tests.attack.tokens.defects import DEFECTS, Defect, token_with
from tests.support.driver import MARK
from tests.support.tokens import ABSENT, OTHER_TENANT_ID, PERSON_ID, SCOPE, TENANT_ID
from tests.support.validator import AUTHORITY
from tests.support.world import OPERATOR_TENANT_ID, Reply, World

CHALLENGE = 'Bearer realm="contact-center"'
MARKED: dict[str, Any] = {
    "preferred_username": f"{MARK}@contoso.example",
    "name": f"{MARK} Schmidt",
    "sub": f"{MARK}-subject",
    "uti": f"{MARK}-uti",
    "email": f"{MARK}@fabrikam.example",
}
TRIMMED = {"form: line end", "form: space before"}
"""Space around a header's value is no part of it (RFC 9110, 5.5): over HTTP these two are good tokens."""
OVER_HTTP = [defect for defect in DEFECTS if defect.name not in TRIMMED]
GOOD = AUTHORITY.token(**MARKED)
FOREIGN_CLIENT_ID = "99999999-9999-4999-8999-999999999999"


@pytest.fixture(scope="module")
def app(azurite: str) -> World:
    """One app for all: whoever is refused changes nothing."""
    return World.on_azurite(azurite)


def closed_operations(app: World) -> list[str]:
    return [name for name, operation in app.services.api.operations.items() if operation.who is not Who.ANYONE]


def face(reply: Reply) -> dict[str, Any]:
    """All of an answer but what is another in each."""
    headers = {name: value for name, value in reply.headers.items() if name != "x-correlation-id"}
    return {**reply.json, "instance": None, "status": reply.status, "headers": headers}


def leaks(texts: list[str], token: str) -> list[str]:
    """The texts that hold anything of a token: a marked claim, an id of the person or the tenant, or the token."""
    secrets = {MARK, TENANT_ID, PERSON_ID, OTHER_TENANT_ID, *(part for part in token.split(".") if len(part) > 8)}
    return [text for text in texts if any(secret.lower() in text.lower() for secret in secrets)]


@pytest.mark.parametrize("defect", OVER_HTTP, ids=[defect.name for defect in OVER_HTTP])
@pytest.mark.clause("R5.1")
def test_a_hostile_token_is_answered_alike_everywhere(
    app: World, caplog: pytest.LogCaptureFixture, defect: Defect
) -> None:
    token = token_with(defect, **MARKED)
    with caplog.at_level(logging.DEBUG):
        replies = [app.call(name, token) for name in closed_operations(app)]

    assert len(replies) >= 30
    assert all(face(reply) == face(replies[0]) for reply in replies)
    assert (replies[0].status, replies[0].code) == (401, "invalid_token")
    assert replies[0].headers["www-authenticate"] == f'{CHALLENGE}, error="invalid_token"'
    said = [f"{reply.headers} {reply.body.decode()}" for reply in replies]
    logged = [f"{logging.Formatter().format(record)} {record.args}" for record in caplog.records]
    assert leaks(said + logged, token) == []


@pytest.mark.parametrize("part", range(3))
def test_whatever_of_a_token_leaked_would_be_found(part: int) -> None:
    said = ["nothing", f"it was {MARK.upper()}", f"token {GOOD.split('.')[part]}", f"{TENANT_ID}:{PERSON_ID}"]

    assert leaks(said, GOOD) == said[1:]


def test_all_defects_have_one_answer(app: World) -> None:
    faces = {
        json.dumps(face(app.call("list_reports", token_with(defect, **MARKED))), default=str) for defect in OVER_HTTP
    }

    assert len(faces) == 1


def test_what_is_open_to_anyone_asks_for_no_token_and_reads_none(app: World) -> None:
    assert [app.call("read_notice", token_with(defect)).status for defect in OVER_HTTP] == [200] * len(OVER_HTTP)


WITHOUT_A_CALLER: dict[str, tuple[dict[str, str], dict[str, str], int, str | None]] = {
    "no token": ({}, {}, 401, CHALLENGE),
    "an empty header": ({"authorization": ""}, {}, 401, CHALLENGE),
    "another scheme": ({"authorization": f"Basic {GOOD}"}, {}, 401, f'{CHALLENGE}, error="invalid_token"'),
    "no scheme": ({"authorization": GOOD}, {}, 401, f'{CHALLENGE}, error="invalid_token"'),
    "a tab behind the scheme": ({"authorization": f"Bearer\t{GOOD}"}, {}, 401, f'{CHALLENGE}, error="invalid_token"'),
    "twice, as the host joins it": ({"authorization": f"Bearer {GOOD}, Bearer {GOOD}"}, {}, 400, None),
    "in the query": ({}, {"access_token": GOOD}, 400, None),
    "in header and query": ({"authorization": f"Bearer {GOOD}"}, {"access_token": GOOD}, 400, None),
    "under another name": ({"x-ms-token-aad-access-token": GOOD, "cookie": f"Bearer={GOOD}"}, {}, 401, CHALLENGE),
}


@pytest.mark.parametrize(("headers", "query", "status", "challenge"), WITHOUT_A_CALLER.values(), ids=WITHOUT_A_CALLER)
def test_a_token_is_sent_once_and_in_one_place(
    app: World, headers: dict[str, str], query: dict[str, str], status: int, challenge: str | None
) -> None:
    for name in closed_operations(app):
        reply = app.call(name, headers=headers, query=query)

        assert (reply.status, reply.headers.get("www-authenticate")) == (status, challenge)
        assert leaks([f"{reply.headers} {reply.body.decode()}"], GOOD) == []


Lack = tuple[Mapping[str, Any], str]
"""The claims of who lacks something, and the code of the refusal."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A function, the claims of someone who may call it, and what they could lack, in the order of judgement."""

    function: str
    claims: Mapping[str, Any]
    lacks: Mapping[str, Lack]


_SCOPE = "insufficient_scope"
_NO_PERSON: Lack = ({"idtyp": "app"}, _SCOPE)
_NO_SCOPE: Lack = ({"scp": f"{SCOPE}.read x{SCOPE}"}, _SCOPE)
_FOREIGN: Lack = ({"azp": FOREIGN_CLIENT_ID}, "client_not_allowed")
_NO_ROLE: Lack = ({"roles": ["operator", "dataprotectionofficer"]}, "role_required")
_GUEST: Lack = ({"acct": 1}, "role_required")
_ELSEWHERE: Lack = ({"tid": TENANT_ID}, "role_required")
_OPERATOR = {"tid": OPERATOR_TENANT_ID, "roles": ["Operator"]}
_OFFICER = {"roles": ["DataProtectionOfficer"]}
_LACKED_BY_OPERATORS = {"scope": _NO_SCOPE, "client": _FOREIGN, "role": _NO_ROLE, "tenant": _ELSEWHERE}
_LACKED_BY_OFFICERS = {"person": _NO_PERSON, "scope": _NO_SCOPE, "client": _FOREIGN, "role": _NO_ROLE, "home": _GUEST}

ALLOWED = {
    "a user": Allowed("list_reports", {}, {"person": _NO_PERSON, "scope": _NO_SCOPE, "client": _FOREIGN}),
    "an operator": Allowed("list_tenants", _OPERATOR, _LACKED_BY_OPERATORS),
    "an application as operator": Allowed(
        "list_tenants",
        {**_OPERATOR, "idtyp": "app", "scp": ABSENT, "azp": FOREIGN_CLIENT_ID},
        {"role": _NO_ROLE, "tenant": _ELSEWHERE},
    ),
    "an officer": Allowed("list_holds", _OFFICER, _LACKED_BY_OFFICERS),
    "an officer where an operator may too": Allowed("retention_status", _OFFICER, _LACKED_BY_OFFICERS),
    "an operator where an officer may too": Allowed("retention_status", _OPERATOR, _LACKED_BY_OPERATORS),
}
WRONGS = [
    pytest.param(allowed, lacking, id=f"{name}: {', '.join(lacking)}")
    for name, allowed in ALLOWED.items()
    for count in range(1, len(allowed.lacks) + 1)
    for lacking in combinations(allowed.lacks, count)
]


def test_every_kind_of_endpoint_is_among_them(app: World) -> None:
    kinds = {app.services.api.operations[allowed.function].who for allowed in ALLOWED.values()}

    assert kinds == {*Who} - {Who.ANYONE}


@pytest.mark.parametrize("allowed", ALLOWED.values(), ids=ALLOWED)
def test_who_lacks_nothing_is_let_in(world: World, allowed: Allowed) -> None:
    world.match()
    person = {"preferred_username": "anna.schmidt@contoso.example"}

    assert world.call(allowed.function, world.token(**{**person, **allowed.claims})).status == 200


@pytest.mark.parametrize(("allowed", "lacking"), WRONGS)
def test_of_all_that_is_lacking_the_first_is_told(app: World, allowed: Allowed, lacking: tuple[str, ...]) -> None:
    claims: dict[str, Any] = {**MARKED, **allowed.claims}
    for name in lacking:
        claims |= allowed.lacks[name][0]
    # Without its role nobody is judged as an officer: the answer is an operator's then.
    code = allowed.lacks[lacking[0]][1]
    if allowed.function == "retention_status" and {"role", "person"} <= {*lacking}:
        code = allowed.lacks[next(name for name in lacking if name != "person")][1]
    token = AUTHORITY.token(**claims)

    reply = app.call(allowed.function, token)

    expected = f'{CHALLENGE}, error="insufficient_scope"' if code == _SCOPE else None
    assert (reply.status, reply.code, reply.headers.get("www-authenticate")) == (403, code, expected)
    assert leaks([f"{reply.headers} {reply.body.decode()}"], token) == []


@pytest.mark.parametrize(("allowed", "lacking"), WRONGS)
def test_a_caller_who_is_nobody_is_not_told_what_is_lacking(
    app: World, allowed: Allowed, lacking: tuple[str, ...]
) -> None:
    claims: dict[str, Any] = {**MARKED, **allowed.claims}
    for name in lacking:
        claims |= allowed.lacks[name][0]

    for broken in (
        AUTHORITY.evil().token(**claims),
        AUTHORITY.token(**{**claims, "exp": 1}),
        AUTHORITY.token(**claims)[:-4],
    ):
        reply = app.call(allowed.function, broken)
        assert (reply.status, reply.code) == (401, "invalid_token")
