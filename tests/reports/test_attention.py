"""Attention data in any disguise, and no false alarm (R6.6)."""

# ruff: noqa: RUF001 - look-alike letters are what it is about

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.problems import AttentionTrackingForbidden
from shared.reports import attention
from shared.reports.attention import names_attention_data, refuse_attention_data
from shared.reports.model import ReadReport, Report
from shared.settings import Settings
from shared.tenants.model import Contract
from tests.support.reports import pointers, store
from tests.support.world import World, report_body

DISGUISES = {
    "camel case": "attentionScore",
    "snake case": "attention_score",
    "kebab case": "attention-score",
    "shouting": "ATTENTION",
    "in the middle": "averageEngagementLevel",
    "spaced out": "a t t e n t i o n",
    "dotted": "e.m.o.t.i.o.n",
    "accents": "émötíön",
    "full width": "ｅｎｇａｇｅｍｅｎｔ",
    "mathematical": "𝖊𝖓𝖌𝖆𝖌𝖊𝖒𝖊𝖓𝖙",
    "circled": "ⓔⓜⓞⓣⓘⓞⓝ",
    "small capitals": "ᴇᴍᴏᴛɪᴏɴ",
    "zero-width space": "atten\u200btion",
    "soft hyphen": "senti\u00adment",
    "direction mark": "\u202egaze",
    "Cyrillic letters": "еngаgеmеnt",
    "Cyrillic capitals": "ЕМОТІОN",
    "Cyrillic capital that looks like an H": "raisedНands",
    "Greek letters": "εmοtiοn",
    "Greek capitals": "ΑΤΤΕΝΤΙΟΝ",
    "Greek capital that looks like a Y": "ACTIVITΥ",
    "Greek capital that looks like a Z": "GAΖE",
    "Greek capital that looks like an E": "ΣMOTION",
    "digits": "3m0t10n",
    "a digit for an l": "ta1kTime",
    "a capital i for an l": "taIkTime",
    "signs": "@++ent!on",
    "currency": "€ngagement$core",
    "sharp s": "emotionsmaß",
    "German": "Aufmerksamkeit",
    "German umlaut": "Gefühlslage",
    "German umlaut, decomposed": "Gefu\u0308hl",
    "German umlaut, written out": "gefuehlslage",
    "German activity": "AKTIVITÄT",
    "German mood": "stimmungsbild",
    "German speaking time": "redeZeitInSekunden",
    "German concentration": "Konzentrationsgrad",
    "raised hands": "handsRaised",
    "a raised hand": "raisedHand",
    "reactions": "reactions",
    "camera": "cameraOn",
    "microphone": "microphone_minutes",
    "focus": "windowFocus",
    "eye contact": "eyeContact",
}
WORDS = ("attention", "engagement", "emotion", "sentiment", "activity", "gaze", "mood", "facial", "reaction", "focus")
INVISIBLE = "_- .\u200b\u200c\u200d\u00ad\u2060\ufeff"


@pytest.mark.parametrize("name", DISGUISES.values(), ids=DISGUISES)
@pytest.mark.clause("R6.6")
def test_a_disguised_name_is_seen_through(name: str) -> None:
    assert names_attention_data(name)


@given(st.data())
@pytest.mark.clause("R6.6")
def test_any_mixture_of_case_width_accent_and_separator_is_seen_through(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(WORDS))

    name = "".join(_disguised(data, letter) for letter in word)

    assert names_attention_data(f"x{name}y")


@pytest.mark.clause("R6.6")
def test_no_member_of_the_schema_raises_a_false_alarm() -> None:
    names = {*_members(Report.model_json_schema()), *_members(ReadReport.model_json_schema(mode="serialization"))}

    assert {"participantCount", "announcedAt", "necessity", "contentDeleted"} <= names
    assert [name for name in sorted(names) if names_attention_data(name)] == []


@pytest.mark.clause("R6.6")
def test_no_setting_and_no_switch_of_a_contract_turns_it_on() -> None:
    names = {*_members(Contract.model_json_schema()), *(setting.name for setting in fields(Settings))}

    assert {"attendanceTimes", "chat", "retention_days"} <= names
    assert [name for name in sorted(names) if names_attention_data(name)] == []


@pytest.mark.parametrize("name", ["duration", "organizerId", "language", "notes", "location", "mode", "tenantId"])
def test_an_ordinary_name_is_none(name: str) -> None:
    assert not names_attention_data(name)


@pytest.mark.clause("R6.6")
def test_every_place_is_pointed_at_whatever_the_depth() -> None:
    value = {
        "attentionScore": 1,
        "attendees": [{"name": "Anna"}, {"name": "Ben", "extra": [[{"deep": {"moodIndex": None}}]]}],
        "engagement": {"emotion": 2},
    }

    with pytest.raises(AttentionTrackingForbidden) as caught:
        refuse_attention_data(value)

    assert {found.pointer for found in caught.value.pointers} == {
        "/attentionScore",
        "/engagement",
        "/engagement/emotion",
        "/attendees/1/extra/0/0/deep/moodIndex",
    }


@pytest.mark.clause("R6.6")
def test_a_name_is_judged_once_however_many_attendees_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []

    def judge(name: str) -> bool:
        judged.append(name)
        return names_attention_data(name)

    monkeypatch.setattr(attention, "names_attention_data", judge)
    attendees = [{"name": "Anna", "role": "attendee"} for _ in range(100)]

    refuse_attention_data({"attendees": attendees})
    assert sorted(judged) == ["attendees", "name", "role"]

    with pytest.raises(AttentionTrackingForbidden) as caught:
        refuse_attention_data({"attendees": [{**attendee, "mood": 1} for attendee in attendees]})
    assert len(caught.value.pointers) == 100


@pytest.mark.clause("R6.6")
def test_what_a_value_says_is_not_judged() -> None:
    refuse_attention_data({"topic": "Attention in education", "surveys": [{"question": "How was the mood?"}]})
    refuse_attention_data("attention")


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"attentionScore": 3}, "/attentionScore"),
        ({"attendees": [{"oid": None, "name": "C", "role": "attendee", "cameraOn": True}]}, "/attendees/0/cameraOn"),
        ({"recording": {"startedAt": "2026-11-23T09:00:00Z", "sentiment": []}}, "/recording/sentiment"),
        ({"metrics": {"perPerson": [{"talkTime": 12}]}}, "/metrics/perPerson/0/talkTime"),
        ({"еngagement": 1}, ""),
    ],
    ids=["on top", "of an attendee", "of a recording", "in a member that is unknown itself", "a name not to be echoed"],
)
@pytest.mark.clause("R6.6")
def test_the_whole_report_is_refused_and_nothing_is_left(matched: World, members: dict[str, Any], pointer: str) -> None:
    before = {family: matched.rows(family) for family in ("activity", "meetings", "reports")}

    reply = store(matched, report_body(**members))

    assert (reply.status, reply.code) == (422, "attention_tracking_forbidden")
    assert pointers(reply) == [(pointer, "attention_tracking_forbidden")]
    assert {family: matched.rows(family) for family in before} == before
    assert not before["reports"]


def _disguised(data: st.DataObject, letter: str) -> str:
    """The letter in another case, width or with an accent, and something invisible or a separator after it."""
    forms = [letter, letter.upper(), chr(ord(letter) + 0xFEE0), chr(ord(letter.upper()) + 0xFEE0), f"{letter}\u0301"]
    formed = data.draw(st.sampled_from([*forms, unicodedata.normalize("NFC", f"{letter}\u0308")]))
    return formed + data.draw(st.text(INVISIBLE, max_size=2))


def _members(schema: dict[str, Any]) -> Iterator[str]:
    for described in [schema, *schema.get("$defs", {}).values()]:
        yield from described.get("properties", {})
