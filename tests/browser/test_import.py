"""Fetching reports from Teams, as a person meets it who has allowed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.teams import LANGUAGES, Teams
from tests.browser.test_accessibility import expect_accessible
from tests.support.import_screen import expect_failure, expect_told, fetch, results
from tests.support.imports import HANDOVER, TOO_OLD, Importing

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTeams
    from tests.support.service import RunningService

OTHER_LINK = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_of-nobody%40thread.v2/0"


@pytest.fixture(scope="module")
def importing(fresh_service: RunningService) -> Importing:
    importing = Importing(fresh_service)
    importing.connect("anna")
    return importing


@pytest.fixture
def teams(open_teams: OpenTeams, importing: Importing) -> Teams:
    return open_teams(importing.service)


def test_a_meeting_is_fetched_listed_and_fetched_again_without_a_second_copy(
    teams: Teams, importing: Importing
) -> None:
    importing.forget(*importing.listed(HANDOVER))
    tab = teams.open("anna", "#reports")
    expect(tab.get_by_text("with your own rights, and only when you press the button")).to_be_visible()

    fetch(tab, importing.link(HANDOVER))
    expect_told(tab, "2 reports are stored.")
    expect(results(tab)).to_have_count(2)
    latest = results(tab).filter(has_text="2 guests were stored without a name. 1 telephone number was cut")
    expect(latest).to_contain_text(HANDOVER)
    expect(tab.get_by_text("never stored here: 3 entries on engagement")).to_be_visible()
    expect(tab.get_by_role("table").get_by_role("row", name=HANDOVER)).to_have_count(2)

    tab.get_by_role("button", name="Fetch the reports").click()
    expect_told(tab, "2 reports were there already.")
    expect(tab.get_by_role("table").get_by_role("row", name=HANDOVER)).to_have_count(2)
    results(tab).first.get_by_role("link", name="Open the report").click()
    expect(tab.get_by_role("heading", level=1, name=HANDOVER)).to_be_visible()


def test_a_webinar_is_fetched_by_its_id_and_free_text_is_left_out(teams: Teams, importing: Importing) -> None:
    tab = teams.open("anna", "#reports")

    fetch(tab, importing.webinar_id())

    expect_told(tab, "2 reports are stored.")
    expect(tab.get_by_text("free text")).to_be_visible()
    expect(tab.get_by_role("table").get_by_role("row", name="How we answer").first).to_contain_text("Webinar")


def test_a_report_past_its_month_is_refused_with_the_reason(teams: Teams, importing: Importing) -> None:
    tab = teams.open("anna", "#reports")

    fetch(tab, importing.link(TOO_OLD))

    expect_told(tab, "1 report was refused.")
    expect(results(tab).get_by_role("heading")).to_have_text("The meeting is past its month")
    expect(results(tab)).to_contain_text(TOO_OLD)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_meeting_that_is_not_the_persons_own(teams: Teams, locale: str) -> None:
    teams.watch.expected.append("status of 404")
    tab = teams.open("anna", "#reports", locale=locale)
    tab.locator("#fetch-what").fill(OTHER_LINK)
    teams.page.keyboard.press("Enter")

    titles = {"en-gb": "Teams has no such meeting of yours", "de": "Teams hat keine solche Besprechung von Ihnen"}
    expect_failure(tab, titles[locale])


def test_what_is_neither_a_link_nor_an_id_is_not_sent(teams: Teams) -> None:
    tab = teams.open("anna", "#reports")

    fetch(tab, "our weekly")

    expect(tab.get_by_text("Enter the join link of a meeting as it stands in the invitation")).to_be_visible()
    expect(tab.locator("#fetch-what")).to_be_focused()
    assert not [request for request in teams.watch.requests if request.url.endswith("/api/reports/import")]


def test_teams_that_throttles_for_long_is_said_and_can_be_tried_again(teams: Teams, importing: Importing) -> None:
    teams.watch.expected.append("status of 5")
    importing.forget(*importing.listed(HANDOVER))
    importing.misbehave("throttled", path="onlineMeetings", times=1, retryAfter=3_600)
    tab = teams.open("anna", "#reports")
    fetch(tab, importing.link(HANDOVER))
    expect_failure(tab, "Teams did not answer in time")

    tab.get_by_role("button", name="Try again").click()

    expect_told(tab, "2 reports are stored.")


def test_a_claims_challenge_of_microsofts_goes_back_to_teams(teams: Teams, importing: Importing) -> None:
    teams.watch.expected.append("status of 401")
    importing.misbehave("challenge", path="onlineMeetings")
    tab = teams.open("anna", "#reports")

    fetch(tab, importing.link(HANDOVER))

    expect(results(tab)).to_have_count(2)
    assert len([line for line in teams.asked() if line.startswith("claims {")]) == 1


def test_what_one_call_has_no_time_for_is_fetched_by_further_ones(teams: Teams) -> None:
    """The service's answers are played here: to have it run out of time would take as long."""
    sent = play(teams, [["r1"], ["r2", "r3"], ["r4"]], total=6)
    tab = teams.open("anna", "#reports")

    fetch(tab, OTHER_LINK)

    expect_told(tab, "4 reports are stored. 2 reports are still to be fetched.")
    expect(tab.get_by_text("2 reports are still to be fetched: there was no time")).to_be_visible()
    sent[:] = [["r5", "r6"]]
    tab.get_by_role("button", name="Fetch the rest").click()
    expect_told(tab, "6 reports are stored.")
    expect(tab.get_by_role("button", name="Fetch the rest")).to_be_hidden()


def play(teams: Teams, rounds: list[list[str]], total: int) -> list[list[str]]:
    """Each import stores one of `rounds` and has the rest left; with no round left, nothing gets done."""
    every = [f"r{number}" for number in range(1, total + 1)]
    done: list[str] = []

    def answer(route: Route) -> None:
        there = list(done)
        done.extend(rounds.pop(0) if rounds else [])
        stored = [result(each, "stored") for each in done if each not in there]
        body = {
            "results": [result(each, "already_there") for each in there] + stored,
            "dropped": {"engagement": 0, "freeText": 0},
            "left": [each for each in every if each not in done],
        }
        route.fulfill(json=body)

    teams.page.route("**/api/reports/import", answer)
    return rounds


def result(report_id: str, status: str) -> dict[str, Any]:
    return {
        "reportId": report_id,
        "status": status,
        "id": report_id,
        "topic": HANDOVER,
        "endedAt": "2026-11-23T09:00:00Z",
        "minimised": {"guests": 0, "dialIn": 0},
    }


@pytest.mark.parametrize("locale", LANGUAGES)
def test_each_way_is_accessible(teams: Teams, locale: str) -> None:
    tab = teams.open("anna", "#reports", locale=locale)
    ways = tab.locator("details.way")
    expect(ways).to_have_count(3)

    for position in range(3):
        if ways.nth(position).get_attribute("open") is None:
            ways.nth(position).locator("summary").click()
        expect_accessible(teams)


@pytest.mark.parametrize(("locale", "act"), [("en", "Fetch the reports"), ("de", "Berichte holen")])
def test_results_are_accessible(teams: Teams, importing: Importing, locale: str, act: str) -> None:
    tab = teams.open("anna", "#reports", locale=locale)
    tab.locator("#fetch-what").fill(importing.link(TOO_OLD))
    tab.get_by_role("button", name=act).click()
    expect(tab.locator(".uploads .failure")).to_be_visible()

    expect_accessible(teams)
