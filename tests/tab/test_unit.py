"""The unit tests of the tab's modules, which Node's own test runner runs."""

from __future__ import annotations

from pathlib import Path

from tests.support.node import Node

UNIT = Path(__file__).parent / "unit"


def test_the_unit_tests_pass(node: Node) -> None:
    """`test_connect.py` runs that of the Connect screen."""
    node.test(*sorted(set(UNIT.glob("*.test.mjs")) - {UNIT / "connect.test.mjs"}))
