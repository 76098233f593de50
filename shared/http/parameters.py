"""What an endpoint says of its parameters: the meaning of each, and its JSON schema as the handler judges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared import times

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the path, the query or a header; any text where no schema says less."""

    meaning: str
    schema: Schema = field(default_factory=lambda: {"type": "string"})


GUID: Schema = {"type": "string", "format": "uuid"}
PERSON = Parameter("the person's object id, of the officer's own tenant", GUID)
TENANT = Parameter("the tenant's id", GUID)


def limit(*, default: int, maximum: int) -> Parameter:
    """How many entries a page may have, as `Request.limit` reads it."""
    return Parameter("how many entries a page has at most", {**whole_number(1, maximum), "default": default})


def whole_number(minimum: int, maximum: int) -> Schema:
    return {"type": "integer", "minimum": minimum, "maximum": maximum}


def matching(pattern: str) -> Schema:
    """Text of which this regular expression describes the whole."""
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


DAY: Schema = {"format": "date", **matching(times.DAY)}
INSTANT: Schema = {"format": "date-time", **matching(times.INSTANT)}


def cursor(schema: Schema) -> Parameter:
    """Where a page begins. One that no page gave is read as well, if it fits: it reaches nobody else's."""
    return Parameter("the `next` of the page before", schema)
