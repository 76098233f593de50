"""Every defect of a token beside every other: two wrongs never make a token that is accepted.

Each defect alone stands in tests/auth. By default all pairs and 500 triples are tried; with --long 200,000 triples,
which take about five minutes.
"""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from shared.problems import InvalidToken
from tests.attack.tokens.defects import DEFECTS, Defect, can_be_combined, token_with
from tests.support.every import failing
from tests.support.validator import VALIDATOR, refusal

SHARES = 4
"""All pairs take half a minute; workers share them."""


def _is_the_one_refusal(problem: InvalidToken) -> bool:
    """401, `invalid_token`, and not a word about which rule was broken."""
    return (type(problem), problem.status, problem.code, vars(problem)) == (
        InvalidToken,
        401,
        "invalid_token",
        vars(InvalidToken()),
    )


def test_without_a_defect_the_token_is_good() -> None:
    assert VALIDATOR.validate(token_with()).username == "anna.schmidt@contoso.example"


def test_there_are_thousands_of_pairs() -> None:
    assert sum(map(can_be_combined, combinations(DEFECTS, 2))) > 8000


def test_a_defect_is_refused_alone() -> None:
    def check(defect: Defect) -> None:
        assert _is_the_one_refusal(refusal(token_with(defect)))

    assert failing(check, {defect.name: defect for defect in DEFECTS}) == []


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_a_defect_is_refused_beside_every_other(share: int) -> None:
    def check(*pair: Defect) -> None:
        assert _is_the_one_refusal(refusal(token_with(*pair)))

    pairs = [pair for pair in combinations(DEFECTS, 2) if can_be_combined(pair)][share::SHARES]
    assert failing(check, {" and ".join(defect.name for defect in pair): pair for pair in pairs}) == []


@pytest.mark.slow
def test_three_defects_are_refused(long: bool) -> None:
    chooser = random.Random(None if long else 2026)
    tried = 0
    while tried < (200_000 if long else 500):
        found = tuple(chooser.sample(DEFECTS, 3))
        if can_be_combined(found):
            tried += 1
            assert _is_the_one_refusal(refusal(token_with(*found))), [each.name for each in found]
