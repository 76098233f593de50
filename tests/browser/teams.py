"""A person in front of the stand-in for the Teams client, and what must not happen behind the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from tests.support.service import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Frame, FrameLocator, Page, Request, Route

    from local.machine.run_files import Description

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CDN = "https://res.cdn.office.net"
VALID_ORIGINS = {"validOrigins": ["teams.microsoft.com", "*.teams.microsoft.com"]}
FOREIGN = re.compile(r"^https?://(?!127\.0\.0\.1:)")
THEMES = ("default", "dark", "contrast")
LANGUAGES = ("en-gb", "de")


@dataclass  # without slots: Playwright keeps its own notes on the object whose methods it calls
class Watch:
    """What the pages of one test do where nobody looks: every request, and every word on the console.

    `expected` holds parts of error messages that the test means to provoke: a refusal is one on Chromium's console.
    """

    description: Description
    requests: list[Request] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Look at every page of `context`, also those that a link opens."""
        context.route(FOREIGN, self._answer)
        context.on("request", self._note)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))

    @property
    def hosts(self) -> set[str]:
        """The origins that were asked for something."""
        origins = {"{0.scheme}://{0.netloc}".format(urlsplit(request.url)) for request in self.requests}
        return {origin for origin in origins if origin.startswith("http")}

    @property
    def unexpected(self) -> list[str]:
        """What the test did not ask for: errors, violations of the policy, requests to anybody else."""
        known = {self.description.teams_client, self.description.url, self.description.contact_center, CDN}
        errors = [fault for fault in self.faults if not any(part in fault for part in self.expected)]
        return errors + [f"asked {host}" for host in sorted(self.hosts - known)]

    def _note(self, request: Request) -> None:
        self.requests.append(request)

    def _answer(self, route: Route) -> None:
        if route.request.url.startswith(f"{CDN}/teams-js/validDomains/"):
            route.fulfill(json=VALID_ORIGINS, headers={"access-control-allow-origin": "*"})
        else:
            route.abort()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location['url']})")


class Teams:
    """The stand-in in one page of a browser; what is inside it, `tab` finds."""

    def __init__(self, page: Page, watch: Watch) -> None:
        self.page = page
        self.watch = watch
        self.origin = watch.description.teams_client

    @property
    def tab(self) -> FrameLocator:
        """What is in the frame, to look for things in."""
        return self.page.frame_locator("iframe")

    @property
    def frame(self) -> Frame:
        """The frame itself, to run scripts in."""
        return next(frame for frame in self.page.frames if urlsplit(frame.url).path == "/api/tab/")

    def open(self, person: str = "anna", screen: str = "", **choices: str) -> FrameLocator:
        """Open the tab as `person` at a screen ("#reports") and wait for its heading. Choices: see local/teams/."""
        self.page.goto("about:blank")  # an address that differs behind the # only would not be loaded
        self.page.goto(f"{self.origin}/?{urlencode({'person': person, **choices})}{screen}")
        self.tab.get_by_role("heading", level=1).wait_for()
        return self.tab

    def choose(self, label: str, value: str) -> None:
        """Choose in the stand-in's bar."""
        self.page.get_by_role("combobox", name=label, exact=True).select_option(value)

    def asked(self) -> list[str]:
        """What the tab asked of Teams, oldest first."""
        return self.page.locator("#asked li").all_text_contents()

    def token(self, person: str) -> str:
        """A token as the stand-in gets it."""
        return self.page.context.request.get(f"{self.origin}/token", params={"name": person}).text()

    def violations(self) -> list[str]:
        """What axe finds in the tab as it is now: rule, what it means, and where."""
        return _violations(self.frame)

    def violations_of_the_bar(self) -> list[str]:
        """What axe finds in the stand-in itself."""
        return _violations(self.page.main_frame)

    def is_wider_than_it_should(self) -> bool:
        """Whether one has to scroll sideways (WCAG 1.4.10)."""
        return bool(self.frame.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))

    def picture(self, highest: int) -> bytes:
        """The tab alone as a PNG, as high as what it shows, but no higher than `highest` pixels."""
        frame = self.page.locator("iframe")
        size, box = self.page.viewport_size, frame.bounding_box()
        assert size is not None
        assert box is not None
        # Down to the end of what is shown: the frame itself is at least as high as the window lets it be.
        end = self.frame.evaluate("Math.ceil(document.getElementById('app').getBoundingClientRect().bottom)")
        bar = int(box["y"])
        self.page.set_viewport_size({"width": size["width"], "height": bar + min(int(end), highest)})
        self.frame.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
        return frame.screenshot(animations="disabled")


def _violations(frame: Frame) -> list[str]:
    if not frame.evaluate("'axe' in window"):
        frame.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = frame.evaluate("tags => axe.run(document, {runOnly: tags, iframes: false})", TAGS)
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def downloaded(teams: Teams, button: str, directory: Path) -> Path:
    """What the browser saves when the button of this name is pressed."""
    with teams.page.expect_download() as download:
        teams.tab.get_by_role("button", name=button, exact=True).click()
    file = directory / download.value.suggested_filename
    download.value.save_as(file)
    return file
