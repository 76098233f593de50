"""Which addresses a contact centre may be at: an instance is somebody else's machine on the public internet.

The check stands at registration, for an early answer, and again at each call, where the checked address is the one
connected to: a name that resolves differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress

from shared.outbound.connections import Resolve

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# What `is_global` lets through although it may reach inside: the platform's own address, ranges that embed IPv4, and
# whatever IPv6 is not global unicast (2000::/3, RFC 4291 section 2.4), such as NAT64, IPv4-compatible and site-local.
_REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "168.63.129.16/32",  # the Azure platform: DNS, health probes
        "192.88.99.0/24",  # 6to4 relays
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "::/3",
        "4000::/2",
        "8000::/1",
    )
)


class AddressRefused(Exception):
    """The host is, or resolves to, an address that an instance cannot have."""


def permitted_addresses(host: str, port: int, resolve: Resolve, *, allow_loopback: bool) -> list[str]:
    """Look up the addresses of `host` and check each: one bad address refuses the host.

    Raises:
        AddressRefused: an address is private, loopback (unless allowed), link-local or the platform's.
        OSError: the name does not resolve.
    """
    addresses = resolve(host, port)
    for address in addresses:
        if not is_permitted(ipaddress.ip_address(address), allow_loopback=allow_loopback):
            raise AddressRefused
    return addresses


def is_permitted(address: Address, *, allow_loopback: bool) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return allow_loopback
    refused = any(address in network for network in _REFUSED if network.version == address.version)
    return address.is_global and not address.is_multicast and not refused
