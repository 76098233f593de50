"""Where a call came from: only what the front end wrote counts, and only as much as the operator allows is kept."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.client_address import client_address
from shared.settings import ClientAddress

FULL, TRUNCATED, NONE = ClientAddress.FULL, ClientAddress.TRUNCATED, ClientAddress.NONE


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"client-ip": "203.0.113.77"}, "203.0.113.77"),
        ({"client-ip": "203.0.113.77:50123"}, "203.0.113.77"),
        ({"client-ip": "[2001:db8:1:2::77]:50123"}, "2001:db8:1:2::77"),
        ({"client-ip": "2001:db8:1:2::77"}, "2001:db8:1:2::77"),
        ({"client-ip": "203.0.113.77", "x-forwarded-for": "198.51.100.1"}, "203.0.113.77"),
        ({"x-forwarded-for": "203.0.113.77:50123"}, "203.0.113.77"),
        ({"x-forwarded-for": "198.51.100.1, 10.0.0.1:9,203.0.113.77:50123"}, "203.0.113.77"),
        ({"x-forwarded-for": "forged, [2001:db8:1:2::77]:443"}, "2001:db8:1:2::77"),
        ({"x-forwarded-for": "fe80::1%anna.schmidt"}, "fe80::1"),
        ({"x-forwarded-for": " 2001:DB8:1:2:0:0:0:77 "}, "2001:db8:1:2::77"),
    ],
)
def test_the_front_ends_word_counts(headers: dict[str, str], address: str) -> None:
    assert client_address(headers, FULL) == address


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"client-ip": "", "x-forwarded-for": ""},
        {"client-ip": "anna.schmidt@contoso.example"},
        {"client-ip": "garbage", "x-forwarded-for": "203.0.113.77"},
        {"x-forwarded-for": "203.0.113.77, garbage"},
        {"x-forwarded-for": "203.0.113.77,"},
        {"x-forwarded-for": "203.0.113.256"},
        {"x-forwarded-for": "203.0.113.077"},
        {"x-forwarded-for": "[2001:db8::zz]:1"},
        {"x-forwarded-for": "0x7f000001"},
        {"forwarded": "for=203.0.113.77", "x-real-ip": "203.0.113.77"},
    ],
)
@pytest.mark.parametrize("policy", ClientAddress)
def test_of_anything_else_nothing_is_kept(headers: dict[str, str], policy: ClientAddress) -> None:
    assert client_address(headers, policy) is None


@pytest.mark.parametrize(
    ("policy", "v4", "v6"),
    [
        (NONE, None, None),
        (TRUNCATED, "203.0.113.0/24", "2001:db8:1::/48"),
        (FULL, "203.0.113.77", "2001:db8:1:2::77"),
    ],
)
def test_as_much_is_kept_as_the_setting_allows(policy: ClientAddress, v4: str | None, v6: str | None) -> None:
    assert client_address({"client-ip": "203.0.113.77"}, policy) == v4
    assert client_address({"client-ip": "[2001:db8:1:2::77]:1"}, policy) == v6


@given(st.ip_addresses())
def test_a_shortened_address_is_the_network_around_it(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    text = client_address({"client-ip": str(address)}, TRUNCATED)

    assert text is not None
    assert address in ipaddress.ip_network(text)
    assert text.endswith("/24" if address.version == 4 else "/48")
