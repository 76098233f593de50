from __future__ import annotations

import os
import ssl
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local.machine import certificates
from local.machine.web import Certificates, Server


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_strict_client_accepts_both_names(sign_in: Server, trust: ssl.SSLContext, host: str) -> None:
    url = f"https://{host}:{sign_in.server_port}/organizations/discovery/v2.0/keys"

    with urllib.request.urlopen(url, context=trust, timeout=5) as answer:
        assert answer.status == 200


def test_nobody_else_trusts_it(sign_in: Server) -> None:
    with pytest.raises(OSError, match="certificate verify failed"):
        urllib.request.urlopen(sign_in.url, context=ssl.create_default_context(), timeout=5)


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_the_key_is_for_its_owner_alone(files: Certificates) -> None:
    assert files.server_key.stat().st_mode & 0o777 == 0o600
    assert files.server_key.parent.stat().st_mode & 0o777 == 0o700


def test_the_authority_keeps_no_key(tmp_path: Path) -> None:
    certificates.make(tmp_path, now=datetime.now(UTC))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["authority.pem", "server.key", "server.pem"]
