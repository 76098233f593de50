from __future__ import annotations

from pathlib import Path

import pytest

from local.commands.token import token
from local.machine.command_error import CommandError
from local.machine.run_files import Files
from local.machine.web import Certificates, Server
from tests.local.conftest import describe


def test_a_token_for_a_demo_person(sign_in: Server, files: Certificates, tmp_path: Path) -> None:
    service = Files(tmp_path, 40_001)
    service.write(describe(sign_in.url, files.authority), {})

    assert token(service, "anna").count(".") == 2
    with pytest.raises(CommandError, match=r"^There is no 'zoe'; there are anna, ben"):
        token(service, "zoe")
    service.write(describe("https://127.0.0.1:1", files.authority), {})
    with pytest.raises(CommandError, match=r"^No service runs on port 40001"):
        token(service, "anna")
