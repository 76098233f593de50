from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.infra.rules import monitoring
from tests.infra.templates import ROOT
from tests.support.every import failing

if TYPE_CHECKING:
    from tests.infra.templates import Rule, Templates

MONITORING, ALERTS = "modules/monitoring.bicep", "modules/alerts.bicep"


@pytest.mark.clause("R11.2a")
def test_telemetry_is_gone_after_30_days(templates: Templates) -> None:
    assert list(monitoring.days(templates)) == []


def test_every_promised_event_has_its_alert(templates: Templates) -> None:
    assert list(monitoring.alerts(templates)) == []
    assert list(monitoring.delivery(templates)) == []


def test_no_event_is_sampled_away_before_an_alert_sees_it() -> None:
    logging = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))["logging"]

    assert "Trace" in logging["applicationInsights"]["samplingSettings"]["excludedTypes"].split(";")
    assert logging["logLevel"]["default"] == "Information"


def test_longer_days_and_missing_alerts_are_found(templates: Templates) -> None:
    cases = [
        (monitoring.days, MONITORING, "^var retentionDays = 30", "var retentionDays = 90"),
        (monitoring.days, MONITORING, "totalRetentionInDays: retentionDays", "totalRetentionInDays: 365"),
        (monitoring.days, MONITORING, "immediatePurgeDataOn30Days: true", "immediatePurgeDataOn30Days: false"),
        (monitoring.days, MONITORING, "    DisableLocalAuth: true", "    DisableLocalAuth: false"),
        (monitoring.days, MONITORING, "^    DisableLocalAuth: true\n", ""),
        (monitoring.days, MONITORING, "DisableIpMasking: false", "DisableIpMasking: true"),
        (monitoring.days, MONITORING, "^  'AppTraces'\n", ""),
        (monitoring.alerts, ALERTS, '"table_overdue"', '"table_is_overdue"'),
        (monitoring.alerts, ALERTS, '"hold_unconfirmed", ', ""),
        (monitoring.alerts, ALERTS, r"logged\.family", "logged.person"),
        (monitoring.alerts, ALERTS, '"succeeded"', '"success"'),
        (monitoring.alerts, ALERTS, "windowSize: 'PT3H'", "windowSize: 'PT6H'"),
        (monitoring.alerts, ALERTS, "AppRequests", "AppTraces"),
        (monitoring.delivery, ALERTS, "windowSize: 'PT3H'", "windowSize: 'PT15M'"),
        (monitoring.delivery, ALERTS, "emailAddress: alertEmail", "emailAddress: 'someone@contoso.example'"),
        (monitoring.delivery, ALERTS, "operators.id", ""),
        (monitoring.delivery, ALERTS, "^    enabled: true", "    enabled: false"),
    ]

    def check(rule: Rule, file: str, old: str, new: str) -> None:
        assert list(rule(templates.changed(file, old, new)))

    assert failing(check, cases) == []
