"""What tests of imports in the tab look at and press."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Locator, expect


def fetch(tab: FrameLocator, what: str) -> None:
    tab.get_by_label("Join link of the meeting, or link or id of the webinar").fill(what)
    tab.get_by_role("button", name="Fetch the reports").click()


def results(tab: FrameLocator) -> Locator:
    return tab.get_by_role("list", name="Results of the import").get_by_role("listitem")


def expect_told(tab: FrameLocator, sentence: str) -> None:
    expect(tab.get_by_role("status").first).to_have_text(sentence)


def expect_failure(tab: FrameLocator, title: str) -> None:
    expect(tab.get_by_role("alert").get_by_role("heading")).to_have_text(title)
