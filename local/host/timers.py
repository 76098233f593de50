"""A timer trigger: fires on its schedule, one run at a time; runs that were missed meanwhile are not made up for."""

from __future__ import annotations

import json
import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.host.ncrontab import parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future


_logger = logging.getLogger("local.host.timers")


class Timer:
    """One function with a timer trigger. `call` takes the timer's status as JSON, as the host sends it to a worker."""

    def __init__(
        self,
        *,
        name: str,
        expression: str,
        run_on_startup: bool,
        pool: Executor,
        call: Callable[[str], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.name = name
        self.expression = expression
        self._schedule = parse(expression)
        self._run_on_startup = run_on_startup
        self._pool = pool
        self._call = call
        self._clock = clock
        self._stopped = threading.Event()

    def start(self) -> None:
        """Fire on schedule in a thread of its own until `stop`."""
        threading.Thread(target=self._follow_schedule, name=f"timer {self.name}", daemon=True).start()

    def stop(self) -> None:
        """Fire no more; a run under way goes on."""
        self._stopped.set()

    def run_now(self) -> Future[None]:
        """Run the function in the pool, whatever the schedule says. A failed run is logged and not repeated."""
        return self._pool.submit(self._run)

    def _follow_schedule(self) -> None:
        if self._run_on_startup:
            self.run_now().result()
        while not self._stopped.is_set():
            due = self._schedule.next_after(self._clock())
            while (left := (due - self._clock()).total_seconds()) > 0:
                if self._stopped.wait(min(left, 60)):  # short waits notice a clock that was set
                    return
            self.run_now().result()

    def _run(self) -> None:
        now = self._clock()
        status = {
            "Schedule": {"AdjustForDST": False},
            "ScheduleStatus": {
                "Last": now.isoformat(),
                "Next": self._schedule.next_after(now).isoformat(),
                "LastUpdated": now.isoformat(),
            },
            "IsPastDue": False,
        }
        try:
            self._call(json.dumps(status))
        except Exception:
            _logger.exception("the timer %s failed", self.name)
