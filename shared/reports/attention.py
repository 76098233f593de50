"""Attention tracking is off, and no setting turns it on (R6.6): data that measures people refuses the whole report.

Member names are judged, at any depth, after undoing what disguises a word: case, separators, accents, widths,
invisible characters, digits for letters, and letters of other alphabets that look Latin (Unicode TS 39).
"""

from __future__ import annotations

import unicodedata
from typing import Any

from shared.problems import AttentionTrackingForbidden, Pointer

_WORDS = (
    "attention",
    "attentive",
    "aufmerksam",
    "engage",
    "engagiert",
    "emotion",
    "sentiment",
    "gefuehl",
    "gefuhl",
    "mood",
    "stimmung",
    "activity",
    "activities",
    "aktivitat",
    "aktivitaet",
    "gaze",
    "blickkontakt",
    "eyecontact",
    "facial",
    "mimik",
    "raisedhand",
    "handraise",
    "raisehand",
    "reaction",
    "reaktion",
    "camera",
    "kamera",
    "microphone",
    "mikrofon",
    "talktime",
    "speakingtime",
    "redezeit",
    "infocus",
    "focustime",
    "idletime",
)
# Letters and digits that are taken for a Latin letter, in lower case.
_LOOKALIKES = {
    ord(lookalike): latin
    for latin, lookalikes in {
        "a": "аαɑ4@",
        "b": "Ьвβ8",
        "c": "сϲ",
        "d": "ԁđ",
        "e": "еєε3€",
        "f": "ƒ",
        "g": "ɡցg69",
        "h": "һհħ",
        "i": "іιıӏ1!|",
        "j": "јϳ",
        "k": "кκ",
        "l": "ⅼł",
        "m": "мμ",
        "n": "нηոп",
        "o": "оοσօø0",
        "p": "рρ",
        "q": "ԛ",
        "r": "гг",
        "s": "ѕ5$",
        "t": "тτŧ7",
        "u": "υսц",
        "v": "ѵν",
        "w": "ԝω",
        "x": "хχ",
        "y": "уγү",
        "z": "ᴢ",
    }.items()
    for lookalike in lookalikes
}


def refuse_attention_data(value: Any) -> None:
    """Look at every member name of a parsed body.

    Raises:
        AttentionTrackingForbidden: with a pointer to each place.
    """
    from shared.bodies import pointer_to

    found: list[Pointer] = []
    level: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while level:
        below: list[tuple[tuple[str | int, ...], Any]] = []
        for path, node in level:
            members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
            for name, child in members:
                if isinstance(name, str) and names_attention_data(name):
                    found.append(Pointer(pointer_to((*path, name)), "attention_tracking_forbidden"))
                if isinstance(child, dict | list):
                    below.append(((*path, name), child))
        level = below
    if found:
        raise AttentionTrackingForbidden(pointers=tuple(found))


def names_attention_data(name: str) -> bool:
    """Whether a member's name is one for data that measures attention, engagement, emotion or activity."""
    plain = _plain(name)
    return any(word in plain for word in _WORDS)


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    latin = unicodedata.normalize("NFKD", decomposed.translate(_LOOKALIKES))
    return "".join(letter for letter in latin if letter.isalpha() and letter.isascii())
