"""JSON as RFC 8259 means it, and no more: what two readers could take for different things is refused."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from shared.problems import DuplicateKey, InvalidEncoding, InvalidJson, TooDeep

MAX_DEPTH = 16
_CONTAINERS = frozenset((dict, list))  # what JSON is read as: exact types, asked of each value of a body
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


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
    if _SURROGATE_ESCAPE.search(text):  # UTF-8 itself has none
        _check_surrogates(value)
    _check_depth(value)
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


def _check_surrogates(value: Any) -> None:
    """Refuse what escapes such as `\\ud800` have brought in: half a character, which nothing can encode."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InvalidEncoding from None
    except RecursionError:
        raise TooDeep from None


def levels(root: Any) -> Iterator[list[Any]]:
    """The objects and arrays of a parsed value, level by level from the outermost, without recursion."""
    level = [root] if type(root) in _CONTAINERS else []
    while level:
        yield level
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) in _CONTAINERS
        ]


def _check_depth(root: Any) -> None:
    for depth, _ in enumerate(levels(root), start=1):
        if depth > MAX_DEPTH:
            raise TooDeep
