"""The function app: its settings are those that the code reads, and its threads are as many as its calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from shared.settings import BadSettings, load
from tests.infra.templates import ENTRIES

if TYPE_CHECKING:
    from tests.infra.templates import Templates

# Read on a developer's machine only: refused beside TABLES_ENDPOINT.
LOCAL_ONLY = frozenset({"API_CLIENT_SECRET", "TABLES_CONNECTION_STRING"})
# The app's defaults are what holds in Azure: other values are for the stand-ins of a developer's machine.
DEFAULT_ONLY = frozenset({"ALLOWED_CLIENT_IDS", "API_SCOPE", "ENTRA_AUTHORITY", "GRAPH_URL"})
PLATFORM = frozenset(
    {
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "AzureWebJobsDisableHomepage",
        "AzureWebJobsStorage__blobServiceUri",
        "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential",
        "PYTHON_THREADPOOL_THREAD_COUNT",
    }
)
# Flex Consumption refuses these, or publishing then fails.
# https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#deprecated-properties-and-settings
FORBIDDEN = frozenset(
    {
        "AzureWebJobsStorage",
        "ENABLE_ORYX_BUILD",
        "FUNCTIONS_EXTENSION_VERSION",
        "FUNCTIONS_WORKER_PROCESS_COUNT",
        "FUNCTIONS_WORKER_RUNTIME",
        "FUNCTIONS_WORKER_RUNTIME_VERSION",
        "SCM_DO_BUILD_DURING_DEPLOYMENT",
        "TZ",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "WEBSITE_CONTENTSHARE",
        "WEBSITE_NODE_DEFAULT_VERSION",
        "WEBSITE_RUN_FROM_PACKAGE",
        "WEBSITE_TIME_ZONE",
    }
)
# Not on Flex, or (settings, connection strings) kept elsewhere, or (CORS) not needed: the tab comes from the same host.
_FORBIDDEN_SITE_CONFIG = ("alwaysOn", "appSettings", "ftpsState", "linuxFxVersion", "connectionStrings", "cors")


class _Recording(Mapping[str, str]):
    """An environment in which nothing is set, and which remembers what was asked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def names_that_the_code_reads() -> set[str]:
    """Every setting that shared/settings.py asks the environment for."""
    environment = _Recording()
    with suppress(BadSettings):
        load(environment)
    return environment.names


def settings(templates: Templates) -> Iterator[str]:
    """The settings are the app's own, but for those of a developer's machine, and the platform's listed above."""
    found = templates.of_type("Microsoft.Web/sites/config")
    if [setting.get("name") for setting in found] != ["appsettings"]:
        yield "there is not exactly one list of settings"
        return
    given = set(found[0].get("properties"))
    wanted = names_that_the_code_reads() - LOCAL_ONLY - DEFAULT_ONLY | PLATFORM
    yield from (f"the setting {name} is missing" for name in sorted(wanted - given))
    yield from (f"the setting {name} is read by nobody" for name in sorted(given - wanted))
    yield from (f"Flex Consumption forbids the setting {name}" for name in sorted(given & FORBIDDEN))


def plan(templates: Templates) -> Iterator[str]:
    """Flex Consumption, Python 3.12, over https only; nothing that Flex has not."""
    plans, apps = templates.of_type("Microsoft.Web/serverfarms"), templates.of_type("Microsoft.Web/sites")
    if [(plan.get("sku.name"), plan.get("sku.tier")) for plan in plans] != [("FC1", "FlexConsumption")]:
        yield "there is not exactly one Flex Consumption plan"
    if len(apps) != 1:
        yield "there is not exactly one app"
    for app in apps:
        expected = {
            "httpsOnly": True,
            "siteConfig.minTlsVersion": "1.2",
            "functionAppConfig.runtime.name": "python",
            "functionAppConfig.runtime.version": "3.12",
            "functionAppConfig.deployment.storage.authentication.type": "UserAssignedIdentity",
        }
        for name, value in expected.items():
            if app.get(f"properties.{name}") != value:
                yield f"{app}: {name} is not {value}"
        for name in _FORBIDDEN_SITE_CONFIG:
            if name in (app.get("properties.siteConfig") or {}):
                yield f"{app}: {name} is set"


def concurrency(templates: Templates) -> Iterator[str]:
    """An instance takes as many calls at once as its worker has threads."""
    for app in templates.of_type("Microsoft.Web/sites"):
        calls = app.get("properties.functionAppConfig.scaleAndConcurrency.triggers.http.perInstanceConcurrency")
        if not isinstance(calls, int) or not 1 < calls <= 32:
            yield f"{app}: takes {calls} calls at once"
        for setting in templates.of_type("Microsoft.Web/sites/config"):
            threads = setting.get("properties.PYTHON_THREADPOOL_THREAD_COUNT")
            if threads not in {f"string({calls})", str(calls)}:
                yield f"{app}: takes {calls} calls at once and has {threads} threads"


def instances(templates: Templates) -> Iterator[str]:
    """How many HTTP instances are always ready is the operator's choice, one unless they say otherwise."""
    for name in ENTRIES:
        if templates.files[name].parameters["alwaysReadyInstances"]["default"] != 1:
            yield f"{name}: not one instance is always ready unless the operator says otherwise"
    for app in templates.of_type("Microsoft.Web/sites"):
        ready = app.get("properties.functionAppConfig.scaleAndConcurrency.alwaysReady")
        if {"name": "http", "instanceCount": "alwaysReadyInstances"} not in _flat(ready):
            yield f"{app}: no HTTP instance is always ready"


def _flat(value: object) -> list[object]:
    if isinstance(value, list):
        return [item for part in value for item in _flat(part)]
    return [value]
