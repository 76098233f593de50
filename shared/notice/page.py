"""The notice as one HTML page that works under `default-src 'none'`: no script, one style, known by its hash."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from shared.notice.language import LANGUAGE_PARAMETER, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.families import Language
    from shared.notice.document import FamilyEntry, Notice, Term
    from shared.notice.published import ContactDetails, Link, Section

_STYLE = """
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif }
body { max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere }
h1, h2, h3 { line-height: 1.25 }
h2 { margin-top: 2.5rem }
address { font-style: normal }
dt { font-weight: 600 }
dd { margin: 0 0 0.5rem }
"""
STYLE_HASH = f"sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}"
"""The source expression of the page's only style, to be put in quotes: `style-src '<STYLE_HASH>'` (CSP Level 3)."""

_URL = re.compile(r"https://\S+")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


@dataclass(frozen=True, slots=True)
class _Labels:
    """What the page says by itself in one language."""

    language: str
    choose_language: str
    version: str
    kept: str
    register_name: str
    purposes: str
    legal_bases: str
    recipients: str
    deleted: str


_LABELS: Mapping[Language, _Labels] = MappingProxyType(
    {
        "de": _Labels(
            language="Deutsch",
            choose_language="Sprache",
            version="Fassung vom",
            kept="Was dieser Dienst speichert",
            register_name="Name im Verzeichnis",
            purposes="Zwecke",
            legal_bases="Rechtsgrundlagen",
            recipients="Empfänger",
            deleted="Gelöscht",
        ),
        "en": _Labels(
            language="English",
            choose_language="Language",
            version="Version of",
            kept="What this service keeps",
            register_name="Name in the register",
            purposes="Purposes",
            legal_bases="Legal bases",
            recipients="Recipients",
            deleted="Deleted",
        ),
    }
)


def render_page(notice: Notice) -> str:
    """A complete HTML5 page of the notice, every text escaped.

    The contacts stand in the sections that announce them (R2, R3, R10.c). Links open outside the frame that Teams
    shows the page in.
    """
    labels = _LABELS[notice["language"]]
    contacts = {
        "controller": notice["controller"],
        "data-protection-officer": notice["dataProtectionOfficer"],
        "rights": notice["supervisoryAuthority"],
    }
    sections = "\n".join(
        _section(number, section, contacts.get(section["id"])) for number, section in enumerate(notice["sections"], 1)
    )
    title = escape(notice["title"])
    published = escape(notice["published"])
    return f"""<!doctype html>
<html lang="{escape(notice["language"])}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
{_language_links(notice["language"], labels)}
</header>
<main>
<h1>{title}</h1>
<p>{escape(labels.version)} <time datetime="{published}">{published}</time></p>
{sections}
<section id="kept">
<h2>{escape(labels.kept)}</h2>
{"".join(_family(family, labels) for family in notice["families"])}</section>
</main>
</body>
</html>
"""


def _language_links(current: Language, labels: _Labels) -> str:
    links = " ".join(
        f'<a href="?{LANGUAGE_PARAMETER}={language}" hreflang="{language}" lang="{language}">'
        f"{escape(_LABELS[language].language)}</a>"
        for language in LANGUAGES
        if language != current
    )
    return f'<nav aria-label="{escape(labels.choose_language)}">{links}</nav>'


def _section(number: int, section: Section, contact: ContactDetails | None) -> str:
    parts = [f"<h2>{number}. {escape(section['title'])}</h2>"]
    parts += [f"<p>{escape(paragraph)}</p>" for paragraph in section["paragraphs"]]
    parts += _list(escape(point) for point in section["points"])
    if contact is not None:
        parts.append(_address(contact))
    parts += _list(_link(link) for link in section["links"])
    body = "\n".join(parts)
    return f'<section id="{escape(section["id"])}">\n{body}\n</section>'


def _list(items: Iterable[str]) -> list[str]:
    entries = "".join(f"<li>{item}</li>" for item in items)
    return [f"<ul>{entries}</ul>"] if entries else []


def _address(contact: ContactDetails) -> str:
    ways = ", ".join(_way(part) for part in contact["contact"].split(", "))
    return f"<address>{escape(contact['name'])}<br>{escape(contact['address'])}<br>{ways}</address>"


def _way(part: str) -> str:
    """One way to reach a contact: a link where it is an https address or an e-mail address."""
    if _URL.fullmatch(part):
        return _link({"title": part, "url": part})
    if _EMAIL.fullmatch(part):
        return f'<a href="mailto:{escape(quote(part, safe="@"))}">{escape(part)}</a>'
    return escape(part)


def _link(link: Link) -> str:
    return f'<a href="{escape(link["url"])}" target="_blank" rel="noopener">{escape(link["title"])}</a>'


def _family(family: FamilyEntry, labels: _Labels) -> str:
    facts = [
        (labels.purposes, _names(family["purposes"])),
        (labels.legal_bases, _names(family["legalBases"])),
        (labels.recipients, _names(family["recipients"])),
        (labels.deleted, family["deadline"]["text"]),
        (labels.register_name, family["name"]),
    ]
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(fact)}</dd>" for label, fact in facts if fact)
    heading = escape(_names(family["categories"]))
    return f"<h3>{heading}</h3>\n<p>{escape(family['holds'])}</p>\n<dl>{rows}</dl>\n"


def _names(terms: Iterable[Term]) -> str:
    return "; ".join(term["text"] for term in terms)
