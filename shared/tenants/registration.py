"""A tenant's contract with the instant it ended, and whether it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from shared.times import end_of, start_of

if TYPE_CHECKING:
    from shared.tenants.model import Contract

State = Literal["pending", "running", "ended"]


@dataclass(frozen=True, slots=True)
class Registration:
    """What is registered for a tenant; `ended_at` when an operator ended the contract by hand.

    `is_leaving`: with the end of the contract all rows of the tenant go, not only the profiles.
    """

    tenant_id: str
    contract: Contract
    ended_at: datetime | None = None
    is_leaving: bool = False

    @property
    def ends_at(self) -> datetime | None:
        """The instant from which the contract no longer runs; None while no end is known."""
        last_day = self.contract.contract_end
        ends = [end for end in (self.ended_at, end_of(last_day) if last_day else None) if end is not None]
        return min(ends, default=None)

    def state(self, now: datetime) -> State:
        if self.ends_at is not None and now >= self.ends_at:
            return "ended"
        return "running" if now >= start_of(self.contract.contract_start) else "pending"
