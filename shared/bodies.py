"""Bodies of requests: closed schemas in pydantic, and every fault of a body as a pointer (RFC 6901).

Importing this module imports pydantic, so handlers reach it through `Call.read` only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
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

from shared.guids import canonical_guid
from shared.problems import InvalidBody, Pointer
from shared.times import format_instant, parse_day, parse_instant

MOST_POINTERS = 1000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # Unicode's category Cc, which never gets another member
_PLAIN_NAME = re.compile(r"@?[A-Za-z0-9_.$-]{1,64}")  # with an @ inside it may be an e-mail address

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


class Body(BaseModel):
    """A closed, strict schema: unknown members are refused, nothing is converted. Names are camelCase outside."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        hide_input_in_errors=True,
    )


def validate(model: type[BaseModel], value: Any) -> Any:
    """Fit a parsed JSON value to `model`.

    Raises:
        InvalidBody: with a pointer and a code for each fault (the first 1,000), never with a value.
    """
    try:
        return model.model_validate(value, by_alias=True, by_name=False)
    except SchemaError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidBody(pointers=tuple(_pointer(fault) for fault in faults[:MOST_POINTERS])) from None


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
    return Pointer(pointer_to(fault["loc"]), code)


def _no_controls(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("characters", "control characters")
    return text


def _no_controls_but_lines(text: str) -> str:
    _no_controls(text.translate({0x09: None, 0x0A: None, 0x0D: None}))
    return text


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


def _guid(text: str) -> str:
    guid = canonical_guid(text)
    if guid is None:
        raise PydanticCustomError("format", "not a GUID")
    return guid


class Described:
    """What the JSON schema of a type says besides, where a validator asks for more than pydantic knows of."""

    def __init__(self, **members: Any) -> None:
        self._members = members

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), **self._members}


# As regular expressions of ECMA-262, which JSON schemas use, what the validators refuse: the category Cc.
_WITHOUT_CONTROLS = Described(pattern=r"^[^\u0000-\u001f\u007f-\u009f]*$")
_WITHOUT_CONTROLS_BUT_LINES = Described(pattern=r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$")

Identifier = Annotated[
    str, StringConstraints(min_length=1, max_length=512), AfterValidator(_no_controls), _WITHOUT_CONTROLS
]
Line = Annotated[str, StringConstraints(min_length=1, max_length=256), AfterValidator(_no_controls), _WITHOUT_CONTROLS]
Text = Annotated[
    str, StringConstraints(max_length=4000), AfterValidator(_no_controls_but_lines), _WITHOUT_CONTROLS_BUT_LINES
]
Guid = Annotated[str, AfterValidator(_guid), WithJsonSchema({"type": "string", "format": "uuid"})]
Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    PlainSerializer(format_instant, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]
