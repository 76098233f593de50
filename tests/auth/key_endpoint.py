"""An authority's key endpoint and a clock, both under the test's control."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tests.support.tokens import NOW, Authority, key_set

if TYPE_CHECKING:
    from datetime import datetime, timedelta

AUTHORITY = Authority()
NEXT_KEY_ID = "the-next-key"


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.instant = NOW

    def __call__(self) -> datetime:
        return self.instant

    def pass_by(self, span: timedelta) -> None:
        self.instant += span


class KeyServer:
    """Answers with `document`, or fails with `failure`, and counts how often it is asked."""

    def __init__(self) -> None:
        self.document = AUTHORITY.key_set()
        self.failure: Exception | None = None
        self.asked = 0

    def __call__(self) -> bytes:
        self.asked += 1
        if self.failure:
            raise self.failure
        return self.document

    def rotate(self) -> None:
        self.document = key_set(AUTHORITY.key(), AUTHORITY.key(kid=NEXT_KEY_ID))


class SlowKeyServer(KeyServer):
    """Holds every answer back until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.released = threading.Event()

    def __call__(self) -> bytes:
        self.reached.set()
        assert self.released.wait(timeout=10)
        return super().__call__()
