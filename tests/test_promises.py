"""The promises of docs/privacy.md: each names code that is there, and a test that is marked with its clause."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROMISES = dict(
    re.findall(
        r"^\| (R[0-9]+(?:\.[0-9a-z]+)?) \|.*\| (`.*`) \|$", (ROOT / "docs/privacy.md").read_text("utf-8"), re.MULTILINE
    )
)


def test_there_are_promises() -> None:
    assert len(PROMISES) >= 26


def test_the_code_that_a_promise_names_is_there() -> None:
    named = [(clause, place) for clause, places in PROMISES.items() for place in re.findall(r"`([^`]+)`", places)]

    assert [(clause, place) for clause, place in named if not (ROOT / place).is_file()] == []


@pytest.fixture(scope="module")
def clauses() -> dict[str, list[str]]:
    """The tests that are marked with each clause, from the sources: a run need not have collected them all."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for function in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
                for clause in _clauses_of(function):
                    found.setdefault(clause, []).append(f"{path.relative_to(ROOT)}::{function.name}")
    return found


def _clauses_of(function: ast.FunctionDef) -> list[str]:
    marks = [mark for mark in function.decorator_list if isinstance(mark, ast.Call)]
    return [
        ast.literal_eval(clause)
        for mark in marks
        if ast.unparse(mark.func) == "pytest.mark.clause"
        for clause in mark.args
    ]


def test_each_promise_has_a_test(clauses: dict[str, list[str]]) -> None:
    assert sorted(PROMISES.keys() - clauses.keys()) == []


def test_each_mark_names_a_promise(clauses: dict[str, list[str]]) -> None:
    parts = {clause.partition(".")[0] for clause in PROMISES}

    assert {clause: tests for clause, tests in clauses.items() if clause not in PROMISES.keys() | parts} == {}
