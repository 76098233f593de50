from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.problems import DuplicateKey, InvalidEncoding, InvalidJson, Problem, TooDeep
from shared.strict_json import MAX_DEPTH, levels, parse

# What JSON can say: text without surrogates, finite numbers.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(values)
def test_json_is_read_as_it_was_written(value: Any) -> None:
    assert parse(json.dumps(value, ensure_ascii=False).encode()) == value
    assert parse(json.dumps(value).encode()) == value


@given(st.binary(max_size=30))
def test_no_bytes_raise_anything_but_the_four_refusals(body: bytes) -> None:
    try:
        parse(body)
    except (InvalidEncoding, InvalidJson, DuplicateKey, TooDeep):
        return


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"a":1}x',
        b"{'a':1}",
        b'{"a":1,}',
        b"[01]",
        b"[+1]",
        b"[.5]",
        b"NaN",
        b"[Infinity]",
        b"[-Infinity]",
        b"[1e400]",
        b"[-1e400]",
        b'["\x01"]',
        b'["\\x41"]',
        b"// a comment\n{}",
        b"[" + b"9" * 5000 + b"]",
        '{"a":1}'.encode("utf-16-le"),
    ],
)
def test_what_is_no_json(body: bytes) -> None:
    with pytest.raises(InvalidJson):
        parse(body)


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf{}",
        b'["\xff"]',
        b'["\xc0\xaf"]',
        b'["\xed\xa0\x80"]',
        '{"a":1}'.encode("utf-16"),
        '["ü"]'.encode("latin-1"),
        b'["\\ud800"]',
        b'{"\\udfff": 1}',
        b'[{"a": ["\\ud83dx"]}]',
    ],
)
def test_what_is_no_utf_8_or_holds_half_a_character(body: bytes) -> None:
    with pytest.raises(InvalidEncoding):
        parse(body)


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 600, 100_000])
def test_half_a_character_below_more_levels_than_there_may_be(levels: int) -> None:
    with pytest.raises((InvalidEncoding, TooDeep)):
        parse(b"[" * levels + b'"\\ud800"' + b"]" * levels)


def test_a_backslash_before_a_u_is_no_escape() -> None:
    assert parse(b'["\\\\ud800"]') == ["\\ud800"]


def test_a_pair_of_surrogate_escapes_is_one_character() -> None:
    assert parse(b'["\\ud83d\\ude00"]') == ["\N{GRINNING FACE}"]


@pytest.mark.parametrize("body", [b'{"a":1,"a":1}', b'{"a":1,"\\u0061":2}', b'[{"b":{"a":null,"c":0,"a":null}}]'])
def test_a_member_named_twice(body: bytes) -> None:
    with pytest.raises(DuplicateKey):
        parse(body)


def test_names_that_differ_in_case_are_two_members() -> None:
    assert parse(b'{"a":1,"A":2}') == {"a": 1, "A": 2}


def nested(depth: int, opening: str, closing: str) -> bytes:
    return (opening * depth + "1" + closing * depth).encode()


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")], ids=["arrays", "objects"])
def test_as_many_levels_as_any_body_needs_and_no_more(opening: str, closing: str) -> None:
    parse(nested(MAX_DEPTH, opening, closing))

    for depth in (MAX_DEPTH + 1, 200, 100_000):
        with pytest.raises(TooDeep):
            parse(nested(depth, opening, closing))


@given(values)
def test_every_object_and_array_stands_once_on_its_level(value: Any) -> None:
    expected: dict[int, list[Any]] = {}

    def note(part: Any, depth: int) -> None:
        if isinstance(part, dict | list):
            expected.setdefault(depth, []).append(part)
            for child in part.values() if isinstance(part, dict) else part:
                note(child, depth + 1)

    note(value, 0)

    assert list(levels(value)) == list(expected.values())


@pytest.mark.parametrize(
    "body", [b'{"anna.schmidt": ', b'["\\ud800 anna.schmidt"]', b'{"anna.schmidt":1,"anna.schmidt":2}']
)
def test_a_refusal_says_nothing_of_what_was_sent(body: bytes) -> None:
    with pytest.raises(Problem) as refused:
        parse(body)

    assert "anna" not in f"{refused.value}{refused.value.detail}{refused.value.__cause__}"
    assert refused.value.pointers == ()
