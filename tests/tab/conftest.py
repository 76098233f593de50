"""The tab's files where node can run them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tab.sources import FILES


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tab's files as they are served, told to be modules."""
    directory = tmp_path_factory.mktemp("tab")
    for name, text in {**FILES, "package.json": '{"type": "module"}'}.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")
    return directory
