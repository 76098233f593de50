"""A Chromium for the browser tests, and the rules that hold for every page in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from tests.browser import chromium
from tests.browser.teams import Teams, Watch

if TYPE_CHECKING:
    from tests.support.service import RunningService

SIZE: ViewportSize = {"width": 1280, "height": 900}
ANSWER_MS = 15_000

expect.set_options(timeout=ANSWER_MS)

OpenTeams = Callable[["RunningService"], Teams]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One paragraph that nobody can overlook when there was no browser."""
    skipped = [str(report.longrepr) for report in terminalreporter.getreports("skipped")]
    if any(chromium.SKIPPED in reason for reason in skipped):
        terminalreporter.section("no browser", sep="!", red=True, bold=True)
        terminalreporter.write_line(chromium.MISSING, red=True, bold=True)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests. Elsewhere than in CI its absence is told at the end instead."""
    program = chromium.find(os.environ)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(chromium.MISSING)
        pytest.skip(chromium.SKIPPED)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, args=chromium.ARGUMENTS, chromium_sandbox=not chromium.needs_no_sandbox()
        )
        yield started
        started.close()


@pytest.fixture
def open_teams(browser: Browser) -> Iterator[OpenTeams]:
    """Opens the stand-in of a running service in a browser window of its own.

    A test fails when a page of it put an error on the console, broke the content security policy or asked a host that
    is neither the service nor Microsoft's CDN, whatever it showed.
    """
    watches: list[Watch] = []
    # The stand-in contact centre has a certificate that only the run's own authority vouches for.
    context = browser.new_context(
        viewport=SIZE, locale="en-GB", timezone_id="Europe/Berlin", accept_downloads=True, ignore_https_errors=True
    )  # fmt: skip
    context.set_default_timeout(ANSWER_MS)

    def opened(service: RunningService) -> Teams:
        watch = Watch(service.description)
        watch.over(context)
        watches.append(watch)
        return Teams(context.new_page(), watch)

    yield opened
    context.close()
    assert [fault for watch in watches for fault in watch.unexpected] == []


@pytest.fixture
def teams(open_teams: OpenTeams, service: RunningService) -> Teams:
    """The stand-in of the service whose demo people stay as they are."""
    return open_teams(service)
