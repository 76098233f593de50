"""Domains and host names in the one form in which they are stored and compared: lower-case A-labels (RFC 5890)."""

from __future__ import annotations

import ipaddress
import re

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


def domain_label(text: str) -> str | None:
    """A domain of two labels or more as A-labels; None when it is none."""
    if not text.isascii():
        import idna

        try:
            text = idna.encode(text, uts46=True, transitional=False).decode("ascii")
        except idna.IDNAError:
            return None
    domain = text.lower()
    labels = domain.split(".")
    well_formed = len(domain) <= 253 and len(labels) >= 2 and all(_LABEL.fullmatch(label) for label in labels)
    return domain if well_formed and not labels[-1].isdigit() else None


def host_name(text: str) -> str | None:
    """A host as a URL names it: a domain, `localhost` or an IP address (IPv6 without brackets); None otherwise.

    No address has a zone (RFC 4007): that is any text, and means something on one machine only.
    """
    if text.lower() == "localhost":
        return "localhost"
    if "%" in text:
        return None
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return domain_label(text)
