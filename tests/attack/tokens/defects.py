"""Every single defect of a token, of claims, header or form, and how several of them come into one token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from tests.auth.bad_forms import BAD_FORMS, Form, signed
from tests.auth.bad_tokens import BAD_CLAIMS, BAD_HEADERS
from tests.support.validator import AUTHORITY


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong: members of claims or header that are other than they should be, or the form."""

    name: str
    claims: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] = field(default_factory=dict)
    form: Form | None = None

    def goes_with(self, other: Defect) -> bool:
        """Whether both can be in one token: neither undoes what the other has done."""
        shares_members = self.claims.keys() & other.claims.keys() or self.header.keys() & other.header.keys()
        return not shares_members and (self.form is None or other.form is None)


DEFECTS: tuple[Defect, ...] = (
    *(Defect(f"claims: {name}", claims=claims) for name, claims in BAD_CLAIMS.items()),
    *(Defect(f"header: {name}", header=members) for name, members in BAD_HEADERS.items()),
    *(Defect(f"form: {name}", form=form) for name, form in BAD_FORMS.items()),
)


def token_with(*defects: Defect, **claims: Any) -> str:
    """A token of now with all these defects, and else the given claims."""
    members: dict[str, Any] = {}
    head: dict[str, Any] = {}
    for defect in defects:
        members |= defect.claims
        head |= defect.header
    form = next((defect.form for defect in defects if defect.form is not None), signed)
    said = json.dumps(AUTHORITY.claims(**{**claims, **members})).encode()
    return form(said, AUTHORITY.header(**head).header_bytes())


def can_be_combined(defects: tuple[Defect, ...]) -> bool:
    return all(one.goes_with(other) for one, other in combinations(defects, 2))
