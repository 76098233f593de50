"""The two values that are forwarded (R5.1): what of a token's username is one."""

from __future__ import annotations

import unicodedata

import pytest

from shared.auth.principal import Principal
from shared.identity.username import TeamsIdentity, teams_identity
from shared.problems import GuestNotSupported, UsernameMissing
from tests.support.tokens import CLIENT_ID, TENANT_ID
from tests.support.world import ANNA


def principal(username: str | None, *, guest: bool = False) -> Principal:
    return Principal(TENANT_ID, ANNA, CLIENT_ID, username, frozenset(), frozenset(), app_only=False, guest=guest)


@pytest.mark.parametrize(
    ("username", "domain"),
    [
        ("anna.schmidt@contoso.example", "contoso.example"),
        ("Anna.Schmidt@Contoso.Example", "contoso.example"),
        ("anna@müller.example", "xn--mller-kva.example"),
        ("anna@mu\u0308ller.example", "xn--mller-kva.example"),
        ("anna@xn--mller-kva.example", "xn--mller-kva.example"),
        ('"anna@home"@contoso.example', "contoso.example"),
        ("jörg o'neil@contoso.example", "contoso.example"),
        (f"{'a' * (1024 - 16)}@contoso.example", "contoso.example"),
    ],
)
@pytest.mark.clause("R5.1")
def test_the_username_stays_as_it_is_and_the_domain_is_what_follows_its_last_at(username: str, domain: str) -> None:
    assert teams_identity(principal(username)) == TeamsIdentity(username, domain)


@pytest.mark.parametrize(
    "username",
    [
        pytest.param(None, id="absent"),
        pytest.param("", id="empty"),
        pytest.param("anna.schmidt", id="no at"),
        pytest.param("@contoso.example", id="no name"),
        pytest.param("   @contoso.example", id="blank name"),
        pytest.param("anna@", id="no domain"),
        pytest.param("anna@contoso", id="one label"),
        pytest.param("anna@contoso.example.", id="root label"),
        pytest.param("anna@127.0.0.1", id="address"),
        pytest.param("anna@contoso .example", id="space in domain"),
        pytest.param("anna@contoso.example\n", id="line feed"),
        pytest.param("anna\u0000@contoso.example", id="null"),
        pytest.param("anna\u202e@contoso.example", id="direction override"),
        pytest.param("anna\ud800@contoso.example", id="lone surrogate"),
        pytest.param(f"{'a' * (1024 - 15)}@contoso.example", id="too long"),
        pytest.param("anna@" + "ü" * 10_000 + ".example", id="far too long domain"),
    ],
)
def test_anything_else_is_no_username(username: str | None) -> None:
    with pytest.raises(UsernameMissing):
        teams_identity(principal(username))


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
