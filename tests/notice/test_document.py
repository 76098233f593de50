"""The notice as data: what each clause promises is said, with the numbers and contacts of the running service."""

from __future__ import annotations

import json
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from shared.families import FAMILIES, Language, Purpose
from shared.notice import document
from shared.notice.document import Notice, build_notice
from shared.notice.language import LANGUAGES
from shared.notice.published import CURRENT_VERSION, PUBLISHED, Section
from shared.problems import NotFound
from shared.settings import ClientAddress, Contact

if TYPE_CHECKING:
    from shared.settings import Settings

SECTION_IDS = [
    "information",
    "controller",
    "data-protection-officer",
    "purpose",
    "data",
    "microsoft-teams",
    "legal-bases",
    "recipients",
    "third-countries",
    "rights",
    "deletion",
    "changes",
]
PRIVACY_STATEMENT = "https://privacy.microsoft.com/de-de/privacystatement"
TEAMS_PRIVACY = "https://docs.microsoft.com/de-de/microsoftteams/teams-privacy"
ADDENDUM = "https://www.microsoft.com/licensing/docs/view/Online-Services-Data-Protection-Addendum-DPA?lang=14"
PRODUCT_TERMS = "https://www.microsoft.com/en-us/licensing/product-licensing/products#OST"

in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def _section(notice: Notice, section_id: str) -> Section:
    return next(section for section in notice["sections"] if section["id"] == section_id)


def _text(notice: Notice, section_id: str) -> str:
    section = _section(notice, section_id)
    return "\n".join([*section["paragraphs"], *section["points"]])


def _urls(notice: Notice, section_id: str) -> set[str]:
    return {link["url"] for link in _section(notice, section_id)["links"]}


def _deadlines(notice: Notice) -> dict[str, str]:
    return {entry["name"]: entry["deadline"]["text"] for entry in notice["families"]}


@in_both_languages
@pytest.mark.clause("R1")
def test_the_notice_has_its_twelve_sections_in_order(settings: Settings, language: Language) -> None:
    notice = build_notice(settings, language)
    assert [section["id"] for section in notice["sections"]] == SECTION_IDS
    assert (notice["language"], notice["version"]) == (language, "2023-12-13")
    assert notice["published"] == "2023-12-13"


@in_both_languages
@pytest.mark.clause("R1")
def test_the_notice_is_json(settings: Settings, language: Language) -> None:
    notice = build_notice(settings, language)
    assert json.loads(json.dumps(notice)) == notice


@in_both_languages
@pytest.mark.clause("R1")
def test_nothing_is_left_to_be_filled_in(settings: Settings, language: Language) -> None:
    sections = build_notice(settings, language)["sections"]
    assert not {"{", "}"} & set(str([[*section["paragraphs"], *section["points"]] for section in sections]))
    assert all("{" not in deadline for deadline in _deadlines(build_notice(settings, language)).values())


@pytest.mark.clause("R2", "R3")
def test_the_contacts_are_the_defaults_of_the_notice(settings: Settings) -> None:
    notice = build_notice(settings, "de")
    assert notice["controller"]["name"] == "Sikom Software GmbH"
    assert "69126 Heidelberg" in notice["controller"]["address"]
    assert "Althammer & Kill" in notice["dataProtectionOfficer"]["name"]
    assert "kontakt-dsb@althammer-kill.de" in notice["dataProtectionOfficer"]["contact"]


@in_both_languages
@pytest.mark.clause("R2", "R3")
def test_the_contacts_follow_the_settings(settings: Settings, language: Language) -> None:
    controller = Contact("Contoso {retention}", "Weg 1, 69000 Musterstadt", "https://contoso.example/imprint")
    officer = Contact("Dora Datenschutz", "Weg 2, 69000 Musterstadt", "dora@contoso.example")
    changed = replace(settings, controller=controller, data_protection_officer=officer)
    notice = build_notice(changed, language)
    assert notice["controller"] == {
        "name": "Contoso {retention}",
        "address": "Weg 1, 69000 Musterstadt",
        "contact": "https://contoso.example/imprint",
    }
    assert notice["dataProtectionOfficer"]["contact"] == "dora@contoso.example"


@in_both_languages
@pytest.mark.clause("R4")
def test_every_purpose_of_a_family_is_named(settings: Settings, language: Language) -> None:
    for entry in build_notice(settings, language)["families"]:
        assert [term["code"] for term in entry["purposes"]] == list(FAMILIES[entry["name"]].purposes)
        assert all(term["text"] in _text(build_notice(settings, language), "purpose") for term in entry["purposes"])


@pytest.mark.clause("R4")
def test_a_purpose_that_the_notice_lacks_fails(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    # GIVEN a register that keeps something for a purpose outside the closed list
    advertising: Purpose = "advertising"  # type: ignore[assignment]  # the mistake under test
    widened = replace(FAMILIES["profiles"], purposes=(Purpose.CONTACT_CENTER_ACCESS, advertising))
    monkeypatch.setattr(document, "FAMILIES", MappingProxyType({"profiles": widened}))
    # THEN there is no notice for it
    with pytest.raises(KeyError, match="advertising"):
        build_notice(settings, "en")


@pytest.mark.clause("R5.1")
def test_exactly_username_and_domain_are_said_to_be_forwarded(settings: Settings) -> None:
    assert "exactly two details are forwarded" in _text(build_notice(settings, "en"), "data")
    assert "genau zwei Angaben weitergeleitet" in _text(build_notice(settings, "de"), "data")


@pytest.mark.parametrize("setting", ClientAddress)
@pytest.mark.clause("R5.3")
def test_how_much_of_an_address_is_kept_follows_the_settings(settings: Settings, setting: ClientAddress) -> None:
    said = _text(build_notice(replace(settings, client_address=setting), "en"), "data")
    expected = {"none": "is not kept", "truncated": "24 bits (IPv4) or 48 bits (IPv6)", "full": "kept in full"}
    assert [value for value, phrase in expected.items() if phrase in said] == [setting]


@pytest.mark.clause("R6")
def test_what_the_service_does_with_reports_is_said(settings: Settings) -> None:
    english = _text(build_notice(settings, "en"), "microsoft-teams")
    for fact in ("stores no recording", "chat is switched off", "follow it up", '"Guest 1"', "last two digits"):
        assert fact in english
    assert "Attention: Software that measures how attentive somebody is, is switched off." in english


@in_both_languages
@pytest.mark.clause("R7")
def test_the_legal_bases_of_each_family_are_named(settings: Settings, language: Language) -> None:
    bases = {
        entry["name"]: [term["code"] for term in entry["legalBases"]]
        for entry in build_notice(settings, language)["families"]
    }
    assert bases == {name: [str(basis) for basis in entry.legal_bases] for name, entry in FAMILIES.items()}
    assert bases["reports"] == ["6(1)(a)", "6(1)(b)", "6(1)(f)"]


@in_both_languages
@pytest.mark.clause("R8")
def test_the_recipients_are_named_and_microsoft_always(settings: Settings, language: Language) -> None:
    notice = build_notice(settings, language)
    assert all("Microsoft" in [term["text"] for term in entry["recipients"]] for entry in notice["families"])
    assert _urls(notice, "recipients") == {ADDENDUM}


@in_both_languages
@pytest.mark.clause("R9")
def test_processing_outside_the_eu_and_its_safeguards_are_told(settings: Settings, language: Language) -> None:
    notice = build_notice(settings, language)
    for fact in ("USA", "28", "46", "6"):
        assert fact in _text(notice, "third-countries")
    assert _urls(notice, "third-countries") == {ADDENDUM, PRIVACY_STATEMENT, PRODUCT_TERMS}
    assert _urls(notice, "microsoft-teams") == {PRIVACY_STATEMENT, TEAMS_PRIVACY, ADDENDUM}


@in_both_languages
@pytest.mark.clause("R10")
def test_every_right_is_listed(settings: Settings, language: Language) -> None:
    points = _section(build_notice(settings, language), "rights")["points"]
    withdrawal = {"de": "Art. 7 Abs. 3 ", "en": "Art. 7(3) "}[language]
    articles = ["Art. 15 ", "Art. 16 ", "Art. 17 ", "Art. 18 ", "Art. 20 ", "Art. 21 ", withdrawal, "Art. 77 "]
    assert [article in point for article, point in zip(articles, points, strict=True)] == [True] * len(articles)


@in_both_languages
@pytest.mark.clause("R10.c")
def test_the_supervisory_authority_can_be_reached(settings: Settings, language: Language) -> None:
    authority = build_notice(settings, language)["supervisoryAuthority"]
    assert "Baden-Württemberg" in authority["name"]
    assert "70025 Stuttgart" in authority["address"]
    for way in ("poststelle@lfdi.bwl.de", "+49 711 615541-0", "+49 711 615541-15"):
        assert way in authority["contact"]


@pytest.mark.parametrize(("language", "period"), [("de", "180 Tagen"), ("en", "180 days")])
@pytest.mark.clause("R11.2a")
def test_the_limit_is_180_days_unless_set_lower(settings: Settings, language: Language, period: str) -> None:
    notice = build_notice(settings, language)
    assert period in _text(notice, "deletion")
    assert period in _deadlines(notice)["activity"]


@in_both_languages
@pytest.mark.clause("R11.2a")
def test_a_lower_limit_is_the_number_said_everywhere(settings: Settings, language: Language) -> None:
    notice = build_notice(replace(settings, retention_days=90), language)
    said = json.dumps(notice)
    assert "180" not in said
    assert _text(notice, "deletion").count("90 ") == 1
    assert "90 " in _deadlines(notice)["activity"]
    assert "90 " in _deadlines(notice)["meetings"]
    assert "90 " in _deadlines(notice)["restrictions"]
    assert "90 " not in _deadlines(notice)["reports"]


@pytest.mark.parametrize(
    ("retention_days", "content_retention_days", "period"),
    [
        (180, None, "one calendar month"),
        (29, None, "one calendar month"),
        (28, None, "28 days"),
        (10, None, "10 days"),
        (180, 14, "14 days"),
        (10, 14, "10 days"),
    ],
)
@pytest.mark.clause("R6.5")
def test_content_is_gone_after_a_month_or_the_lower_limit(
    settings: Settings, retention_days: int, content_retention_days: int | None, period: str
) -> None:
    limits = replace(settings, retention_days=retention_days, content_retention_days=content_retention_days)
    notice = build_notice(limits, "en")
    assert _deadlines(notice)["reports"] == f"after {period} at the latest"
    assert f"report content after {period}" in _text(notice, "deletion")
    assert f"gone after {period} at the latest" in _text(notice, "microsoft-teams")


@pytest.mark.clause("R11.2b")
def test_profiles_go_at_the_end_of_the_contract(settings: Settings) -> None:
    assert _deadlines(build_notice(settings, "en"))["profiles"] == "at the end of the contract"
    assert _deadlines(build_notice(settings, "de"))["profiles"] == "am Ende des Vertrags"


@pytest.mark.clause("R12")
def test_the_current_version_is_the_default(settings: Settings) -> None:
    assert build_notice(settings, "de") == build_notice(settings, "de", CURRENT_VERSION)


@pytest.mark.parametrize("version", PUBLISHED)
@in_both_languages
@pytest.mark.clause("R12")
def test_every_published_version_can_still_be_read(settings: Settings, version: str, language: Language) -> None:
    assert build_notice(settings, language, version)["version"] == version


@pytest.mark.clause("R12")
def test_another_version_is_not_found(settings: Settings) -> None:
    with pytest.raises(NotFound):
        build_notice(settings, "de", "2020-01-01")


@in_both_languages
def test_every_family_of_the_register_is_told(settings: Settings, language: Language) -> None:
    notice = build_notice(settings, language)
    assert [entry["name"] for entry in notice["families"]] == list(FAMILIES)
    assert all(entry["holds"] and entry["categories"] for entry in notice["families"])
