from __future__ import annotations

import os
from pathlib import Path

from local.machine.run_files import Files
from tests.local.conftest import describe


def test_the_description_is_for_its_owner_alone_and_goes_with_the_service(tmp_path: Path) -> None:
    files = Files(tmp_path, 40_001)
    description = describe("https://127.0.0.1:1", tmp_path / "authority.pem")
    files.certificates.mkdir()

    files.write(description, {"NAME": "a=b;c", "OTHER": ""})

    assert files.read() == description
    assert files.settings.read_text() == "NAME=a=b;c\nOTHER=\n"
    if os.name != "nt":
        assert {path.stat().st_mode & 0o777 for path in (files.description, files.settings)} == {0o600}
    files.remove()
    assert list(tmp_path.iterdir()) == []
    assert files.read() is None
