"""The few words of Teams' CSV that its shape does not tell: roles, marks of outsiders, and what a label is about.

Words are compared in lower case and without accents, brackets and signs; an unknown language loses its roles only.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Role = Literal["organizer", "coorganizer", "presenter", "attendee", "unknown"]

_ROLES: dict[str, Role] = {}
_KNOWN_ROLES: dict[Role, str] = {
    "organizer": "organizer organiser organisator organisatorin organisateur organisatrice organizador organizadora "
    "organizzatore organizzatrice organizator arrangor järjestäjä szervezo 組織者 组织者 開催者 召集人 이끌이",
    "coorganizer": "coorganizer coorganiser mitorganisator mitorganisatorin coorganisateur coorganisatrice "
    "coorganizador coorganizadora coorganizzatore medeorganisator wspolorganizator medarrangor 共同開催者 共同组织者",
    "presenter": "presenter referent referentin präsentator présentateur présentatrice moderador moderadora "
    "presentador presentadora apresentador apresentadora relatore presentator prezenter presentator presentatör "
    "foredragsholder esittäjä 発表者 演示者 簡報者 발표자",
    "attendee": "attendee participant participante teilnehmer teilnehmerin teilnehmende asistente partecipante "
    "deelnemer uczestnik deltagare deltager deltaker osallistuja resztvevo 出席者 参加者 与会者 參與者 참석자",
}
_OUTSIDERS = (
    "external extern externe externer externo externa esterno esterna zewnetrzny ekstern ulkoinen 外部 외부 "
    "guest gast invite invitee invitado invitada convidado convidada ospite gosc gäst gjest vieras ゲスト 来賓 게스트 "
    "unverified nichtuberpruft nichtverifiziert nonverifie nonverifiee noncomprobado sinverificar sincomprobar "
    "nocomprobado noverificado naoverificado nonverificato nietgeverifieerd niezweryfikowany overifierad "
    "ikkebekraftet ikkeverificeret vahvistamaton 未確認 未验证 未驗證"
)
_TITLE = ("title", "titel", "titre", "titulo", "titolo", "tytul", "tittel", "otsikko")
_COUNT = ("attend", "particip", "partecip", "teilnehm", "teilgenommen", "asist", "deelnem", "uczestni", "deltag")
_REGISTRATION = ("regist", "anmeld", "inscri", "iscrizion", "iscritt", "rejestr", "pamelding", "tilmeld")
_FIRST_NAME = ("first name", "vorname", "prenom", "given name", "voornaam", "fornamn", "fornavn", "imie")
_LAST_NAME = ("last name", "nachname", "surname", "family name", "apellido", "sobrenome", "cognome", "achternaam")
_MAX_MARKS = 3
_MARK = re.compile(r"[(（]([^()（）]{1,40})[)）]\s*$")  # noqa: RUF001 - brackets as people in East Asia type them


def role_of(cell: str) -> Role:
    """The role that a cell names, or unknown."""
    return _ROLES.get(_letters(cell), "unknown")


def without_marks(name: str) -> tuple[str, bool]:
    """A name without `(External)`, `(Guest)`, `(Unverified)` at its end, and whether one of them stood there."""
    is_outsider = False
    for _ in range(_MAX_MARKS):
        mark = _MARK.search(name)
        if mark is None or _letters(mark[1]) not in _OUTSIDER_WORDS:
            break
        name, is_outsider = name[: mark.start()].rstrip(), True
    return name.strip(), is_outsider


def is_title(label: str) -> bool:
    """Whether a line of the summary has the meeting's title."""
    return _has(label, _TITLE)


def is_count(label: str) -> bool:
    """Whether a line of the summary says how many took part."""
    return _has(label, _COUNT)


def is_registration(label: str) -> bool:
    """Whether a column or a section is about registering for a webinar, and not about taking part."""
    return _has(label, _REGISTRATION)


def is_first_name(label: str) -> bool:
    return _has(label, _FIRST_NAME)


def is_last_name(label: str) -> bool:
    return _has(label, _LAST_NAME)


def _has(label: str, words: tuple[str, ...]) -> bool:
    plain = _plain(label)
    return any(word in plain for word in words)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, _plain(text)))


_OUTSIDER_WORDS = frozenset(_letters(word) for word in _OUTSIDERS.split())
_ROLES.update({_letters(word): role for role, words in _KNOWN_ROLES.items() for word in words.split()})
