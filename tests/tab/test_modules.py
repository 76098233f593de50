"""What holds of every file of the tab that is served, beyond what Biome's rules find (`test_lint.py`)."""

from __future__ import annotations

import re

import pytest

from shared.tab.files import deployed
from tests.tab.sources import FILES, MODULES, dynamic_imports, static_imports, with_static_imports

LANGUAGES = ("de", "en")
MAX_AT_FIRST = 100_000
SCREEN_WORDS = re.compile(r"""\bwords\(\s*"(\w+)"\s*\)""")
SVG = "http://www.w3.org/2000/svg"
"""A name, and no address that anybody asks."""


def imports(module: str) -> list[str]:
    return static_imports(module) + dynamic_imports(module)


def test_modules_import_only_what_is_served() -> None:
    missing = [
        f"{module} imports {name}"
        for module in MODULES
        for name in imports(module)
        if "$" not in name and name not in FILES
    ]

    assert missing == []


def test_only_words_are_imported_by_a_made_up_name() -> None:
    made_up = [(module, name) for module in MODULES for name in dynamic_imports(module) if "$" in name]

    assert made_up == [("language.js", "locales/${language}/${name}.js")]


def test_the_words_of_every_screen_are_there_in_both_languages() -> None:
    missing = [
        f"{module} asks for locales/{language}/{name}.js"
        for module, text in MODULES.items()
        for name in SCREEN_WORDS.findall(text)
        for language in LANGUAGES
        if f"locales/{language}/{name}.js" not in FILES
    ]

    assert missing == []


def test_every_module_is_used() -> None:
    words = {name for text in MODULES.values() for name in SCREEN_WORDS.findall(text)}
    used = {"main.js", *(f"locales/{language}/{name}.js" for language in LANGUAGES for name in words)}
    used |= {name for module in MODULES for name in imports(module)}

    assert MODULES.keys() - used == set()


def test_the_first_useful_paint_is_small() -> None:
    """The page, its styles, the shell and the first screen with their words in one language."""
    modules = with_static_imports("main.js") | with_static_imports("screens/connect.js")
    words = {
        language: sum(len(FILES[f"locales/{language}/{name}.js"].encode()) for name in ("shell", "connect"))
        for language in LANGUAGES
    }
    styles = {name for name in FILES if name.endswith(".css")}
    files = sum(len(FILES[name].encode()) for name in modules | styles)

    assert len(deployed().index) + files + max(words.values()) <= MAX_AT_FIRST


def test_the_page_loads_every_style() -> None:
    index = deployed().index.decode()

    assert [name for name in FILES if name.endswith(".css") and index.count(f'/{name}"') != 1] == []


def test_no_file_names_another_host() -> None:
    named = [
        f"{name}: {found}"
        for name, text in FILES.items()
        for found in re.findall(r"\b(?:https?|wss?):|[\"'`(]//|@import", MODULES.get(name, text).replace(SVG, ""))
    ]

    assert named == []


def test_imports_of_every_form_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    forms: list[tuple[str, list[str], list[str]]] = [
        ('import { a } from "./a.js";', ["screens/a.js"], []),
        ('import {\n  a,\n  b,\n} from "../b.js";', ["b.js"], []),
        ('import "./c.js";', ["screens/c.js"], []),
        ('export { d } from "./d.js";', ["screens/d.js"], []),
        ('const e = await import("./e.js");', [], ["screens/e.js"]),
        ("const f = import(`./f/${name}.js`);", [], ["screens/f/${name}.js"]),
        ('export default "from";', [], []),
    ]
    for source, static, dynamic in forms:
        monkeypatch.setitem(MODULES, "screens/x.js", source)

        assert (source, static_imports("screens/x.js"), dynamic_imports("screens/x.js")) == (source, static, dynamic)
