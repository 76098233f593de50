"""One spelling for each value (RFC 7515, section 2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.auth import base64url
from tests.support.tokens import encode


@given(st.binary())
def test_the_canonical_spelling_is_read(content: bytes) -> None:
    assert base64url.decode(encode(content)) == content


@pytest.mark.parametrize(
    "text", ["A", "AA==", "AB", "AAB", "A+/A", "AA AA", "AAAA\n", "AAAA.", "AA=A", "\u00e4\u00e4", "\ud800"]
)
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the class is all that is promised
        base64url.decode(text)
