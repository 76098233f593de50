"""The error hierarchy: one class a code, and every sentence ours."""

from __future__ import annotations

import re

import pytest

from shared.problems import InvalidToken, KeysUnavailable, MissingToken, Problem, StorageUnavailable
from tests.support.every import failing


def _all_of(family: type[Problem]) -> list[type[Problem]]:
    return [family, *(found for child in family.__subclasses__() for found in _all_of(child))]


def test_a_problem_has_a_status_a_code_and_sentences() -> None:
    def check(problem: type[Problem]) -> None:
        raised = problem()

        assert 400 <= raised.status <= 504
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", raised.code)
        assert raised.title.strip()
        assert raised.detail.endswith(".")

    assert failing(check, _all_of(Problem)) == []


def test_what_is_logged_of_a_problem_is_its_code() -> None:
    def check(problem: type[Problem]) -> None:
        assert str(problem("A sentence for the caller.")) == problem.code

    assert failing(check, _all_of(Problem)) == []


def test_one_code_has_one_status_and_one_title_but_for_a_forward_and_a_report_of_the_unmatched() -> None:
    by_code: dict[str, set[tuple[int, str]]] = {}
    for problem in _all_of(Problem):
        by_code.setdefault(problem.code, set()).add((problem.status, problem.title))

    several = {code: {status for status, _ in seen} for code, seen in by_code.items() if len(seen) > 1}
    assert several.pop("not_matched") == {403, 404}
    assert set(several) <= {Problem.code}  # abstract classes of the hierarchy bear the base's code


def test_a_missing_token_is_the_same_401_as_a_bad_one() -> None:
    assert (MissingToken.status, MissingToken.code, MissingToken.detail) == (401, "invalid_token", InvalidToken.detail)


@pytest.mark.parametrize("problem", [StorageUnavailable, KeysUnavailable])
def test_what_is_unavailable_says_when_to_come_back(problem: type[Problem]) -> None:
    assert problem().headers == {"retry-after": "5"}
