"""The published versions of the notice (R12). A version is only ever added; tests hold the digest of each.

A version is one JSON file, `versions/<version>.json`: the day of publication and, for each language, a `Wording`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from shared.problems import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.families import Language

PUBLISHED: tuple[str, ...] = ("2023-12-13",)
"""Every version, oldest first."""
CURRENT_VERSION = PUBLISHED[-1]

_VERSIONS = Path(__file__).with_name("versions")


class Link(TypedDict):
    """A page elsewhere; `url` is https."""

    title: str
    url: str


class Section(TypedDict):
    """One numbered section. `points` are a list that follows the paragraphs."""

    id: str
    title: str
    paragraphs: list[str]
    points: list[str]
    links: list[Link]


class ContactDetails(TypedDict):
    """Someone to turn to. `contact` holds addresses and numbers with commas between them."""

    name: str
    address: str
    contact: str


class Wording(TypedDict):
    """What one version says in one language.

    `categories`, `purposes`, `legalBases` and `recipients` name the codes of the register. These are closed lists: a
    code that a version does not name needs a new version. `clientAddress` has a sentence for each value of the
    setting. Sections and points may hold `{retention}`, `{content}` and `{clientAddress}`.
    """

    title: str
    categories: Mapping[str, str]
    purposes: Mapping[str, str]
    legalBases: Mapping[str, str]
    recipients: Mapping[str, str]
    clientAddress: Mapping[str, str]
    supervisoryAuthority: ContactDetails
    sections: list[Section]


def read_version(version: str, language: Language) -> tuple[str, Wording]:
    """The day of publication (ISO 8601) and the wording of a version.

    Raises:
        NotFound: there is no such version.
    """
    if version not in PUBLISHED:
        raise NotFound
    document = json.loads((_VERSIONS / f"{version}.json").read_text(encoding="utf-8"))
    published: str = document["published"]
    wording: Wording = document[language]
    return published, wording
