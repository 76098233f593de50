"""Made-up meetings, written as Teams writes its CSV: in several languages, shapes, encodings and delimiters."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shared.http.bodies import validate
from shared.imports.csv_report import CsvReport, read_csv
from shared.reports.model import Report
from shared.times import format_instant

DAY = date(2026, 3, 4)
MEETING_ID = "MSpkb2MyMTg3"
STARTED = datetime(2026, 3, 4, 9, 0, 5, tzinfo=UTC)
NO_OFFSET = timedelta()

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody in a meeting; `role` is the one that a report has."""

    name: str
    address: str = ""
    role: str = "attendee"
    joined: datetime = STARTED
    left: datetime = STARTED + timedelta(minutes=50)
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """How a language writes times and durations, and what it calls things; the order is that of Teams."""

    moment: Callable[[datetime], str]
    duration: Callable[[timedelta], str]
    summary: Cells
    participants: Cells
    activities: Cells
    roles: dict[str, str]


def _parts(length: timedelta) -> tuple[int, int, int]:
    seconds = int(length.total_seconds())
    return seconds // 3600, seconds // 60 % 60, seconds % 60


def _letters(length: timedelta) -> str:
    named = [f"{part}{unit}" for part, unit in zip(_parts(length), "hms", strict=True) if part]
    return " ".join(named) or "0s"


def _german(length: timedelta) -> str:
    hours, minutes, seconds = _parts(length)
    return f"{hours} Std. {minutes} Min. {seconds} Sek." if hours else f"{minutes} Min. {seconds} Sek."


def _french(length: timedelta) -> str:
    hours, minutes, seconds = _parts(length)
    return f"{hours} h {minutes} min {seconds} s"


def _clock(length: timedelta) -> str:
    hours, minutes, seconds = _parts(length)
    return f"{hours}:{minutes:02}:{seconds:02}"


def _half_day(moment: datetime, space: str = " ") -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M:%S}{space}{moment:%p}"


_ENGLISH = {"organizer": "Organizer", "coorganizer": "Co-organizer", "presenter": "Presenter", "attendee": "Attendee"}
_ENGLISH_SUMMARY = ("1. Summary", "Meeting title", "Attended participants", "Start time", "End time",
                    "Meeting duration", "Average attendance time")  # fmt: skip
_ENGLISH_PARTICIPANTS = ("2. Participants", "Name", "First Join", "Last Leave", "In-Meeting Duration", "Email",
                         "Participant ID (UPN)", "Role")  # fmt: skip
_ENGLISH_ACTIVITIES = ("3. In-Meeting Activities", "Name", "Join Time", "Leave Time", "Duration", "Email", "Role")

LANGUAGES = {
    "American": Language(
        lambda at: f"{at.month}/{at.day}/{at:%y}, {_half_day(at)}",
        _letters,
        _ENGLISH_SUMMARY,
        _ENGLISH_PARTICIPANTS,
        _ENGLISH_ACTIVITIES,
        _ENGLISH,
    ),
    "American with narrow spaces": Language(
        lambda at: f"{at.month}/{at.day}/{at:%Y}, {_half_day(at, chr(0x202F))}",
        _letters,
        _ENGLISH_SUMMARY,
        _ENGLISH_PARTICIPANTS,
        _ENGLISH_ACTIVITIES,
        _ENGLISH,
    ),
    "British": Language(
        lambda at: f"{at:%d/%m/%Y, %H:%M:%S}",
        _letters,
        _ENGLISH_SUMMARY,
        _ENGLISH_PARTICIPANTS,
        _ENGLISH_ACTIVITIES,
        _ENGLISH,
    ),
    "Australian": Language(
        lambda at: f"{at.day}/{at.month}/{at:%y} {_half_day(at).lower().replace('am', 'a.m.').replace('pm', 'p.m.')}",
        _clock,
        _ENGLISH_SUMMARY,
        _ENGLISH_PARTICIPANTS,
        _ENGLISH_ACTIVITIES,
        _ENGLISH,
    ),
    "German": Language(
        lambda at: f"{at:%d.%m.%y, %H:%M:%S}",
        _german,
        ("1. Zusammenfassung", "Besprechungstitel", "Teilnehmer", "Startzeit", "Endzeit", "Dauer", "Mittlere Dauer"),
        ("2. Teilnehmer", "Name", "Erster Beitritt", "Letztes Verlassen", "Dauer der Besprechung", "E-Mail",
         "Teilnehmer-ID (UPN)", "Rolle"),
        ("3. Aktivitäten in der Besprechung", "Name", "Beitreten", "Verlassen", "Dauer", "E-Mail", "Rolle"),
        {"organizer": "Organisator", "coorganizer": "Mitorganisator", "presenter": "Referent",
         "attendee": "Teilnehmer"},
    ),
    "French": Language(
        lambda at: f"{at:%d/%m/%Y %H:%M:%S}",
        _french,
        ("1. Résumé", "Titre de la réunion", "Participants présents", "Heure de début", "Heure de fin", "Durée",
         "Durée moyenne"),
        ("2. Participants", "Nom", "Première connexion", "Dernière déconnexion", "Durée de la réunion", "E-mail",
         "ID du participant (UPN)", "Rôle"),
        ("3. Activités pendant la réunion", "Nom", "Arrivée", "Départ", "Durée", "E-mail", "Rôle"),
        {"organizer": "Organisateur", "coorganizer": "Co-organisateur", "presenter": "Présentateur",
         "attendee": "Participant"},
    ),
    "Spanish": Language(
        lambda at: f"{at.day}/{at.month}/{at:%y}, {at.hour}:{at:%M:%S}",
        _letters,
        ("1. Resumen", "Título de la reunión", "Participantes asistentes", "Hora de inicio", "Hora de fin",
         "Duración de la reunión", "Tiempo medio"),
        ("2. Participantes", "Nombre", "Primera entrada", "Última salida", "Duración", "Correo electrónico",
         "Id. de participante (UPN)", "Rol"),
        ("3. Actividades en la reunión", "Nombre", "Entrada", "Salida", "Duración", "Correo electrónico", "Rol"),
        {"organizer": "Organizador", "coorganizer": "Coorganizador", "presenter": "Moderador",
         "attendee": "Asistente"},
    ),
    "Finnish": Language(
        lambda at: f"{at.day}.{at.month}.{at:%Y} {at.hour}.{at:%M.%S}",
        _french,
        ("1. Yhteenveto", "Kokouksen otsikko", "Paikalla", "Alku", "Loppu", "Kesto", "Kesto keskimäärin"),
        ("2. Osallistujat", "Nimi", "Liittyi", "Poistui", "Kesto", "Sähköposti", "Tunnus (UPN)", "Rooli"),
        ("3. Kokouksen kulku", "Nimi", "Liittyi", "Poistui", "Kesto", "Sähköposti", "Rooli"),
        {"organizer": "Järjestäjä", "coorganizer": "Co-organizer", "presenter": "Esittäjä",
         "attendee": "Osallistuja"},
    ),
    "Korean": Language(
        lambda at: f"{at.year}. {at.month}. {at.day}. {'오후' if at.hour > 11 else '오전'} {at.hour % 12}:{at:%M:%S}",
        _clock,
        ("1. 요약", "모임 제목", "참석한 참가자", "시작 시간", "종료 시간", "모임 기간", "평균"),
        ("2. 참가자", "이름", "처음", "마지막", "기간", "메일", "(UPN)", "역할"),
        ("3. 활동", "이름", "참가", "나가기", "기간", "메일", "역할"),
        {**_ENGLISH, "presenter": "발표자", "attendee": "참석자"},
    ),
    "nobody's": Language(
        lambda at: f"{at:%Y-%m-%d %H:%M:%S}",
        _clock,
        ("1. Aba", "Aba abe", "Abi", "Abo", "Abu", "Eba", "Ebe"),
        ("2. Iba", "Ibe", "Ibi", "Ibo", "Ibu", "Oba", "Obe", "Obi"),
        ("3. Uba", "Ube", "Ubi", "Ubo", "Ubu", "Ebi", "Ebo"),
        _ENGLISH,
    ),
}  # fmt: skip
AMERICAN = LANGUAGES["American"]


def numbered(
    people: Sequence[Visitor],
    *,
    title: str = "Weekly",
    language: Language = AMERICAN,
    with_activities: bool = True,
) -> list[Cells]:
    """The numbered sections of today, the summary from the first joining to the last leaving."""
    started, ended = min(each.joined for each in people), max(each.left for each in people)
    values = (title, str(len(people)), language.moment(started), language.moment(ended))
    rows: list[Cells] = [[language.summary[0]], *zip(language.summary[1:5], values, strict=True)]
    rows += [(label, language.duration(ended - started)) for label in language.summary[5:]]
    rows += [[], [language.participants[0]], language.participants[1:]]
    rows += [participant(each, language) for each in people]
    if with_activities:
        rows += [[], [language.activities[0]], language.activities[1:]]
        rows += [activity(each, language) for each in people]
    return rows


def participant(each: Visitor, language: Language = AMERICAN) -> Cells:
    return (*_attendance(each, language), each.address, each.address, language.roles[each.role])


def activity(each: Visitor, language: Language = AMERICAN) -> Cells:
    return (*_attendance(each, language), each.address, language.roles[each.role])


def _attendance(each: Visitor, language: Language) -> Cells:
    name = f"{each.name} ({each.mark})" if each.mark else each.name
    moments = (language.moment(each.joined), language.moment(each.left))
    return (name, *moments, language.duration(each.left - each.joined))


def encoded(
    rows: Sequence[Cells], *, delimiter: str = "\t", encoding: str = "utf-16-le", mark: bytes = codecs.BOM_UTF16_LE
) -> bytes:
    """A file of rows, as Teams encodes it when nothing else is asked for."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return mark + text.getvalue().encode(encoding)


def read(rows: Sequence[Cells], day: date = DAY, offset: timedelta = NO_OFFSET) -> CsvReport:
    return accepted(encoded(rows), day, offset)


def accepted(content: bytes, day: date = DAY, offset: timedelta = NO_OFFSET) -> CsvReport:
    """What a file is read as, which must be a report that is stored as it is."""
    found = read_csv(content, MEETING_ID, day, offset)
    validate(Report, with_oids(found.report))
    return found


def with_oids(report: dict[str, Any]) -> dict[str, Any]:
    """A report as it is stored when nobody in it is known."""
    attendees = [
        {"oid": None, **{name: value for name, value in each.items() if name != "username"}}
        for each in report["attendees"]
    ]
    return {**report, "attendees": attendees}


def attendee(each: Visitor) -> dict[str, Any]:
    """What a report says of a visitor."""
    return {
        "username": each.address.lower() or None,
        "name": each.name,
        "role": each.role,
        "joinedAt": format_instant(each.joined),
        "leftAt": format_instant(each.left),
    }


ANNA = Visitor("Anna Schmidt", "anna@contoso.example", "organizer")
BEN = Visitor("Ben Moor", "ben@contoso.example", "presenter", joined=STARTED + timedelta(minutes=1))
LATER = STARTED + timedelta(minutes=20)


def moment(minutes: int) -> str:
    """A cell with the time so long after the start."""
    return AMERICAN.moment(STARTED + timedelta(minutes=minutes))


def with_participants(rows: list[Cells]) -> list[Cells]:
    """Today's shape without activities, with these rows below those of Anna."""
    return [*numbered([ANNA], with_activities=False), *rows]


def only(*names: str, rows: Sequence[Cells]) -> list[dict[str, Any]]:
    """The attendees of a file, which must have these names in the order of joining."""
    attendees: list[dict[str, Any]] = read(rows).report["attendees"]
    assert [each["name"] for each in attendees] == list(names)
    return attendees
