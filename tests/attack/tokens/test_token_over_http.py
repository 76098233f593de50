"""What a caller with a hostile token gets from the app: the same answer everywhere, and nothing of the token in it.

Nothing of it is in a log either, at any level. Then every way of not being allowed, together with every other.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest

from shared.auth.access import AllowedCallers
from tests.attack.tokens.defects import DEFECTS, Defect, token_with
from tests.support.driver import MARK
from tests.support.every import failing
from tests.support.tokens import ABSENT, OTHER_TENANT_ID, PERSON_ID, SCOPE, TENANT_ID
from tests.support.validator import AUTHORITY
from tests.support.world import OPERATOR_TENANT_ID, Reply, World

pytestmark = pytest.mark.slow

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
AT_EACH = 3
"""At so many operations each hostile token is sent."""
FOREIGN_CLIENT_ID = "99999999-9999-4999-8999-999999999999"


@pytest.fixture(scope="module")
def app(azurite: str) -> World:
    """One app for all: whoever is refused changes nothing."""
    return World.on_azurite(azurite)


def closed_operations(app: World) -> list[str]:
    return [
        name for name, operation in app.services.api.operations.items() if operation.who is not AllowedCallers.ANYONE
    ]


def face(reply: Reply) -> dict[str, Any]:
    """All of an answer but what is another in each."""
    headers = {name: value for name, value in reply.headers.items() if name != "x-correlation-id"}
    return {**reply.json, "instance": None, "status": reply.status, "headers": headers}


def leaks(texts: list[str], token: str) -> list[str]:
    """The texts that hold anything of a token: a marked claim, an id of the person or the tenant, or the token."""
    secrets = {MARK, TENANT_ID, PERSON_ID, OTHER_TENANT_ID, *(part for part in token.split(".") if len(part) > 8)}
    return [text for text in texts if any(secret.lower() in text.lower() for secret in secrets)]


@pytest.mark.clause("R5.1")
def test_a_hostile_token_is_answered_alike_everywhere(app: World, caplog: pytest.LogCaptureFixture) -> None:
    """Each token at three operations, so that each operation gets a dozen; the validator alone judges all of them.

    What the boundary does with a refusal does not depend on the token, so no pair of token and operation is special.
    """
    names = closed_operations(app)
    assert len(names) >= 30
    first = face(app.call(names[0], token_with(OVER_HTTP[0], **MARKED)))
    assert (first["status"], first["code"]) == (401, "invalid_token")
    assert first["headers"]["www-authenticate"] == f'{CHALLENGE}, error="invalid_token"'
    called: Counter[str] = Counter()

    def check(place: int, defect: Defect) -> None:
        token = token_with(defect, **MARKED)
        chosen = [names[(place * AT_EACH + step) % len(names)] for step in range(AT_EACH)]
        called.update(chosen)
        caplog.clear()
        with caplog.at_level(logging.DEBUG):
            replies = [app.call(name, token) for name in chosen]

        assert [face(reply) for reply in replies] == [first] * AT_EACH
        said = [f"{reply.headers} {reply.body.decode()}" for reply in replies]
        logged = [f"{logging.Formatter().format(record)} {record.args}" for record in caplog.records]
        assert leaks(said + logged, token) == []

    assert failing(check, {defect.name: (place, defect) for place, defect in enumerate(OVER_HTTP)}) == []
    assert called.keys() == set(names)


def test_whatever_of_a_token_leaked_would_be_found() -> None:
    def check(part: int) -> None:
        said = ["nothing", f"it was {MARK.upper()}", f"token {GOOD.split('.')[part]}", f"{TENANT_ID}:{PERSON_ID}"]

        assert leaks(said, GOOD) == said[1:]

    assert failing(check, range(3)) == []


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


def test_a_token_is_sent_once_and_in_one_place(app: World) -> None:
    def check(headers: dict[str, str], query: dict[str, str], status: int, challenge: str | None) -> None:
        for name in closed_operations(app):
            reply = app.call(name, headers=headers, query=query)

            assert (reply.status, reply.headers.get("www-authenticate")) == (status, challenge)
            assert leaks([f"{reply.headers} {reply.body.decode()}"], GOOD) == []

    assert failing(check, WITHOUT_A_CALLER) == []


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
WRONGS = {
    f"{name}: {', '.join(lacking)}": (allowed, lacking)
    for name, allowed in ALLOWED.items()
    for count in range(1, len(allowed.lacks) + 1)
    for lacking in combinations(allowed.lacks, count)
}


def test_every_kind_of_endpoint_is_among_them(app: World) -> None:
    kinds = {app.services.api.operations[allowed.function].who for allowed in ALLOWED.values()}

    assert kinds == {*AllowedCallers} - {AllowedCallers.ANYONE}


@pytest.mark.parametrize("allowed", ALLOWED.values(), ids=ALLOWED)
def test_who_lacks_nothing_is_let_in(world: World, allowed: Allowed) -> None:
    world.match()
    person = {"preferred_username": "anna.schmidt@contoso.example"}

    assert world.call(allowed.function, world.token(**{**person, **allowed.claims})).status == 200


def test_of_all_that_is_lacking_the_first_is_told(app: World) -> None:
    def check(allowed: Allowed, lacking: tuple[str, ...]) -> None:
        # Without its role nobody is judged as an officer: the answer is an operator's then.
        code = allowed.lacks[lacking[0]][1]
        if allowed.function == "retention_status" and {"role", "person"} <= {*lacking}:
            code = allowed.lacks[next(name for name in lacking if name != "person")][1]
        token = AUTHORITY.token(**claims_of(allowed, lacking))

        reply = app.call(allowed.function, token)

        expected = f'{CHALLENGE}, error="insufficient_scope"' if code == _SCOPE else None
        assert (reply.status, reply.code, reply.headers.get("www-authenticate")) == (403, code, expected)
        assert leaks([f"{reply.headers} {reply.body.decode()}"], token) == []

    assert failing(check, WRONGS) == []


def test_a_caller_who_is_nobody_is_not_told_what_is_lacking(app: World) -> None:
    def check(allowed: Allowed, lacking: tuple[str, ...]) -> None:
        claims = claims_of(allowed, lacking)

        for broken in (
            AUTHORITY.evil().token(**claims),
            AUTHORITY.token(**{**claims, "exp": 1}),
            AUTHORITY.token(**claims)[:-4],
        ):
            reply = app.call(allowed.function, broken)
            assert (reply.status, reply.code) == (401, "invalid_token")

    assert failing(check, WRONGS) == []


def claims_of(allowed: Allowed, lacking: tuple[str, ...]) -> dict[str, Any]:
    """The claims of someone who would be allowed, but for what is lacking."""
    claims: dict[str, Any] = {**MARKED, **allowed.claims}
    for name in lacking:
        claims |= allowed.lacks[name][0]
    return claims
