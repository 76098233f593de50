"""A report in its organiser's export: everyone else in it is left out (Art. 15(4), R10.15)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.reports.redaction import REDACTED, redacted_for
from tests.support.world import ANNA, BEN

FULL: dict[str, Any] = {
    "attendees": [
        {"oid": ANNA, "name": "Anna", "role": "organizer", "joinedAt": "2026-11-23T09:00:00Z"},
        {"oid": BEN, "name": "Ben", "role": "presenter", "joinedAt": "2026-11-23T09:01:00Z"},
        {"oid": None, "name": "Guest 1", "role": "attendee"},
    ],
    "dialIn": [{"number": "+49…00", "joinedAt": "2026-11-23T09:02:00Z"}, {"number": "+44…11"}],
    "questions": [
        {"askedBy": ANNA, "question": "hers", "answer": "to her"},
        {"askedBy": BEN, "question": "his", "answer": "to him"},
        {"askedBy": None, "question": "a guest's"},
    ],
    "surveys": [{"question": "Useful?", "answers": [{"choice": "yes", "count": 4}]}],
    "chat": {
        "purpose": "result_log",
        "necessity": "needed",
        "messages": [
            {"at": "2026-11-23T09:10:00Z", "author": ANNA, "text": "hers"},
            {"at": "2026-11-23T09:11:00Z", "author": BEN, "text": "his"},
        ],
    },
    "recording": {"startedAt": "2026-11-23T09:00:00Z", "consent": "not_required"},
}


@pytest.mark.clause("R10.15")
def test_the_person_s_own_entries_stand_and_the_others_keep_their_place_only() -> None:
    assert redacted_for(FULL, ANNA) == {
        "attendees": [
            FULL["attendees"][0],
            {"oid": None, "name": REDACTED, "role": "presenter"},
            {"oid": None, "name": REDACTED, "role": "attendee"},
        ],
        "dialIn": [{"number": REDACTED}, {"number": REDACTED}],
        "questions": [
            {"askedBy": ANNA, "question": "hers", "answer": "to her"},
            {"askedBy": None, "question": REDACTED},
            {"askedBy": None, "question": REDACTED},
        ],
        "surveys": FULL["surveys"],
        "chat": {
            "purpose": "result_log",
            "necessity": "needed",
            "messages": [
                {"at": "2026-11-23T09:10:00Z", "author": ANNA, "text": "hers"},
                {"at": "2026-11-23T09:11:00Z", "author": None, "text": REDACTED},
            ],
        },
        "recording": FULL["recording"],
    }


def test_what_a_report_does_not_hold_is_not_made_up() -> None:
    plain: dict[str, Any] = {"attendees": []}
    assert redacted_for(plain, ANNA) == plain
    empty: dict[str, Any] = {
        "attendees": [],
        "dialIn": None,
        "questions": None,
        "surveys": None,
        "chat": None,
        "recording": None,
    }
    assert redacted_for(empty, ANNA) == empty


def test_the_report_itself_is_left_as_it_is() -> None:
    before = json.dumps(FULL)
    redacted_for(FULL, ANNA)
    assert json.dumps(FULL) == before


def test_redacting_twice_is_redacting_once() -> None:
    once = redacted_for(FULL, ANNA)
    assert redacted_for(once, ANNA) == once


OTHERS = st.sampled_from([BEN, None])


@given(
    askers=st.lists(OTHERS, max_size=5),
    authors=st.lists(OTHERS, max_size=5),
    attending=st.lists(OTHERS, max_size=5),
    telephones=st.integers(0, 3),
)
@pytest.mark.clause("R10.15")
def test_no_word_name_or_number_of_anybody_else_is_left(
    askers: list[str | None], authors: list[str | None], attending: list[str | None], telephones: int
) -> None:
    secret = "only another person's"
    content = {
        "attendees": [{"oid": oid, "name": secret, "role": "attendee"} for oid in attending],
        "dialIn": [{"number": secret}] * telephones,
        "questions": [{"askedBy": oid, "question": secret, "answer": secret} for oid in askers],
        "chat": {
            "purpose": "result_log",
            "necessity": "needed",
            "messages": [{"at": "2026-11-23T09:10:00Z", "author": oid, "text": secret} for oid in authors],
        },
    }

    shown = redacted_for(content, ANNA)

    text = json.dumps(shown)
    assert secret not in text
    assert BEN not in text
    assert [len(shown[name]) for name in ("attendees", "dialIn", "questions")] == [
        len(attending),
        telephones,
        len(askers),
    ]
