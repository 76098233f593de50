"""The privacy notice is linked before the button that sends something (R1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.node import Node
from tests.support.world import World


@pytest.mark.clause("R1")
def test_the_notice_is_linked_before_anything_is_sent(node: Node) -> None:
    node.test(Path(__file__).parent / "unit" / "connect.test.mjs")


@pytest.mark.clause("R1")
def test_the_linked_notice_needs_no_sign_in() -> None:
    """The unit test of the Connect screen fixes the address of the link."""
    for language in ("de", "en"):
        reply = World().call("read_notice", query={"language": language}, headers={"accept": "text/html"})

        assert (reply.status, reply.headers["content-language"]) == (200, language)
