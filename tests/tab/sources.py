"""The tab's modules as they are served, and what they import."""

from __future__ import annotations

import posixpath
import re

from shared.tab.files import deployed

_COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
_STATIC = re.compile(r"""^(?:import|export)\b[^;"'`]*?\bfrom\s*"([^"]+)"|^import\s*"([^"]+)\"""", re.MULTILINE)
_DYNAMIC = re.compile(r"""\bimport\(\s*(["`])([^"`]+)\1\s*\)""")

FILES = {name.partition("/")[2]: asset.body.decode() for name, asset in deployed().assets.items()}
"""Every asset's text, by its path below the version."""
MODULES = {name: _COMMENT.sub("", text) for name, text in FILES.items() if name.endswith(".js")}
"""Every module without its comments."""


def static_imports(module: str) -> list[str]:
    """The modules that have to be there before this one runs."""
    return [_resolve(module, one or other) for one, other in _STATIC.findall(MODULES[module])]


def dynamic_imports(module: str) -> list[str]:
    """The modules that this one may ask for later; a template stands as it is."""
    return [_resolve(module, name) for _, name in _DYNAMIC.findall(MODULES[module])]


def with_static_imports(module: str) -> set[str]:
    """The module and all that comes with it."""
    found, waiting = set[str](), [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += static_imports(name)
    return found


def _resolve(module: str, name: str) -> str:
    assert name.startswith("."), f"{module} imports {name}, which no browser can find"
    return posixpath.normpath(posixpath.join(posixpath.dirname(module), name))
