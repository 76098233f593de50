"""What a person reads when something fails on the way, and the retry that makes sense."""

from __future__ import annotations

import json

from playwright.sync_api import FrameLocator, expect

from local.teams.failures import CLAIMS
from tests.browser.teams import Teams


def connect(tab: FrameLocator) -> None:
    tab.get_by_role("button", name="Connect", exact=True).click()


def expect_failure(tab: FrameLocator, title: str) -> None:
    expect(tab.get_by_role("alert").get_by_role("heading")).to_have_text(title)


def expect_connected(tab: FrameLocator) -> None:
    expect(tab.get_by_role("link", name="Open the contact centre")).to_be_visible()


def test_missing_consent_can_be_given(teams: Teams) -> None:
    tab = teams.open("anna", fail="consent")
    connect(tab)
    expect_failure(tab, "Your consent is missing")

    teams.choose("What fails", "")
    tab.get_by_role("button", name="Allow it").click()

    expect_connected(tab)


def test_a_cancelled_sign_in_can_be_tried_again(teams: Teams) -> None:
    tab = teams.open("anna", fail="cancelled")
    connect(tab)
    expect_failure(tab, "The sign-in was cancelled")

    teams.choose("What fails", "")
    tab.get_by_role("button", name="Try again").click()

    expect_connected(tab)


def test_teams_that_cannot_sign_in_is_told_apart(teams: Teams) -> None:
    tab = teams.open("anna", fail="sign-in")

    connect(tab)

    expect_failure(tab, "Teams could not sign you in")


def test_a_token_that_has_expired_is_renewed_without_a_word(teams: Teams) -> None:
    teams.watch.expected.append("status of 401")
    tab = teams.open("anna", fail="expired")
    before = teams.asked().count("authentication.getAuthToken")

    connect(tab)

    expect_connected(tab)
    assert teams.asked().count("authentication.getAuthToken") == before + 2


def test_a_claims_challenge_goes_back_to_teams(teams: Teams) -> None:
    teams.watch.expected.append("status of 401")
    tab = teams.open("anna", fail="challenge")

    connect(tab)

    expect_connected(tab)
    asked = [line.removeprefix("claims ") for line in teams.asked() if line.startswith("claims ")]
    assert [json.loads(claims) for claims in asked] == [CLAIMS]


def test_a_sign_in_that_has_run_out_is_loaded_again(teams: Teams) -> None:
    teams.watch.expected.append("status of 401")
    tab = teams.open("anna", fail="signed-out")
    connect(tab)
    expect_failure(tab, "Your sign-in has run out")

    tab.get_by_role("button", name="Load again").click()
    expect(tab.get_by_role("alert")).to_be_hidden()

    connect(tab)
    expect_connected(tab)


def test_offline_is_said_and_over_when_the_network_is_back(teams: Teams) -> None:
    teams.watch.expected.append("ERR_INTERNET_DISCONNECTED")
    tab = teams.open("anna")
    teams.page.context.set_offline(True)
    # Teams keeps the token for the hour that it is good for; here it comes from the stand-in's own server.
    teams.page.route("**/token?*", lambda route: route.fulfill(body=teams.token("anna")))
    connect(tab)
    expect_failure(tab, "You are offline")

    teams.page.context.set_offline(False)
    tab.get_by_role("button", name="Try again").click()

    expect_connected(tab)


def test_a_screen_that_does_not_come_without_a_network_comes_with_one(teams: Teams) -> None:
    teams.watch.expected.append("ERR_INTERNET_DISCONNECTED")
    tab = teams.open("anna")
    teams.page.context.set_offline(True)
    tab.get_by_role("link", name="Reports").click()
    expect_failure(tab, "You are offline")

    teams.page.context.set_offline(False)
    tab.get_by_role("button", name="Try again").click()

    expect(tab.get_by_role("heading", level=1)).to_have_text("Reports")


def test_no_answer_is_not_called_offline(teams: Teams) -> None:
    teams.watch.expected.append("ERR_EMPTY_RESPONSE")
    tab = teams.open("anna", fail="no-answer")
    connect(tab)
    expect_failure(tab, "No answer came")

    tab.get_by_role("button", name="Try again").click()

    expect_connected(tab)


def test_too_much_at_once_counts_down_to_the_next_try(teams: Teams) -> None:
    teams.watch.expected.append("status of 429")
    tab = teams.open("anna", fail="busy")
    connect(tab)
    expect_failure(tab, "Too much at once")

    expect(tab.get_by_role("button", name="Try again in")).to_be_disabled()
    again = tab.get_by_role("button", name="Try again", exact=True)
    expect(again).to_be_enabled()
    again.click()

    expect_connected(tab)


def test_a_service_that_breaks_can_be_tried_again(teams: Teams) -> None:
    teams.watch.expected.append("status of 500")
    tab = teams.open("anna", fail="broken")
    connect(tab)
    expect_failure(tab, "Something went wrong here")

    tab.get_by_role("button", name="Try again").click()

    expect_connected(tab)
