"""The pictures in the README: `python3 dev.py test tests/browser --screenshots docs/images` makes them anew."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FrameLocator, expect

from tests.support.service import ROOT

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTeams
    from tests.browser.teams import Teams
    from tests.support.service import RunningService

MAX_BYTES = 150 * 1024
WIDTH, HEIGHT, HIGHEST = 960, 720, 1250


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen, what is pressed on it, and the words by which one sees that it has all come."""

    name: str
    person: str
    screen: str
    shows: str
    press: str = ""
    locale: str = "en-gb"
    theme: str = "default"
    width: str = "full"


PICTURES = (
    Picture("connect", "anna", "#connect", "Open the contact centre", press="Connect"),
    Picture("reports", "anna", "#reports", "Weekly"),
    Picture("report", "anna", "#reports", "Was this useful?", press="Opening the new service desk"),
    Picture("report-dark", "anna", "#reports", "Was this useful?", press="Opening the new service desk", theme="dark"),
    Picture("data", "anna", "#data", "When it goes"),
    Picture("data-narrow-german", "anna", "#data", "Was über Sie gespeichert ist", locale="de", width="320"),
    Picture("calendar", "dora", "#officers/retention", "What goes when", press="Next month"),
)


@pytest.fixture(scope="module")
def tidy_service(fresh_service: RunningService) -> RunningService:
    """With the demo data and nothing of other tests, after the run that takes what is past its time."""
    assert fresh_service.call("POST", "/api/retention/runs", by="otto").json["outcome"] == "succeeded"
    return fresh_service


@pytest.fixture
def teams(open_teams: OpenTeams, tidy_service: RunningService) -> Teams:
    return open_teams(tidy_service)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_for_the_readme(teams: Teams, picture: Picture, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    directory = Path(pytestconfig.getoption("screenshots") or tmp_path)
    teams.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    tab = teams.open(picture.person, picture.screen, locale=picture.locale, theme=picture.theme, width=picture.width)
    if picture.press:
        press(tab, picture.press)
    expect(tab.get_by_text(picture.shows).first).to_be_visible()
    expect(tab.get_by_role("progressbar")).to_have_count(0)

    file = directory / f"{picture.name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(teams.picture(HIGHEST))

    assert file.read_bytes().startswith(b"\x89PNG")
    assert file.stat().st_size < MAX_BYTES


def test_the_readme_shows_every_picture() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(docs/images/([a-z-]+)\.png\)", (ROOT / "README.md").read_text(encoding="utf-8"))

    assert sorted(shown) == sorted(picture.name for picture in PICTURES)
    assert all((ROOT / "docs" / "images" / f"{name}.png").is_file() for name in shown)


def press(tab: FrameLocator, name: str) -> None:
    """Press the button or the link of this name."""
    main = tab.get_by_role("main")
    button = main.get_by_role("button", name=name, exact=True)
    button.or_(main.get_by_role("link", name=name, exact=True)).click()
