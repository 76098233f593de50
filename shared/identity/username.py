"""The two values that are forwarded (R5.1): the username as the token has it, and the domain behind its last @."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from shared.auth.principal import Principal
from shared.problems import GuestNotSupported, UsernameMissing
from shared.tenants.names import domain_label

MAX_CHARACTERS = 1024


@dataclass(frozen=True, slots=True)
class TeamsIdentity:
    """What goes out, and nothing else does."""

    username: str
    domain: str


def teams_identity(principal: Principal) -> TeamsIdentity:
    """Read username and domain from the validated token, and from nowhere else.

    Raises:
        GuestNotSupported: the account is another organisation's.
        UsernameMissing: there is no username of the form name@domain.
    """
    if principal.guest:
        raise GuestNotSupported
    username = principal.username or ""
    name, _, domain = username.rpartition("@")
    label = domain_label(domain)
    controls = any(unicodedata.category(character)[0] == "C" for character in username)
    if not name.strip() or label is None or controls or len(username) > MAX_CHARACTERS:
        raise UsernameMissing
    return TeamsIdentity(username, label)
