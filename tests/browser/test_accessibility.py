"""WCAG 2.2 AA as far as axe can tell, on every screen: each language, each theme, the side panel and the full width."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from local.demo import people
from shared.times import format_instant, utc_now
from tests.browser.teams import LANGUAGES, THEMES, Teams

if TYPE_CHECKING:
    from tests.support.service import RunningService

WIDTHS = ("320", "full")
SCREENS = [
    ("anna", "#connect"),
    ("anna", "#reports"),
    ("anna", "#data"),
    ("dora", "#officers"),
    ("dora", "#officers/people"),
    ("dora", "#officers/holds"),
    ("dora", "#officers/place"),
    ("dora", "#officers/retention"),
    ("otto", "#officers/retention"),
]


def oid_of(name: str) -> str:
    person = people.find(name)
    assert person is not None
    return person.oid


def expect_accessible(teams: Teams) -> None:
    """In all themes and widths of the screen that is open."""
    expect(teams.tab.get_by_role("progressbar")).to_have_count(0)
    found: list[str] = []
    for width in WIDTHS:
        teams.choose("Width", width)
        if teams.is_wider_than_it_should():
            found.append(f"{width}: one has to scroll sideways")
        for theme in THEMES:
            teams.choose("Theme", theme)
            expect(teams.tab.locator("html")).to_have_attribute("data-theme", theme)
            found += [f"{width} {theme}: {violation}" for violation in teams.violations()]
    assert found == []


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize(("person", "screen"), SCREENS)
def test_every_screen(teams: Teams, person: str, screen: str, locale: str) -> None:
    teams.open(person, screen, locale=locale)

    expect_accessible(teams)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_one_report(teams: Teams, locale: str) -> None:
    tab = teams.open("anna", "#reports", locale=locale)
    tab.get_by_role("link", name="Opening the new service desk").click()
    expect(tab.get_by_role("heading", level=1, name="Opening the new service desk")).to_be_visible()

    expect_accessible(teams)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_one_person(teams: Teams, service: RunningService, locale: str) -> None:
    assert service.call("POST", "/api/identity/forward", by="ben").status == 200

    teams.open("dora", f"#officers/people/{oid_of('ben')}", locale=locale)

    expect_accessible(teams)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_hold(teams: Teams, service: RunningService, locale: str) -> None:
    first, last = (format_instant(utc_now() + timedelta(days=days))[:10] for days in (30, 60))
    hold = {"ground": "legal_claims", "subject": oid_of("nora"), "families": ["meetings"]}
    body = {**hold, "reviewOn": first, "endsOn": last}
    assert service.call("PUT", "/api/holds/to-be-seen", by="dora", body=body).status == 200

    tab = teams.open("dora", "#officers/holds", locale=locale)
    expect(tab.get_by_text("to-be-seen", exact=True)).to_be_visible()

    expect_accessible(teams)
    assert service.call("DELETE", "/api/holds/to-be-seen", by="dora").status == 200


@pytest.mark.parametrize(
    ("locale", "connect", "way_in"),
    [("en-gb", "Connect", "Open the contact centre"), ("de", "Verbinden", "Contact Center öffnen")],
)
def test_what_connect_answers(teams: Teams, locale: str, connect: str, way_in: str) -> None:
    tab = teams.open("anna", locale=locale)
    tab.get_by_role("button", name=connect, exact=True).click()
    expect(tab.get_by_role("link", name=way_in)).to_be_visible()

    expect_accessible(teams)


@pytest.mark.parametrize(("locale", "connect"), [("en-gb", "Connect"), ("de", "Verbinden")])
def test_a_refusal(teams: Teams, locale: str, connect: str) -> None:
    teams.watch.expected.append("status of 403")
    tab = teams.open("mallory", locale=locale)
    tab.get_by_role("button", name=connect, exact=True).click()
    expect(tab.get_by_role("alert")).to_be_visible()

    expect_accessible(teams)


@pytest.mark.parametrize(("locale", "erase"), [("en-gb", "Erase my data …"), ("de", "Meine Daten löschen …")])
def test_a_question(teams: Teams, locale: str, erase: str) -> None:
    tab = teams.open("anna", "#data", locale=locale)
    tab.get_by_role("button", name=erase).click()
    expect(tab.get_by_role("dialog")).to_be_visible()

    expect_accessible(teams)


@pytest.mark.parametrize(
    ("locale", "start"), [("en-gb", "Restrict or object …"), ("de", "Einschränken oder widersprechen …")]
)
def test_the_form_of_a_restriction(teams: Teams, locale: str, start: str) -> None:
    tab = teams.open("anna", "#data", locale=locale)
    tab.get_by_role("button", name=start).click()
    expect(tab.get_by_role("radio").first).to_be_visible()

    expect_accessible(teams)


def test_the_stand_in_itself(teams: Teams) -> None:
    teams.open("anna")

    assert teams.violations_of_the_bar() == []
