"""Which entries of a key set are keys (RFC 7517), and that nothing but `n` and `e` makes one."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from shared.auth.signing_keys import SigningKey, SigningKeys
from tests.auth.key_endpoint import AUTHORITY, NEXT_KEY_ID
from tests.support.tokens import ABSENT, KEY_ID, NOW, encode, key_set, private_key, public_entry

_NUMBER = public_entry(private_key("good"))["n"]

UNUSABLE: dict[str, Any] = {
    "no object": "key",
    "another type": AUTHORITY.key(kty="EC"),
    "no type": AUTHORITY.key(kty=ABSENT),
    "for encryption": AUTHORITY.key(use="enc"),
    "use is null": AUTHORITY.key(use=None),
    "no id": AUTHORITY.key(kid=ABSENT),
    "empty id": AUTHORITY.key(kid=""),
    "id is a number": AUTHORITY.key(kid=1),
    "issuer is a list": AUTHORITY.key(issuer=[]),
    "no modulus": AUTHORITY.key(n=ABSENT),
    "modulus is a number": AUTHORITY.key(n=3),
    "empty modulus": AUTHORITY.key(n=""),
    "padded modulus": AUTHORITY.key(n=f"{_NUMBER}=="),
    "short modulus": AUTHORITY.key(**public_entry(generate_private_key(public_exponent=65537, key_size=1024))),
    "no exponent": AUTHORITY.key(e=ABSENT),
    "exponent of one": AUTHORITY.key(e=encode(b"\x01")),
    "even exponent": AUTHORITY.key(e=encode(b"\x04")),
    "exponent like the modulus": AUTHORITY.key(e=_NUMBER),
    "certificate instead of numbers": AUTHORITY.key(n=ABSENT, e=ABSENT, x5c=["MIIB"]),
}


def find(key_id: str, *entries: Any) -> SigningKey | None:
    return SigningKeys(lambda: key_set(*entries), lambda: NOW).find_key(key_id)


@pytest.mark.parametrize("entry", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_an_unusable_entry_is_passed_over(entry: Any) -> None:
    good = AUTHORITY.key(kid=NEXT_KEY_ID)

    assert find(KEY_ID, entry, good) is None
    assert find("", entry, good) is None
    assert find(NEXT_KEY_ID, entry, good) is not None


@pytest.mark.parametrize(
    "members",
    [{"use": ABSENT}, {"issuer": ABSENT}, {"x5t": "thumbprint", "x5c": ["MIIB"], "x5u": "https://evil.example/"}],
    ids=["no use", "no issuer", "members that are not followed"],
)
def test_an_entry_may_say_less_or_more(members: dict[str, Any]) -> None:
    key = find(KEY_ID, AUTHORITY.key(**members))

    assert key is not None
    assert key.public_key.public_numbers() == private_key("good").public_key().public_numbers()


def test_of_two_keys_with_one_id_the_first_counts() -> None:
    impostor = {**public_entry(private_key("evil")), "kid": KEY_ID}
    key = find(KEY_ID, AUTHORITY.key(), impostor)

    assert key is not None
    assert key.public_key.public_numbers() == private_key("good").public_key().public_numbers()
