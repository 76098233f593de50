"""The files of a deployment: one version, made of all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.tab.files import TabFiles, read_files

FILES = {"index.html": '<script src="{{assets}}/main.js">', "main.js": "go()", "words/en.js": "yes"}


def files(directory: Path, changed: dict[str, str] | None = None) -> TabFiles:
    for name, text in {**FILES, **(changed or {})}.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_files(directory)


def test_the_version_stands_in_the_index_and_before_every_asset(tmp_path: Path) -> None:
    found = files(tmp_path)

    assert found.index == f'<script src="/api/tab/{found.version}/main.js">'.encode()
    assert found.assets.keys() == {f"{found.version}/main.js", f"{found.version}/words/en.js"}


def test_equal_files_have_equal_versions(tmp_path: Path) -> None:
    assert files(tmp_path / "one") == files(tmp_path / "other")


@pytest.mark.parametrize(
    "changed",
    [
        {"index.html": '<script src="{{assets}}/main.js" defer>'},
        {"main.js": "go();"},
        {"words/de.js": "ja"},
        {"main.js": "", "words/en.js": "go()yes"},
    ],
    ids=["index", "content", "new file", "content moved"],
)
def test_any_change_is_another_version(tmp_path: Path, changed: dict[str, str]) -> None:
    assert files(tmp_path / "changed", changed).version != files(tmp_path / "before").version


def test_a_renamed_file_is_another_version(tmp_path: Path) -> None:
    before = files(tmp_path)
    (tmp_path / "main.js").rename(tmp_path / "start.js")

    assert read_files(tmp_path).version != before.version


@pytest.mark.parametrize("name", ["main.js.swp", ".DS_Store", "notes.md", "words/en.js~", "other.html", "main.py"])
def test_what_an_editor_leaves_is_not_served(tmp_path: Path, name: str) -> None:
    before = files(tmp_path)

    assert files(tmp_path, {name: "x"}) == before
