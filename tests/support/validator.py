"""A validator that trusts the test authority and stands still in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.auth.signing_keys import SigningKeys
from shared.auth.tokens import TokenValidator
from shared.problems import InvalidToken
from tests.support.tokens import AUDIENCE, AUTHORITY_URL, NOW, Authority

if TYPE_CHECKING:
    from datetime import datetime

    from shared.auth.signing_keys import FetchKeys

AUTHORITY = Authority()
ISSUED = int(NOW.timestamp())
PERSONAL_TENANT_ID = "9188040d-6c67-4c5b-b112-36a304b66dad"


def validator(fetch: FetchKeys = AUTHORITY.key_set) -> TokenValidator:
    """A validator with the keys that `fetch` returns."""

    def now() -> datetime:
        return NOW

    return TokenValidator(SigningKeys(fetch, now), authority=AUTHORITY_URL, audience=AUDIENCE, now=now)


VALIDATOR = validator()


def refusal(token: str, judge: TokenValidator = VALIDATOR) -> InvalidToken:
    """What the refused token's sender is told."""
    with pytest.raises(InvalidToken) as caught:
        judge.validate(token)
    return caught.value
