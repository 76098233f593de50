"""How the templates fit together: versions, descriptions, modules, parameters, and what is handed to the operator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.infra.templates import ENTRIES, INFRA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.infra.templates import Template, Templates

# Beginning of a type -> the version of its API; children come under that of their parent.
API_VERSIONS = {
    "Microsoft.Authorization/policyAssignments": "2025-03-01",
    "Microsoft.Authorization/roleAssignments": "2022-04-01",
    "Microsoft.Consumption/budgets": "2024-08-01",
    "Microsoft.Graph/": "v1.0",
    "Microsoft.Insights/actionGroups": "2023-01-01",
    "Microsoft.Insights/components": "2020-02-02",
    "Microsoft.Insights/diagnosticSettings": "2021-05-01-preview",
    "Microsoft.Insights/scheduledQueryRules": "2023-12-01",
    "Microsoft.ManagedIdentity/userAssignedIdentities": "2024-11-30",
    "Microsoft.OperationalInsights/workspaces": "2025-02-01",
    "Microsoft.Resources/resourceGroups": "2024-11-01",
    "Microsoft.Storage/storageAccounts": "2025-01-01",
    "Microsoft.Web/": "2024-11-01",
}
OUTPUTS = {
    "functionAppName",
    "url",
    "apiClientId",
    "identityClientId",
    "identityPrincipalId",
    "tablesEndpoint",
    "resourceGroupName",
    "location",
}
_PARAMETER = re.compile(r"^param (\w+) = (.+)$", re.MULTILINE)
_USING = re.compile(r"^using '(?:\./)?([^']+)'$", re.MULTILINE)


def versions(templates: Templates) -> Iterator[str]:
    """Each resource names the version of its API that the list above has; a type that is not there is not needed."""
    for resource in templates.resources:
        known = [version for prefix, version in API_VERSIONS.items() if resource.type.startswith(prefix)]
        if known != [resource.api_version]:
            yield f"{resource}: {resource.type}@{resource.api_version}"


def descriptions(templates: Templates) -> Iterator[str]:
    """Each parameter and each output says what it is."""
    for template in templates:
        for name, declared in [*template.parameters.items(), *template.outputs.items()]:
            texts = [each["argument"] for each in declared["decorators"] if each["type"] == "description"]
            if len(texts) != 1 or not texts[0].strip():
                yield f"{template.file}: {name} has no description"


def modules(templates: Templates) -> Iterator[str]:
    """Each file is an entry or used by one; a module gets just the parameters that it declares."""
    used = set()
    for template in templates:
        for symbol, module in template.modules.items():
            place = f"{template.file} {symbol}"
            if module["file"] not in templates.files:
                yield f"{place}: there is no {module['file']}"
                continue
            used.add(module["file"])
            yield from _fit(place, set(module.get("params", {})), templates.files[module["file"]])
    yield from (f"{file}: used by nobody" for file in sorted(templates.files.keys() - used - set(ENTRIES)))


def overrides(templates: Templates) -> Iterator[str]:
    """The operator's entry passes on every parameter of the service, under the same name and with the same default."""
    entry, service = templates.files["entra/main.bicep"], templates.files["main.bicep"]
    given = next(module["params"] for module in entry.modules.values() if module["file"] == "main.bicep")
    for name, declared in service.parameters.items():
        if name == "apiClientId":  # made by the entry
            continue
        if given.get(name) != name or name not in entry.parameters:
            yield f"entra/main.bicep: does not pass on {name}"
        elif entry.parameters[name]["default"] != declared["default"]:
            yield f"entra/main.bicep: has another default for {name}"


def parameter_files(templates: Templates) -> Iterator[str]:
    """Each entry has its parameter file, which sets what has no default and nothing that is not a parameter."""
    for name in ENTRIES:
        text = templates.parameter_files.get(f"{name}param", "")
        if _USING.findall(text) != ["main.bicep"]:
            yield f"{name}param: does not belong to {name}"
        yield from _fit(f"{name}param", {match[1] for match in _PARAMETER.finditer(text)}, templates.files[name])
        for match in _PARAMETER.finditer(text):
            if not re.fullmatch(r"(?:int\()?readEnvironmentVariable\('[A-Z_]+'(?:, '')?\)\)?", match[2]):
                yield f"{name}param: {match[1]} does not come from the operator's environment"
    yield from (
        f"{name}: belongs to no entry"
        for name in templates.parameter_files
        if name.removesuffix("param") not in ENTRIES
    )


def outputs(templates: Templates) -> Iterator[str]:
    """Each entry tells the operator what the next commands need."""
    for name in ENTRIES:
        missing = OUTPUTS - templates.files[name].outputs.keys()
        yield from (f"{name}: no output {output}" for output in sorted(missing))


def scopes(templates: Templates) -> Iterator[str]:
    """Both entries deploy to a subscription, and make the one group that holds everything else."""
    for name in ENTRIES:
        if templates.files[name].tree["globals"]["scope"]["value"] != "subscription":
            yield f"{name}: is not for a subscription"
    if [group.file for group in templates.of_type("Microsoft.Resources/resourceGroups")] != ["main.bicep"]:
        yield "there is not exactly one resource group"
    for symbol, module in templates.files["main.bicep"].modules.items():
        if module.get("scope") != "group":
            yield f"main.bicep {symbol}: is not in the group"


def dialect(templates: Templates) -> Iterator[str]:
    """Every file below infra/ was parsed to the end: as many declarations as its text has."""
    on_disk = {path.relative_to(INFRA).as_posix() for path in INFRA.rglob("*.bicep")}
    yield from (f"{file}: was not read" for file in sorted(on_disk - templates.files.keys()))
    for template in templates:
        for keyword, kind in (
            ("param", "parameters"),
            ("var", "variables"),
            ("resource", "resources"),
            ("module", "modules"),
            ("output", "outputs"),
        ):
            found = len(re.findall(rf"^[ \t]*{keyword} \w+ ", template.text, re.MULTILINE))
            parsed = len(template.tree.get(kind, {}))
            if found != parsed:
                yield f"{template.file}: {found} lines begin with {keyword}, the parser knows {parsed}"


def _fit(place: str, given: set[str], template: Template) -> Iterator[str]:
    required = {name for name, declared in template.parameters.items() if declared["default"] is None}
    yield from (f"{place}: {name} is missing" for name in sorted(required - given))
    yield from (f"{place}: {name} is no parameter" for name in sorted(given - template.parameters.keys()))
