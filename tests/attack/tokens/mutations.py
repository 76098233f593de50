"""Tokens that began as good ones: changed as text, as bytes, as JSON, or signed in another way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import strategies as st

from tests.support.tokens import CLIENT_ID, KEY_ID, OTHER_TENANT_ID, PERSON_ID, SCOPE, TENANT_ID, encode, private_key
from tests.support.validator import AUTHORITY, ISSUED

GOOD_CLAIMS = st.fixed_dictionaries(
    {},
    optional={
        "tid": st.sampled_from([TENANT_ID, TENANT_ID.upper(), OTHER_TENANT_ID]),
        "oid": st.sampled_from([PERSON_ID.upper(), OTHER_TENANT_ID]),
        "azp": st.sampled_from([CLIENT_ID.upper(), PERSON_ID]),
        "scp": st.sampled_from(["", f"{SCOPE} User.Read", f" {SCOPE}  x\t"]),
        "roles": st.lists(st.text(max_size=8), max_size=3),
        "preferred_username": st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        "exp": st.sampled_from([ISSUED + 1.5, ISSUED + 28 * 3600]),
        "nbf": st.integers(0, ISSUED),
        "x": st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
            max_leaves=5,
        ),
    },
)
"""What good claims may be instead of the usual ones; the token is accepted with any of them."""

_TOKENS = [AUTHORITY.token(), AUTHORITY.token(oid=OTHER_TENANT_ID, roles=["Operator"]), AUTHORITY.token(x="\u00e4?>")]
SIGNED = frozenset(_TOKENS)
_INSERTED = [
    " ",
    "\t",
    "\n",
    "\r\n",
    "\0",
    "=",
    "==",
    ".",
    "..",
    "+",
    "/",
    "-",
    "A",
    "%41",
    "\u00a0",
    "\u200b",
    "\uff21",
    "\ud800",
    '"',
]


_DAMAGE = [b'"', b"\\", b"{", b"}", b",", b":", b"'", b"\xff", b"\0", b"\\ud800", b"NaN", b"-", b"1e999", b"9" * 4400]


@st.composite
def changed_bytes(draw: st.DrawFn) -> str:
    """A good token with up to three bits turned, in what its segments encode."""
    segments = [base64.urlsafe_b64decode(f"{part}==") for part in draw(st.sampled_from(_TOKENS)).split(".")]
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, 2))
        content = bytearray(segments[place])
        content[draw(st.integers(0, len(content) - 1))] ^= 1 << draw(st.integers(0, 7))
        segments[place] = bytes(content)
    return ".".join(map(encode, segments))


@st.composite
def changed_text(draw: st.DrawFn) -> str:
    """A good token with up to three characters turned into others, put in or left out."""
    token = draw(st.sampled_from(_TOKENS))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(token)))
        end = draw(st.sampled_from([start, start + 1, start + 4]))
        token = token[:start] + draw(st.sampled_from(["", *_INSERTED]) | st.characters()) + token[end:]
    return token


@st.composite
def exchanged_segments(draw: st.DrawFn) -> str:
    """Segments of good tokens in any number and order."""
    parts = [part for token in _TOKENS for part in token.split(".")]
    return ".".join(draw(st.lists(st.sampled_from(["", *parts]), min_size=2, max_size=5)))


@st.composite
def rewritten(draw: st.DrawFn) -> bytes:
    """Good claims as JSON in a spelling of its own: space, escapes, order and the form of numbers say nothing."""
    space = st.sampled_from(["", " ", "\n", "\t\r "])
    members = draw(st.permutations(sorted(AUTHORITY.claims(**draw(GOOD_CLAIMS)).items())))
    written = [draw(space).join((draw(_text(name)), ":", draw(_value(value)))) for name, value in members]
    return (draw(space) + "{" + f"{draw(space)},{draw(space)}".join(written) + draw(space) + "}" + draw(space)).encode()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Good claims, and one thing in them that may not be there."""
    text = draw(rewritten())
    start = draw(st.integers(0, len(text)))
    return text[:start] + draw(st.sampled_from(_DAMAGE)) + text[start + draw(st.integers(0, 1)) :]


def _text(text: str) -> st.SearchStrategy[str]:
    spellings = [json.dumps(text), json.dumps(text, ensure_ascii=False)]
    if text.isascii() and text.isalnum():
        spellings.append('"' + "".join(f"\\u{ord(letter):04x}" for letter in text) + '"')
    return st.sampled_from(spellings)


def _value(value: Any) -> st.SearchStrategy[str]:
    if isinstance(value, str):
        return _text(value)
    spellings = [json.dumps(value)]
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**50:
        spellings += [f"{value}.0", f"{value}e0", f"{value}0E-1"]
    return st.sampled_from(spellings)


# Algorithms that are named, and signatures that are none of RS256's.

ALGORITHMS: tuple[Any, ...] = (
    "RS256", "none", "None", "NONE", "nOnE", "", None, False, 0, [], ["RS256"], {"alg": "RS256"}, "HS256", "HS384",
    "HS512", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES256K", "EdDSA", "rs256", "RS256 ", "RS256\0",
    "RSA1_5", "RSA-OAEP", "dir", "A256KW", "SHA256withRSA", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
)  # fmt: skip
_KEY = private_key("good")
_PUBLIC = _KEY.public_key()
_SECRETS = {
    "nothing": b"",
    "the key as PEM": _PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "the key as PEM, stripped": _PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).strip(),
    "the key as PKCS 1": _PUBLIC.public_bytes(Encoding.PEM, PublicFormat.PKCS1),
    "the key as DER": _PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    "the modulus": str(AUTHORITY.key()["n"]).encode(),
    "the key set": AUTHORITY.key_set(),
    "the key's id": KEY_ID.encode(),
}
_PSS = padding.PSS(padding.MGF1(hashes.SHA256()), hashes.SHA256.digest_size)


def confused(algorithm: Any) -> dict[str, str]:
    """Tokens with good claims that name this algorithm, by how they are signed; the first is as RS256 does."""
    header = json.dumps({"typ": "JWT", "alg": algorithm, "kid": KEY_ID}).encode()
    text = f"{encode(header)}.{encode(json.dumps(AUTHORITY.claims()).encode())}"
    signed = text.encode()
    signatures = {
        "RS256": _KEY.sign(signed, padding.PKCS1v15(), hashes.SHA256()),
        "no signature": b"",
        "RS384": _KEY.sign(signed, padding.PKCS1v15(), hashes.SHA384()),
        "RS512": _KEY.sign(signed, padding.PKCS1v15(), hashes.SHA512()),
        "RS1": _KEY.sign(signed, padding.PKCS1v15(), hashes.SHA1()),
        "PS256": _KEY.sign(signed, _PSS, hashes.SHA256()),
        "hash": hashlib.sha256(signed).digest(),
        **{f"HMAC with {name}": hmac.digest(secret, signed, "sha256") for name, secret in _SECRETS.items()},
        **{f"long HMAC with {name}": hmac.digest(secret, signed, "sha512") for name, secret in _SECRETS.items()},
    }
    return {name: f"{text}.{encode(signature)}" for name, signature in signatures.items()}
