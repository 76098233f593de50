"""docs/security.md and docs/dependencies.md: what they point to is there, and every promise names code and tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.every import failing
from tests.test_operations_guide import anchor

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GUIDE = (DOCS / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (?!who |promise |after |---)(.+) \|$", GUIDE.partition("## What is trusted")[0], re.MULTILINE)


def anchors(page: str) -> set[str]:
    text = re.sub(r"^```.*?^```$", "", (DOCS / page).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def test_there_are_promises_and_attackers() -> None:
    assert len(ROWS) >= 30


def test_what_is_promised_has_its_code_and_its_test() -> None:
    def check(row: str) -> None:
        paths = re.findall(r"`([a-z]+(?:/\w+)*/?\w+\.\w+)`", row)

        assert any(Path(path).name.startswith("test_") for path in paths)
        for path in paths:
            assert (ROOT / path).is_file(), path

    assert failing(check, ROWS) == []


@pytest.mark.parametrize("page", ["security.md", "dependencies.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    for other, heading in re.findall(r"\]\(([\w.]*)(?:#([\w-]+))?\)", (DOCS / page).read_text(encoding="utf-8")):
        assert (DOCS / (other or page)).is_file()
        assert not heading or heading in anchors(other or page)


def test_the_contents_name_every_section() -> None:
    listed = re.findall(r"\[([^\]]+)\]\(#", GUIDE.partition("\n## ")[0])

    assert listed == re.findall(r"^## (.+)$", GUIDE, re.MULTILINE)


def test_the_clauses_are_promises_of_the_privacy_page() -> None:
    clauses = set(re.findall(r"\bR\d+(?:\.\d+[a-z]?)?\b", GUIDE))

    assert clauses
    assert clauses <= set(re.findall(r"^\| (R\S+) \|", (DOCS / "privacy.md").read_text(encoding="utf-8"), re.MULTILINE))


def test_every_page_is_found_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [page.name for page in DOCS.glob("*.md") if f"docs/{page.name}" not in readme] == []
