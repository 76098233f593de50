from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local.checks import bicep
from tests.infra.rules import shape
from tests.infra.templates import ROOT
from tests.support.every import failing

if TYPE_CHECKING:
    from tests.infra.templates import Rule, Templates

ENTRA, DATA = "entra/main.bicep", "modules/dataStorage.bicep"


def test_every_file_is_parsed_whole(templates: Templates) -> None:
    assert list(shape.dialect(templates)) == []


def test_every_resource_names_the_version_of_its_api(templates: Templates) -> None:
    assert list(shape.versions(templates)) == []


def test_every_parameter_and_output_says_what_it_is(templates: Templates) -> None:
    assert list(shape.descriptions(templates)) == []


def test_every_module_is_used_and_gets_its_parameters(templates: Templates) -> None:
    assert list(shape.modules(templates)) == []
    assert list(shape.overrides(templates)) == []


def test_parameter_files_fit_their_entries(templates: Templates) -> None:
    assert list(shape.parameter_files(templates)) == []


def test_an_operator_learns_what_the_next_commands_need(templates: Templates) -> None:
    assert list(shape.outputs(templates)) == []


def test_everything_is_in_one_group_of_the_subscription(templates: Templates) -> None:
    assert list(shape.scopes(templates)) == []


def test_the_bicep_step_sets_what_an_operator_has_to_set(templates: Templates) -> None:
    text = "\n".join(templates.parameter_files.values())

    assert set(re.findall(r"readEnvironmentVariable\('(\w+)'\)", text)) == bicep.VARIABLES.keys()


def test_azd_deploys_the_same_entry_and_finds_the_app(templates: Templates) -> None:
    lines = [line.strip() for line in (ROOT / "azure.yaml").read_text(encoding="utf-8").splitlines()]
    tags = [app.get("tags") for app in templates.of_type("Microsoft.Web/sites")]

    assert {"provider: bicep", "path: infra/entra", "module: main", "language: py", "host: function"} <= set(lines)
    assert lines[lines.index("services:") + 1 :].count("api:") == 1
    assert [str(tag).count("azd-service-name': 'api'") for tag in tags] == [1]


def test_templates_that_do_not_fit_are_found(templates: Templates) -> None:
    cases = [
        (shape.versions, DATA, "storageAccounts@2025-01-01", "storageAccounts@2019-06-01"),
        (shape.versions, DATA, "Microsoft.Storage/storageAccounts@", "Microsoft.Sql/servers@"),
        (shape.descriptions, DATA, r"^@description\('Region.'\)\n", ""),
        (shape.descriptions, DATA, r"^@description\('Region.'\)", "@description(' ')"),
        (shape.modules, DATA, r"^param tags object", "param labels object"),
        (shape.modules, DATA, r"\Z", "\n@description('New.')\nparam more string\n"),
        (shape.modules, "main.bicep", "modules/identity.bicep", "modules/dataStorage.bicep"),
        (shape.overrides, ENTRA, r"^    retentionDays: retentionDays\n", ""),
        (shape.overrides, ENTRA, r"^param alwaysReadyInstances int = 1", "param alwaysReadyInstances int = 0"),
        (shape.parameter_files, ENTRA, r"\Z", "\n@description('New.')\nparam more string\n"),
        (shape.outputs, ENTRA, r"^output url ", "output address "),
        (shape.scopes, "main.bicep", r"^targetScope = 'subscription'", "targetScope = 'resourceGroup'"),
        (shape.scopes, "main.bicep", r"^  scope: group\n", ""),
    ]

    def check(rule: Rule, file: str, old: str, new: str) -> None:
        assert list(rule(templates.changed(file, old, new)))

    assert failing(check, cases) == []
