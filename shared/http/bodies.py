"""Bodies of requests: closed schemas in pydantic, and every fault of a body as a pointer (RFC 6901).

Importing this module imports pydantic, so handlers reach it through `Request.read` only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
)
from pydantic import ValidationError as SchemaError
from pydantic.alias_generators import to_camel
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.http.parameters import DAY, GUID, INSTANT
from shared.problems import InvalidBody, Pointer
from shared.times import format_instant, parse_day, parse_instant

MAX_POINTERS = 1000
_PLAIN_NAME = re.compile(r"@?[A-Za-z0-9_.$-]{1,64}")  # with an @ inside it may be an e-mail address

# As pydantic's core judges them, without a call of Python's for each of thousands of names, and as JSON schemas have
# them: regular expressions of Rust and of ECMA-262 alike. The controls are Unicode's category Cc, which never gets
# another member.
_WITHOUT_CONTROLS = r"^[^\u0000-\u001f\u007f-\u009f]*$"
_WITHOUT_CONTROLS_BUT_LINES = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
_CONTROLS_REFUSED = (_WITHOUT_CONTROLS, _WITHOUT_CONTROLS_BUT_LINES)
_GUID = r"^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"

# pydantic's error types, as codes that do not change with the library.
_CODES: Mapping[str, str] = {
    "missing": "required",
    "extra_forbidden": "unknown",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "string_pattern_mismatch": "format",
    "literal_error": "not_allowed",
    "enum": "not_allowed",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}


CLOSED = ConfigDict(
    extra="forbid",
    strict=True,
    frozen=True,
    alias_generator=to_camel,
    validate_by_name=True,
    hide_input_in_errors=True,
)


class Body(BaseModel):
    """A closed, strict schema: unknown members are refused, nothing is converted. Names are camelCase outside."""

    model_config = CLOSED


def validate(model: type[BaseModel], value: Any) -> Any:
    """Fit a parsed JSON value to `model`.

    Raises:
        InvalidBody: with a pointer and a code for each fault (the first 1,000), never with a value.
    """
    try:
        return model.model_validate(value, by_alias=True, by_name=False)
    except SchemaError as error:
        faults = error.errors(include_url=False, include_input=False)
        raise InvalidBody(pointers=tuple(_pointer(fault) for fault in faults[:MAX_POINTERS])) from None


def pointer_to(path: Iterable[str | int]) -> str:
    """An RFC 6901 pointer. A member's name that is not a plain one is left out: no answer echoes input."""
    parts: list[str] = []
    for part in path:
        if not _PLAIN_NAME.fullmatch(str(part)):
            break
        parts.append(f"/{part}")
    return "".join(parts)


def _pointer(fault: Mapping[str, Any]) -> Pointer:
    kind = str(fault["type"])
    code = _CODES.get(kind) or ("type" if kind.endswith("_type") else kind)
    if kind == "string_pattern_mismatch" and fault["ctx"]["pattern"] in _CONTROLS_REFUSED:
        code = "characters"
    return Pointer(pointer_to(fault["loc"]), code)


def _instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise PydanticCustomError("type", "not text")
    try:
        return parse_instant(value)
    except ValueError:
        raise PydanticCustomError("format", "not an RFC 3339 time with an offset") from None


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise PydanticCustomError("type", "not text")
    try:
        return parse_day(value)
    except ValueError:
        raise PydanticCustomError("format", "not a day") from None


class Described:
    """What the JSON schema of a type says besides, where a validator asks for more than pydantic knows of."""

    def __init__(self, **members: Any) -> None:
        self._members = members

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), **self._members}


Identifier = Annotated[str, StringConstraints(min_length=1, max_length=512, pattern=_WITHOUT_CONTROLS)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=256, pattern=_WITHOUT_CONTROLS)]
Text = Annotated[str, StringConstraints(max_length=4000, pattern=_WITHOUT_CONTROLS_BUT_LINES)]
Guid = Annotated[str, StringConstraints(pattern=_GUID, to_lower=True), WithJsonSchema(dict(GUID))]
Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    PlainSerializer(format_instant, return_type=str),
    WithJsonSchema(dict(INSTANT)),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema(dict(DAY)),
]
