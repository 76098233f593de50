"""The files of a deployment: one version, made of all of them."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from shared.tab.files import TabFiles, deployed, read_files

ROOT = Path(__file__).parents[2]

FILES = {"index.html": '<script src="{{assets}}/main.js">', "main.js": "go()", "locales/en.js": "yes"}


def files(directory: Path, changed: dict[str, str] | None = None) -> TabFiles:
    for name, text in {**FILES, **(changed or {})}.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_files(directory)


def test_the_version_stands_in_the_index_and_before_every_asset(tmp_path: Path) -> None:
    found = files(tmp_path)

    assert found.index == f'<script src="/api/tab/{found.version}/main.js">'.encode()
    assert found.assets.keys() == {f"{found.version}/main.js", f"{found.version}/locales/en.js"}


def test_equal_files_have_equal_versions(tmp_path: Path) -> None:
    assert files(tmp_path / "one") == files(tmp_path / "other")


def test_any_change_is_another_version(tmp_path: Path) -> None:
    changes: dict[str, dict[str, str]] = {
        "none": {},
        "index": {"index.html": '<script src="{{assets}}/main.js" defer>'},
        "content": {"main.js": "go();"},
        "new file": {"locales/de.js": "ja"},
        "content moved": {"main.js": "", "locales/en.js": "go()yes"},
    }
    versions = {name: files(tmp_path / name, changed).version for name, changed in changes.items()}
    (tmp_path / "none" / "main.js").rename(tmp_path / "none" / "start.js")
    versions["renamed"] = read_files(tmp_path / "none").version

    assert [name for name, version in versions.items() if list(versions.values()).count(version) != 1] == []


def test_what_an_editor_leaves_is_not_served(tmp_path: Path) -> None:
    before = files(tmp_path / "before")
    left = ("main.js.swp", ".DS_Store", "notes.md", "locales/en.js~", "other.html", "main.py")

    assert [name for name in left if files(tmp_path / name, {name: "x"}) != before] == []


def test_no_file_is_left_out_of_a_deployment() -> None:
    """A pattern without a slash leaves out what bears the name at any depth."""
    patterns = (ROOT / ".funcignore").read_text(encoding="utf-8").split()
    names = ["index.html", *(name.partition("/")[2] for name in deployed().assets)]
    parts = {part for name in names for part in PurePosixPath("shared/tab/static", name).parts}

    assert not any("/" in pattern or pattern.startswith("!") for pattern in patterns)
    assert {part for part in parts for pattern in patterns if fnmatch(part, pattern)} == set()
