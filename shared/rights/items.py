"""What an access export says of each row: what it is, why it is kept, who received it and when it goes (Art. 15(1))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from shared.families import Deadline, Family, LegalBasis, Recipient, family
from shared.holds.preserved_rows import PreservedRow
from shared.reports.content import Content, rests_on_consent, unpack
from shared.reports.mentions import Mention
from shared.reports.redaction import redacted_for
from shared.storage.tables import Row
from shared.times import format_instant

Source = Literal[
    "sign_in_token", "own_report", "report_of_another_person", "this_service", "the_person", "data_protection_officer"
]
_SOURCES: Mapping[str, Source] = MappingProxyType(
    {"activity": "this_service", "meetings": "own_report", "reports": "own_report", "profiles": "sign_in_token"}
)
_ALWAYS: Mapping[Recipient, str] = MappingProxyType(
    {Recipient.MICROSOFT: "Microsoft", Recipient.OPERATOR: "The operator of the service"}
)
"""Whom the register names for every row; a contact-centre instance received only what the row says so of."""
_NOT_SHOWN = frozenset({"PartitionKey", "RowKey"})


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of an export. `id` names it in a correction; `told` are instances that received it, and when."""

    id: str
    family: str
    data: Mapping[str, Any]
    source: Source
    delete_by: datetime | None
    told: tuple[Mapping[str, str], ...] = field(default=())
    rests_on_consent: bool = False
    is_held: bool = False

    @property
    def legal_bases(self) -> tuple[LegalBasis, ...]:
        """Those of its family: consent only where a recording rests on it, and of a held row the duty alone (R7)."""
        if self.is_held:
            return (LegalBasis.LEGAL_OBLIGATION,)
        bases = self._kept.legal_bases
        return bases if self.rests_on_consent else tuple(basis for basis in bases if basis is not LegalBasis.CONSENT)

    def shown(self) -> dict[str, Any]:
        kept = self._kept
        return {
            "id": self.id,
            "family": self.family,
            "categories": [category.value for category in kept.categories],
            "purposes": [purpose.value for purpose in kept.purposes],
            "legalBases": [basis.value for basis in self.legal_bases],
            "recipients": [*({"name": _ALWAYS[one]} for one in kept.recipients if one in _ALWAYS), *self.told],
            "source": self.source,
            "deadline": Deadline.HOLD.value if self.is_held else kept.deadline.value,
            "deleteBy": format_instant(self.delete_by) if self.delete_by else None,
            "data": dict(self.data),
        }

    @property
    def _kept(self) -> Family:
        return family(self.family)


def own_item(item_id: str, family_name: str, row: Row, oid: str, delete_by: datetime) -> Item:
    """A row of the person's own, with other people in it redacted."""
    data, consent = _shown(family_name, row, oid)
    return Item(item_id, family_name, data, _SOURCES[family_name], delete_by, _told(row), rests_on_consent=consent)


def held_item(held: PreservedRow, oid: str, ground: str | None, delete_by: datetime) -> Item:
    """A row that only a hold still keeps, or that goes with the next sweep (`ground` None)."""
    family_name, row = held.family, held.row
    data = {**_shown(family_name, row, oid)[0], "heldFor": ground, **held.mark}
    item_id = f"held.{held.key.partition('.')[2]}"
    return Item(item_id, family_name, data, _SOURCES[family_name], delete_by, _told(row), is_held=True)


def mention_item(item_id: str, mention: Mention, oid: str, delete_by: datetime) -> Item:
    """What somebody else's report says about the person."""
    data, consent = mention.about(oid), rests_on_consent(mention.content)
    return Item(item_id, "reports", data, "report_of_another_person", delete_by, rests_on_consent=consent)


def _shown(family_name: str, row: Row, oid: str) -> tuple[Mapping[str, Any], bool]:
    if family_name == "reports":
        content: Content = unpack(row)
        return {"storedAt": row["storedAt"], **redacted_for(content, oid)}, rests_on_consent(content)
    return {name: value for name, value in row.items() if name not in _NOT_SHOWN}, False


def _told(row: Row) -> tuple[Mapping[str, str], ...]:
    return ({"name": str(row["instance"]), "at": str(row["at"])},) if "instance" in row else ()
