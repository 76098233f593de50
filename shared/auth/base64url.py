"""Base64url as JSON web tokens and keys use it (RFC 7515, section 2): one spelling for each value."""

from __future__ import annotations

import base64


def decode(text: str) -> bytes:
    """Decode the one canonical spelling.

    Raises:
        ValueError: padding, white space, another alphabet, a length that cannot be, or bits beyond the last byte.
    """
    encoded = text.encode("ascii")
    decoded = base64.urlsafe_b64decode(encoded + b"==")
    # The library's decoder skips what it does not know; only the canonical spelling encodes back to itself.
    if base64.urlsafe_b64encode(decoded).rstrip(b"=") != encoded:
        raise ValueError("not canonical base64url")
    return decoded
