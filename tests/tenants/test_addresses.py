from __future__ import annotations

import ipaddress

import pytest

from shared.outbound.connections import Resolve, resolve
from shared.tenants.addresses import AddressRefused, is_permitted, permitted_addresses

PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"]
REFUSED = [
    pytest.param("10.1.2.3", id="private"),
    pytest.param("172.16.0.1", id="private"),
    pytest.param("192.168.1.1", id="private"),
    pytest.param("169.254.169.254", id="link-local: the instance metadata service"),
    pytest.param("168.63.129.16", id="the Azure platform"),
    pytest.param("100.64.0.1", id="shared"),
    pytest.param("0.0.0.0", id="unspecified"),
    pytest.param("224.0.0.1", id="multicast"),
    pytest.param("255.255.255.255", id="broadcast"),
    pytest.param("192.88.99.1", id="6to4 relay"),
    pytest.param("198.18.0.1", id="benchmarking"),
    pytest.param("fe80::1", id="link-local, v6"),
    pytest.param("fe80::1%eth0", id="link-local, v6, with its interface"),
    pytest.param("fc00::1", id="unique local"),
    pytest.param("fec0::1", id="site-local"),
    pytest.param("ff02::1", id="multicast, v6"),
    pytest.param("::", id="unspecified, v6"),
    pytest.param("2001:db8::1", id="documentation"),
    pytest.param("::ffff:10.0.0.1", id="IPv4-mapped"),
    pytest.param("::ffff:168.63.129.16", id="IPv4-mapped, platform"),
    pytest.param("::10.0.0.1", id="IPv4-compatible"),
    pytest.param("64:ff9b::a00:1", id="NAT64"),
    pytest.param("64:ff9b:1::a00:1", id="local NAT64"),
    pytest.param("2002:a00:1::1", id="6to4"),
    pytest.param("2001:0:a00:1::1", id="Teredo"),
]
LOOPBACK = ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"]


@pytest.mark.parametrize("text", PUBLIC)
def test_an_instance_may_be_at_a_public_address(text: str) -> None:
    assert is_permitted(ipaddress.ip_address(text), allow_loopback=False)


@pytest.mark.parametrize("text", REFUSED)
def test_an_instance_is_nowhere_inside(text: str) -> None:
    assert not is_permitted(ipaddress.ip_address(text), allow_loopback=False)
    assert not is_permitted(ipaddress.ip_address(text), allow_loopback=True)


@pytest.mark.parametrize("text", LOOPBACK)
def test_loopback_is_for_developers_only(text: str) -> None:
    assert is_permitted(ipaddress.ip_address(text), allow_loopback=True)
    assert not is_permitted(ipaddress.ip_address(text), allow_loopback=False)


def resolving_to(*addresses: str) -> Resolve:
    return lambda *_: list(addresses)


def test_the_addresses_keep_their_order() -> None:
    addresses = ["93.184.216.35", "93.184.216.34"]

    assert permitted_addresses("cc.contoso.example", 443, resolving_to(*addresses), allow_loopback=False) == addresses


def test_one_bad_address_refuses_the_host() -> None:
    with pytest.raises(AddressRefused):
        permitted_addresses("cc.contoso.example", 443, resolving_to("93.184.216.34", "10.0.0.1"), allow_loopback=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f000001", "127.0.0.0x1", "::1"])
def test_an_address_in_any_spelling_is_judged(host: str) -> None:
    with pytest.raises(AddressRefused):
        permitted_addresses(host, 443, resolve, allow_loopback=False)
