"""The reader's choice wins, then Accept-Language (RFC 9110, 12.5.4), then English."""

from __future__ import annotations

import pytest

from shared.notice.language import negotiate_language


@pytest.mark.parametrize(
    ("accept_language", "expected"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("DE-at", "de"),
        ("en-GB", "en"),
        ("fr, it;q=0.8", "en"),
        ("fr, de;q=0.1", "de"),
        ("de;q=0.4, en;q=0.5", "en"),
        ("en;q=0.4,de;q=0.5", "de"),
        ("de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", "de"),
        ("en;q=0.7, de-AT ; q=0.8", "de"),
        ("de;Q=1.000, en;q=0.999", "de"),
    ],
)
def test_the_best_accepted_language_is_chosen(accept_language: str | None, expected: str) -> None:
    assert negotiate_language(accept_language, None) == expected


@pytest.mark.parametrize(("accept_language", "expected"), [("de, en", "de"), ("en, de", "en")])
def test_of_equal_weights_the_first_wins(accept_language: str, expected: str) -> None:
    assert negotiate_language(accept_language, None) == expected


@pytest.mark.parametrize(
    ("accept_language", "expected"),
    [
        ("*", "en"),
        ("de;q=0.5, *", "en"),
        ("de, *;q=0.5", "de"),
        ("en;q=0, *", "de"),
        ("de;q=0, *;q=0.1", "en"),
        ("de;q=0", "en"),
        ("de;q=0, en;q=0, *;q=0", "en"),
    ],
)
def test_a_wildcard_covers_what_is_not_named_and_zero_excludes(accept_language: str, expected: str) -> None:
    assert negotiate_language(accept_language, None) == expected


@pytest.mark.parametrize(
    "malformed",
    ["de;q=2", "de;q=NaN", "de;q=-1", "de;q=0.1234", "de;q=", "de;q=1;q=1", "de_DE", "den", ",;,=", "\x00", "de de"],
)
def test_what_is_malformed_is_passed_over(malformed: str) -> None:
    assert negotiate_language(malformed, None) == "en"
    assert negotiate_language(f"{malformed}, de;q=0.1", None) == "de"


@pytest.mark.parametrize("query", ["de", "DE", "de-CH", " de "])
def test_the_readers_choice_wins(query: str) -> None:
    assert negotiate_language("en", query) == "de"


@pytest.mark.parametrize("query", [None, "", "fr", "deutsch", "<script>"])
def test_an_unknown_choice_leaves_it_to_the_header(query: str | None) -> None:
    assert negotiate_language("de", query) == "de"
