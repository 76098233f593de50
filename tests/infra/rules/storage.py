"""The two storage accounts: reached by role only, encrypted on the way, and never logged row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.infra.templates import Templates

ACCOUNTS = {"modules/hostStorage.bicep", "modules/dataStorage.bicep"}
DATA = "modules/dataStorage.bicep"
PROPERTIES = {
    "allowBlobPublicAccess": False,
    "allowSharedKeyAccess": False,
    "defaultToOAuthAuthentication": True,
    "minimumTlsVersion": "TLS1_2",
    "supportsHttpsTrafficOnly": True,
}


def accounts(templates: Templates) -> Iterator[str]:
    """One account for the host, one for personal data, each with the properties above."""
    found = templates.of_type("Microsoft.Storage/storageAccounts")
    if sorted(account.file for account in found) != sorted(ACCOUNTS):
        yield "there are not exactly two accounts, each in its module"
    for account in found:
        for name, value in PROPERTIES.items():
            if account.get(f"properties.{name}") != value:
                yield f"{account}: {name} is not {value}"
        if account.get("properties.isSftpEnabled") or account.get("properties.isLocalUserEnabled"):
            yield f"{account}: has local users, who sign in with passwords or keys"
    for container in templates.of_type("Microsoft.Storage/storageAccounts/blobServices/containers"):
        if container.get("properties.publicAccess") != "None":
            yield f"{container}: is public"


def personal_data(templates: Templates) -> Iterator[str]:
    """Personal data is in tables that the app makes: no blobs, queues or shares beside them, and no copy of its rows.

    A log of reads and writes would hold the keys of people's rows beyond their deadline (R11.2a).
    """
    for resource in templates.files[DATA].resources:
        if resource.type not in {"Microsoft.Storage/storageAccounts", "Microsoft.Authorization/roleAssignments"}:
            yield f"{resource}: {resource.type} beside the account of personal data"


def diagnostic_settings(templates: Templates) -> Iterator[str]:
    """Only the function app's own log is sent anywhere by the platform."""
    for setting in templates.of_type("Microsoft.Insights/diagnosticSettings"):
        categories = [log.get("category") or log.get("categoryGroup") for log in setting.get("properties.logs") or []]
        if (setting.file, setting.get("scope"), categories) != ("modules/app.bicep", "app", ["FunctionAppLogs"]):
            yield f"{setting}: sends {categories} of {setting.get('scope')}"
        if setting.get("properties.metrics"):
            yield f"{setting}: sends metrics"
        if set(setting.get("properties") or ()) - {"workspaceId", "logs", "metrics"}:
            yield f"{setting}: sends logs somewhere else than the workspace"
