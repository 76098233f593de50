"""How long is waited: as asked, else longer each time and never in step with the others."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from shared.outbound.backoff import backoff, retry_after
from tests.support.world import START

IN_A_MINUTE = START + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("1", 1),
        (" 120 ", 120),
        ("1.5", 1.5),
        (format_datetime(IN_A_MINUTE, usegmt=True), 60),
        (format_datetime(IN_A_MINUTE), 60),
        (format_datetime(IN_A_MINUTE.replace(tzinfo=None)), 60),
        (format_datetime(START - timedelta(minutes=1), usegmt=True), 0),
        (None, None),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("1e9", None),
        ("inf", None),
        ("Mon, 99 Nov 2026 09:46:10 GMT", None),
        ("1" * 400, None),
    ],
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, START) == seconds


def test_without_it_each_wait_is_twice_the_last_up_to_eight_seconds() -> None:
    assert [backoff(attempt, lambda: 0.5) for attempt in range(7)] == [0.5, 1, 2, 4, 8, 8, 8]


def test_jitter_spreads_a_wait_from_half_to_one_and_a_half() -> None:
    assert (backoff(1, lambda: 0.0), backoff(1, lambda: 1.0)) == (0.5, 1.5)
