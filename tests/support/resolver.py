"""Name servers in memory."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field

from shared.outbound.connections import Resolve, resolve

PUBLIC_ADDRESS = "93.184.216.34"


@dataclass
class Names:
    """Knows the addresses of some names; no other name resolves. An address in any spelling is its own."""

    addresses: dict[str, list[str]] = field(default_factory=lambda: {"cc.contoso.example": [PUBLIC_ADDRESS]})

    def __call__(self, host: str, port: int) -> list[str]:
        if host in self.addresses:
            return self.addresses[host]
        if host == "localhost" or ":" in host or not host[-1:].isalpha():  # IPv6 may end in a letter
            return resolve(host, port)
        raise socket.gaierror(socket.EAI_NONAME, "not known")


def resolving_to(*answers: list[str]) -> Resolve:
    """Every name has the first of these answers, then the next, and the last for ever."""
    left = list(answers)
    return lambda *_: left.pop(0) if len(left) > 1 else left[0]
