"""The two values that are forwarded (R5.1): what of a token's username is one."""

from __future__ import annotations

import unicodedata

import pytest

from shared.auth.principal import Principal
from shared.identity.username import TeamsIdentity, teams_identity
from shared.problems import GuestNotSupported, UsernameMissing
from tests.support.every import failing
from tests.support.tokens import CLIENT_ID, TENANT_ID
from tests.support.world import ANNA


def principal(username: str | None, *, guest: bool = False) -> Principal:
    return Principal(TENANT_ID, ANNA, CLIENT_ID, username, frozenset(), frozenset(), app_only=False, guest=guest)


@pytest.mark.clause("R5.1")
def test_the_username_stays_as_it_is_and_the_domain_is_what_follows_its_last_at() -> None:
    cases = [
        ("anna.schmidt@contoso.example", "contoso.example"),
        ("Anna.Schmidt@Contoso.Example", "contoso.example"),
        ("anna@müller.example", "xn--mller-kva.example"),
        ("anna@mu\u0308ller.example", "xn--mller-kva.example"),
        ("anna@xn--mller-kva.example", "xn--mller-kva.example"),
        ('"anna@home"@contoso.example', "contoso.example"),
        ("jörg o'neil@contoso.example", "contoso.example"),
        (f"{'a' * (1024 - 16)}@contoso.example", "contoso.example"),
    ]

    def check(username: str, domain: str) -> None:
        assert teams_identity(principal(username)) == TeamsIdentity(username, domain)

    assert failing(check, cases) == []


def test_anything_else_is_no_username() -> None:
    cases = {
        "absent": None,
        "empty": "",
        "no at": "anna.schmidt",
        "no name": "@contoso.example",
        "blank name": "   @contoso.example",
        "no domain": "anna@",
        "one label": "anna@contoso",
        "root label": "anna@contoso.example.",
        "address": "anna@127.0.0.1",
        "space in domain": "anna@contoso .example",
        "line feed": "anna@contoso.example\n",
        "null": "anna\u0000@contoso.example",
        "direction override": "anna\u202e@contoso.example",
        "lone surrogate": "anna\ud800@contoso.example",
        "too long": f"{'a' * (1024 - 15)}@contoso.example",
        "far too long domain": "anna@" + "ü" * 10_000 + ".example",
    }

    def check(username: str | None) -> None:
        with pytest.raises(UsernameMissing):
            teams_identity(principal(username))

    assert failing(check, cases) == []


def test_guests_are_refused_whatever_their_username() -> None:
    with pytest.raises(GuestNotSupported):
        teams_identity(principal("anna.schmidt@contoso.example", guest=True))
    with pytest.raises(GuestNotSupported):
        teams_identity(principal(None, guest=True))


def test_what_is_refused_is_not_told() -> None:
    with pytest.raises(UsernameMissing) as refused:
        teams_identity(principal("anna.schmidt"))

    assert "anna" not in f"{refused.value}{refused.value.detail}{refused.value.members}"


def test_names_in_both_normal_forms_share_a_domain() -> None:
    composed = teams_identity(principal("anna@müller.example"))
    decomposed = teams_identity(principal(unicodedata.normalize("NFD", "anna@müller.example")))

    assert composed.domain == decomposed.domain
