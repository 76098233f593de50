"""The notice stands before the button that sends something, and nothing is sent before it is pressed (R1)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.world import World


@pytest.fixture(params=["de", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def screen(folder: Path, language: str) -> dict[str, Any]:
    """What the screen shows and sends, run by node from the files as they are served."""
    script = Path(__file__).with_name("connect.mjs")
    command = [shutil.which("node") or "node", str(script), str(folder), language]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    shown: dict[str, Any] = json.loads(found.stdout)
    return shown


@pytest.mark.clause("R1")
def test_the_notice_is_linked_before_the_first_forward(screen: dict[str, Any], language: str) -> None:
    read = screen["read"]

    assert read.index(f"/api/notice?language={language}") < read.index("button")


@pytest.mark.clause("R1")
def test_nothing_is_sent_before_the_button_is_pressed(screen: dict[str, Any]) -> None:
    assert screen["before"] == []
    assert screen["sent"] == ["POST identity/forward"]


@pytest.mark.clause("R1")
def test_the_link_leads_to_the_notice_without_a_sign_in(screen: dict[str, Any], language: str) -> None:
    [link] = [found for found in screen["read"] if found.startswith("/")]
    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}

    reply = World().call("read_notice", query=query, headers={"accept": "text/html"})

    assert urlsplit(link).path == "/api/notice"
    assert (reply.status, reply.headers["content-language"]) == (200, language)
