"""Published versions: append-only (R12), complete in both languages, and as strict as the closed lists they state."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shared.families import Category, Language, LegalBasis, Purpose, Recipient
from shared.notice import published
from shared.notice.language import LANGUAGES
from shared.notice.published import CURRENT_VERSION, PUBLISHED, read_version
from shared.problems import NotFound
from shared.settings import ClientAddress

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSIONS = Path(published.__file__).with_name("versions")
DIGESTS = {
    "2023-12-13": "66393cc6c81d9fcd23372d68682fafbe5937954addc78c148501bda5199aa811",
}
"""Of each published version. Add a line with a new version; an existing line never changes."""

every_version = pytest.mark.parametrize("version", PUBLISHED)
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def _document(version: str) -> Any:
    return json.loads((VERSIONS / f"{version}.json").read_text(encoding="utf-8"))


def _digest(document: Any) -> str:
    """Of what a version says; how its file is laid out does not matter."""
    return sha256(json.dumps(document, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


@pytest.mark.clause("R12")
def test_a_published_version_never_changes() -> None:
    assert {version: _digest(_document(version)) for version in PUBLISHED} == DIGESTS


@pytest.mark.clause("R12")
def test_every_version_on_file_is_published() -> None:
    assert sorted(path.stem for path in VERSIONS.iterdir()) == list(PUBLISHED)


@pytest.mark.clause("R12")
def test_versions_are_in_order_and_the_last_is_current() -> None:
    assert list(PUBLISHED) == sorted(set(PUBLISHED))
    assert PUBLISHED[-1] == CURRENT_VERSION == "2023-12-13"


@every_version
@pytest.mark.clause("R12")
def test_a_version_is_named_by_the_day_it_was_published(version: str) -> None:
    day, _ = read_version(version, "de")
    assert version.startswith(day)


@pytest.mark.parametrize("version", ["2023-12-14", "", "../2023-12-13", "2023-12-13.json", "2023-12-13\n"])
def test_a_version_that_was_never_published_is_not_found(version: str) -> None:
    with pytest.raises(NotFound):
        read_version(version, "en")


@every_version
def test_both_languages_have_the_same_shape(version: str) -> None:
    german, english = (_document(version)[language] for language in LANGUAGES)

    def shape(section: Any) -> tuple[str, int, int, list[str]]:
        return (
            section["id"],
            len(section["paragraphs"]),
            len(section["points"]),
            [link["url"] for link in section["links"]],
        )

    assert german.keys() == english.keys()
    assert [shape(section) for section in german["sections"]] == [shape(section) for section in english["sections"]]
    for closed_list in ("categories", "purposes", "legalBases", "recipients", "clientAddress", "supervisoryAuthority"):
        assert german[closed_list].keys() == english[closed_list].keys()


@every_version
@in_both_languages
def test_no_text_is_empty(version: str, language: Language) -> None:
    assert all(text == text.strip() != "" for text in _texts(_document(version)[language]))


@every_version
@in_both_languages
def test_only_known_placeholders_are_used(version: str, language: Language) -> None:
    used = {found for text in _texts(_document(version)[language]) for found in re.findall(r"{(.*?)}", text)}
    assert used == {"retention", "content", "clientAddress"}


@every_version
@in_both_languages
def test_links_are_https(version: str, language: Language) -> None:
    _, wording = read_version(version, language)
    assert all(link["url"].startswith("https://") for section in wording["sections"] for link in section["links"])


@in_both_languages
@pytest.mark.clause("R4")
def test_the_purposes_of_the_register_are_those_of_the_notice(language: Language) -> None:
    _, wording = read_version(CURRENT_VERSION, language)
    assert wording["purposes"].keys() == set(Purpose)


@in_both_languages
@pytest.mark.clause("R5.3", "R7", "R8")
def test_every_closed_list_of_the_register_is_named(language: Language) -> None:
    _, wording = read_version(CURRENT_VERSION, language)
    assert wording["categories"].keys() == set(Category)
    assert wording["legalBases"].keys() == set(LegalBasis)
    assert wording["recipients"].keys() == set(Recipient)
    assert wording["clientAddress"].keys() == set(ClientAddress)


@every_version
@in_both_languages
@pytest.mark.parametrize(
    ("section_id", "closed_list"),
    [("purpose", "purposes"), ("data", "categories"), ("legal-bases", "legalBases"), ("recipients", "recipients")],
)
@pytest.mark.clause("R4", "R5.3", "R7", "R8")
def test_each_name_is_explained_where_the_notice_speaks_of_it(
    version: str, language: Language, section_id: str, closed_list: str
) -> None:
    wording = _document(version)[language]
    section = next(section for section in wording["sections"] if section["id"] == section_id)
    explained = [point.partition(": ")[0] for point in section["points"]]
    assert sorted(explained) == sorted(wording[closed_list].values())
