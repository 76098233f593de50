from __future__ import annotations

import ipaddress

import pytest

from shared.outbound import Resolve, resolve
from shared.tenants.addresses import AddressRefused, is_permitted, permitted_addresses
from tests.support.every import failing

PUBLIC = ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"]
REFUSED = {
    "private, 10": "10.1.2.3",
    "private, 172": "172.16.0.1",
    "private, 192": "192.168.1.1",
    "link-local: the instance metadata service": "169.254.169.254",
    "the Azure platform": "168.63.129.16",
    "shared": "100.64.0.1",
    "unspecified": "0.0.0.0",
    "multicast": "224.0.0.1",
    "broadcast": "255.255.255.255",
    "6to4 relay": "192.88.99.1",
    "benchmarking": "198.18.0.1",
    "link-local, v6": "fe80::1",
    "link-local, v6, with its interface": "fe80::1%eth0",
    "unique local": "fc00::1",
    "site-local": "fec0::1",
    "multicast, v6": "ff02::1",
    "unspecified, v6": "::",
    "documentation": "2001:db8::1",
    "IPv4-mapped": "::ffff:10.0.0.1",
    "IPv4-mapped, platform": "::ffff:168.63.129.16",
    "IPv4-compatible": "::10.0.0.1",
    "NAT64": "64:ff9b::a00:1",
    "local NAT64": "64:ff9b:1::a00:1",
    "6to4": "2002:a00:1::1",
    "Teredo": "2001:0:a00:1::1",
}
LOOPBACK = ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"]


@pytest.mark.parametrize("text", PUBLIC)
def test_an_instance_may_be_at_a_public_address(text: str) -> None:
    assert is_permitted(ipaddress.ip_address(text), allow_loopback=False)


def test_an_instance_is_nowhere_inside() -> None:
    def check(text: str) -> None:
        assert not is_permitted(ipaddress.ip_address(text), allow_loopback=False)
        assert not is_permitted(ipaddress.ip_address(text), allow_loopback=True)

    assert failing(check, REFUSED) == []


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
