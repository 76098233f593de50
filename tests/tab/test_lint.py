"""Biome's rules for the tab, which `dev.py check` runs: each finds what it is there for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.support.node import ROOT, Node
from tests.tab.sources import FILES

DEVICE = "plugin: Keep nothing on the device"
MARKUP = "plugin: Build elements with h and text nodes"
STYLE = "plugin: Write the style in a style sheet"
IMPLIED_EVAL = "lint/nursery/noImpliedEval"
FAULTS = [
    ('localStorage.setItem("a", "b");', DEVICE),
    ("window.sessionStorage.clear();", DEVICE),
    ('window["indexedDB"].open("a");', DEVICE),
    ("export const { cookieStore } = window;", DEVICE),
    ('navigator.serviceWorker.register("a.js");', DEVICE),
    ('document.cookie = "a=b";', DEVICE),
    ("export const a = document.cookie;", DEVICE),
    ('document["cookie"] = "a=b";', DEVICE),
    ("export const b = `${a} localStorage`;", DEVICE),
    ('a.innerHTML = "<b>";', MARKUP),
    ('a["outerHTML"] = "<b>";', MARKUP),
    ('a.append(h("iframe", { srcdoc: "<b>" }));', MARKUP),
    ('a.insertAdjacentHTML("beforeend", "<b>");', MARKUP),
    ('a?.setHTMLUnsafe("<b>");', MARKUP),
    ('a.createContextualFragment("<b>");', MARKUP),
    ("new DOMParser();", MARKUP),
    ('document.write("<b>");', MARKUP),
    ('window.document.writeln("<b>");', MARKUP),
    ('h("a", { href: "javascript:go()" });', MARKUP),
    ("export const c = `javascript:${a}`;", MARKUP),
    ('eval("go()");', MARKUP),
    ('window.eval("go()");', "lint/security/noGlobalEval"),
    ('export const d = new Function("go()");', IMPLIED_EVAL),
    ('setTimeout("go()", 1);', IMPLIED_EVAL),
    ("setInterval(`go()`, 1);", IMPLIED_EVAL),
    ('h("p", { style: "color: red" });', STYLE),
    ('h("p", { class: "a", "style": a });', STYLE),
    ("export const e = (style) => ({ style });", STYLE),
    ('a.setAttribute("style", "color: red");', STYLE),
    ('h("style", {}, "p { color: red }");', STYLE),
    ('document.createElement("style");', STYLE),
]
"""Lines of a module, each with the rule that has to find it."""
ALLOWED = [
    '/* localStorage, innerHTML, "style" */ a.append("cookies and evaluation");',
    "// document.cookie, new Function, javascript:",
    'a.style.width = "1px";',
    'new Intl.NumberFormat("de", { style: "unit", unit: "day" });',
    'new Intl.NumberFormat("de", { style: "percent" });',
    'new Intl.NumberFormat("de", { style: "currency", currency: "EUR" });',
    "setTimeout(() => a.write(), 1);",
]
RULES = ("plugin", "lint/security/", "lint/nursery/")


def test_each_rule_finds_its_fault_and_nothing_else(node: Node, tmp_path: Path) -> None:
    shutil.copy(ROOT / "biome.json", tmp_path)
    shutil.copytree(ROOT / "local" / "lint", tmp_path / "local" / "lint")
    module = tmp_path / "shared" / "tab" / "static" / "faults.js"
    module.parent.mkdir(parents=True)
    lines = [*(line for line, _ in FAULTS), *ALLOWED]
    module.write_text("\n".join(lines), encoding="utf-8")

    biome = ROOT / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"
    done = node.run(biome, "lint", "--error-on-warnings", "--reporter=json", "--max-diagnostics=none", cwd=tmp_path)
    assert done.stdout, done.stderr
    found: dict[str, list[str]] = {line: [] for line in lines}
    for each in json.loads(done.stdout)["diagnostics"]:
        found[lines[each["location"]["start"]["line"] - 1]].append(f"{each['category']}: {each['message']}")

    missed = [(line, rule) for line, rule in FAULTS if not any(said.startswith(rule) for said in found[line])]
    assert missed == []
    assert [(line, said) for line in ALLOWED for said in found[line] if said.startswith(RULES)] == []
    assert done.returncode == 1


def test_no_file_of_the_tab_suppresses_a_rule() -> None:
    assert [name for name, text in FILES.items() if "biome-ignore" in text] == []
