"""The bodies of the rights' routes (imports pydantic)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.http.bodies import Body, Day, Guid, Instant, Line, Text


class Correction(Body):
    """One fact to be corrected: the item as an access export names it, the property, and the right value."""

    item: Line
    property: Line
    value: Line


class Corrections(Body):
    """What `PATCH me/data` takes."""

    corrections: Annotated[list[Correction], Field(min_length=1, max_length=100)]


class ContactAnswer(Body):
    """Somebody to turn to: the controller, the data protection officer, or the supervisory authority."""

    role: str
    name: str
    address: str
    contact: str


class RestrictionRequest(Body):
    """What `PUT me/restriction` takes. `until` for the grounds unlawful and claims, and only for them."""

    ground: Literal["accuracy", "objection", "consent", "unlawful", "claims"]
    until: Day | None = None
    statement: Text | None = None


class RecipientAnswer(Body):
    """A recipient that is told of a change (Art. 19); what is not told yet is tried again for 30 days."""

    name: str
    change: str
    told: bool


class RestrictionAnswer(Body):
    """Whether and why processing is restricted, and how that ends; `deleteBy` null: its end is not known yet."""

    restricted: bool
    ground: str | None = None
    since: Instant | None = None
    until: Day | None = None
    statement: str | None = None
    ends: str | None = None
    delete_by: Instant | None = None
    recipients: list[RecipientAnswer]
    contacts: list[ContactAnswer]


class ItemAnswer(Body):
    """One entry of an export. `deadline` is the rule by which it goes; `deleteBy` null: its end is not known yet."""

    id: str
    family: str
    categories: list[str]
    purposes: list[str]
    legal_bases: list[str]
    recipients: list[dict[str, str]]
    source: str
    deadline: str
    delete_by: Instant | None
    data: dict[str, Any]


class AccessPage(Body):
    """A page of everything that is kept about a person; whole once `next` is null."""

    as_of: Instant
    items: list[ItemAnswer]
    searched: list[str]
    deleted_meanwhile: list[str]
    next: str | None
    contacts: list[ContactAnswer]


class PortableData(Body):
    """What a person may take along (Art. 20): what they provided and what rests on contract or consent."""

    schema_: Annotated[str, Field(alias="$schema")]
    exported_at: Instant
    person: dict[str, str]
    items: list[ItemAnswer]


class CorrectionAnswer(Body):
    """How many facts were corrected, and who is told."""

    as_of: Instant
    corrected: int
    recipients: list[RecipientAnswer]
    contacts: list[ContactAnswer]


class ErasedAnswer(Body):
    """How many rows of a family went."""

    family: str
    rows: int


class StaysAnswer(Body):
    """What a hold keeps, on which ground and until when."""

    family: str
    ground: str
    hold: str
    until: Instant


class ErasureAnswer(Body):
    """What went, what stays, why and until when."""

    as_of: Instant
    erased: list[ErasedAnswer]
    mentions_erased: int
    stays: list[StaysAnswer]
    recipients: list[RecipientAnswer]
    notes: list[str]
    contacts: list[ContactAnswer]


class Subject(Body):
    """A person of the tenant, as the profile has them."""

    oid: Guid
    username: str
    domain: str
    matched_at: Instant


class SubjectPage(Body):
    """People of the tenant; `next` is the cursor of the next page, or null."""

    subjects: list[Subject]
    next: str | None
