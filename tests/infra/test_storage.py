from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.infra.rules import storage
from tests.support.every import failing

if TYPE_CHECKING:
    from tests.infra.templates import Rule, Templates

HOST, DATA, APP = "modules/hostStorage.bicep", "modules/dataStorage.bicep", "modules/app.bicep"


def test_each_account_is_reached_by_role_only(templates: Templates) -> None:
    assert list(storage.accounts(templates)) == []


def test_personal_data_is_in_tables_and_nothing_else(templates: Templates) -> None:
    assert list(storage.personal_data(templates)) == []


@pytest.mark.clause("R11.2a")
def test_no_log_of_reads_and_writes_outlives_the_rows(templates: Templates) -> None:
    assert list(storage.diagnostic_settings(templates)) == []


DIAGNOSTICS = """
resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: storage
  name: 'log'
  properties: {
    workspaceId: 'x'
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}
"""


def test_an_account_that_is_open_or_logged_is_found(templates: Templates) -> None:
    cases = [
        *(
            change
            for file in (HOST, DATA)
            for change in (
                (storage.accounts, file, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true"),
                (storage.accounts, file, r"^    allowSharedKeyAccess: false\n", ""),
                (storage.accounts, file, "allowBlobPublicAccess: false", "allowBlobPublicAccess: true"),
                (storage.accounts, file, "TLS1_2", "TLS1_0"),
                (storage.accounts, file, "supportsHttpsTrafficOnly: true", "supportsHttpsTrafficOnly: false"),
                (storage.accounts, file, "accessTier: 'Hot'", "isLocalUserEnabled: true"),
            )
        ),
        (storage.accounts, HOST, "publicAccess: 'None'", "publicAccess: 'Blob'"),
        (storage.accounts, HOST, "Microsoft.Storage/storageAccounts@", "Microsoft.Storage/other@"),
        (storage.personal_data, DATA, r"\Z", "resource x 'Microsoft.Storage/storageAccounts/fileServices@x' = {\n}\n"),
        (storage.personal_data, DATA, r"\Z", DIAGNOSTICS),
        (storage.diagnostic_settings, DATA, r"\Z", DIAGNOSTICS),
        (storage.diagnostic_settings, APP, "'FunctionAppLogs'", "'AppServiceHTTPLogs'"),
        (storage.diagnostic_settings, APP, "    workspaceId: workspaceId", "    storageAccountId: workspaceId"),
    ]

    def check(rule: Rule, file: str, old: str, new: str) -> None:
        assert list(rule(templates.changed(file, old, new)))

    assert failing(check, cases) == []
