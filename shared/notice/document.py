"""The notice as data: a published wording, filled with the register, the limits in force and the contacts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, TypedDict

from shared.families import FAMILIES, Deadline, Text
from shared.notice.published import CURRENT_VERSION, ContactDetails, Section, read_version
from shared.settings import MAX_CONTENT_RETENTION_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.families import Family, Language
    from shared.notice.published import Wording
    from shared.settings import Contact, Settings

_DAYS = Text(de="{} Tagen", en="{} days")
_ONE_MONTH = Text(de="einem Kalendermonat", en="one calendar month")
_DEADLINES: Mapping[Deadline, Text] = MappingProxyType(
    {
        Deadline.RETENTION: Text(de="spätestens nach {retention}", en="after {retention} at the latest"),
        Deadline.CONTENT: Text(de="spätestens nach {content}", en="after {content} at the latest"),
        Deadline.CONTRACT: Text(de="am Ende des Vertrags", en="at the end of the contract"),
        Deadline.AFTER_CONTRACT: Text(
            de="nach dem Ende des Vertrags, wenn alles andere gelöscht ist",
            en="after the end of the contract, once everything else is gone",
        ),
        Deadline.THREE_YEARS: Text(de="nach drei Jahren", en="after three years"),
        Deadline.RESTRICTION: Text(
            de="wenn die Einschränkung aufgehoben oder vorbei ist; ohne Vertrag und letzten Tag spätestens nach "
            "{retention}",
            en="when the restriction is lifted or over; without a contract and a last day, after {retention} at the "
            "latest",
        ),
        Deadline.HOLD: Text(de="am Ende der Aufbewahrungspflicht", en="at the end of the duty to keep it"),
        Deadline.ERASURE: Text(
            de="31 Tage nach der Löschung, oder wenn keine Aufbewahrungspflicht sie mehr aufschiebt",
            en="31 days after the erasure, or when no duty to keep rows defers it any more",
        ),
        Deadline.TOLD: Text(
            de="wenn die Instanz es weiß, spätestens nach 30 Tagen",
            en="when the instance has been told, after 30 days at the latest",
        ),
    }
)


class Term(TypedDict):
    """A code of the register, and how the notice names it."""

    code: str
    text: str


class FamilyEntry(TypedDict):
    """What one family keeps, why, for whom and how long. Without purposes it holds no personal data."""

    name: str
    holds: str
    categories: list[Term]
    purposes: list[Term]
    legalBases: list[Term]
    recipients: list[Term]
    deadline: Term


class Notice(TypedDict):
    """The whole notice in one language, ready for JSON."""

    version: str
    language: Language
    published: str
    title: str
    sections: list[Section]
    controller: ContactDetails
    dataProtectionOfficer: ContactDetails
    supervisoryAuthority: ContactDetails
    families: list[FamilyEntry]


def build_notice(settings: Settings, language: Language, version: str = CURRENT_VERSION) -> Notice:
    """The notice as this service keeps it (R1 to R12).

    The wording is the version's. Limits (R11.2a, R6.5), contacts (R2, R3) and how much of an IP address is kept come
    from the running settings, the families from the register as it is now.

    Raises:
        NotFound: there is no such version.
        KeyError: the register has a code that the version does not name; then a new version is due (R4, R12).
    """
    published, wording = read_version(version, language)
    values = _values(settings, language, wording)
    return {
        "version": version,
        "language": language,
        "published": published,
        "title": wording["title"],
        "sections": [_section(section, values) for section in wording["sections"]],
        "controller": _contact(settings.controller),
        "dataProtectionOfficer": _contact(settings.data_protection_officer),
        "supervisoryAuthority": wording["supervisoryAuthority"],
        "families": [_family(family, wording, language, values) for family in FAMILIES.values()],
    }


def _values(settings: Settings, language: Language, wording: Wording) -> Mapping[str, str]:
    days = _content_days(settings)
    return {
        "retention": _DAYS.of(language).format(settings.retention_days),
        "content": _ONE_MONTH.of(language) if days is None else _DAYS.of(language).format(days),
        "clientAddress": wording["clientAddress"][settings.client_address],
    }


def _content_days(settings: Settings) -> int | None:
    """Days that content lives at most; None is a calendar month. Content never outlives the other rows' limit."""
    if settings.content_retention_days is not None:
        return min(settings.content_retention_days, settings.retention_days)
    return settings.retention_days if settings.retention_days <= MAX_CONTENT_RETENTION_DAYS else None


def _section(section: Section, values: Mapping[str, str]) -> Section:
    return {
        **section,
        "paragraphs": [paragraph.format_map(values) for paragraph in section["paragraphs"]],
        "points": [point.format_map(values) for point in section["points"]],
    }


def _contact(contact: Contact) -> ContactDetails:
    return {"name": contact.name, "address": contact.address, "contact": contact.contact}


def _family(family: Family, wording: Wording, language: Language, values: Mapping[str, str]) -> FamilyEntry:
    return {
        "name": family.name,
        "holds": family.holds.of(language),
        "categories": _terms(family.categories, wording["categories"]),
        "purposes": _terms(family.purposes, wording["purposes"]),
        "legalBases": _terms(family.legal_bases, wording["legalBases"]),
        "recipients": _terms(family.recipients, wording["recipients"]),
        "deadline": {
            "code": family.deadline.value,
            "text": _DEADLINES[family.deadline].of(language).format_map(values),
        },
    }


def _terms(codes: Iterable[str], names: Mapping[str, str]) -> list[Term]:
    return [{"code": str(code), "text": names[code]} for code in codes]
