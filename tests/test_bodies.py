"""Closed schemas: what fits, and how every fault of a body is pointed at."""

from __future__ import annotations

import re
import sys
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from shared.guids import canonical_guid
from shared.http.bodies import MAX_POINTERS, Body, Day, Guid, Identifier, Instant, Line, Text, pointer_to, validate
from shared.problems import InvalidBody
from tests.attack.parser_inputs import GUIDS

GUID = "7C1F0F6E-52a4-4b1d-8a5e-2f9e6d3b7a10"


class Part(Body):
    """A part of a sample."""

    is_on: bool


class Sample(Body):
    """One member of each kind."""

    some_id: Identifier = "id"
    name: Line = "name"
    note: Text = ""
    owner: Guid | None = None
    at: Instant | None = None
    on_day: Day | None = None
    kind: Literal["one", "two"] = "one"
    count: Annotated[int, Field(ge=0, le=5)] = 0
    parts: list[Part] = Field([], max_length=3)


def faults(value: Any, model: type[Body] = Sample) -> list[tuple[str, str]]:
    with pytest.raises(InvalidBody) as refused:
        validate(model, value)
    return [(found.pointer, found.code) for found in refused.value.pointers]


def test_what_fits_is_read_in_one_form() -> None:
    read = validate(
        Sample,
        {
            "someId": "MSpk/…==",
            "name": "Wöchentlich 📈",
            "note": "Zeile 1\r\n\tZeile 2",
            "owner": GUID,
            "at": "2026-11-23T10:45:10.5+01:00",
            "onDay": "2026-11-23",
            "kind": "two",
            "count": 5,
            "parts": [{"isOn": True}],
        },
    )

    assert read.owner == GUID.lower()
    assert read.at == datetime(2026, 11, 23, 9, 45, 10, tzinfo=UTC)
    assert read.on_day == date(2026, 11, 23)
    assert read.model_dump(mode="json", by_alias=True)["at"] == "2026-11-23T09:45:10Z"
    assert read.model_dump(mode="json", by_alias=True)["onDay"] == "2026-11-23"


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("someId", "", "too_short"),
        ("someId", "x" * 513, "too_long"),
        ("someId", "a\x00", "characters"),
        ("name", "x" * 257, "too_long"),
        ("name", "a\nb", "characters"),
        ("name", "a\x85b", "characters"),
        ("name", "a\n", "characters"),
        ("name", "\x00" * 257, "too_long"),
        ("name", 1, "type"),
        ("name", None, "type"),
        ("note", "x" * 4001, "too_long"),
        ("note", "a\x1b[0m", "characters"),
        ("note", "a\r\n\x0b", "characters"),
        ("owner", GUID.replace("-", ""), "format"),
        ("owner", f"{{{GUID}}}", "format"),
        ("owner", f"{GUID}\n", "format"),
        ("owner", "", "format"),
        ("owner", "\N{FULLWIDTH DIGIT SEVEN}c1f0f6e-52a4-4b1d-8a5e-2f9e6d3b7a10", "format"),
        ("owner", 1, "type"),
        ("at", "2026-11-23T09:45:10", "format"),
        ("at", 1_790_000_000, "type"),
        ("at", ["2026-11-23T09:45:10Z"], "type"),
        ("onDay", "2026-02-30", "format"),
        ("onDay", 20261123, "type"),
        ("kind", "three", "not_allowed"),
        ("kind", ["one"], "not_allowed"),
        ("count", -1, "out_of_range"),
        ("count", 6, "out_of_range"),
        ("count", 10**30, "out_of_range"),
        ("count", 1.0, "type"),
        ("count", "1", "type"),
        ("count", True, "type"),
        ("parts", [{"isOn": True}] * 4, "too_long"),
        ("parts", {"isOn": True}, "type"),
        ("unknown", 1, "unknown"),
        ("some_id", "the name inside", "unknown"),
    ],
)
def test_each_fault_has_its_pointer_and_a_stable_code(member: str, value: object, code: str) -> None:
    assert faults({member: value}) == [(f"/{member}", code)]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([{}], [("/parts/0/isOn", "required")]),
        ([{"isOn": True}, {"isOn": 1}], [("/parts/1/isOn", "type")]),
        ([{"isOn": True}, 7], [("/parts/1", "type")]),
    ],
)
def test_pointers_reach_into_parts(parts: list[Any], found: list[tuple[str, str]]) -> None:
    assert faults({"parts": parts}) == found


def test_control_characters_are_those_of_unicode() -> None:
    categories = {character: unicodedata.category(character) for character in map(chr, range(sys.maxunicode + 1))}
    controls = {character for character, category in categories.items() if category == "Cc"}
    others = "".join(character for character, category in categories.items() if category not in {"Cc", "Cs"})

    for start in range(0, len(others), 256):
        validate(Sample, {"name": others[start : start + 256]})
    for character in controls:
        with pytest.raises(InvalidBody):
            validate(Sample, {"name": character})


@given(GUIDS.filter(lambda text: not re.search("[\ud800-\udfff]", text)))  # a body with half a character is refused
def test_a_guid_is_one_here_where_it_is_one_in_a_token_and_in_the_same_form(text: str) -> None:
    guid = canonical_guid(text)

    if guid is None:
        assert faults({"owner": text}) == [("/owner", "format")]
    else:
        assert validate(Sample, {"owner": text}).owner == guid


def test_every_fault_is_found_at_once() -> None:
    assert faults({"name": "", "count": -1, "parts": [{"isOn": None, "x": 1}]}) == [
        ("/name", "too_short"),
        ("/count", "out_of_range"),
        ("/parts/0/isOn", "type"),
        ("/parts/0/x", "unknown"),
    ]


@pytest.mark.parametrize("value", [None, 1, "text", [], [{}]])
def test_a_body_that_is_no_object_is_pointed_at_as_a_whole(value: object) -> None:
    assert faults(value) == [("", "type")]


def test_more_faults_than_anyone_reads_are_cut() -> None:
    assert len(faults({f"x{number}": 1 for number in range(MAX_POINTERS + 5)})) == MAX_POINTERS


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("topic@odata.type", ""),
        ("@odata.type", "/@odata.type"),
        ("$schema", "/$schema"),
        ("anna.schmidt@contoso.example", ""),
        ("Anna Schmidt", ""),
        ("a/b", ""),
        ("a~b", ""),
        ("+496221000000", ""),
        ("ä", ""),
        ("", ""),
        ("x" * 65, ""),
        ("x\n", ""),
    ],
)
def test_names_that_could_be_data_are_not_echoed(name: str, pointer: str) -> None:
    assert faults({name: 1}) == [(pointer, "unknown")]
    assert pointer_to(("attendees", 3, name, "more")) == "/attendees/3" + (f"{pointer}/more" if pointer else "")


@given(st.dictionaries(st.text(max_size=6), st.text(max_size=6) | st.integers(), max_size=4))
def test_a_refusal_never_holds_a_value(members: dict[str, Any]) -> None:
    with pytest.raises(InvalidBody) as refused:
        validate(Sample, {name: f"canary {value}" for name, value in members.items()} | {"count": "canary"})

    raised = refused.value
    assert "canary" not in f"{raised} {raised.pointers} {raised.__cause__} {raised.detail}"
