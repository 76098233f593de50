"""index.html: nothing in it that its policy forbids, and Microsoft's script is the one that was checked."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha384
from html.parser import HTMLParser
from pathlib import Path

import pytest

from shared.settings import BadSettings, load
from shared.tab.files import deployed
from shared.tab.policy import MICROSOFT_CDN

ROOT = Path(__file__).parents[2]
TEAMS_JS = ROOT / "node_modules" / "@microsoft" / "teams-js"


class Page(HTMLParser):
    """Every element with its attributes, and the text that stands in scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inline = ""
        self.feed(deployed().index.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is not None:
            self.inline += data.strip()

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_nothing_stands_inline() -> None:
    page = Page()
    attributes = {name for _, given in page.elements for name in given}

    assert page.inline == ""
    assert page.all("style") == []
    assert all(script.get("src") for script in page.all("script"))
    assert [name for name in attributes if name == "style" or name.startswith("on")] == []


@pytest.mark.usefixtures("node")
def test_teams_js_is_the_package_that_was_checked() -> None:
    version = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]["@microsoft/teams-js"]
    digest = sha384((TEAMS_JS / "dist" / "umd" / "MicrosoftTeams.min.js").read_bytes()).digest()
    [script] = [found for found in Page().all("script") if str(found["src"]).startswith("https:")]

    assert script["src"] == f"{MICROSOFT_CDN}/teams-js/{version}/js/MicrosoftTeams.min.js"
    assert script["integrity"] == f"sha384-{b64encode(digest).decode()}"
    assert script["crossorigin"] == "anonymous"
    assert json.loads((TEAMS_JS / "package.json").read_text(encoding="utf-8"))["version"] == version


def test_no_other_host_is_named_than_those_of_teams_js_and_of_the_sign_in() -> None:
    """The second is never asked for anything by the page: a window goes there when a person allows something."""
    [sign_in] = [each["content"] for each in Page().all("meta") if each.get("name") == "sign-in"]
    with pytest.raises(BadSettings) as refused:
        load({})

    assert sign_in == refused.value.usable.authority
    assert set(re.findall(r"(?:https?:)?//[^/\"\s]+", deployed().index.decode())) == {MICROSOFT_CDN, sign_in}


@pytest.mark.clause("R1")
def test_without_script_the_notice_is_still_linked() -> None:
    links = [link["href"] for link in Page().all("a")]

    assert links == ["/api/notice?language=en", "/api/notice?language=de"]
