"""What holds of every module: it is there, it keeps to its own host, and it lets nothing become markup or code."""

from __future__ import annotations

import re

import pytest

from shared.tab.files import deployed
from tests.tab.sources import FILES, MODULES, dynamic_imports, static_imports, with_static_imports

MOST_AT_FIRST = 100_000
SCREEN_WORDS = re.compile(r"""\bwords\(\s*"(\w+)"\s*\)""")

every_module = pytest.mark.parametrize("module", MODULES)


@every_module
def test_what_it_imports_is_served(module: str) -> None:
    named = static_imports(module) + dynamic_imports(module)

    assert [name for name in named if "$" not in name and name not in FILES] == []


def test_only_words_are_imported_by_a_made_up_name() -> None:
    made_up = [(module, name) for module in MODULES for name in dynamic_imports(module) if "$" in name]

    assert made_up == [("language.js", "words/${language}/${name}.js")]


@every_module
def test_the_words_it_asks_for_are_there_in_both_languages(module: str) -> None:
    for name in SCREEN_WORDS.findall(MODULES[module]):
        assert {f"words/de/{name}.js", f"words/en/{name}.js"} <= FILES.keys()


def test_every_module_is_used() -> None:
    words = {name for module in MODULES for name in SCREEN_WORDS.findall(MODULES[module])}
    used = {"main.js", *(f"words/{language}/{name}.js" for language in ("de", "en") for name in words)}
    used |= {name for module in MODULES for name in static_imports(module) + dynamic_imports(module)}

    assert MODULES.keys() - used == set()


def test_the_first_useful_paint_is_small() -> None:
    """The page, its styles, the shell and the first screen with their words in one language."""
    modules = with_static_imports("main.js") | with_static_imports("screens/connect.js")
    words = {
        language: sum(len(FILES[f"words/{language}/{name}.js"].encode()) for name in ("shell", "connect"))
        for language in ("de", "en")
    }
    styles = {name for name in FILES if name.endswith(".css")}
    files = sum(len(FILES[name].encode()) for name in modules | styles)

    assert len(deployed().index) + files + max(words.values()) <= MOST_AT_FIRST


def test_the_page_loads_every_style() -> None:
    index = deployed().index.decode()

    assert all(index.count(f'/{name}"') == 1 for name in FILES if name.endswith(".css"))


@pytest.mark.parametrize("name", FILES)
def test_it_names_no_other_host(name: str) -> None:
    text = MODULES.get(name, FILES[name]).replace("http://www.w3.org/2000/svg", "")

    assert re.findall(r"\b(?:https?|wss?):|[\"'`(]//|@import", text) == []


@every_module
def test_it_keeps_nothing_on_the_device(module: str) -> None:
    found = re.findall(
        r"\b(?:localStorage|sessionStorage|indexedDB|cookieStore|serviceWorker)\b|\.cookie\b", MODULES[module]
    )

    assert found == []


@every_module
def test_no_text_can_become_markup_or_code(module: str) -> None:
    found = re.findall(
        r"\b(?:innerHTML|outerHTML|srcdoc|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment|DOMParser|eval)\b"
        r"|document\.write|new Function|javascript:|set(?:Timeout|Interval)\(\s*[\"'`]",
        MODULES[module],
    )

    assert found == []


@every_module
def test_it_sets_no_style_that_the_policy_would_drop(module: str) -> None:
    """`style` as an attribute or an element is inline style; from script, `element.style` is not."""
    found = re.findall(
        r"[{,]\s*\"?style\"?:(?!\s*\"(?:unit|percent|currency)\")"  # those are of Intl.NumberFormat
        r"|setAttribute\(\s*\"style\"|\b(?:h|createElement)\(\s*\"style\"",
        MODULES[module],
    )

    assert found == []


@pytest.mark.parametrize(
    ("source", "static", "dynamic"),
    [
        ('import { a } from "./a.js";', ["screens/a.js"], []),
        ('import {\n  a,\n  b,\n} from "../b.js";', ["b.js"], []),
        ('import "./c.js";', ["screens/c.js"], []),
        ('export { d } from "./d.js";', ["screens/d.js"], []),
        ('const e = await import("./e.js");', [], ["screens/e.js"]),
        ("const f = import(`./f/${name}.js`);", [], ["screens/f/${name}.js"]),
        ('export default "from";', [], []),
    ],
)
def test_how_imports_are_found(
    monkeypatch: pytest.MonkeyPatch, source: str, static: list[str], dynamic: list[str]
) -> None:
    monkeypatch.setitem(MODULES, "screens/x.js", source)

    assert (static_imports("screens/x.js"), dynamic_imports("screens/x.js")) == (static, dynamic)
