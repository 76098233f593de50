"""The templates, parsed once."""

from __future__ import annotations

import pytest

from tests.infra.templates import Templates, load


@pytest.fixture(scope="session")
def templates() -> Templates:
    """What is in infra/."""
    return load()
