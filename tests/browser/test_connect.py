"""Connect, as people of every kind meet it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.teams import CDN, Teams

MAX_BYTES = 100 * 1024


def test_anna_reads_the_notice_connects_and_gets_the_way_in(teams: Teams) -> None:
    tab = teams.open("anna")

    with teams.page.expect_popup() as popup:
        tab.get_by_role("main").get_by_role("link", name="privacy notice").click()
    expect(popup.value.get_by_role("heading", level=1)).to_contain_text("Privacy notice")
    assert not [request for request in teams.watch.requests if "identity/forward" in request.url]

    tab.get_by_role("button", name="Connect").click()
    expect(tab.get_by_role("heading", name="Contoso Contact Center")).to_be_visible()
    expect(tab.get_by_text("anna.schmidt@contoso.example")).to_be_visible()
    with teams.page.expect_popup() as popup:
        tab.get_by_role("link", name="Open the contact centre").click()
    expect(popup.value.get_by_text("You are in.")).to_be_visible()


def test_anna_is_told_once_that_the_notice_is_new_to_her(teams: Teams) -> None:
    tab = teams.open("ben")
    new = tab.get_by_role("heading", name="The privacy notice is new to you")

    tab.get_by_role("button", name="Connect").click()
    expect(new).to_be_visible()
    tab.get_by_role("button", name="I have seen it").click()
    expect(new).to_be_hidden()
    expect(tab.get_by_role("link", name="Open the contact centre")).to_be_visible()

    teams.open("ben").get_by_role("button", name="Connect").click()
    expect(tab.get_by_role("link", name="Open the contact centre")).to_be_visible()
    expect(new).to_be_hidden()


@pytest.mark.parametrize(
    ("person", "status", "title", "next_step"),
    [
        ("gus", 403, "You are a guest here", "Switch to your own organisation in Teams"),
        ("mallory", 403, "Your organisation has no contract", "Ask your organisation's administrator"),
        ("nora", 404, "The contact centre does not know you", "Ask your contact centre's administrator"),
        ("otto", 403, "Your organisation has no contract", "Ask your organisation's administrator"),
    ],
)
def test_who_cannot_connect_reads_why_and_what_to_do(
    teams: Teams, person: str, status: int, title: str, next_step: str
) -> None:
    teams.watch.expected.append(f"status of {status}")
    tab = teams.open(person)

    tab.get_by_role("button", name="Connect").click()

    refusal = tab.get_by_role("alert")
    expect(refusal.get_by_role("heading", name=title)).to_be_visible()
    expect(refusal).to_contain_text(next_step)


def test_the_same_in_german(teams: Teams) -> None:
    teams.watch.expected.append("status of 403")
    tab = teams.open("gus", locale="de")

    tab.get_by_role("button", name="Verbinden").click()

    expect(tab.get_by_role("alert").get_by_role("heading")).to_have_text("Sie sind hier Gast")
    expect(tab.locator("html")).to_have_attribute("lang", "de")


def test_connect_with_the_keyboard_alone(teams: Teams) -> None:
    tab = teams.open("anna")
    expect(tab.get_by_role("heading", level=1)).to_be_focused()

    teams.page.keyboard.press("Tab")
    expect(tab.get_by_role("main").get_by_role("link", name="privacy notice")).to_be_focused()
    teams.page.keyboard.press("Tab")
    expect(tab.get_by_role("button", name="Connect")).to_be_focused()
    teams.page.keyboard.press("Enter")
    way_in = tab.get_by_role("link", name="Open the contact centre")
    expect(way_in).to_be_visible()
    for _ in range(4):
        teams.page.keyboard.press("Tab")
        if way_in.evaluate("link => link === document.activeElement"):
            break
    expect(way_in).to_be_focused()


def test_who_comes_by_keyboard_can_skip_the_navigation(teams: Teams) -> None:
    tab = teams.open("anna")
    skip = tab.get_by_role("link", name="Skip to the content")

    skip.focus()
    expect(skip).to_be_in_viewport()
    teams.page.keyboard.press("Enter")

    expect(tab.get_by_role("main")).to_be_focused()


def test_the_theme_follows_teams_while_the_tab_is_open(teams: Teams) -> None:
    tab = teams.open("anna", theme="dark")
    expect(tab.locator("html")).to_have_attribute("data-theme", "dark")

    teams.choose("Theme", "contrast")

    expect(tab.locator("html")).to_have_attribute("data-theme", "contrast")
    assert tab.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(0, 0, 0)"


def test_the_tab_tells_teams_that_it_has_come_up(teams: Teams) -> None:
    teams.open("anna")

    assert teams.asked()[:2] == ["initialize", "getContext"]
    assert "appInitialization.success" in teams.asked()


def test_the_first_screen_comes_from_here_and_is_small(teams: Teams) -> None:
    teams.open("anna")

    assert teams.watch.hosts == {teams.origin, CDN}
    loaded = [request for request in teams.watch.requests if "/api/tab/" in request.url]
    sizes = {request.url: len(request.response().body()) for request in loaded}  # type: ignore[union-attr]  # it came
    assert len(sizes) > 10
    assert sum(sizes.values()) <= MAX_BYTES, sizes
