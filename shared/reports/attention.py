"""Attention tracking is off, and no setting turns it on (R6.6): data that measures people refuses the whole report.

Member names are judged, at any depth, after undoing what disguises a word: case, separators, accents, widths,
invisible characters, digits for letters, and letters of other alphabets that look Latin (Unicode TS 39).
"""

from __future__ import annotations

import unicodedata
from typing import Any

from shared.problems import AttentionTrackingForbidden, Pointer
from shared.strict_json import levels

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
    "handsraise",
    "reaction",
    "reaktion",
    "camera",
    "kamera",
    "microphone",
    "mikrofon",
    "talktime",
    "speakingtime",
    "redezeit",
    "focus",
    "fokus",
    "concentrat",
    "konzentrat",
    "distract",
    "eyetrack",
    "idletime",
)
# Letters, digits and signs that are taken for a Latin letter, in lower case. What may be an i may be an l as well, so
# both count as i; what the capital of a letter looks like stands apart, where the small one looks like another.
_LOOKALIKES = {
    ord(lookalike): latin
    for latin, lookalikes in {
        "a": "аαɑᴀ4@",
        "b": "ьвβʙ8",
        "c": "сϲᴄ",
        "d": "ԁđᴅ",
        "e": "еєεᴇ3€",
        "f": "ƒꜰ",
        "g": "ɡցɢ69",
        "h": "һհħʜ",
        "i": "іιıӏɪlⅼłʟ1!|",
        "j": "јϳᴊ",
        "k": "кκᴋ",
        "m": "мμᴍ",
        "n": "нηոпиɴ",
        "o": "оοσօøᴏ0",
        "p": "рρᴘ",
        "q": "ԛ",
        "r": "гʀя",
        "s": "ѕꜱ5$",
        "t": "тτŧᴛ7+",
        "u": "υսцᴜ",
        "v": "ѵνᴠ",
        "w": "ԝωᴡ",
        "x": "хχ",
        "y": "уγүʏ",
        "z": "ᴢ2",
    }.items()
    for lookalike in lookalikes
}
_CAPITAL_LOOKALIKES = str.maketrans("ΗНΝΣΥΖ", "HHNEYZ")


def refuse_attention_data(value: Any) -> None:
    """Look at every member name of a parsed body.

    Raises:
        AttentionTrackingForbidden: with a pointer to each place.
    """
    # A report repeats a few names for each attendee: each is judged once.
    names: set[str] = set().union(*(node for level in levels(value) for node in level if isinstance(node, dict)))
    forbidden = {name for name in names if names_attention_data(name)}
    if forbidden:
        raise AttentionTrackingForbidden(pointers=tuple(_places(value, forbidden)))


def _places(value: Any, forbidden: set[str]) -> list[Pointer]:
    """Where members with these names stand, the outermost first."""
    from shared.http.bodies import pointer_to

    found: list[Pointer] = []
    level: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while level:
        below: list[tuple[tuple[str | int, ...], Any]] = []
        for path, node in level:
            members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
            for name, child in members:
                if name in forbidden:
                    found.append(Pointer(pointer_to((*path, name)), "attention_tracking_forbidden"))
                if isinstance(child, dict | list):
                    below.append(((*path, name), child))
        level = below
    return found


def names_attention_data(name: str) -> bool:
    """Whether a member's name is one for data that measures attention, engagement, emotion or activity."""
    plain = _plain(name)
    return any(word in plain for word in _PLAIN_WORDS)


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).translate(_CAPITAL_LOOKALIKES).casefold()
    latin = unicodedata.normalize("NFKD", decomposed.translate(_LOOKALIKES))
    return "".join(letter for letter in latin if letter.isalpha() and letter.isascii())


_PLAIN_WORDS = tuple(_plain(word) for word in _WORDS)
