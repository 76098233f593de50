"""One test over a whole table: every entry is judged, and each that fails is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest


def failing(check: Callable[..., None], cases: Mapping[Any, Any] | Iterable[Any]) -> list[str]:
    """Call `check` with each case, and return one line for each case in which it fails.

    A case that is a tuple is the arguments of `check`. A mapping names its cases; others go by what they are.
    """
    named = list(cases.items()) if isinstance(cases, Mapping) else [(case, case) for case in cases]
    assert named, "there is no case to judge"
    found = []
    for name, case in named:
        try:
            check(*case) if isinstance(case, tuple) else check(case)
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - whatever goes wrong is a finding
            found.append(f"{_shown(name)}: {type(error).__name__}: {error}"[:2000])
    return found


def _shown(name: object) -> str:
    text = name if isinstance(name, str) else getattr(name, "__name__", None) or repr(name)
    return ascii(text[:200])[1:-1]
