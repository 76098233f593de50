"""Which language the reader gets (RFC 9110, 12.5.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from shared.families import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES: tuple[Language, ...] = get_args(Language)
LANGUAGE_PARAMETER = "language"
"""The query parameter by which a reader chooses; the page links to itself with it."""

_DEFAULT: Language = "en"
_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*(?:;\s*[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?"
)


def negotiate_language(accept_language: str | None, query: str | None) -> Language:
    """The language of an answer: the reader's choice, else the best one accepted, else English.

    `query` is the value of the query parameter, `accept_language` the header. A range counts for its primary language
    ("de-AT" is German); of equal weights the first wins. What is malformed or unknown is passed over: the notice is
    readable whatever the browser sends.
    """
    chosen = _language(query or "")
    if chosen is not None:
        return chosen
    weights: dict[Language, float] = {}
    wildcard = 0.0
    for language_range, weight in _ranges(accept_language or ""):
        language = _language(language_range)
        if language_range == "*":
            wildcard = weight
        elif language is not None:
            weights[language] = max(weight, weights.get(language, 0.0))
    weights = weights | {language: wildcard for language in (_DEFAULT, *LANGUAGES) if language not in weights}
    best = max(weights, key=weights.__getitem__)
    return best if weights[best] > 0 else _DEFAULT


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for element in header.split(","):
        if found := _RANGE.fullmatch(element):
            yield found[1], float(found[2] or 1)


def _language(tag: str) -> Language | None:
    primary = tag.strip().partition("-")[0].lower()
    return next((language for language in LANGUAGES if language == primary), None)
