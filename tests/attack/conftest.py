"""How long the attacks search."""

from __future__ import annotations

import pytest
from hypothesis import settings


@pytest.fixture(scope="session")
def search(long: bool) -> settings:
    """The same 100 examples in every run; with --long 20,000 that no run has had before."""
    if long:
        return settings(max_examples=20_000, deadline=None, database=None)
    return settings(max_examples=100, deadline=None, database=None, derandomize=True)
