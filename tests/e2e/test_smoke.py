"""The check after a deployment, against the whole service."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.service import ROOT

if TYPE_CHECKING:
    from tests.support.service import RunningService


def smoke(service: RunningService, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "dev.py", "smoke", service.url, "--wait", "30"]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_service_is_whole(service: RunningService) -> None:
    answer = smoke(service, ACCESS_TOKEN="")

    said = answer.stdout.splitlines()
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "ok: forward_identity POST identity/forward" in said
    assert "ok: openapi.json: describes this checkout" in said
    assert "ok: tab: its files are this checkout's" in said
    assert said[-1].startswith("All ")
    assert not [line for line in said if line.startswith(("missing", "wrong"))]


@pytest.mark.clause("R11.2a")
def test_an_operator_sees_that_the_sweep_has_run(fresh_service: RunningService) -> None:
    token = fresh_service.token("otto")
    assert fresh_service.call("POST", "/api/retention/runs", by="otto").json["outcome"] == "succeeded"

    answer = smoke(fresh_service, ACCESS_TOKEN=token)

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "ok: retention: a run did all it had to at " in answer.stdout
    assert token not in answer.stdout + answer.stderr
