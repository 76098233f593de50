"""Where a call came from, as much of it as the operator allows the activity log to keep."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from shared.settings import ClientAddress


def client_address(headers: Mapping[str, str], policy: ClientAddress) -> str | None:
    """The caller's address, or its network of /24 or /48; None when it is not known or not to be kept.

    In Azure `client-ip` is written by the front end and cannot be forged; else the last `X-Forwarded-For` entry.
    """
    if policy is ClientAddress.NONE:
        return None
    text = headers.get("client-ip") or headers.get("x-forwarded-for", "").rpartition(",")[2]
    try:
        # What follows a % names an interface of the sender's machine, in any words.
        address = ipaddress.ip_address(_without_port(text.strip()).partition("%")[0])
    except ValueError:
        return None
    if policy is ClientAddress.FULL:
        return str(address)
    prefix = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network((address, prefix), strict=False))


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
