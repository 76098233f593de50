"""What smoke expects is the app's own list, so that a new function is looked for without a change there."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

import function_app
from local.smoke.expected import expected
from local.smoke.verdicts import Operation
from shared.services import Services
from tests.support.service import ROOT


@pytest.fixture(scope="module")
def listed() -> dict[str, Any]:
    return expected()


@pytest.fixture(scope="module")
def operations(listed: dict[str, Any]) -> list[Operation]:
    return [Operation(**operation) for operation in listed["operations"]]


def test_every_function_is_expected(listed: dict[str, Any], operations: list[Operation]) -> None:
    functions = function_app.build_app(Services({})).get_functions()
    names = [operation.name for operation in operations] + listed["unseen"]

    assert sorted(names) == sorted(str(function.get_function_name()) for function in functions)
    assert listed["unseen"] == ["enforce_retention"]


def test_a_call_without_a_token_can_change_nothing(operations: list[Operation]) -> None:
    """What is open to anyone is only read."""
    assert {operation.method for operation in operations if operation.is_open} == {"GET"}


def test_no_setting_is_needed(listed: dict[str, Any]) -> None:
    command = [sys.executable, "-m", "local.smoke.expected"]
    asked = subprocess.run(command, cwd=ROOT, env={}, capture_output=True, text=True, check=True)

    assert json.loads(asked.stdout) == listed
