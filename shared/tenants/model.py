"""A customer's contract as an operator registers it (imports pydantic)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from shared.http.bodies import Body, Day, Described, Guid, Instant, Line
from shared.tenants.names import domain_label, host_name

# https://www.efta.int/about-efta/european-economic-area: the Union's 27 members, Iceland, Liechtenstein and Norway.
EEA = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)


def _domain(text: str) -> str:
    label = domain_label(text)
    if label is None:
        raise PydanticCustomError("format", "not a domain")
    return label


def _host(text: str) -> str:
    host = host_name(text)
    if host is None:
        raise PydanticCustomError("format", "not a host name")
    return host


def _https_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        raise PydanticCustomError("format", "not a URL") from None
    # What urlsplit leaves out in silence, an empty query or a line end, would still be in the text.
    is_plain = text.isascii() and text.isprintable() and not set(text) & set(' @?#\\"<>')
    if not (parts.scheme == "https" and is_plain and port_is_valid) or host_name(parts.hostname or "") is None:
        raise PydanticCustomError("format", "not a plain https URL")
    return text.rstrip("/")


# How they look, for the JSON schema, which has no more than this to say of a name of other alphabets: it is taken, too.
_LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = rf"(?:{_LABEL}\.)+(?![0-9]+(?:[:/]|$)){_LABEL}"
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_GROUP = "[0-9A-Fa-f]{1,4}"
_IPV6 = "|".join(
    [
        f"(?:{_GROUP}:){{7}}{_GROUP}",
        f"(?:{_GROUP}:){{1,7}}:",
        f":(?::{_GROUP}){{1,7}}",
        "::",
        *(f"(?:{_GROUP}:){{1,{before}}}(?::{_GROUP}){{1,{7 - before}}}" for before in range(1, 7)),
    ]
)
_HOST = f"(?:{_NAME}|localhost|{_IPV4})"
_PORT = "(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})"
_PATH = r"(?:/[!$-.0-;=A-\[\]-~/]*)?"

Domain = Annotated[
    str, StringConstraints(min_length=1, max_length=253), AfterValidator(_domain), Described(pattern=f"^{_NAME}$")
]
Host = Annotated[
    str,
    StringConstraints(min_length=1, max_length=253),
    AfterValidator(_host),
    Described(pattern=f"^(?:{_HOST}|{_IPV6})$"),
]
HttpsUrl = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000),
    AfterValidator(_https_url),
    Described(format="uri", pattern=rf"^https://(?![^/:]{{254}})(?:{_HOST}|\[(?:{_IPV6})\])(?::{_PORT})?{_PATH}$"),
]
Scope = Annotated[Line, Described(pattern=rf"^api://(?:{_HOST}|{_IPV6})/\.default$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Collect(Body):
    """What the organisation has switched on beyond the ordinary (R6.3)."""

    attendance_times: bool = False
    chat: bool = False


class Contract(Body):
    """What `PUT tenants/{tenantId}` takes. Days are inclusive: it runs until the end of `contractEnd`, UTC.

    Besides its schema it is judged by rules, whose codes stand in `errors`: the scope is the instance's own
    (`must_name_the_instance`), the end is not `before_the_start`, no domain or host is named twice in another spelling
    (`duplicate`), and the instance has a public address (`address_refused`).
    """

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"properties": {"country": {"enum": [*sorted(EEA)]}}},
                {"required": ["transferSafeguard"], "properties": {"transferSafeguard": {"type": "string"}}},
            ]
        }
    )

    name: Line
    domains: Annotated[list[Domain], Field(min_length=1, max_length=40, json_schema_extra={"uniqueItems": True})]
    contact_center_url: HttpsUrl
    contact_center_name: Line
    contact_center_scope: Scope
    contact_center_tenant_id: Guid | None = None
    country: Country
    transfer_safeguard: Line | None = None
    launch_hosts: Annotated[list[Host], Field(min_length=1, max_length=20, json_schema_extra={"uniqueItems": True})]
    contract_start: Day
    contract_end: Day | None = None
    collect: Collect = Collect()

    @model_validator(mode="before")
    @classmethod
    def _without_a_safeguard_unless_named(cls, value: Any) -> Any:
        """A default is not validated, or else under the attribute's name: the pointer needs the member's."""
        return {"transferSafeguard": None, **value} if isinstance(value, dict) else value

    @field_validator("domains", "launch_hosts")
    @classmethod
    def _each_once(cls, names: list[str]) -> list[str]:
        if len(set(names)) != len(names):
            raise PydanticCustomError("duplicate", "named twice")
        return names

    @field_validator("contact_center_scope")
    @classmethod
    def _for_the_instance_only(cls, scope: str, info: ValidationInfo) -> str:
        url = info.data.get("contact_center_url")
        if url is not None and scope != f"api://{urlsplit(url).hostname}/.default":
            raise PydanticCustomError("must_name_the_instance", "must be api://<host of contactCenterUrl>/.default")
        return scope

    @field_validator("transfer_safeguard")
    @classmethod
    def _safeguarded(cls, safeguard: str | None, info: ValidationInfo) -> str | None:
        if safeguard is None and info.data.get("country", "DE") not in EEA:
            raise PydanticCustomError("required_outside_the_eea", "a country outside the EEA needs a safeguard (R9)")
        return safeguard

    @field_validator("contract_end")
    @classmethod
    def _after_the_start(cls, end: date | None, info: ValidationInfo) -> date | None:
        if end is not None and end < info.data.get("contract_start", end):
            raise PydanticCustomError("before_the_start", "before contractStart")
        return end


class TenantAnswer(Contract):
    """A registered tenant as it is read back."""

    tenant_id: Guid
    state: Literal["pending", "running", "ended"]
    ended_at: Instant | None


class TenantList(Body):
    """Every registered tenant."""

    tenants: list[TenantAnswer]


class TenantEnded(Body):
    """The contract has ended; what depends on it goes with the next sweep."""

    tenant_id: Guid
    ended_at: Instant
