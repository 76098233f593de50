"""What goes wrong around the service: storage that is down, a timer that is dead, a clock that is off, a cut sweep."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from azure.core.exceptions import ServiceResponseError

from shared.problems import StorageUnavailable
from tests.support.memory_tables import InMemoryTables
from tests.support.world import World

WHOLE_DAY = timedelta(days=1, seconds=-1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Weather:
    """Until when each trouble lasts. A storage that is down, or a dead timer, lasts up to a day, rarely three."""

    chance: random.Random
    down_until: datetime = LONG_AGO
    dead_until: datetime = LONG_AGO
    skewed_until: datetime = LONG_AGO
    skew: timedelta = timedelta(0)
    deaf_until: dict[str, datetime] = field(default_factory=dict)

    def change(self, now: datetime, tenants: list[str]) -> None:
        """What begins today. An outage of a day is one from the drop point of a table to just before its deadline."""
        lot = self.chance.random()
        began = now + timedelta(hours=self.chance.randrange(24))
        lasts = timedelta(hours=self.chance.randint(1, 24), minutes=-1)
        if lot < 0.04:
            self.down_until = began + lasts
        elif lot < 0.10:
            self.dead_until = began + lasts
        elif lot < 0.12:
            self.dead_until = began + timedelta(hours=self.chance.randint(30, 72))
        elif lot < 0.15:
            self.skewed_until = began + lasts
            self.skew = self.chance.choice([-1, 1]) * timedelta(minutes=self.chance.randint(6, 3000))
        elif lot < 0.18:
            self.dead_until = now + WHOLE_DAY
        elif lot < 0.20:
            self.down_until = now + WHOLE_DAY
        if self.chance.random() < 0.05:
            days = self.chance.choice([1, 5, 33])
            self.deaf_until[self.chance.choice(tenants)] = now + timedelta(days=days)

    def deaf(self, now: datetime) -> set[str]:
        return {tenant for tenant, until in self.deaf_until.items() if now < until}

    def is_out_for_a_day(self, now: datetime) -> bool:
        """Whether `now`, a midnight, begins an outage that ends a second before the next."""
        return now + WHOLE_DAY in {self.dead_until, self.down_until}

    def cut(self) -> int | None:
        """At which of its requests the next sweep loses storage. A sweep with little to do has some twenty."""
        return self.chance.randint(1, self.chance.choice([20, 60])) if self.chance.random() < 0.06 else None


@contextmanager
def without_storage(world: World, after: int = 0) -> Iterator[None]:
    """None of the worker's requests reaches storage but the first ones."""
    tables, left = world.tables, after

    def fail(_: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise StorageUnavailable if isinstance(tables, InMemoryTables) else ServiceResponseError("dropped")

    place: Any = tables if isinstance(tables, InMemoryTables) else world.storage
    place.before = fail
    try:
        yield
    finally:
        place.before = None


@contextmanager
def skewed(world: World, skew: timedelta) -> Iterator[None]:
    """Storage's clock differs from the worker's."""
    place: Any = world.tables if isinstance(world.tables, InMemoryTables) else world.storage
    place.offset = skew
    try:
        yield
    finally:
        place.offset = timedelta(0)
