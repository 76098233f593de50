"""docs/teams.md: what it points to, quotes and has people type is right."""

from __future__ import annotations

import re
from pathlib import Path

import dev
from tests.tab.sources import FILES
from tests.test_operations_guide import anchor

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "teams.md").read_text(encoding="utf-8")
LINKS = re.findall(r"\]\(([\w.]*)(?:#([\w-]+))?\)", GUIDE)
QUOTED = [
    name for names in re.findall(r"^\*\*\*(.+?)\*\*", GUIDE, re.MULTILINE) for name in re.split(r"\*, \*?", names)
]


def anchors(page: str) -> set[str]:
    text = re.sub(r"^ *```.*?^ *```$", "", (DOCS / page).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def test_every_link_leads_somewhere() -> None:
    pages = [(page or "teams.md", heading) for page, heading in LINKS]
    missing = [page for page, _ in pages if not (DOCS / page).is_file()]

    assert len(LINKS) > 5
    assert missing == []
    assert [(page, heading) for page, heading in pages if heading and heading not in anchors(page)] == []


def test_every_page_that_leads_here_is_found() -> None:
    assert "](teams.md)" in (DOCS / "operations.md").read_text(encoding="utf-8")
    assert "](docs/teams.md)" in (DOCS.parent / "README.md").read_text(encoding="utf-8")


def test_the_failures_are_named_as_the_tab_names_them() -> None:
    shown = "\n".join(text for name, text in FILES.items() if name.startswith(("locales/en/", "screens/not-in-teams")))
    titles = [name.strip("*. ") for name in QUOTED if name.strip("*. ") != "inside Teams"]

    assert len(titles) >= 5
    assert [title for title in titles if f'"{title}"' not in shown] == []


def test_its_commands_are_right(tmp_path: Path) -> None:
    commands = re.findall(r"^python3 dev\.py (package .+)$", GUIDE, re.MULTILINE)

    assert commands
    for command in commands:
        assert dev.main([*command.split(), "--output", str(tmp_path / "app.zip")]) == 0
