"""What breaks a token whatever it says: each form makes a token of any claims and header, and is wrong in one way.

So that a form can stand beside any defect of claims or header.
"""

from __future__ import annotations

import hmac
import string
from collections.abc import Callable

from tests.support.tokens import OTHER_TENANT_ID, encode
from tests.support.validator import AUTHORITY

Form = Callable[[bytes, bytes], str]
"""From claims and header, as JSON, to a token."""

_BOM = b"\xef\xbb\xbf"


def signed(claims: bytes, header: bytes) -> str:
    """The form in which nothing is wrong."""
    return AUTHORITY.token_of(claims, header)


def _changed(change: Callable[[str, str, str], str]) -> Form:
    """A signed token, of which `change` gets the segments."""
    return lambda claims, header: change(*signed(claims, header).split("."))


def _signed_anew(change: Callable[[str, str], str]) -> Form:
    """Signed after `change` has got the header and the claims as segments."""
    return lambda claims, header: AUTHORITY.signed(change(encode(header), encode(claims)))


def _rewritten(*, claims: Callable[[bytes], bytes] = bytes, header: Callable[[bytes], bytes] = bytes) -> Form:
    """Signed after the JSON itself was changed."""
    return lambda said, head: signed(claims(said), header(head))


def _by_shared_secret(claims: bytes, header: bytes) -> str:
    """The classic confusion: HS256 with the public key as the secret."""
    text = f"{encode(header.replace(b'RS256', b'HS256'))}.{encode(claims)}"
    return f"{text}.{encode(hmac.digest(AUTHORITY.key_set(), text.encode(), 'sha256'))}"


def _with_claims_of_another(claims: bytes, header: bytes) -> str:
    head, _, signature = signed(claims, header).split(".")
    return ".".join((head, AUTHORITY.token(oid=OTHER_TENANT_ID).split(".")[1], signature))


def _with_bits_beyond(segment: str) -> str:
    """256 bytes leave 4 unused bits in the last character: another spelling of the same signature."""
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    return segment[:-1] + alphabet[alphabet.index(segment[-1]) + 1]


def _with_member(member: bytes) -> Callable[[bytes], bytes]:
    """One member more at the end of an object."""
    return lambda written: written[:-1] + b", " + member + b"}"


BAD_FORMS: dict[str, Form] = {
    "two segments": _changed(lambda head, claims, _: f"{head}.{claims}"),
    "four segments": _changed(lambda head, claims, signature: f"{head}.{claims}.{signature}.{signature}"),
    "five segments, as an encrypted one": _changed(lambda head, claims, end: f"{head}.{claims}.{end}.{claims}.{end}"),
    "no signature": _changed(lambda head, claims, _: f"{head}.{claims}."),
    "no header": _changed(lambda _, claims, signature: f".{claims}.{signature}"),
    "no claims": _changed(lambda head, _, signature: f"{head}..{signature}"),
    "header and claims in each other's place": _changed(lambda head, claims, end: f"{claims}.{head}.{end}"),
    "signature first": _changed(lambda head, claims, signature: f"{signature}.{head}.{claims}"),
    "signature cut": _changed(lambda head, claims, signature: f"{head}.{claims}.{signature[:-4]}"),
    "signature twice in one": _changed(lambda head, claims, signature: f"{head}.{claims}.{signature * 2}"),
    "signature of zeros": _changed(lambda head, claims, _: f"{head}.{claims}.{encode(bytes(256))}"),
    "signature of one": _changed(lambda head, claims, _: f"{head}.{claims}.{encode(bytes(255) + bytes([1]))}"),
    "signature of another key": lambda claims, header: AUTHORITY.evil().token_of(claims, header),
    "signature of another token": _with_claims_of_another,
    "signature by shared secret": _by_shared_secret,
    "bits beyond the signature": _changed(lambda head, claims, end: f"{head}.{claims}.{_with_bits_beyond(end)}"),
    "header with a line end": _signed_anew(lambda head, claims: f"{head}\n.{claims}"),
    "padded signature": _changed(lambda head, claims, signature: f"{head}.{claims}.{signature}=="),
    "padded header": _signed_anew(lambda head, claims: f"{head}=.{claims}"),
    "line end": _changed(lambda head, claims, signature: f"{head}.{claims}.{signature}\n"),
    "space before": _changed(lambda head, claims, signature: f" {head}.{claims}.{signature}"),
    "space inside": _changed(lambda head, claims, signature: f"{head[:20]} {head[20:]}.{claims}.{signature}"),
    "standard base64": _changed(
        lambda head, claims, _: f"{head}.{claims}.{encode(bytes([251] * 256)).replace('-', '+')}"
    ),
    "beyond ASCII": _changed(lambda head, claims, signature: f"{head}.{claims}.{signature}\u00e4"),
    "lone surrogate": _changed(lambda head, claims, signature: f"{head}.{claims}.{signature}\ud800"),
    "full-width letter": _changed(lambda head, claims, signature: f"{head}.{claims}.{signature[:-1]}\uff21"),
    "claims twice": _rewritten(claims=lambda claims: claims[:-1] + b", " + claims[1:]),
    "inner member twice": _rewritten(claims=_with_member(b'"cnf": {"a": 1, "a": 2}')),
    "header member twice": _rewritten(header=lambda header: header[:-1] + b", " + header[1:]),
    "claims are a list": _rewritten(claims=lambda claims: b"[" + claims + b"]"),
    "claims are text": _rewritten(claims=lambda _: b'"claims"'),
    "claims are null": _rewritten(claims=lambda _: b"null"),
    "claims are empty": _rewritten(claims=lambda _: b""),
    "claims are no JSON": _rewritten(claims=lambda claims: claims[:-1]),
    "something behind the claims": _rewritten(claims=lambda claims: claims + b"{}"),
    "a comma behind the last claim": _rewritten(claims=lambda claims: claims[:-1] + b",}"),
    "a comment among the claims": _rewritten(claims=lambda claims: claims[:-1] + b"/**/}"),
    "claims with a byte order mark": _rewritten(claims=lambda claims: _BOM + claims),
    "claims are not UTF-8": _rewritten(claims=_with_member(b'"x": "Ann\xe4"')),
    "claims in UTF-16": _rewritten(claims=lambda claims: claims.decode().encode("utf-16")),
    "claims nested without end": _rewritten(claims=_with_member(b'"x": ' + b"[" * 3000 + b"]" * 3000)),
    "a claim beyond every float": _rewritten(claims=_with_member(b'"x": 1e999')),
    "a claim of too many digits": _rewritten(claims=_with_member(b'"x": ' + b"9" * 5000)),
    "header is a list": _rewritten(header=lambda header: b"[" + header + b"]"),
    "header is null": _rewritten(header=lambda _: b"null"),
    "header is no JSON": _rewritten(header=lambda header: header[1:]),
    "header nested without end": _rewritten(header=_with_member(b'"x": ' + b"[" * 1500 + b"]" * 1500)),
    "larger than 16 KiB": _rewritten(claims=_with_member(b'"padding": "' + b"x" * 12 * 1024 + b'"')),
}
