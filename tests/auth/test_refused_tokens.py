"""Which tokens prove nothing, and that a refusal never says why (RFC 8725)."""

from __future__ import annotations

from typing import Any

import pytest

from shared.problems import KeysUnavailable
from tests.auth.bad_tokens import BAD_CLAIMS, BAD_HEADERS, BAD_TOKENS
from tests.support.tokens import AUTHORITY_URL, OTHER_TENANT_ID, PERSON_ID, key_set, private_key, public_entry
from tests.support.validator import AUTHORITY, PERSONAL_TENANT_ID, refusal, validator


@pytest.mark.parametrize("claims", BAD_CLAIMS.values(), ids=BAD_CLAIMS.keys())
def test_a_claim_that_breaks_a_rule_is_refused(claims: dict[str, Any]) -> None:
    refusal(AUTHORITY.token(**claims))


@pytest.mark.parametrize("members", BAD_HEADERS.values(), ids=BAD_HEADERS.keys())
def test_a_header_that_breaks_a_rule_is_refused(members: dict[str, Any]) -> None:
    refusal(AUTHORITY.header(**members).token())


@pytest.mark.parametrize("token", BAD_TOKENS.values(), ids=BAD_TOKENS.keys())
def test_what_is_no_signed_token_is_refused(token: str) -> None:
    refusal(token)


@pytest.mark.parametrize(
    "issuer",
    [
        f"{AUTHORITY_URL}/{PERSONAL_TENANT_ID}/v2.0",
        f"{AUTHORITY_URL}/{OTHER_TENANT_ID}/v2.0",
        "https://login.elsewhere.example/{tenantid}/v2.0",
        "",
    ],
)
def test_a_key_does_not_sign_for_an_issuer_it_is_not_listed_with(issuer: str) -> None:
    refusal(AUTHORITY.token(), validator(lambda: AUTHORITY.key_set(issuer=issuer)))


def test_a_key_that_the_authority_lists_does_not_sign_under_another_ones_id() -> None:
    both = key_set(AUTHORITY.key(), {**public_entry(private_key("evil")), "kid": "second"})
    judge = validator(lambda: both)

    refusal(AUTHORITY.evil().token(), judge)
    assert judge.validate(AUTHORITY.evil().header(kid="second").token()).oid == PERSON_ID


def test_no_refusal_tells_which_rule_was_broken() -> None:
    tokens = [
        *(AUTHORITY.token(**claims) for claims in BAD_CLAIMS.values()),
        *(AUTHORITY.header(**members).token() for members in BAD_HEADERS.values()),
        *BAD_TOKENS.values(),
    ]

    faces = {repr((type(problem), str(problem), vars(problem), problem.__cause__)) for problem in map(refusal, tokens)}

    assert len(faces) == 1


def test_without_any_keys_no_token_is_judged() -> None:
    def unreachable() -> bytes:
        raise OSError

    judge = validator(unreachable)

    with pytest.raises(KeysUnavailable):
        judge.validate(AUTHORITY.token())
    refusal("not even a token", judge)
