"""What a source sent and this service never stores: counted, so that the answer can say so (R6.6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shared.reports.attention import names_attention_data


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many entries of attention or engagement data, and how many free texts of registrations."""

    engagement: int = 0
    free_text: int = 0

    def __add__(self, other: Dropped) -> Dropped:
        return Dropped(self.engagement + other.engagement, self.free_text + other.free_text)


def engagement_in(value: Any) -> int:
    """How many entries of attention data stand in a JSON value, at any depth.

    A caller who sends such data is refused; Microsoft sends it unasked. The same rule judges the members' names. A
    member without a value (null, or an empty list) holds none, and a list counts as many as it has.
    """
    found = 0
    level = [value]
    while level:
        below: list[Any] = []
        for node in level:
            if isinstance(node, dict):
                for name, child in node.items():
                    if _is_attention_data(name):
                        found += _entries(child)
                    else:
                        below.append(child)
            elif isinstance(node, list):
                below.extend(node)
        level = below
    return found


@lru_cache(maxsize=1024)
def _is_attention_data(name: str) -> bool:
    """Judging undoes disguises letter by letter, and every record of thousands has the same few names."""
    return names_attention_data(name)


def _entries(value: Any) -> int:
    if isinstance(value, list):
        return len(value)
    return 0 if value is None or value == {} else 1
