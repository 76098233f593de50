"""JSON as RFC 8259 means it, and no more: what two readers could take for different things is refused."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from shared.problems import DuplicateKey, InvalidEncoding, InvalidJson, TooDeep

MAX_DEPTH = 16
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(body: bytes) -> Any:
    """Read one JSON value.

    Raises:
        InvalidEncoding: not UTF-8, a byte order mark, or a lone surrogate.
        InvalidJson: not JSON, or a number that is not finite or longer than Python reads.
        DuplicateKey: an object names a member twice.
        TooDeep: more than 16 levels.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidEncoding from None
    if text.startswith("\ufeff"):
        raise InvalidEncoding
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=_finite, parse_constant=_refuse_constant, strict=True
        )
    except RecursionError:
        raise TooDeep from None
    except ValueError:
        raise InvalidJson from None
    _check_tree(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DuplicateKey
    return members


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError


def _check_tree(root: Any) -> None:
    """Walk without recursion: depth, and surrogates that `\\ud800` escapes have brought in."""
    level, depth = [root], 0
    while level:
        depth += 1
        below: list[Any] = []
        for value in level:
            if isinstance(value, str):
                if _SURROGATE.search(value):
                    raise InvalidEncoding
            elif isinstance(value, dict):
                if depth > MAX_DEPTH:
                    raise TooDeep
                below.extend(value)
                below.extend(value.values())
            elif isinstance(value, list):
                if depth > MAX_DEPTH:
                    raise TooDeep
                below.extend(value)
        level = below
