"""What a contract must keep to (DESIGN section 5), and the pointer that says where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from shared.http.bodies import validate
from shared.problems import InvalidBody
from shared.tenants.model import EEA, Contract
from tests.support.world import contract, contract_body

CC = "https://cc.contoso.example"


def faults(**members: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidBody) as refused:
        contract(**members)
    return [(found.pointer, found.code) for found in refused.value.pointers]


def test_an_ordinary_contract_collects_nothing_beyond_the_ordinary() -> None:
    found = contract()

    assert (found.collect.attendance_times, found.collect.chat) == (False, False)
    assert (found.contact_center_tenant_id, found.contract_end, found.transfer_safeguard) == (None, None, None)


def test_domains_and_launch_hosts_are_kept_as_lower_case_a_labels() -> None:
    found = contract(domains=["Contoso.EXAMPLE", "müller.example"], launchHosts=["CC.müller.example", "127.0.0.1"])

    assert found.domains == ["contoso.example", "xn--mller-kva.example"]
    assert found.launch_hosts == ["cc.xn--mller-kva.example", "127.0.0.1"]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (f"{CC}/", CC),
        (f"{CC}//", CC),
        (f"{CC}/teams/v1/", f"{CC}/teams/v1"),
        (f"{CC}:8443", f"{CC}:8443"),
    ],
)
def test_a_url_is_kept_without_its_last_slash(url: str, kept: str) -> None:
    assert contract(contactCenterUrl=url).contact_center_url == kept


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://cc.contoso.example", id="http"),
        pytest.param("cc.contoso.example", id="no scheme"),
        pytest.param("https://", id="no host"),
        pytest.param("https://contoso", id="one label"),
        pytest.param("https://user@cc.contoso.example", id="user"),
        pytest.param("https://:secret@cc.contoso.example", id="password"),
        pytest.param("https://@cc.contoso.example", id="empty user"),
        pytest.param(f"{CC}:0", id="port 0"),
        pytest.param(f"{CC}:99999", id="port too high"),
        pytest.param(f"{CC}:https", id="port no number"),
        pytest.param("https://[::1", id="half an IPv6 address"),
        pytest.param(f"{CC}?a=b", id="query"),
        pytest.param(f"{CC}/?", id="empty query"),
        pytest.param(f"{CC}#a", id="fragment"),
        pytest.param(f"{CC}/#", id="empty fragment"),
        pytest.param(f"{CC}/a b", id="space"),
        pytest.param(f"{CC}/a\r\nx-evil: 1", id="line ends"),
        pytest.param(f"{CC}/a\tb", id="tab"),
        pytest.param(f" {CC}", id="leading space"),
        pytest.param(f"{CC}\\@evil.example", id="backslash"),
        pytest.param(f"{CC}/ä", id="not ASCII"),
        pytest.param("", id="empty"),
    ],
)
def test_any_other_url_is_refused(url: str) -> None:
    # The scope is judged against a good URL only: one fault is told once.
    assert [pointer for pointer, _ in faults(contactCenterUrl=url)] == ["/contactCenterUrl"]


@pytest.mark.parametrize(
    "scope",
    [
        "https://graph.microsoft.com/.default",
        "api://graph.microsoft.com/.default",
        "api://cc.contoso.example",
        "api://cc.contoso.example/.default ",
        "api://cc.contoso.example/.default openid",
        "api://cc.contoso.example.evil.example/.default",
        "API://CC.CONTOSO.EXAMPLE/.default",
    ],
)
def test_the_scope_is_the_instances_own(scope: str) -> None:
    assert faults(contactCenterScope=scope) == [("/contactCenterScope", "must_name_the_instance")]


def test_the_scope_names_the_host_without_case_and_port() -> None:
    found = contract(
        contactCenterUrl="https://CC.Contoso.example:8443", contactCenterScope=contract().contact_center_scope
    )

    assert found.contact_center_scope == "api://cc.contoso.example/.default"


@pytest.mark.clause("R9")
def test_a_country_outside_the_eea_needs_a_safeguard() -> None:
    assert faults(country="US") == [("/transferSafeguard", "required_outside_the_eea")]
    assert faults(country="GB", transferSafeguard=None) == [("/transferSafeguard", "required_outside_the_eea")]
    assert contract(country="US", transferSafeguard="standard contractual clauses of 2025-01-01").country == "US"


@pytest.mark.parametrize("country", ["DE", "IS", "LI", "NO"])
@pytest.mark.clause("R9")
def test_the_eea_is_the_union_and_three_more(country: str) -> None:
    assert contract(country=country).transfer_safeguard is None
    assert len(EEA) == 27 + 3


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"name": ""}, ("/name", "too_short")),
        ({"name": "a\u0000b"}, ("/name", "characters")),
        ({"name": "a" * 257}, ("/name", "too_long")),
        ({"domains": []}, ("/domains", "too_short")),
        ({"domains": [f"d{number}.example" for number in range(41)]}, ("/domains", "too_long")),
        ({"domains": ["contoso.example", "contoso"]}, ("/domains/1", "format")),
        ({"domains": ["contoso.example", "CONTOSO.example"]}, ("/domains", "duplicate")),
        ({"domains": "contoso.example"}, ("/domains", "type")),
        ({"launchHosts": []}, ("/launchHosts", "too_short")),
        ({"launchHosts": [f"h{number}.example" for number in range(21)]}, ("/launchHosts", "too_long")),
        ({"launchHosts": ["https://cc.contoso.example"]}, ("/launchHosts/0", "format")),
        ({"launchHosts": ["cc.contoso.example", "CC.contoso.example"]}, ("/launchHosts", "duplicate")),
        ({"contactCenterTenantId": "contoso"}, ("/contactCenterTenantId", "format")),
        ({"country": "de"}, ("/country", "format")),
        ({"country": "DEU"}, ("/country", "format")),
        ({"contractStart": "2026-02-30"}, ("/contractStart", "format")),
        ({"contractStart": "2026-01-01T00:00:00Z"}, ("/contractStart", "format")),
        ({"contractEnd": "2025-12-31"}, ("/contractEnd", "before_the_start")),
        ({"contractEnd": 20261231}, ("/contractEnd", "type")),
        ({"collect": {"chat": "yes"}}, ("/collect/chat", "type")),
        ({"collect": {"attention": True}}, ("/collect/attention", "unknown")),
        ({"contactCenterSecret": "made-up"}, ("/contactCenterSecret", "unknown")),
        ({"tenantId": "e5a1c0de-0000-4000-8000-000000000002"}, ("/tenantId", "unknown")),
    ],
)
def test_every_rule_names_its_place(members: dict[str, Any], found: tuple[str, str]) -> None:
    assert faults(**members) == [found]


def test_every_member_without_a_default_is_required() -> None:
    with pytest.raises(InvalidBody) as refused:
        validate(Contract, {})

    defaulted = {"contactCenterTenantId", "transferSafeguard", "contractEnd", "collect"}
    missing = {f"/{name}" for name in contract_body().keys() - defaulted}
    assert missing <= {found.pointer for found in refused.value.pointers if found.code == "required"}


def test_a_contract_may_last_a_day() -> None:
    assert contract(contractStart="2026-01-01", contractEnd="2026-01-01").contract_end is not None
