"""The bodies of the holds' routes (imports pydantic)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from shared.http.bodies import Body, Day, Guid, Instant, Line, Text


class HoldRequest(Body):
    """What `PUT holds/{holdId}` takes. `subject` null: the whole tenant. Days are inclusive, UTC."""

    ground: Line
    subject: Guid | None
    families: Annotated[list[Literal["activity", "meetings", "reports", "profiles"]], Field(min_length=1, max_length=4)]
    ends_on: Day
    review_on: Day
    note: Text = ""


class HoldAnswer(HoldRequest):
    """A hold as it stands; `confirmed` is false while an officer has not confirmed what a person asked for."""

    id: str
    placed_at: Instant
    confirmed: bool


class PlacedHold(HoldAnswer):
    """What it keeps from now on, and what had gone already."""

    keeps: list[dict[str, Any]]
    already_gone: list[dict[str, Any]]


class HoldList(Body):
    """Every active hold of the officer's tenant."""

    holds: list[HoldAnswer]


class HoldReleased(Body):
    """The hold has ended; what only it kept goes with the next sweep."""

    id: str
    released: bool
