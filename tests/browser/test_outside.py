"""The tab in a browser without Teams around it."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.teams import Teams

MAX_SECONDS = 5
MAX_SECONDS_OF_SILENCE = 8  # for four of them the page waits for its frame; a busy machine needs some to load it


@pytest.mark.parametrize("origin", ["teams_client", "url"])
def test_outside_teams_it_says_within_seconds_where_it_belongs(teams: Teams, origin: str) -> None:
    """By itself at the stand-in, where the library comes, and at the service, where Microsoft's does not come."""
    teams.watch.expected.append("ERR_FAILED")
    began = time.monotonic()
    teams.page.goto(f"{getattr(teams.watch.description, origin)}/api/tab/")

    expect_outside(teams.page)
    assert time.monotonic() - began < MAX_SECONDS


def test_in_a_foreign_frame_that_does_not_answer_it_says_so_too(teams: Teams) -> None:
    teams.page.goto(f"{teams.origin}/client.css")
    began = time.monotonic()
    teams.page.evaluate(
        "address => document.body.append(Object.assign(document.createElement('iframe'), {src: address}))",
        "/api/tab/",
    )

    frame = teams.page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("This page is a tab in Microsoft Teams")
    assert time.monotonic() - began < MAX_SECONDS_OF_SILENCE


@pytest.mark.parametrize("origin", ["teams_client", "url"])
def test_nobody_else_can_frame_it(teams: Teams, origin: str) -> None:
    teams.watch.expected.append("frame-ancestors")

    teams.page.set_content(f"<iframe src='{getattr(teams.watch.description, origin)}/api/tab/'></iframe>")

    expect(teams.page.frame_locator("iframe").get_by_role("heading", level=1)).to_be_hidden()
    assert any("frame-ancestors" in fault for fault in teams.watch.faults)


def expect_outside(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is a tab in Microsoft Teams")
    expect(page.get_by_role("heading", level=2)).to_have_text("Diese Seite ist ein Tab in Microsoft Teams")
    expect(page.get_by_text("Open Teams, choose Apps")).to_be_visible()
