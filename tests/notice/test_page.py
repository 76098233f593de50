"""The page: complete, accessible, escaped, and within a policy that allows one style and nothing else."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from shared.notice.document import build_notice
from shared.notice.language import LANGUAGE_PARAMETER, LANGUAGES, negotiate_language
from shared.notice.page import STYLE_HASH, render_page
from shared.settings import Contact

if TYPE_CHECKING:
    from shared.families import Language
    from shared.settings import Settings

VOID = {"meta", "br"}
HOSTILE = "<img src=x onerror=alert(1)>\"'&"

in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


class Page(HTMLParser):
    """What a browser would see of a page: its elements, checked for balance, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


def _with_every_text_hostile(value: Any) -> Any:
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, dict):
        return {name: _with_every_text_hostile(part) for name, part in value.items()}
    return [_with_every_text_hostile(part) for part in value]


@in_both_languages
@pytest.mark.clause("R1")
def test_the_page_says_all_that_the_document_says(settings: Settings, language: Language) -> None:
    notice = build_notice(settings, language)
    text = Page(render_page(notice)).text
    for section in notice["sections"]:
        assert all(said in text for said in [section["title"], *section["paragraphs"], *section["points"]])
    for family in notice["families"]:
        terms = [*family["categories"], *family["purposes"], *family["legalBases"], *family["recipients"]]
        assert all(said in text for said in [family["holds"], family["name"], family["deadline"]["text"]])
        assert all(term["text"] in text for term in terms)


@in_both_languages
@pytest.mark.clause("R2", "R3", "R10.c")
def test_each_contact_stands_in_its_section(settings: Settings, language: Language) -> None:
    notice = build_notice(settings, language)
    page = render_page(notice)
    for section_id, contact in (
        ("controller", notice["controller"]),
        ("data-protection-officer", notice["dataProtectionOfficer"]),
        ("rights", notice["supervisoryAuthority"]),
    ):
        section = page.partition(f'<section id="{section_id}">')[2].partition("</section>")[0]
        text = Page(section).text
        assert all(said in text for said in (contact["name"], contact["address"], contact["contact"]))


@pytest.mark.clause("R2", "R3", "R10.c")
def test_the_contacts_are_links_where_they_can_be(settings: Settings) -> None:
    targets = [link["href"] for link in Page(render_page(build_notice(settings, "en"))).all("a")]
    assert "https://www.sikom.de/imprint" in targets
    assert "mailto:kontakt-dsb@althammer-kill.de" in targets
    assert "mailto:poststelle@lfdi.bwl.de" in targets


def test_a_contact_cannot_add_fields_to_a_mail(settings: Settings) -> None:
    officer = Contact("Dora Datenschutz", "Weg 2", "dora@contoso.example?subject=hello")
    page = Page(render_page(build_notice(replace(settings, data_protection_officer=officer), "en")))
    assert "mailto:dora@contoso.example%3Fsubject%3Dhello" in [link["href"] for link in page.all("a")]


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "http://contoso.example", "data:text/html,x"])
def test_only_https_contacts_become_links(settings: Settings, scheme: str) -> None:
    controller = Contact("Contoso", "Weg 1", scheme)
    page = Page(render_page(build_notice(replace(settings, controller=controller), "en")))
    assert scheme in page.text
    assert scheme not in [link["href"] for link in page.all("a")]


@in_both_languages
def test_the_page_is_a_document_in_its_language(settings: Settings, language: Language) -> None:
    html = render_page(build_notice(settings, language))
    page = Page(html)
    assert html.startswith("<!doctype html>")
    assert page.all("html") == [{"lang": language}]
    assert {"charset": "utf-8"} in page.all("meta")
    assert len(page.all("title")) == len(page.all("main")) == 1


@in_both_languages
def test_headings_start_at_one_and_skip_no_level(settings: Settings, language: Language) -> None:
    page = Page(render_page(build_notice(settings, language)))
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(2) == 13
    assert all(after <= before + 1 for before, after in pairwise(levels))


@in_both_languages
def test_ids_are_unique(settings: Settings, language: Language) -> None:
    page = Page(render_page(build_notice(settings, language)))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids)) == 13


@in_both_languages
def test_the_page_leads_to_the_other_language(settings: Settings, language: Language) -> None:
    page = Page(render_page(build_notice(settings, language)))
    (link,) = [link for link in page.all("a") if "hreflang" in link]
    other = (link["href"] or "").removeprefix(f"?{LANGUAGE_PARAMETER}=")
    assert link["lang"] == link["hreflang"] == other != language
    assert negotiate_language(language, other) == other


@in_both_languages
def test_links_to_other_sites_do_not_hand_over_the_window(settings: Settings, language: Language) -> None:
    links = [link for link in Page(render_page(build_notice(settings, language))).all("a") if "target" in link]
    assert links
    assert all(link["rel"] == "noopener" and (link["href"] or "").startswith("https://") for link in links)


@in_both_languages
def test_the_page_needs_nothing_but_its_one_style(settings: Settings, language: Language) -> None:
    page = Page(render_page(build_notice(settings, language)))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "link", "iframe", "form", "object", "embed", "base"}
    assert len(page.all("style")) == 1
    attributes = {name for _, found in page.elements for name in found}
    assert not [name for name in attributes if name in {"style", "src"} or name.startswith("on")]


def test_the_exported_hash_admits_the_style(settings: Settings) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", render_page(build_notice(settings, "de")), re.DOTALL)
    assert f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}" == STYLE_HASH
    assert "color-scheme: light dark" in style


def _assert_harmless(page: Page) -> None:
    assert "img" not in {tag for tag, _ in page.elements}
    assert not [name for _, found in page.elements for name in found if name.startswith("on")]
    assert HOSTILE in page.text


@in_both_languages
def test_every_text_of_the_document_is_escaped(settings: Settings, language: Language) -> None:
    hostile = {**_with_every_text_hostile(build_notice(settings, language)), "language": language}
    _assert_harmless(Page(render_page(hostile)))  # type: ignore[arg-type]  # a notice in shape, not in type


@pytest.mark.parametrize(
    "contact", [HOSTILE, f"https://x.example/{HOSTILE}", f"{HOSTILE}@x.example", 'https://x/"o=', '"@"']
)
def test_contacts_are_escaped(settings: Settings, contact: str) -> None:
    hostile = replace(settings, controller=Contact(HOSTILE, HOSTILE, contact.replace(" ", "/")))
    page = Page(render_page(build_notice(hostile, "en")))
    _assert_harmless(page)
    assert contact.replace(" ", "/") in page.text
