"""The environment as one frozen `Settings`, every value checked (DESIGN section 6).

A bad value never becomes a default: `load` collects everything that is wrong and raises once, so that an
operator reads the whole list. Reasons name the setting and the rule, never the value.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from shared.guids import canonical_guid

# Teams, Microsoft 365 and Outlook: the clients that host the tab.
# https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/authentication/tab-sso-register-aad
TEAMS_CLIENT_IDS = frozenset(
    {
        "1fec8e78-bce4-4aaf-ab1b-5451cc387264",  # Teams desktop and mobile
        "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",  # Teams web
        "4765445b-32c6-49b0-83e6-1d93765276ca",  # Microsoft 365 web
        "0ec893e0-5785-4de6-99da-4ed124e5296c",  # Microsoft 365 desktop
        "d3590ed6-52b3-4102-aeff-aad2292ab01c",  # Microsoft 365 mobile, Outlook desktop
        "bc59ab01-8403-45c6-8796-ac3ef710b3e3",  # Outlook web
        "27922004-5251-4030-b22d-91ecd9a37ea4",  # Outlook mobile
    }
)
MAX_RETENTION_DAYS = 180
MIN_RETENTION_DAYS = 3
MAX_CONTENT_RETENTION_DAYS = 28  # a configured number must stay below one calendar month, February included

_ACCOUNT = re.compile(r"https://[a-z0-9]{3,24}\.table\.core\.windows\.net/?")
_SCOPE = re.compile(r"[A-Za-z0-9._-]{1,120}")
_CONNECTION_PARTS = frozenset({"accountname", "accountkey", "tableendpoint"})


class ClientAddress(StrEnum):
    """How much of the caller's address the activity log keeps."""

    NONE = "none"
    TRUNCATED = "truncated"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers for the service: shown in the notice and in every refusal of a right (R2, R3)."""

    name: str
    address: str
    contact: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What the service runs with. Exactly one of `tables_endpoint` and `tables_connection_string` is set."""

    tables_endpoint: str | None
    tables_connection_string: str | None
    managed_identity_client_id: str | None
    api_client_id: str
    api_scope: str
    api_client_secret: str | None
    allowed_client_ids: frozenset[str]
    operator_tenant_id: str
    authority: str
    graph_url: str
    retention_days: int
    content_retention_days: int | None  # None: one calendar month
    client_address: ClientAddress
    controller: Contact
    data_protection_officer: Contact

    @property
    def on_azurite(self) -> bool:
        """Whether this is a developer's machine: only then may a contact centre be on loopback."""
        return self.tables_connection_string is not None


@dataclass(frozen=True, slots=True)
class BadSetting:
    """A setting that is missing or wrong, and the rule it breaks."""

    name: str
    reason: str


class BadSettings(Exception):
    """Raised by `load`: the service comes up refusing and `health` names these.

    `usable` holds every good value and the default in place of each bad one: enough for the notice, which stays
    readable, and for nothing else.
    """

    def __init__(self, found: tuple[BadSetting, ...], usable: Settings) -> None:
        super().__init__(", ".join(bad.name for bad in found))
        self.found = found
        self.usable = usable


def load(environ: Mapping[str, str]) -> Settings:
    """Read and check every setting.

    Raises:
        BadSettings: with each setting that is missing or wrong.
    """
    reader = _Reader(environ)
    endpoint = reader.match("TABLES_ENDPOINT", _ACCOUNT, "must be https://<account>.table.core.windows.net")
    connection = reader.optional("TABLES_CONNECTION_STRING")
    secret = reader.optional("API_CLIENT_SECRET")
    identity = reader.guid("AZURE_CLIENT_ID", required=False)

    if connection is not None and not _is_loopback_connection(connection):
        reader.bad("TABLES_CONNECTION_STRING", "is for Azurite on a loopback address; in Azure set TABLES_ENDPOINT")
    if endpoint and connection:
        reader.bad("TABLES_CONNECTION_STRING", "must not be set beside TABLES_ENDPOINT")
    if not endpoint and not connection and not reader.is_bad("TABLES_ENDPOINT"):
        reader.bad("TABLES_ENDPOINT", "is missing")
    if endpoint and secret:
        reader.bad(
            "API_CLIENT_SECRET", "is for local use; in Azure the identity's federated credential takes its place"
        )
    if endpoint and not identity and not reader.is_bad("AZURE_CLIENT_ID"):
        reader.bad("AZURE_CLIENT_ID", "is missing: the user-assigned identity's client id")
    if connection and not secret and not identity:
        reader.bad("API_CLIENT_SECRET", "is missing: local use needs it for tokens to the contact centre")

    settings = Settings(
        tables_endpoint=endpoint.rstrip("/") if endpoint else None,
        tables_connection_string=connection,
        managed_identity_client_id=identity,
        api_client_id=reader.guid("API_CLIENT_ID") or "",
        api_scope=reader.match("API_SCOPE", _SCOPE, "must be one scope name") or "access_as_user",
        api_client_secret=secret,
        allowed_client_ids=reader.guids("ALLOWED_CLIENT_IDS") or TEAMS_CLIENT_IDS,
        operator_tenant_id=reader.guid("OPERATOR_TENANT_ID") or "",
        authority=reader.origin("ENTRA_AUTHORITY", "https://login.microsoftonline.com", path=False),
        graph_url=reader.origin("GRAPH_URL", "https://graph.microsoft.com/v1.0", path=True),
        retention_days=reader.days("RETENTION_DAYS", MAX_RETENTION_DAYS) or MAX_RETENTION_DAYS,
        content_retention_days=reader.days("CONTENT_RETENTION_DAYS", MAX_CONTENT_RETENTION_DAYS),
        client_address=reader.client_address(),
        controller=reader.contact(
            "CONTROLLER",
            Contact("Sikom Software GmbH", "Tullastraße 4, 69126 Heidelberg, Germany", "https://www.sikom.de/imprint"),
        ),
        data_protection_officer=reader.contact(
            "DPO",
            Contact(
                "Althammer & Kill GmbH & Co. KG",
                "Roscherstraße 7, 30161 Hannover, Germany",
                "kontakt-dsb@althammer-kill.de, +49 511 330603-90",
            ),
        ),
    )
    if reader.found:
        raise BadSettings(reader.found, settings)
    return settings


class _Reader:
    """Reads one environment and remembers what is wrong with it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._found: dict[str, BadSetting] = {}

    def bad(self, name: str, reason: str) -> None:
        self._found.setdefault(name, BadSetting(name, reason))

    def is_bad(self, name: str) -> bool:
        return name in self._found

    @property
    def found(self) -> tuple[BadSetting, ...]:
        return tuple(self._found.values())

    def optional(self, name: str) -> str | None:
        """The value without space around it; None when it is not set, or set to nothing."""
        value = self._environ.get(name, "")
        if value and not value.strip():
            self.bad(name, "must not be blank: leave it out for the default")
        return value.strip() or None

    def match(self, name: str, pattern: re.Pattern[str], rule: str) -> str | None:
        value = self.optional(name)
        if value is not None and not pattern.fullmatch(value):
            self.bad(name, rule)
            return None
        return value

    def guid(self, name: str, *, required: bool = True) -> str | None:
        value = self.optional(name)
        if value is None:
            if required:
                self.bad(name, "is missing")
            return None
        guid = canonical_guid(value)
        if guid is None:
            self.bad(name, "must be a GUID")
        return guid

    def guids(self, name: str) -> frozenset[str] | None:
        value = self.optional(name)
        if value is None:
            return None
        found = [canonical_guid(part.strip()) for part in value.split(",")]
        if None in found:
            self.bad(name, "must be GUIDs with commas between them")
        return frozenset(guid for guid in found if guid)

    def origin(self, name: str, default: str, *, path: bool) -> str:
        value = (self.optional(name) or default).rstrip("/")
        if not _is_https(value) or (urlsplit(value).path and not path):
            self.bad(name, "must be an https URL" + ("" if path else " without a path"))
            return default
        return value

    def days(self, name: str, maximum: int) -> int | None:
        value = self.optional(name)
        if value is None:
            return None
        if not re.fullmatch(r"[1-9][0-9]{0,3}", value) or not MIN_RETENTION_DAYS <= int(value) <= maximum:
            self.bad(name, f"must be a whole number of days from {MIN_RETENTION_DAYS} to {maximum}")
            return None
        return int(value)

    def client_address(self) -> ClientAddress:
        value = self.optional("CLIENT_ADDRESS") or ClientAddress.TRUNCATED
        if value not in set(ClientAddress):
            self.bad("CLIENT_ADDRESS", "must be none, truncated or full")
            return ClientAddress.TRUNCATED
        return ClientAddress(value)

    def contact(self, prefix: str, default: Contact) -> Contact:
        return Contact(
            name=self._text(f"{prefix}_NAME", default.name),
            address=self._text(f"{prefix}_ADDRESS", default.address),
            contact=self._text(f"{prefix}_CONTACT", default.contact),
        )

    def _text(self, name: str, default: str) -> str:
        if name in self._environ and self.optional(name) is None:
            self.bad(name, "must not be empty: leave it out for the default")
        return self.optional(name) or default


def _is_https(url: str) -> bool:
    """Whether this is an https URL of a host, perhaps with a port and a path, and with nothing else."""
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and not set(url) & set(' @?#\\"<>')
    return parts.scheme == "https" and bool(parts.hostname) and port_is_valid and is_plain


def _is_loopback_connection(connection: str) -> bool:
    """Whether a storage connection string names its account, its key and its tables, all of it on this machine.

    Without `TableEndpoint` the SDK would go to Azure, whatever the other endpoints are.
    """
    pairs = {name.lower(): value for name, _, value in (part.partition("=") for part in connection.split(";"))}
    endpoints = [value for name, value in pairs.items() if name.endswith("endpoint")]
    try:
        hosts = [ipaddress.ip_address(urlsplit(endpoint).hostname or "") for endpoint in endpoints]
    except ValueError:
        return False
    return pairs.keys() >= _CONNECTION_PARTS and all(host.is_loopback for host in hosts)
