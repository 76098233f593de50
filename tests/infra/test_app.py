from __future__ import annotations

from typing import TYPE_CHECKING

from tests.infra.rules import app
from tests.infra.rules.app import FORBIDDEN, names_that_the_code_reads
from tests.support.every import failing

if TYPE_CHECKING:
    from tests.infra.templates import Rule, Templates

APP = "modules/app.bicep"
FIRST_SETTING = r"^    API_CLIENT_ID: apiClientId$"


def test_the_settings_are_those_that_the_code_reads_and_the_platforms_own(templates: Templates) -> None:
    assert list(app.settings(templates)) == []


def test_what_the_code_reads_is_known_by_asking_it() -> None:
    names = names_that_the_code_reads()

    assert {"TABLES_ENDPOINT", "AZURE_CLIENT_ID", "API_CLIENT_ID", "DPO_CONTACT", "CLIENT_ADDRESS"} <= names
    assert names >= app.LOCAL_ONLY | app.DEFAULT_ONLY


def test_the_app_is_what_flex_consumption_takes(templates: Templates) -> None:
    assert list(app.plan(templates)) == []
    assert list(app.instances(templates)) == []


def test_an_instance_takes_as_many_calls_as_it_has_threads(templates: Templates) -> None:
    assert list(app.concurrency(templates)) == []


def test_a_setting_that_flex_consumption_forbids_is_found(templates: Templates) -> None:
    def check(name: str) -> None:
        changed = templates.changed(APP, FIRST_SETTING, f"    API_CLIENT_ID: apiClientId\n    {name}: 'x'")

        assert f"Flex Consumption forbids the setting {name}" in list(app.settings(changed))

    assert failing(check, sorted(FORBIDDEN)) == []


def test_an_app_that_would_not_work_is_found(templates: Templates) -> None:
    cases = [
        (app.settings, FIRST_SETTING, ""),
        (app.settings, FIRST_SETTING, "    API_CLIENT_ID: apiClientId\n    API_SECRET: 'x'"),
        (app.settings, FIRST_SETTING, "    API_CLIENT_ID: apiClientId\n    TABLES_CONNECTION_STRING: 'x'"),
        (app.settings, "{ DPO_NAME: dpoName }", "{ DPO: dpoName }"),
        (app.plan, "FlexConsumption", "ElasticPremium"),
        (app.plan, "'3.12'", "'3.11'"),
        (app.plan, "httpsOnly: true", "httpsOnly: false"),
        (app.plan, "^      minTlsVersion: '1.2'", "      alwaysOn: true\n      minTlsVersion: '1.2'"),
        (app.plan, "'UserAssignedIdentity'", "'StorageAccountConnectionString'"),
        (app.concurrency, "perInstanceConcurrency: threads", "perInstanceConcurrency: 1"),
        (app.concurrency, r"string\(threads\)", "'8'"),
        (app.instances, "name: 'http'", "name: 'function:health'"),
    ]

    def check(rule: Rule, old: str, new: str) -> None:
        assert list(rule(templates.changed(APP, old, new)))

    assert failing(check, cases) == []
