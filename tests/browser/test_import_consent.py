"""Fetching reports from Teams while the permission for it is missing.

The service keeps a token for the hour that it is good for, whatever a person takes back meanwhile. So only one test
gets one, for meetings; the others ask for a webinar, for which there never is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.teams import Teams
from tests.browser.test_accessibility import expect_accessible
from tests.support.import_screen import expect_failure, expect_told, fetch
from tests.support.imports import HANDOVER, Importing

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTeams
    from tests.support.service import RunningService


@pytest.fixture(scope="module")
def importing(fresh_service: RunningService) -> Importing:
    importing = Importing(fresh_service)
    importing.connect("anna")
    return importing


@pytest.fixture
def teams(open_teams: OpenTeams, importing: Importing) -> Teams:
    opened = open_teams(importing.service)
    opened.watch.expected.append("status of 403")
    return opened


def allow(teams: Teams, name: str = "Allow") -> Page:
    """Press "Allow", and give the window of Microsoft's that it opens."""
    with teams.page.expect_popup() as popup:
        teams.tab.get_by_role("button", name=name, exact=True).click()
    expect(popup.value.get_by_role("heading", name="Permissions requested")).to_be_visible()
    return popup.value


def test_missing_consent_is_asked_for_by_microsoft_and_the_import_goes_on(teams: Teams, importing: Importing) -> None:
    tab = teams.open("anna", "#reports", fail="permission")
    fetch(tab, importing.link(HANDOVER))
    expect_failure(tab, "Your consent is missing")
    asked_for = tab.get_by_role("alert").get_by_role("listitem")
    expect(asked_for).to_have_count(2)
    expect(asked_for.first).to_contain_text("OnlineMeetings.Read: your online meetings.")
    expect(asked_for.last).to_contain_text("the attendance reports of your meetings")

    window = allow(teams)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(window.url).query).items()}
    assert asked["scope"] == "OnlineMeetings.Read OnlineMeetingArtifact.Read.All"
    assert (asked["response_type"], asked["response_mode"], asked["prompt"]) == ("code", "fragment", "consent")
    assert asked["redirect_uri"] == f"{teams.origin}/api/tab/"
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    with window.expect_event("close"):
        window.get_by_role("button", name="Accept").click()

    expect_told(tab, "2 reports are stored.")
    assert not [request for request in teams.watch.requests if "a-code-that" in request.url]
    assert teams.frame.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Cancel", "You did not allow it, so nothing was read."),
        ("Answer as where only an administrator may", "Only an administrator can allow this in your organisation."),
    ],
)
def test_consent_that_is_not_given_is_said(teams: Teams, importing: Importing, answer: str, said: str) -> None:
    tab = teams.open("anna", "#reports", fail="permission")
    fetch(tab, importing.webinar_id())
    window = allow(teams)

    with window.expect_event("close"):
        window.get_by_role("button", name=answer).click()

    expect(tab.get_by_role("alert").get_by_role("status")).to_contain_text(said)
    expect(tab.get_by_role("button", name="Allow", exact=True)).to_be_focused()
    allow(teams).close()


def test_a_window_that_is_closed_and_one_that_does_not_open(teams: Teams, importing: Importing) -> None:
    tab = teams.open("anna", "#reports", fail="window")
    fetch(tab, importing.webinar_id())
    tab.get_by_role("button", name="Allow", exact=True).click()
    told = tab.get_by_role("alert").get_by_role("status")
    expect(told).to_contain_text("Teams could not open the window.")

    teams.choose("What fails", "permission")
    allow(teams).close()

    expect(told).to_have_text("The window was closed before Microsoft had an answer.")


def test_a_webinar_names_the_permission_that_only_an_administrator_can_give(teams: Teams, importing: Importing) -> None:
    tab = teams.open("anna", "#reports", locale="de", fail="permission")
    tab.locator("#fetch-what").fill(importing.webinar_id())
    teams.page.keyboard.press("Enter")

    alert = tab.get_by_role("alert")
    expect(alert.get_by_role("heading")).to_have_text("Ihre Zustimmung fehlt")
    expect(alert.get_by_text("VirtualEvent.Read kann nur die Administration erlauben")).to_be_visible()
    expect(alert.get_by_text("Administratoreinwilligung erteilen")).to_be_visible()


def test_the_window_goes_nowhere_when_nobody_opened_it(teams: Teams) -> None:
    tid = "6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"

    teams.page.goto(f"{teams.origin}/api/tab/#consent/{tid}/{tid}/state/OnlineMeetings.Read")

    expect(teams.page.get_by_role("heading", level=1)).to_have_text("This page is a tab in Microsoft Teams")
    assert urlsplit(teams.page.url).path == "/api/tab/"


@pytest.mark.parametrize(("locale", "act"), [("en", "Fetch the reports"), ("de", "Berichte holen")])
def test_what_is_asked_for_is_accessible(teams: Teams, importing: Importing, locale: str, act: str) -> None:
    tab = teams.open("anna", "#reports", locale=locale, fail="permission")
    tab.locator("#fetch-what").fill(importing.webinar_id())
    tab.get_by_role("button", name=act).click()
    expect(tab.get_by_role("alert").get_by_role("heading", level=2)).to_be_visible()

    expect_accessible(teams)
