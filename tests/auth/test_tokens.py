"""Which tokens prove a caller, and what they say about the caller."""

from __future__ import annotations

from typing import Any

import pytest

from shared.auth.principal import Principal
from tests.support.tokens import (
    ABSENT,
    AUTHORITY_URL,
    CLIENT_ID,
    OTHER_TENANT_ID,
    PERSON_ID,
    SCOPE,
    TENANT_ID,
    USERNAME,
)
from tests.support.validator import AUTHORITY, ISSUED, VALIDATOR, validator


@pytest.mark.clause("R5.1")
def test_the_username_and_the_person_are_those_of_the_signed_token() -> None:
    assert VALIDATOR.validate(AUTHORITY.token()) == Principal(
        tid=TENANT_ID,
        oid=PERSON_ID,
        client_id=CLIENT_ID,
        username=USERNAME,
        scopes=frozenset({SCOPE}),
        roles=frozenset(),
        app_only=False,
        guest=False,
    )


GOOD_CLAIMS: dict[str, dict[str, Any]] = {
    "expired within the skew": {"exp": ISSUED - 299, "iat": ISSUED - 3600, "nbf": ISSUED - 3600},
    "begins within the skew": {"nbf": ISSUED + 300},
    "issued within the skew": {"iat": ISSUED + 300},
    "lives for 28 hours": {"exp": ISSUED + 28 * 3600},
    "fractions of seconds": {"iat": ISSUED + 0.5, "nbf": ISSUED + 0.5, "exp": ISSUED + 10.5},
    "no username": {"preferred_username": ABSENT},
    "username of 1024 characters": {"preferred_username": "a" * 1024},
    "no scope": {"scp": ABSENT},
    "no subject": {"sub": ABSENT},
    "unknown claims": {"xms_tcdt": 1, "wids": ["b79fbf4d"], "cnf": {"jwk": {"kty": "RSA"}}},
    "client id in upper case": {"azp": CLIENT_ID.upper()},
    "person in upper case": {"oid": PERSON_ID.upper()},
    "tenant in upper case": {"tid": TENANT_ID.upper()},
    "tenant in upper case, not so the issuer": {"tid": TENANT_ID.upper(), "iss": f"{AUTHORITY_URL}/{TENANT_ID}/v2.0"},
}


@pytest.mark.parametrize("claims", GOOD_CLAIMS.values(), ids=GOOD_CLAIMS.keys())
def test_a_good_token_passes(claims: dict[str, Any]) -> None:
    principal = VALIDATOR.validate(AUTHORITY.token(**claims))

    assert (principal.key, principal.client_id) == (f"{TENANT_ID}:{PERSON_ID}", CLIENT_ID)


@pytest.mark.parametrize("members", [{"x5t": "thumbprint"}, {"cty": "JWT"}, {"nonce": "b7kQm2Xv"}, {"JKU": "other"}])
def test_a_header_may_say_more(members: dict[str, Any]) -> None:
    assert VALIDATOR.validate(AUTHORITY.header(**members).token()).oid == PERSON_ID


def test_a_token_of_16_kib_passes() -> None:
    token = AUTHORITY.token(padding="")
    # Four characters of base64 carry three of the claim, so that sizes in steps of four or three can be met.
    longest = AUTHORITY.token(padding="x" * ((16 * 1024 - len(token)) * 3 // 4))

    assert 16 * 1024 - 4 <= len(longest) <= 16 * 1024
    assert VALIDATOR.validate(longest).oid == PERSON_ID


@pytest.mark.parametrize(
    ("issuer", "tid"),
    [
        (ABSENT, TENANT_ID),
        (None, TENANT_ID),
        (f"{AUTHORITY_URL}/{TENANT_ID}/v2.0", TENANT_ID),
        (f"{AUTHORITY_URL}/{{tenantid}}/v2.0", OTHER_TENANT_ID),
    ],
    ids=["none", "null", "fixed", "template"],
)
def test_a_key_signs_for_the_issuer_it_is_listed_with(issuer: object, tid: str) -> None:
    judge = validator(lambda: AUTHORITY.key_set(issuer=issuer))

    assert judge.validate(AUTHORITY.token(tid=tid)).tid == tid


def test_scopes_are_whole_words_and_roles_are_kept_as_spelt() -> None:
    principal = VALIDATOR.validate(AUTHORITY.token(scp=f" {SCOPE}  User.Read\t", roles=["Operator", "operator"]))

    assert principal.scopes == {SCOPE, "User.Read\t"}
    assert principal.roles == {"Operator", "operator"}


@pytest.mark.parametrize(
    ("claims", "app_only"),
    [
        ({"idtyp": "app"}, True),
        ({"idtyp": "user"}, False),
        ({"sub": PERSON_ID}, True),
        ({"sub": PERSON_ID.upper(), "oid": PERSON_ID}, True),
        ({"idtyp": "app", "sub": PERSON_ID, "scp": ABSENT}, True),
        ({"scp": ABSENT}, False),
    ],
)
def test_an_application_is_told_from_a_person(claims: dict[str, Any], app_only: bool) -> None:
    assert VALIDATOR.validate(AUTHORITY.token(**claims)).app_only is app_only


@pytest.mark.parametrize(
    ("claims", "guest"),
    [
        ({"acct": 0}, False),
        ({"acct": 1}, True),
        ({"acct": "1"}, True),
        ({"acct": True}, True),
        ({"acct": [1]}, False),
        ({"idp": f"{AUTHORITY_URL}/{TENANT_ID}/v2.0"}, False),
        ({"idp": f"https://sts.windows.net/{TENANT_ID}/"}, False),
        ({"idp": f"https://sts.windows.net/{OTHER_TENANT_ID}/"}, True),
        ({"idp": "live.com"}, True),
        ({"idp": None}, True),
        ({"idp": []}, True),
        ({"preferred_username": "gus_guest.example#EXT#@contoso.example"}, True),
        ({"preferred_username": "gus_guest.example#ext#@contoso.example"}, True),
        ({"preferred_username": "ext@contoso.example"}, False),
    ],
)
def test_a_guest_is_told_from_a_member(claims: dict[str, Any], guest: bool) -> None:
    assert VALIDATOR.validate(AUTHORITY.token(**claims)).guest is guest
