"""What the checkov step makes of checkov's report."""

from __future__ import annotations

from typing import Any

import pytest

from local.checks import checkov

FILE = "infra/modules/data.bicep"
ACCOUNT = (FILE, "account")
PLACE = f"{FILE}:7 Microsoft.Storage/storageAccounts.account"
RULE = "Ensure default network access rule for Storage Accounts is set to deny"


def report(
    *, failed: list[dict[str, Any]] | None = None, skipped: list[dict[str, Any]] | None = None, unparsed: str = ""
) -> dict[str, Any]:
    """A report in the shape that checkov 3 writes with `--output json`."""
    return {
        "check_type": "bicep",
        "results": {
            "passed_checks": [],
            "failed_checks": failed or [],
            "skipped_checks": skipped or [],
            "parsing_errors": [unparsed] if unparsed else [],
        },
        "summary": {"passed": 0, "skipped": len(skipped or ())},
    }


def check(comment: str = "") -> dict[str, Any]:
    return {
        "check_id": "CKV_AZURE_35",
        "check_name": RULE,
        "check_result": {"result": "SKIPPED", "suppress_comment": comment},
        "file_path": "/modules/data.bicep",
        "file_line_range": [7, 20],
        "resource": "Microsoft.Storage/storageAccounts.account",
    }


def test_a_clean_report_of_every_resource_is_fine() -> None:
    assert checkov.findings([report(skipped=[check("access is by role")])], {ACCOUNT}, {ACCOUNT}) == []


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (report(unparsed="/x/infra/main.bicep"), "/x/infra/main.bicep: checkov cannot parse it"),
        (report(failed=[check()]), f"{PLACE}: CKV_AZURE_35 {RULE}"),
        *(
            (report(skipped=[check(comment)]), f"{PLACE}: CKV_AZURE_35 is skipped without a reason")
            for comment in ("No comment provided", "", " ")
        ),
    ],
)
def test_what_failed_or_was_skipped_or_was_not_parsed_is_told(found: dict[str, Any], sentence: str) -> None:
    assert checkov.findings([report(), found], {ACCOUNT}, {ACCOUNT}) == [sentence]


def test_a_resource_that_checkov_passed_over_is_told() -> None:
    assert checkov.findings([report()], set(), {ACCOUNT}) == [f"{FILE}: checkov has not seen the resource account"]


def test_an_infra_folder_without_resources_is_told() -> None:
    assert checkov.findings([report()], set(), set()) == ["infra/ has no resources"]


def test_declared_are_the_resources_that_a_deployment_makes(tmp_path: Any) -> None:
    folder = tmp_path / "infra" / "modules"
    folder.mkdir(parents=True)
    (folder / "data.bicep").write_text(
        "resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {\n"
        "  resource tables 'tableServices' = {\n  }\n}\n"
        "resource group 'Microsoft.Resources/resourceGroups@2024-11-01' existing = {\n}\n"
        "resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for rule in list: {\n}]\n"
        "// resource gone 'x@y' = {\n"
        "module data 'modules/data.bicep' = {\n}\n"
    )

    assert checkov.declared(tmp_path) == {(FILE, "account"), (FILE, "tables"), (FILE, "rules")}
