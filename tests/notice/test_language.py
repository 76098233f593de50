"""The reader's choice wins, then Accept-Language (RFC 9110, 12.5.4), then English."""

from __future__ import annotations

from shared.notice.language import negotiate_language
from tests.support.every import failing


def test_the_best_accepted_language_is_chosen() -> None:
    cases = [
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
    ]

    def check(accept_language: str | None, expected: str) -> None:
        assert negotiate_language(accept_language, None) == expected

    assert failing(check, cases) == []


def test_of_equal_weights_the_first_wins() -> None:
    def check(accept_language: str, expected: str) -> None:
        assert negotiate_language(accept_language, None) == expected

    assert failing(check, [("de, en", "de"), ("en, de", "en")]) == []


def test_a_wildcard_covers_what_is_not_named_and_zero_excludes() -> None:
    cases = [
        ("*", "en"),
        ("de;q=0.5, *", "en"),
        ("de, *;q=0.5", "de"),
        ("en;q=0, *", "de"),
        ("de;q=0, *;q=0.1", "en"),
        ("de;q=0", "en"),
        ("de;q=0, en;q=0, *;q=0", "en"),
    ]

    def check(accept_language: str, expected: str) -> None:
        assert negotiate_language(accept_language, None) == expected

    assert failing(check, cases) == []


def test_what_is_malformed_is_passed_over() -> None:
    cases = [
        "de;q=2",
        "de;q=NaN",
        "de;q=-1",
        "de;q=0.1234",
        "de;q=",
        "de;q=1;q=1",
        "de_DE",
        "den",
        ",;,=",
        "\x00",
        "de de",
    ]

    def check(malformed: str) -> None:
        assert negotiate_language(malformed, None) == "en"
        assert negotiate_language(f"{malformed}, de;q=0.1", None) == "de"

    assert failing(check, cases) == []


def test_the_readers_choice_wins() -> None:
    def check(query: str) -> None:
        assert negotiate_language("en", query) == "de"

    assert failing(check, ["de", "DE", "de-CH", " de "]) == []


def test_an_unknown_choice_leaves_it_to_the_header() -> None:
    def check(query: str | None) -> None:
        assert negotiate_language("de", query) == "de"

    assert failing(check, [None, "", "fr", "deutsch", "<script>"]) == []
